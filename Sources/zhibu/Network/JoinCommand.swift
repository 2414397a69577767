import ArgumentParser
import Foundation
import ReplicaStore
import SyncCore
import SyncTransport

/// `zhibu join INVITE`: a new replica, enrolled with that invite.
struct JoinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join", abstract: "新电脑加入 / a new replica with an invite")

    @OptionGroup var common: CommonOptions
    @Argument(help: "邀请码 / the invite") var invite: String
    @Option(help: "这台电脑的名称 / the device's name") var name: String?

    func run() async throws {
        guard let invite = Invite(text: invite), let root = DeviceID(invite.root),
            let server = DeviceID(invite.server), let address = PeerAddress(invite.address)
        else { throw SyncError(.inviteUnknown) }
        let path = common.path
        if FileManager.default.fileExists(atPath: path) { throw StoreError(.fileExists, path) }
        // A key that is there already stays this device's: it may have lost its replica only.
        let hadKey = DeviceKeys.exist(for: path)
        let keys = try hadKey ? DeviceKeys.load(for: path) : DeviceKeys.create(for: path)
        do {
            try await join(path, keys, invite, trusting: root, server, address)
        } catch {
            // Nothing half made stays behind: all of it is younger than this call.
            let made = [path, path + "-wal", path + "-shm"]
            for file in made + (hadKey ? [] : [DeviceKeys.path(of: path)])
            where FileManager.default.fileExists(atPath: file) {
                try FileManager.default.removeItem(atPath: file)
            }
            throw error
        }
    }

    private func join(
        _ path: String, _ keys: DeviceKeys, _ invite: Invite, trusting root: DeviceID,
        _ server: DeviceID, _ address: PeerAddress
    ) async throws {
        let name = name ?? ProcessInfo.processInfo.hostName
        let replica = try Replica(
            creating: path, device: keys.device, name: name, surroundings: .ofThisComputer,
            signer: keys.signer)
        try replica.trust(root: root)
        try replica.hold(scope: "control", writes: false)
        let network = NetworkSession(keys: keys, name: name)
        _ = try await network.sync(
            replica, with: address, expecting: server,
            invite: SessionInvite(id: invite.id, secret: invite.secret), onlyScopes: ["control"])
        // The schema came with the control entries; with it the records can be received.
        guard let release = try replica.control().releases.last else {
            throw SyncError(.peerFault, "control: no schema")
        }
        try replica.install(schema: release.sql, version: release.version)
        try replica.setServer(address: invite.address)
        let summary = try await network.sync(replica, with: address, expecting: server)
        let twins = try replica.control().devices.values.filter { $0.name == name }.count
        if twins > 1 { common.remark(.nameTaken(name)) }
        try replica.close()
        guard summary.unequalScopes.isEmpty else {
            throw CommandFailure(.scopeUnequal, summary.unequalScopes.joined(separator: ", "))
        }
        if common.json {
            common.show(
                .object([
                    ("db", .string(path)), ("device", .string(keys.device.text)),
                    ("received", .integer(Int64(summary.received))),
                ]))
        } else {
            common.show(common.words(.joined(path, summary.received)))
        }
    }
}
