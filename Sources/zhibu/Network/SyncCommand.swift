import ArgumentParser
import Membership
import ReplicaStore
import SyncCore
import SyncTransport

/// `zhibu sync`: sends and receives, and says what came and went.
struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "与校党委服务器收发 / send and receive")

    @OptionGroup var common: CommonOptions
    @Option(help: "HOST:PORT (default: the invite's)") var peer: String?
    @Flag(help: "演练：会收到什么、会有哪些冲突，什么也不改 / what would come, which conflicts; changes nothing")
    var dryRun = false
    @Flag(help: "保持连接，直到 Ctrl-C：这里和那里的更改随时收发 / stay connected until Ctrl-C")
    var watch = false

    /// In milliseconds; who looks at a clock doesn't see less.
    static let clockOffsetTold: Int64 = 60_000

    func validate() throws {
        if watch, dryRun { throw ValidationError("--watch | --dry-run") }
    }

    func run() async throws {
        let replica = try common.open()
        guard let text = try peer ?? replica.serverAddress() else { throw CommandFailure(.serverUnknown) }
        guard let address = PeerAddress(text) else {
            throw ValidationError(common.words(.addressForm("--peer", peer ?? "")))
        }
        if dryRun {
            try replica.close()
            return try await SyncRehearsal(common: common, address: address).run()
        }
        let member = try Member(
            replica, keys: DeviceKeys.load(for: common.path), surroundings: .ofThisComputer)
        if watch {
            let watch = SyncWatch(member: member, address: address, language: common.language, json: common.json)
            return try await watch.run()
        }
        try replica.fold()
        let before = try replica.openConflictCounts().values.reduce(0, +)
        let line = ProgressLine(common.language)
        defer { line.end() }
        let summary = try await member.sync(with: address) { line.show($0) }
        line.end()
        let after = try replica.openConflictCounts().values.reduce(0, +)
        let clockOffset = try replica.clockOffset()
        try replica.close()
        if common.json {
            common.show(
                .object([
                    ("sent", .integer(Int64(summary.sent))),
                    ("received", .integer(Int64(summary.received))),
                    ("equal", .array(summary.equalScopes.map { .string($0) })),
                    ("unequal", .array(summary.unequalScopes.map { .string($0) })),
                    ("unshared", .array(summary.unsharedScopes.map { .string($0) })),
                    ("open_conflicts", .integer(Int64(after))), ("clock_offset_ms", .integer(clockOffset)),
                ]))
        } else {
            common.show(
                common.words(
                    .synced(
                        sent: summary.sent, received: summary.received,
                        isEqual: summary.unequalScopes.isEmpty)))
            if !summary.unsharedScopes.isEmpty {
                common.remark(.notShared(summary.unsharedScopes))
            }
            common.show(common.words(.conflictsAfter(before: before, after: after)))
        }
        if abs(clockOffset) >= Self.clockOffsetTold { common.remark(.clockIsOff(clockOffset)) }
        guard summary.unequalScopes.isEmpty else {
            throw CommandFailure(.scopeUnequal, summary.unequalScopes.joined(separator: ", "))
        }
        if after > 0 { throw ExitCode(3) }
    }
}
