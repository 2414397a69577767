import ArgumentParser
import ReplicaStore
import SyncCore

/// `zhibu status`: what is unsent, what waits, what to do next.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "没送出的、没裁定的、下一步 / what is unsent and undecided")

    @OptionGroup var common: CommonOptions

    func run() throws {
        let status = try common.withReplica { try $0.status() }
        let open = status.scopes.reduce(0) { $0 + $1.openConflicts }
        let pending = status.scopes.reduce(0) { $0 + $1.pending }
        if common.json {
            common.show(json(status))
        } else {
            let person = status.person.isEmpty ? common.words(.unnamed) : status.person
            common.show("\(status.name)  \(common.words(.user)) \(person)")
            common.show(common.words(.notSent(pending)))
            common.show(common.words(.toDecide(open)))
            var table = AlignedTable(
                Message.statusHeader.map(common.words), numeric: [1, 2])
            let now = Moment(Surroundings.ofThisComputer.now())
            for scope in status.scopes {
                let last = scope.lastSync.map {
                    Moment($0).text(in: common.language, yearOf: now)
                }
                table.add([
                    scope.name, "\(scope.pending)", "\(scope.openConflicts)",
                    last ?? common.words(.never),
                ])
            }
            table.lines().forEach(common.show)
            common.show(common.words(open > 0 ? .nextConflicts : .nextSync))
        }
        if open > 0 { throw ExitCode(3) }
    }

    private func json(_ status: ReplicaStatus) -> JSON {
        .object([
            ("replica", .string(status.replica)), ("name", .string(status.name)),
            ("device", .string(status.device)), ("author", .optional(status.author)),
            ("person", .string(status.person)), ("schema", .optional(status.schemaVersion)),
            (
                "scopes",
                .array(
                    status.scopes.map { scope in
                        .object([
                            ("name", .string(scope.name)),
                            (
                                "frontier",
                                .object(
                                    scope.frontier.map {
                                        ($0.author.short, .integer($0.number))
                                    })
                            ),
                            ("held", .string(hex(scope.held))), ("state", .string(hex(scope.state))),
                            ("digest", .string(hex(scope.digest))),
                            ("pending", .integer(Int64(scope.pending))),
                            ("open_conflicts", .integer(Int64(scope.openConflicts))),
                            ("last_sync", .optional(scope.lastSync.map { Moment($0).iso })),
                        ])
                    })
            ),
        ])
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
