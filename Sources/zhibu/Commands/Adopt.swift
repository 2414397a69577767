import ArgumentParser
import Foundation
import Membership
import ReplicaStore
import SyncCore

/// `zhibu adopt FILE`: a replica with the tables and the data of an existing SQLite file.
struct AdoptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt", abstract: "把现有的 SQLite 文件连同数据纳入 / a replica of an existing file",
        discussion: """
            原文件只读不改，新资料在 --db。表不能同步时说明怎么改：改好另存，用 --schema 给出。
            The file is only read; the replica is made at --db. Where a table can't be synced, it says what to
            write instead: write it, and name the file with --schema.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "现有文件 / the existing file") var file: String
    @Option(help: "改过的结构 / schema, where it is not the file's own") var schema: String?
    @Option(help: "这台电脑的名称 / this computer's name") var name: String?
    @Flag(help: "结构里没有的表和列不要了 / leave out what the schema lacks") var drop = false

    func run() throws {
        guard FileManager.default.fileExists(atPath: file) else {
            throw StoreError(.fileMissing, file)
        }
        let source = try AdoptedFile(file)
        let sql = try schema.map(TextFile.read) ?? source.schema()
        do {
            try Replica.checkSchema(sql)
        } catch let unfit as SchemaUnfit {
            if schema == nil { try keepForEditing(sql) }
            throw unfit
        }
        var counts: [String: Int] = [:]
        let member = try common.found(name: name, sql: sql, version: "1", scopes: []) { replica in
            let missing = try source.missing(in: replica)
            guard missing.isEmpty || drop else {
                throw CommandFailure(.tablesLeftOut, missing.joined(separator: ", "))
            }
            counts = try replica.adopt(source)
        }
        try member.close()
        if common.json {
            common.show(
                .object([
                    ("db", .string(common.path)),
                    (
                        "rows",
                        .object(counts.sorted { $0.key < $1.key }.map { ($0.key, .integer(Int64($0.value))) })
                    ),
                ]))
        } else {
            common.show(common.words(.adopted(file, common.path)))
            for (table, count) in counts.sorted(by: { $0.key < $1.key }) {
                common.show("  \(table)  \(count)")
            }
            common.show(common.words(.nextAfterInit))
        }
    }

    /// The schema beside the replica that is not there yet, to be corrected.
    private func keepForEditing(_ sql: String) throws {
        let path = common.path + ".schema.sql"
        guard !FileManager.default.fileExists(atPath: path) else { return }
        try Data(sql.utf8).write(to: URL(filePath: path))
        common.remark(.schemaToEdit(path, "zhibu --db \(common.path) adopt \(file) --schema \(path)"))
    }
}
