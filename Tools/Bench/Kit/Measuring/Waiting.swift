import Dispatch
import Synchronization

/// Runs asynchronous work and waits for it; on threads of its own, because the thread that waits here may be one of
/// the few that tasks run on.
///
/// Benchmarks wait: callgrind does not survive the threads on which a main function would be asynchronous.
func waiting(for work: @escaping @Sendable () async throws -> Void) throws {
    let (result, isDone) = (Outcome(), DispatchSemaphore(value: 0))
    Task(executorPreference: OwnThreads.shared) {
        do {
            try await work()
        } catch {
            result.error.withLock { $0 = error }
        }
        isDone.signal()
    }
    isDone.wait()
    if let error = result.error.withLock({ $0 }) { throw error }
}

private final class Outcome: Sendable {
    let error = Mutex<(any Error)?>(nil)
}

private final class OwnThreads: TaskExecutor {
    static let shared = OwnThreads()
    private let queue = DispatchQueue(label: "zhibu.bench", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
