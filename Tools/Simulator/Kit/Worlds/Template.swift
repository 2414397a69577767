import Crypto
import GRDB
import ReplicaStore
import Synchronization
import SyncCore
import TestKit

/// Replica files with a schema in which nobody has written yet, made once in a process: worlds copy them.
final class Template: Sendable {
    static let computersMax = 8

    struct Device: Sendable {
        var name: String
        var signer: DeviceSigner?
        var publicKey: Curve25519.Signing.PublicKey?
        /// The one besides `uni`.
        var scope: String?
    }

    let disk: SimulatedDisk
    let devices: [Device]

    private static let made = Mutex<[String: Template]>([:])

    /// - Parameter worker: Disks are not shared between threads.
    static func of(_ schema: SimulatedSchema, isCommittee: Bool, worker: Int) throws -> Template {
        let key = "\(schema.name) \(isCommittee) \(worker)"
        if let known = made.withLock({ $0[key] }) { return known }
        let number = made.withLock { $0.count }
        let disk = SimulatedDisk(name: "template-\(worker)-\(number)")
        disk.now = World.beginning
        let template = try isCommittee ? committee(schema, disk) : library(schema, disk)
        made.withLock { $0[key] = template }
        return template
    }

    private init(disk: SimulatedDisk, devices: [Device]) {
        self.disk = disk
        self.devices = devices
    }

    private static func library(_ schema: SimulatedSchema, _ disk: SimulatedDisk) throws -> Template {
        var devices: [Device] = []
        var replicas: [Replica] = []
        for index in 0..<computersMax {
            let digits = String(repeating: String(index + 1, radix: 16), count: 32)
            guard let device = DeviceID(digits) else { preconditionFailure("32 digits") }
            let world = HandMovedWorld(seed: UInt64(index))
            let replica = try Replica(
                creating: disk.address(of: "\(index)"), device: device, name: "r\(index)",
                surroundings: world.surroundings)
            try replica.install(schema: schema.versions[0].sql, version: "1")
            for scope in ["uni"] + schema.scopes { try replica.hold(scope: scope, writes: true) }
            replicas.append(replica)
            devices.append(Device(name: "r\(index)"))
        }
        try write(schema.opening, on: replicas[0])
        for replica in replicas {
            guard replica !== replicas[0] else { continue }
            for scope in ["uni"] + schema.scopes { try replica.pull(from: replicas[0], scope: scope) }
        }
        for replica in replicas { try replica.close() }
        return Template(disk: disk, devices: devices)
    }

    private static func write(_ statements: [String], on replica: Replica) throws {
        try replica.edit { database in
            for sql in statements { try database.execute(sql: sql) }
        }
    }

    private static func committee(_ schema: SimulatedSchema, _ disk: SimulatedDisk) throws -> Template {
        let committee = try Committee(
            seed: 0x5EED, schema: schema.versions[0].sql, scopes: schema.scopes,
            serverRoles: ["admin", "chief"], place: { disk.address(of: $0) })
        try write(schema.opening, on: committee.server.replica)
        let roles = [
            ["chief"], ["editor", "propose"], ["editor", "propose"], ["editor"],
            ["chief", "editor"], ["editor", "propose"], ["reader"],
        ]
        var devices = [
            Device(
                name: "server", signer: committee.server.signer,
                publicKey: committee.server.publicKey)
        ]
        var computers = [committee.server]
        for (index, roles) in roles.enumerated() {
            let scope = schema.scopes.isEmpty ? nil : schema.scopes[index % schema.scopes.count]
            let computer = try committee.enrol(
                "office\(index + 1)", roles: roles, scopes: ["uni"] + (scope.map { [$0] } ?? []))
            computers.append(computer)
            devices.append(
                Device(
                    name: "office\(index + 1)", signer: computer.signer,
                    publicKey: computer.publicKey, scope: scope))
        }
        for computer in computers { try computer.replica.close() }
        for (index, device) in devices.enumerated() { disk.copy("\(index)", from: disk, device.name) }
        return Template(disk: disk, devices: devices)
    }
}
