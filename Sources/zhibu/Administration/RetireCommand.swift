import ArgumentParser
import Membership
import ReplicaStore
import SyncCore

/// `zhibu retire SCOPE --reason T`: nobody writes in the scope any more; it stays to be read.
struct RetireCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire", abstract: "停用一个范围，只留查看 / a scope is only read from now on")

    @OptionGroup var common: CommonOptions
    @Argument(help: "范围 / scope") var scope: String
    @Option(help: "原因 / why") var reason: String
    @Flag(help: "确实要停用，不能恢复 / for good; nothing takes it back") var yes = false

    func validate() throws {
        if reason.isEmpty { throw ValidationError(common.words(.reasonEmpty)) }
    }

    func run() throws {
        let keys = try DeviceKeys.load(for: common.path)
        try common.withReplica { replica in
            try replica.requireAdministrator(keys)
            guard try replica.control().scopes[scope] != nil else {
                throw CommandFailure(.scopeUnknown, scope)
            }
            guard yes else { throw CommandFailure(.notConfirmed, scope) }
            try replica.sign([.retire(scope: scope, reason: reason)], by: keys.signer)
            if common.json {
                common.show(
                    .object([("scope", .string(scope)), ("retired", .string(reason))]))
            } else {
                common.show(common.words(.scopeRetired(scope)))
                try common.showNextSync(replica)
            }
        }
    }
}
