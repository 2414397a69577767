import ArgumentParser
import Membership
import ReplicaStore
import SyncCore
import SyncTransport
import Synchronization

/// `zhibu sync --watch`: stays connected, and calls again where the line or the server went away.
struct SyncWatch: Sendable {
    let member: Member
    let address: PeerAddress
    let language: Language
    let json: Bool

    /// What a line or a server that goes away says; of anything else a person must hear.
    private static let passing: [SyncError.Code] = [
        .peerUnreachable, .closedEarly, .timedOut, .tooManySessions, .peerFault, .replicaBusy,
    ]
    private static let waitMax = 60.0

    func run() async throws {
        remark(.watching(address.description))
        try await untilStopped { try await stayConnected() }
        let open = try member.replica.openConflictCounts().values.reduce(0, +)
        try member.close()
        if open > 0 { throw ExitCode(3) }
    }

    private func stayConnected() async throws {
        var wait = 1.0
        while !Task.isCancelled {
            let told = Told()
            let reason = try await stay(telling: told)
            if Task.isCancelled { return }
            if told.counts.withLock({ $0 != nil }) { wait = 1 }
            // Offices that a server has lost at once must not all come back at once.
            let seconds = wait * Double.random(in: 0.5...1.5)
            remark(.callingAgain(reason, Int(seconds.rounded(.up))))
            do { try await Task.sleep(for: .seconds(seconds)) } catch { return }
            wait = min(2 * wait, Self.waitMax)
        }
    }

    /// - Returns: Why the connection is over; nothing where the server has said goodbye.
    private func stay(telling told: Told) async throws -> String {
        do {
            let unequal = try await member.stay(with: address) { tell($0, told) }.unequalScopes
            return unequal.isEmpty ? "" : words(CommandFailure(.scopeUnequal, unequal.joined(separator: ", ")))
        } catch let error as SyncError where Self.passing.contains(error.code) {
            return words(error)
        } catch let error as StoreError where error.code == .fileBusy {
            // Another program's long transaction is no reason to stop for good.
            return words(error)
        }
    }

    private func words(_ error: any Explainable) -> String { error.explanation.text(in: language) }

    /// What was told of one connection so far; nil before both held the same.
    private final class Told: Sendable {
        let counts = Mutex<(sent: Int, received: Int)?>(nil)
    }

    private func tell(_ summary: SyncSummary, _ told: Told) {
        let news = told.counts.withLock { before in
            let last = before ?? (0, 0)
            let isNews = before == nil || last != (summary.sent, summary.received)
            before = (summary.sent, summary.received)
            return isNews ? (sent: summary.sent - last.sent, received: summary.received - last.received) : nil
        }
        guard let news else { return }
        do {
            let open = try member.replica.openConflictCounts().values.reduce(0, +)
            let now = Moment(Surroundings.ofThisComputer.now())
            if json {
                Output.result(
                    JSON.object([
                        ("at", .string(now.iso)), ("sent", .integer(Int64(news.sent))),
                        ("received", .integer(Int64(news.received))), ("open_conflicts", .integer(Int64(open))),
                    ]).line)
            } else {
                let words = Message.synced(sent: news.sent, received: news.received, isEqual: true).text(in: language)
                let conflicts = open > 0 ? Message.stillOpen(open).text(in: language) : ""
                Output.result("\(now.iso)  \(words)\(conflicts)")
            }
        } catch {
            Output.remark(ErrorReport(error, language: language).text)
        }
    }

    private func remark(_ message: Message) { Output.remark(message.text(in: language)) }
}
