import ArgumentParser
import Membership
import ReplicaStore
import SyncCore

/// `zhibu revoke DEVICE --reason T [--until N]`: what the device writes from now on counts nowhere.
struct RevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "停用一台电脑 / a device writes no more",
        discussion: """
            停用以前写的仍然有效，以后写的留作待审。--until N：每个范围里第 N 号以前的有效，可在审核后前移。
            What it wrote up to now counts; what comes later awaits review. --until N moves the cut:
            in each scope its changesets up to number N count.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "电脑名称或编号 / name or id") var device: String
    @Option(help: "原因 / why") var reason: String
    @Option(help: "有效的最后一号 / last number that counts") var until: Int64?

    func validate() throws {
        if let until, until < 0 { throw ValidationError("--until N: N ≥ 0") }
        if reason.isEmpty { throw ValidationError(common.words(.reasonEmpty)) }
    }

    func run() throws {
        let keys = try DeviceKeys.load(for: common.path)
        try common.withReplica { replica in
            try replica.requireAdministrator(keys)
            let device = try replica.device(named: device)
            try replica.requireAnotherAdministrator(than: device)
            let points = try until.map { try replica.points(of: device.id, until: $0) }
            try replica.revoke(device.id, reason: reason, until: points, by: keys.signer)
            let waiting = try replica.voidChangesets().count {
                $0.author.device == device.id.text
            }
            if common.json {
                common.show(
                    .object([
                        ("device", .string(device.id.text)), ("name", .string(device.name)),
                        ("awaiting_review", .integer(Int64(waiting))),
                    ]))
            } else {
                common.show(common.words(.deviceRevoked(device.name)))
                if waiting > 0 { common.show(common.words(.awaitingReview(waiting))) }
                try common.showNextSync(replica)
            }
        }
    }
}
