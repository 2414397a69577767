import ArgumentParser
import Foundation
import GRDB
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
        guard let invite = Invite(text: invite), let founder = DeviceID(invite.founder),
            let address = PeerAddress(invite.address)
        else { throw SyncError(.inviteUnknown) }
        let path = common.path
        if FileManager.default.fileExists(atPath: path) { throw StoreError(.fileExists, path) }
        let keys = try DeviceKeys.create(for: path)
        do {
            try await join(path, keys, invite, founder, address)
        } catch {
            // Nothing half made stays behind: all of it is younger than this call.
            for file in [path, path + "-wal", path + "-shm", DeviceKeys.path(of: path)]
            where FileManager.default.fileExists(atPath: file) {
                try FileManager.default.removeItem(atPath: file)
            }
            throw error
        }
    }

    private func join(
        _ path: String, _ keys: DeviceKeys, _ invite: Invite, _ founder: DeviceID,
        _ address: PeerAddress
    ) async throws {
        let name = name ?? ProcessInfo.processInfo.hostName
        let replica = try Replica(
            creating: path, device: keys.device, name: name, surroundings: .ofThisComputer)
        try replica.hold(scope: "control", writes: false)
        let network = NetworkSession(keys: keys, name: name)
        _ = try await network.sync(
            replica, with: address, expecting: founder,
            invite: SessionInvite(id: invite.id, secret: invite.secret), onlyScopes: ["control"])
        // The schema came with the roster; with it the records can be received.
        let release = try replica.read { database in
            try Row.fetchOne(
                database,
                sql: "SELECT version, sql FROM zhibu_release ORDER BY released_at DESC LIMIT 1")
        }
        guard let release else { throw SyncError(.peerFault, "no schema") }
        try replica.install(schema: release["sql"], version: release["version"])
        for scope in ["uni"] + invite.scopes { try replica.hold(scope: scope, writes: true) }
        try replica.setServer(address: invite.address, founder: founder.text)
        let summary = try await network.sync(replica, with: address, expecting: founder)
        try replica.close()
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
