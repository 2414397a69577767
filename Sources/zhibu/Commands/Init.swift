import ArgumentParser
import BranchRecords
import Foundation
import GRDB
import Membership
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

    func validate() throws { try common.requireName(name) }

    func run() throws {
        guard found else { throw CommandFailure(.notFounded) }
        let (sql, version) = try schemaText()
        let member = try common.found(name: name, sql: sql, version: version, scopes: scope) { replica in
            try replica.edit { try CollegeScopes.hold(in: $0) }
        }
        try member.close()
        if common.json {
            common.show(
                .object([
                    ("db", .string(common.path)), ("device", .string(member.keys.device.text)),
                    ("schema", .string(version)),
                ]))
        } else {
            common.show(common.words(.founded(common.path)))
            common.show(common.words(.nextAfterInit))
        }
    }

    private func schemaText() throws -> (String, String) {
        guard let schema else { return (BranchSchema.sql, "\(BranchSchema.version)") }
        return (try TextFile.read(schema), "1")
    }
}

extension CommonOptions {
    /// A new replica at `--db`, with a new root key.
    func found(
        name: String?, sql: String, version: String, scopes: [String], with work: (Replica) throws -> Void
    ) throws -> Member {
        try Member.found(
            at: path, name: name ?? ProcessInfo.processInfo.hostName, schema: sql, version: version,
            scopes: ["committee", "uni"] + scopes, surroundings: .ofThisComputer, with: work)
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
        guard try database.hasTable("college") else { return }
        let columns = try database.columnNames(of: "college")
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
