import Foundation
import GRDB
import ReplicaStore
import SyncCore

/// What was looked up already; the schema stays what it is while it is used.
private final class NamesMemory {
    struct Kept<Item> {
        private var items: [String: Item] = [:]

        mutating func value(of key: String, _ find: () throws -> Item) rethrows -> Item {
            if let known = items[key] { return known }
            let item = try find()
            items[key] = item
            return item
        }
    }

    var labels = Kept<String>()
    var codes = Kept<[Value: String]>()
    var titles = Kept<String?>()
    var keys = Kept<[String]>()
}

/// What people call tables, columns, codes, records and devices; read from the replica itself.
struct Names {
    let database: Database
    let language: Language
    private let memory = NamesMemory()

    init(database: Database, language: Language) { (self.database, self.language) = (database, language) }

    /// The table that goes by this name or label.
    func table(_ name: String) throws -> String {
        if try database.hasTable(name) { return name }
        let found = try String.fetchAll(
            database,
            sql: "SELECT tbl FROM zhibu_label WHERE col IS NULL AND (zh = :n OR en = :n)",
            arguments: ["n": name])
        if found.count == 1 { return found[0] }
        let like = try String.fetchAll(
            database,
            sql: "SELECT tbl FROM zhibu_label WHERE col IS NULL AND instr(zh, ?) > 0",
            arguments: [name])
        guard like.count == 1 else { throw StoreError(.tableUnknown, name) }
        return like[0]
    }

    func column(_ name: String, of table: String) throws -> String {
        if try database.columnNames(of: table).contains(name) { return name }
        guard
            let column = try String.fetchOne(
                database,
                sql: """
                    SELECT col FROM zhibu_label
                    WHERE tbl = :t AND col IS NOT NULL AND (zh = :n OR en = :n)
                    """, arguments: ["t": table, "n": name])
        else { throw CommandFailure(.columnUnknown, name) }
        return column
    }

    func label(_ table: String, _ column: String? = nil) throws -> String {
        try memory.labels.value(of: "\(table)\t\(column ?? "")") {
            try String.fetchOne(
                database, sql: "SELECT \(language.rawValue) FROM zhibu_label WHERE tbl = ? AND col IS ?",
                arguments: [table, column]) ?? column ?? table
        }
    }

    /// A value as people read it: a code by its title, a blank as 未填.
    func shown(_ value: Value?, _ table: String, _ column: String) throws -> String {
        guard let value, value != .null else { return Message.empty.text(in: language) }
        let codes = try memory.codes.value(of: "\(table)\t\(column)") {
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT c.code, c.zh FROM zhibu_label l JOIN zhibu_code c ON c.list = l.codes
                    WHERE l.tbl = ? AND l.col = ? AND c.zh IS NOT NULL
                    """, arguments: [table, column])
            return Dictionary(rows.map { (Value($0["code"] as DatabaseValue), $0["zh"] as String) }) { first, _ in first }
        }
        return try codes[value] ?? recordNamed(by: value) ?? value.plainText
    }

    /// The human name of the record that a value is the key of; only where the key is a random
    /// identifier, which nothing else can be by chance.
    private func recordNamed(by value: Value) throws -> String? {
        guard case .text(let bytes) = value,
            let id = UUID(uuidString: String(decoding: bytes, as: UTF8.self))
        else { return nil }
        let key = id.uuidString.lowercased()
        for table in try String.fetchAll(database, sql: "SELECT tbl FROM zhibu_title ORDER BY tbl") {
            guard try keyColumns(table).count == 1 else { continue }
            let title = try title(table, key: [.text(key)])
            if title != key { return title }
        }
        return nil
    }

    /// A record's human name, else its key.
    func title(_ table: String, key: [Value]) throws -> String {
        let plain = key.map(\.plainText).joined(separator: ", ")
        guard let sql = try titleSQL(table) else { return plain }
        let condition = try keyColumns(table).map { "\($0.quotedName) = ?" }.joined(separator: " AND ")
        let statement = try database.cachedStatement(sql: "SELECT \(sql) FROM \(table.quotedName) WHERE \(condition)")
        return try String.fetchOne(statement, arguments: StatementArguments(key.map(\.databaseValue))) ?? plain
    }

    /// A role by its title.
    func role(_ name: String) throws -> String {
        let title = try String.fetchOne(
            database, sql: "SELECT title FROM zhibu_role WHERE name = ?", arguments: [name])
        guard let title, !title.isEmpty else { return name }
        return title
    }

    /// This computer's, by its id.
    func ownDevice() throws -> String {
        try String.fetchOne(database, sql: "SELECT value FROM zhibu_meta WHERE key = 'device'") ?? ""
    }

    /// Whether this device has a role; everybody has, where nobody is enrolled.
    func hasRole(_ role: String) throws -> Bool {
        let roles = try String.fetchOne(
            database,
            sql: """
                SELECT d.roles FROM zhibu_device d
                JOIN zhibu_meta m ON m.key = 'device' AND m.value = d.id
                """)
        return roles?.split(separator: " ").contains { $0 == role } ?? true
    }

    /// The name that a deleted record had, else its key.
    func title(of row: DeletedRow, _ table: String) throws -> String {
        let plain = row.key.map(\.plainText).joined(separator: ", ")
        guard let sql = try titleSQL(table) else { return plain }
        let fields = Array(zip(try keyColumns(table), row.key)) + row.values.map { ($0.key, $0.value) }
        let list = fields.map { "? AS \($0.0.quotedName)" }.joined(separator: ", ")
        return try String.fetchOne(
            database, sql: "SELECT \(sql) FROM (SELECT \(list))",
            arguments: StatementArguments(fields.map(\.1.databaseValue))) ?? plain
    }

    func device(_ author: Author) throws -> String {
        try memory.labels.value(of: author.device) {
            try String.fetchOne(
                database, sql: "SELECT name FROM zhibu_device WHERE id = ?",
                arguments: [author.device]) ?? String(author.device.prefix(4))
        }
    }

    func person(_ name: String, _ author: Author) throws -> String {
        name.isEmpty ? try device(author) : name
    }

    private func titleSQL(_ table: String) throws -> String? {
        try memory.titles.value(of: table) {
            try String.fetchOne(
                database, sql: "SELECT title_sql FROM zhibu_title WHERE tbl = ?", arguments: [table])
        }
    }

    private func keyColumns(_ table: String) throws -> [String] {
        try memory.keys.value(of: table) { try database.keyColumnNames(of: table) }
    }

    /// The key of the record that was typed: the key itself, a JSON array, or its name.
    ///
    /// A key that no row has now is taken as it is: a deleted record has a history too.
    func key(_ typed: String, of table: String) throws -> [Value] {
        let columns = try keyColumns(table)
        if typed.hasPrefix("["), let parts = Self.array(typed), parts.count == columns.count {
            return parts
        }
        if let shown = try keyAsShown(typed, of: table, columns) { return shown }
        let list = columns.map(\.quotedName).joined(separator: ", ")
        func rows(_ condition: String) throws -> [[Value]] {
            try Row.fetchAll(
                database, sql: "SELECT \(list) FROM \(table.quotedName) WHERE \(condition) LIMIT 9",
                arguments: ["typed": typed]
            ).map { $0.databaseValues.map { Value($0) } }
        }
        if columns.count == 1 {
            let exact = try rows("CAST(\(list) AS TEXT) = :typed")
            if exact.count == 1 { return exact[0] }
        }
        if let title = try titleSQL(table) {
            for test in ["\(title) = :typed", "instr(\(title), :typed) > 0"] {
                let found = try rows("(\(test))")
                if found.count == 1 { return found[0] }
                if found.count > 1 {
                    let names = try found.map { try self.title(table, key: $0) }
                    throw CommandFailure(.recordAmbiguous, names.joined(separator: "；"))
                }
            }
        }
        // Numbers that people know a record by: of a branch, a student, an employee.
        for column in try numberColumns(of: table) {
            let found = try rows("CAST(\(column.quotedName) AS TEXT) = :typed")
            if found.count == 1 { return found[0] }
        }
        guard columns.count == 1 else { throw CommandFailure(.recordUnknown, typed) }
        return [.text(typed)]
    }

    /// A key as it is shown: its columns with commas between, blobs as `x'…'`.
    private func keyAsShown(_ typed: String, of table: String, _ columns: [String]) throws -> [Value]? {
        let parts = columns.count == 1 ? [typed] : typed.components(separatedBy: ", ")
        guard parts.count == columns.count, columns.count > 1 || typed.hasPrefix("x'") else { return nil }
        let blobs = parts.map { part -> Value? in
            guard part.hasPrefix("x'"), part.hasSuffix("'") else { return nil }
            return [UInt8](hexText: part.lowercased().dropFirst(2).dropLast().utf8).map(Value.blob)
        }
        let conditions = zip(columns, blobs).map { column, blob in
            blob == nil ? "CAST(\(column.quotedName) AS TEXT) = ?" : "\(column.quotedName) = ?"
        }
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT \(columns.map(\.quotedName).joined(separator: ", ")) FROM \(table.quotedName)
                WHERE \(conditions.joined(separator: " AND "))
                """,
            arguments: StatementArguments(zip(parts, blobs).map { $1?.databaseValue ?? $0.databaseValue }))
        if let row { return row.databaseValues.map { Value($0) } }
        // One that no row has now may have been deleted: it has a history too.
        let types = try Row.fetchAll(
            database, sql: "SELECT name, type FROM pragma_table_info(?)", arguments: [table])
        return zip(columns, zip(parts, blobs)).map { column, part in
            let type = types.first { $0["name"] == column }?["type"] as String? ?? ""
            let number = type.uppercased().contains("INT") ? Int64(part.0).map(Value.integer) : nil
            return part.1 ?? number ?? .text(part.0)
        }
    }

    private func numberColumns(of table: String) throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                SELECT col FROM zhibu_label WHERE tbl = ? AND col IS NOT NULL AND codes IS NULL
                AND (zh LIKE '%代码' OR zh LIKE '%编号' OR zh LIKE '%学号' OR zh LIKE '%工号')
                ORDER BY col
                """, arguments: [table])
    }

    private static func array(_ text: String) -> [Value]? {
        guard let parts = try? JSONDecoder().decode([KeyPart].self, from: Data(text.utf8)) else {
            return nil
        }
        return parts.map(\.value)
    }
}

/// One member of a composite key as JSON has it.
private struct KeyPart: Decodable {
    let value: Value

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int64.self) {
            value = .integer(number)
        } else if let number = try? container.decode(Double.self) {
            value = .real(number)
        } else {
            value = .text(try container.decode(String.self))
        }
    }
}

extension Names {
    /// What a person typed for a column: a code's title stands for the code, and the column's
    /// declared type decides between number and text, as SQLite would.
    func value(typed: String, _ table: String, _ column: String) throws -> Value {
        let code = try Row.fetchOne(
            database,
            sql: """
                SELECT c.code FROM zhibu_label l JOIN zhibu_code c ON c.list = l.codes
                WHERE l.tbl = ? AND l.col = ? AND ? IN (c.zh, c.en)
                """, arguments: [table, column, typed])
        if let value = code?.databaseValues.first { return Value(value) }
        let list = try Row.fetchAll(
            database,
            sql: """
                SELECT CAST(c.code AS TEXT) AS code, c.zh FROM zhibu_label l
                JOIN zhibu_code c ON c.list = l.codes WHERE l.tbl = ? AND l.col = ?
                ORDER BY c.sort, c.code
                """, arguments: [table, column])
        if !list.isEmpty, !list.contains(where: { $0["code"] == typed }) {
            let titles = list.map { ($0["zh"] as String?) ?? $0["code"] }
            throw CommandFailure(.codeUnknown, "\(typed)（\(titles.joined(separator: " / "))）")
        }
        let type = try String.fetchOne(
            database, sql: "SELECT upper(type) FROM pragma_table_xinfo(?) WHERE name = ?",
            arguments: [table, column]) ?? ""
        let isNumeric = ["INT", "REAL", "FLOA", "DOUB", "NUM"].contains { type.contains($0) }
        if isNumeric, let number = Int64(typed) { return .integer(number) }
        if isNumeric, let number = Double(typed), number.isFinite { return .real(number) }
        if isNumeric { throw CommandFailure(.numberNeeded, "\(try label(table, column)) \(typed)") }
        return .text(typed)
    }
}
