import ArgumentParser
import ReplicaStore
import SyncCore
import SyncTransport

/// `zhibu invite`: one line to paste on a new computer.
struct InviteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite", abstract: "发邀请码 / one line to paste on a new computer")

    @OptionGroup var common: CommonOptions
    @Option(help: "范围 / scope, e.g. college:007") var scope: [String] = []
    @Option(help: "角色 / role") var role: [String] = ["editor"]
    @Option(help: "服务器地址 / HOST:PORT (default: the last serve)") var at: String?
    @Option(help: "有效期 / 7d, 12h") var expires = "7d"

    func run() throws {
        guard let lifetime = Self.milliseconds(expires), !scope.isEmpty else {
            throw ValidationError(common.words(.inviteForm))
        }
        try common.withReplica { replica in
            guard let address = try at ?? replica.serverAddress(), PeerAddress(address) != nil else {
                throw ValidationError(common.words(.addressForm("--at", at ?? "")))
            }
            let outside = Surroundings.ofThisComputer
            let keys = try DeviceKeys.load(for: common.path)
            try replica.requireAdministrator(keys)
            try replica.requireKnown(roles: role)
            for scope in try replica.newScopes(among: scope) { common.remark(.scopeIsNew(scope)) }
            let invite = try Enrolment(replica: replica, now: outside.now()).invite(
                address: address, scopes: scope, roles: role,
                expires: outside.now() + lifetime, signer: keys.signer, random: outside.random)
            if common.json {
                common.show(.object([("invite", .string(invite.text))]))
            } else {
                common.show(invite.text)
                common.remark(.inviteNext)
            }
        }
    }

    private static func milliseconds(_ text: String) -> Int64? {
        guard let unit = text.last, let number = Int64(text.dropLast()), number > 0, number < 10_000
        else { return nil }
        switch unit {
        case "d": return number * 86_400_000
        case "h": return number * 3_600_000
        case "m": return number * 60_000
        default: return nil
        }
    }
}
