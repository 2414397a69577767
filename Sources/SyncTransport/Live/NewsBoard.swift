public import ReplicaStore
import Synchronization

/// Tells the sessions of one replica that stay that it may hold more, whoever has changed it.
///
/// One look at the file serves all of them: a server has hundreds.
public final class NewsBoard: Sendable {
    private struct Readers {
        var next = 0
        var all: [Int: AsyncStream<SessionNews>.Continuation] = [:]
    }

    private let readers = Mutex(Readers())

    public init() {}

    /// What is told from here on; of several things that nobody has read yet, the last.
    package func news() -> AsyncStream<SessionNews> {
        let (stream, continuation) = AsyncStream.makeStream(of: SessionNews.self, bufferingPolicy: .bufferingNewest(1))
        let number = readers.withLock { readers in
            readers.next += 1
            readers.all[readers.next] = continuation
            return readers.next
        }
        continuation.onTermination = { [weak self] _ in
            self?.readers.withLock { _ = $0.all.removeValue(forKey: number) }
        }
        return stream
    }

    package func tell(_ news: SessionNews) {
        for reader in readers.withLock({ Array($0.all.values) }) { reader.yield(news) }
    }

    /// Looks at a replica again and again while `work` runs; afterwards nobody does.
    ///
    /// - Parameters:
    ///   - replica: The one that the sessions are about.
    ///   - interval: Between two looks.
    ///   - silence: After how long peers are asked whether they are still there; nil where they ask.
    ///   - work: What reads `news()`.
    /// - Returns: What the work gives.
    /// - Throws: What it throws.
    public func watching<Result: Sendable>(
        _ replica: Replica, every interval: Duration, asking silence: Duration? = nil,
        _ work: () async throws -> Result
    ) async throws -> Result {
        let watch = Task { await look(at: replica, every: interval, asking: silence) }
        do {
            let result = try await work()
            watch.cancel()
            await watch.value
            return result
        } catch {
            watch.cancel()
            await watch.value
            throw error
        }
    }

    private func look(at replica: Replica, every interval: Duration, asking silence: Duration?) async {
        var known: HeldMark?
        var quiet = Duration.zero
        while !Task.isCancelled {
            do {
                let mark = try replica.heldMark()
                if known != mark { tell(.changed) }
                known = mark
            } catch {
                // The sessions look for themselves, and each says what is wrong.
                tell(.changed)
            }
            do { try await Task.sleep(for: interval) } catch { return }
            quiet += interval
            guard let silence, quiet >= silence else { continue }
            quiet = .zero
            tell(.silence)
        }
    }
}
