import Dispatch
import Foundation

/// Does something until it is done, or until SIGTERM or Ctrl-C: then it is cancelled, and may end in good order.
func untilStopped<Result: Sendable>(_ work: @Sendable @escaping () async throws -> Result) async throws -> Result {
    let task = Task { try await work() }
    let signals = [SIGTERM, SIGINT].map { number in
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number)
        source.setEventHandler { task.cancel() }
        source.activate()
        return source
    }
    defer { signals.forEach { $0.cancel() } }
    return try await task.value
}
