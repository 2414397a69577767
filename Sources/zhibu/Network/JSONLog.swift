import Foundation
import Logging
import ReplicaStore

/// One JSON object a line on standard error: for machines that collect logs.
struct JSONLog: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    let label: String

    init(label: String) { self.label = label }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let line = JSON.object(
            [
                ("at", .string(Moment(Surroundings.ofThisComputer.now()).iso)), ("level", .string(event.level.rawValue)),
                ("from", .string(label)), ("message", .string("\(event.message)")),
            ] + all.map { ($0.key, .string("\($0.value)")) })
        Output.remark(line.line)
    }
}
