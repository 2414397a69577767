import ArgumentParser
import Membership
import ReplicaStore
import SyncCore

/// `zhibu grant DEVICE --role R… --scope S…`: all that a device may do from here on.
struct GrantCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant", abstract: "改一台电脑的角色和范围 / a device's roles and scopes",
        discussion: """
            没写 --role 或 --scope 的照旧。第二个管理员：--role admin --scope '*'。
            What is not named stays. A second administrator: --role admin --scope '*'.
            没有管理员的电脑了：--by 根密钥文件 / no administrator's computer is left: --by ROOT-KEY
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "电脑名称或编号 / name or id") var device: String
    @Option(help: "角色 / role; may be given more than once") var role: [String] = []
    @Option(help: "范围 / scope; may be given more than once") var scope: [String] = []
    @Option(help: "用根密钥签发 / the root key's file") var by: String?

    func run() throws {
        let keys = try DeviceKeys.load(for: common.path)
        try common.withReplica { replica in
            let signer = try by.map { DeviceSigner(try RootKeys.load($0)) } ?? keys.signer
            if by == nil { try replica.requireAdministrator(keys) }
            try replica.requireKnown(roles: role)
            let new = try replica.newScopes(among: scope)
            let device = try replica.device(named: device)
            let control = try replica.control()
            if control.revoked[device.id] != nil { throw CommandFailure(.deviceIsRevoked, device.name) }
            let before = control.grants[device.id]
            let grant = ControlGrant(
                device: device.id, roles: role.isEmpty ? before?.roles ?? [] : role,
                scopes: scope.isEmpty ? before?.scopes ?? [] : scope)
            if !grant.roles.contains(ControlName.admin) {
                try replica.requireAnotherAdministrator(than: device)
            }
            for scope in new { common.remark(.scopeIsNew(scope)) }
            if grant != before {
                try replica.sign(
                    new.map { .scope(name: $0, title: "") } + [.grant(grant)], by: signer)
            }
            if common.json {
                common.show(
                    .object([
                        ("device", .string(device.id.text)), ("name", .string(device.name)),
                        ("roles", .array(grant.roles.map(JSON.string))),
                        ("scopes", .array(grant.scopes.map(JSON.string))),
                    ]))
            } else {
                common.show(
                    common.words(
                        .granted(
                            device.name, grant.roles.joined(separator: " "),
                            grant.scopes.joined(separator: " "))))
                try common.showNextSync(replica)
            }
        }
    }
}
