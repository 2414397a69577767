import Foundation
import GRDB
import ReplicaStore
import SyncCore

/// Human names: of tables, columns, codes, records and devices, as the schema and the roster give them.
struct RecordWords {
    private let database: Database
    private let language: Language

    init(_ database: Database, _ language: Language) {
        self.database = database
        self.language = language
    }

    private var column: String { language == .zh ? "zh" : "en" }

    func table(_ name: String) throws -> String {
        try String.fetchOne(
            database, sql: "SELECT \(column) FROM zhibu_label WHERE tbl = ? AND col IS NULL",
            arguments: [name]) ?? name
    }

    /// The table that a person means: its name or its label.
    func tableName(_ text: String) throws -> String {
        if try database.tableExists(text) { return text }
        let name = try String.fetchOne(
            database, sql: "SELECT tbl FROM zhibu_label WHERE col IS NULL AND (zh = ?1 OR en = ?1)",
            arguments: [text])
        guard let name else { throw StoreError(.tableUnknown, text) }
        return name
    }

    func column(_ table: String, _ name: String) throws -> String {
        try String.fetchOne(
            database, sql: "SELECT \(column) FROM zhibu_label WHERE tbl = ? AND col = ?",
            arguments: [table, name]) ?? name
    }

    /// A value as people write it: a code by its title, nothing as nothing.
    func value(_ table: String, _ name: String, _ value: Value) throws -> String {
        let plain = Self.plain(value)
        guard value != .null else { return Message.empty.text(in: language) }
        return try String.fetchOne(
            database,
            sql: """
                SELECT c.\(column) FROM zhibu_code c JOIN zhibu_label l ON l.codes = c.list
                WHERE l.tbl = ? AND l.col = ? AND CAST(c.code AS TEXT) = ?
                """, arguments: [table, name, plain]) ?? plain
    }

    static func plain(_ value: Value) -> String {
        switch value {
        case .null: ""
        case .integer(let number): "\(number)"
        case .real(let number): "\(number)"
        case .text(let bytes): String(decoding: bytes, as: UTF8.self)
        case .blob(let bytes): "(\(bytes.count) B)"
        }
    }

    /// The record's human name; its key where the schema gives none or the row is gone.
    func record(_ table: String, _ key: [Value]) throws -> String {
        let fallback = "\(try self.table(table)) \(key.map(Self.plain).joined(separator: "/"))"
        let expression = try String.fetchOne(
            database, sql: "SELECT title_sql FROM zhibu_title WHERE tbl = ?", arguments: [table])
        guard let expression, key.count == 1 else { return fallback }
        let keyColumn = try String.fetchOne(
            database, sql: "SELECT name FROM pragma_table_info(?) WHERE pk = 1",
            arguments: [table])
        guard let keyColumn else { return fallback }
        let quoted = "\"\(table)\""
        return try String.fetchOne(
            database, sql: "SELECT (\(expression)) FROM \(quoted) WHERE \"\(keyColumn)\" = ?",
            arguments: [Self.databaseValue(key[0])]) ?? fallback
    }

    /// The key that a person means: itself, or the human name of just one record.
    func key(_ table: String, _ text: String) throws -> [Value] {
        let names = try String.fetchAll(
            database, sql: "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk",
            arguments: [table])
        if text.hasPrefix("["), let data = text.data(using: .utf8),
            let parts = try JSONSerialization.jsonObject(with: data) as? [Any], parts.count == names.count
        {
            return parts.map { part in
                (part as? NSNumber).map { .integer($0.int64Value) } ?? .text("\(part)")
            }
        }
        let title = try String.fetchOne(
            database, sql: "SELECT title_sql FROM zhibu_title WHERE tbl = ?", arguments: [table])
        guard names.count == 1, let title else { return [.text(text)] }
        let exists = try Bool.fetchOne(
            database, sql: "SELECT count(*) FROM \"\(table)\" WHERE \"\(names[0])\" = ?",
            arguments: [text])
        if exists == true { return [.text(text)] }
        let found = try String.fetchAll(
            database,
            sql: "SELECT \"\(names[0])\" FROM \"\(table)\" WHERE (\(title)) LIKE ? || '%' LIMIT 3",
            arguments: [text])
        if found.count > 1 { throw CommandFailure(.recordAmbiguous, text) }
        // A deleted record has no name any more: what was typed may be its key.
        return [.text(found.first ?? text)]
    }

    func device(_ author: Author) throws -> String {
        try String.fetchOne(
            database, sql: "SELECT name FROM zhibu_device WHERE id = ?", arguments: [author.device])
            ?? author.short
    }

    static func databaseValue(_ value: Value) -> DatabaseValue {
        switch value {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .real(let number): number.databaseValue
        case .text(let bytes): String(decoding: bytes, as: UTF8.self).databaseValue
        case .blob(let bytes): Data(bytes).databaseValue
        }
    }
}
