import ArgumentParser
import Foundation
import Membership
import ReplicaStore
import SyncCore

/// `zhibu status`: what is here, unsent, undecided, and what to do next.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "没送出的、没裁定的、下一步 / what waits, what is next")

    @OptionGroup var common: CommonOptions
    /// On an old office computer and a slow line; `Tools/bench run W13` sends five times as many here.
    private static let changesPerSecond = 5_000

    func run() throws {
        let (status, control, aside, strays) = try common.withReplica { replica in
            let strays = try replica.read { database in
                try StrayCodes(
                    in: database, names: Names(database: database, language: common.language))
            }
            // Reading every row for the digests is for machines that ask.
            let status = try replica.status(digesting: common.json)
            return (
                status, try replica.heldDigest(scope: "control"), try Aside(replica, status, at: common.path), strays
            )
        }
        let open = status.scopes.reduce(0) { $0 + $1.openConflicts }
        if common.json {
            common.show(Self.document(status, control: control, aside, strays))
        } else {
            showScreen(status, open: open, aside, strays)
        }
        if open > 0 { throw ExitCode(3) }
    }

    private static func hex(_ bytes: [UInt8]) -> JSON {
        .string(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    }

    private static func document(
        _ status: ReplicaStatus, control: [UInt8], _ aside: Aside, _ strays: StrayCodes
    ) -> JSON {
        let author = status.author.flatMap { Author($0)?.short }
        return .object([
            ("replica", .string(status.replica)), ("author", .optional(author)),
            ("person", .string(status.person)), ("schema", .optional(status.schemaVersion)),
            ("control", hex(control)), ("parked", .integer(Int64(status.parked))),
            ("damaged", .array(status.damaged.map(JSON.string))),
            ("not_counted", .integer(Int64(aside.notCounted))), ("clock_offset_ms", .integer(aside.clockOffset)),
            ("has_key", .bool(aside.hasKey)), ("revoked", .bool(aside.isRevoked)),
            ("values_in_no_list", .integer(Int64(strays.count))),
            ("schema_unfit", .optional(status.schemaUnfit)),
            (
                "scopes",
                .array(
                    status.scopes.map { scope in
                        var frontier: [Author: Int64] = [:]
                        for point in scope.frontier { frontier[point.author] = point.number }
                        return .object([
                            ("name", .string(scope.name)), ("frontier", JSON(seen: frontier)),
                            ("held", hex(scope.held)), ("state", hex(scope.state)),
                            ("digest", hex(scope.digest)),
                            ("pending", .integer(Int64(scope.pending))),
                            ("pending_since", .optional(scope.pendingSince.map { Moment($0).iso })),
                            ("open_conflicts", .integer(Int64(scope.openConflicts))),
                            ("last_sync", .optional(scope.lastSync.map { Moment($0).iso })),
                        ])
                    })
            ),
            (
                "rules",
                .array(
                    status.rules.map { rule in
                        .object([
                            ("name", .string(rule.name)), ("title", .string(rule.title)), ("title_en", .optional(rule.englishTitle)),
                            ("severity", .string(rule.severity)), ("open", .integer(Int64(rule.open))),
                            ("milliseconds", .integer(rule.milliseconds)),
                            ("error", .optional(rule.error)),
                        ])
                    })
            ),
        ])
    }

    /// What is said only where it is not as it should be.
    private struct Aside {
        var notCounted: Int
        var clockOffset: Int64
        var hasKey: Bool
        var isRevoked: Bool
        var lacksArchive: Bool
        var archiveHoldsErased: Bool

        init(_ replica: Replica, _ status: ReplicaStatus, at path: String) throws {
            notCounted = try replica.voidCount()
            clockOffset = try replica.clockOffset()
            hasKey = DeviceKeys.exist(for: path)
            lacksArchive = try !replica.scopesLackingArchive().isEmpty
            archiveHoldsErased = try replica.archiveHoldsErased()
            let revoked = try replica.control().revoked
            isRevoked = DeviceID(status.device).map { revoked[$0] != nil } ?? false
        }
    }

    private func showScreen(_ status: ReplicaStatus, open: Int, _ aside: Aside, _ strays: StrayCodes) {
        let now = Moment(Surroundings.ofThisComputer.now())
        let never = common.words(.never)
        func time(_ moment: Int64?) -> String {
            moment.map { Moment($0).text(in: common.language, yearOf: now) } ?? never
        }
        let person = status.person.isEmpty ? common.words(.unnamed) : status.person
        let pending = status.scopes.reduce(0) { $0 + $1.pending }
        common.show("\(status.name), \(common.words(.user)) \(person)")
        let since = status.scopes.compactMap(\.pendingSince).min()
        common.show(common.words(.notSent(pending, since: since.map { time($0) }, seconds: pending / Self.changesPerSecond)))
        common.show(common.words(.lastSync(time(status.scopes.compactMap(\.lastSync).max()))))
        common.show(common.words(.toDecide(open)))
        if aside.notCounted > 0 { common.show(common.words(.notCounted(aside.notCounted))) }
        if strays.count > 0 { common.show(common.words(.strayCodes(strays.count, strays.example))) }
        for rule in status.rules {
            if let error = rule.error { common.show(common.words(.ruleFailed(rule.name, error))) }
        }
        if !status.damaged.isEmpty {
            common.show(common.words(.tablesDamaged(status.damaged)))
        } else if status.parked > 0 { common.show(common.words(.parked(status.parked))) }
        if let unfit = status.schemaUnfit { common.show(common.words(.schemaNotTaken(unfit))) }
        var table = AlignedTable(Message.statusHeader.map { common.words($0) }, indent: 2)
        for scope in status.scopes {
            table.add([
                scope.name, "\(scope.pending)", "\(scope.openConflicts)", time(scope.lastSync),
            ])
        }
        common.show(table.text)
        if abs(aside.clockOffset) >= SyncCommand.clockOffsetTold { common.remark(.clockIsOff(aside.clockOffset)) }
        if let kind = NetworkDrive.kind(of: URL(filePath: common.path).deletingLastPathComponent().path) {
            common.remark(.onNetworkDrive(kind))
        }
        if aside.lacksArchive { common.remark(.archiveIsAway(common.path + ".archive")) }
        if aside.archiveHoldsErased { common.remark(.archiveHoldsErased(common.path + ".archive")) }
        if !aside.hasKey { return common.show(common.words(.keyIsLost)) }
        if aside.isRevoked { return common.show(common.words(.isRevokedHere)) }
        common.show(common.words(open > 0 ? .nextConflicts : .nextSync))
    }
}
