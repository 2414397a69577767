import ArgumentParser
import BranchRecords
import Foundation
import GRDB
import ReplicaStore
import SyncCore

/// `zhibu init --found`: a committee's replica with a new root key.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "建立校党委资料 / found a committee's replica")

    @OptionGroup var common: CommonOptions
    @Flag(help: "建立新的资料和根密钥 / a new replica with a new root key") var found = false
    @Option(help: "结构文件（默认：支部资料）/ a schema file") var schema: String?
    @Option(help: "这台电脑的名称 / the device's name") var name: String?
    @Option(help: "另外管理的范围 / a further scope to hold") var scope: [String] = []

    func run() throws {
        guard found else { throw CommandFailure(.notFounded) }
        let path = common.path
        let (sql, version) = try schemaText()
        try Replica.checkSchema(sql)
        if FileManager.default.fileExists(atPath: path) { throw StoreError(.fileExists, path) }
        let keys = try DeviceKeys.create(for: path)
        do {
            try create(path, keys, sql: sql, version: version)
        } catch {
            // Nothing half made stays behind: all of it is younger than this call.
            for file in [
                path, path + "-wal", path + "-shm", DeviceKeys.path(of: path),
                RootKeys.rootPath(of: path), RootKeys.recoveryPath(of: path),
            ]
            where FileManager.default.fileExists(atPath: file) {
                try FileManager.default.removeItem(atPath: file)
            }
            throw error
        }
        if common.json {
            common.show(
                .object([
                    ("db", .string(path)), ("device", .string(keys.device.text)),
                    ("schema", .string(version)),
                ]))
        } else {
            common.show(common.words(.founded(path)))
            common.show(common.words(.nextAfterInit))
        }
    }

    private func create(_ path: String, _ keys: DeviceKeys, sql: String, version: String) throws {
        let name = name ?? ProcessInfo.processInfo.hostName
        let roots = try RootKeys.create(for: path)
        let root = DeviceSigner(roots.root)
        let replica = try Replica(
            creating: path, device: keys.device, name: name, surroundings: .ofThisComputer,
            signer: keys.signer)
        try replica.install(schema: sql, version: version)
        try replica.trust(root: root.device)
        try replica.hold(scope: ControlName.scope, writes: false)
        // The root founds and makes this device the administrator, who may act in every role of the
        // schema; from here on it is not needed.
        try replica.sign(
            [
                roots.foundation, .device(keys.enrolled(as: name)),
                .grant(
                    ControlGrant(
                        device: keys.device,
                        roles: try [ControlName.admin] + replica.schemaRoles().keys,
                        scopes: [ControlName.allScopes])),
            ] + (["committee", "uni"] + scope).map { .scope(name: $0, title: "") }
                + [.schema(version: version, sql: sql)], by: root)
        try replica.edit { try CollegeScopes.hold(in: $0) }
        try replica.close()
    }

    private func schemaText() throws -> (String, String) {
        guard let schema else { return (BranchSchema.sql, "\(BranchSchema.version)") }
        return (try TextFile.read(schema), "1")
    }
}

/// A text file that the command line named.
enum TextFile {
    static func read(_ path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path),
            let text = String(data: data, encoding: .utf8)
        else { throw CommandFailure(.fileUnreadable, path) }
        return text
    }
}

/// The committee writes in every college's scope as soon as the college is on its list.
enum CollegeScopes {
    static func hold(in database: Database) throws {
        guard try database.tableExists("college") else { return }
        let columns = try database.columns(in: "college").map(\.name)
        guard columns.contains("id") else { return }
        let holdsAll =
            try Bool.fetchOne(
                database,
                sql: """
                    SELECT scopes = '*' AND revoked IS NULL FROM zhibu_device
                    WHERE id = (SELECT value FROM zhibu_meta WHERE key = 'device')
                    """) ?? false
        guard holdsAll else { return }
        let codes = try String.fetchAll(
            database,
            sql: """
                SELECT CAST(id AS TEXT) FROM college WHERE 'college:' || id NOT IN
                (SELECT scope FROM zhibu_held) ORDER BY 1
                """)
        for code in codes { try Replica.holdWithin(database, scope: "college:\(code)") }
    }
}
