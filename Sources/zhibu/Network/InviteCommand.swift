import ArgumentParser
import Membership
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
        let member = try common.openMember()
        let replica = member.replica
        guard let address = try at ?? replica.serverAddress(), PeerAddress(address) != nil else {
            throw ValidationError(common.words(.addressForm("--at", at ?? "")))
        }
        try replica.requireAdministrator(member.keys)
        try replica.requireKnown(roles: role)
        for scope in try replica.newScopes(among: scope) { common.remark(.scopeIsNew(scope)) }
        let invite = try member.invite(to: address, scopes: scope, roles: role, goodFor: lifetime)
        try member.close()
        if common.json {
            common.show(.object([("invite", .string(invite.text))]))
        } else {
            common.show(invite.text)
            common.remark(.inviteNext)
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
