import BranchRecords
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
    var types = Kept<String>()
    var targets = Kept<[String]?>()
    var keys = Kept<[String]>()
    var devices = Kept<String>()
    var offices = Kept<String>()
    var wholes = Kept<Names.Whole?>()
    var privacy: Privacy?
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
        if try database.viewExists("v_import_alias"),
            let alias = try String.fetchOne(
                database, sql: "SELECT tbl FROM v_import_alias WHERE col IS NULL AND heading = ?", arguments: [name])
        {
            return alias
        }
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

    /// What this computer's roles see of a column; nil where nothing in it is private.
    func sight(_ table: String, _ column: String) throws -> Sight? {
        let privacy = try memory.privacy ?? Privacy(in: database)
        memory.privacy = privacy
        if privacy.isDeclared { return privacy.sight(of: table, column) }
        // Other schemas say by a type that a column names a person or reaches one.
        let type = try declaredType(table, column).lowercased()
        return ["identity", "phone", "email"].contains { type.contains($0) } ? .asked : nil
    }

    /// A value as people read it: a code by its title, a blank as 未填; masked where these roles never see it.
    func shown(_ value: Value?, _ table: String, _ column: String) throws -> String {
        guard let value, value != .null else { return Message.empty.text(in: language) }
        return try sight(table, column) == .masked ? masked(value, table, column) : whole(value, table, column)
    }

    /// What is left of a value where it is private.
    func masked(_ value: Value, _ table: String, _ column: String) throws -> String {
        let kind = try declaredType(table, column).split(separator: " ", maxSplits: 1).dropFirst().joined()
        return Masking.masked(try whole(value, table, column), kind: kind)
    }

    private func whole(_ value: Value, _ table: String, _ column: String) throws -> String {
        let codes = try memory.codes.value(of: "\(table)\t\(column)") {
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT c.code, c.zh FROM zhibu_label l JOIN zhibu_code c ON c.list = l.codes
                    WHERE l.tbl = ? AND l.col = ? AND c.zh IS NOT NULL
                    """, arguments: [table, column])
            return Dictionary(rows.map { (Value($0["code"] as DatabaseValue), $0["zh"] as String) }) { first, _ in first }
        }
        if let code = codes[value] { return code }
        if case .text(let bytes) = value, try declaredType(table, column).hasSuffix(" list"),
            let items = try? JSONDecoder().decode([String].self, from: Data(bytes))
        {
            return items.map { codes[.text($0)] ?? $0 }.joined(separator: "、")
        }
        if case .integer(let number) = value {
            switch try declaredType(table, column) {
            case "INTEGER fen": return Self.yuan(number)
            case "INTEGER bool" where number == 0 || number == 1: return (number == 1 ? Message.yes : .no).text(in: language)
            default: break
            }
        }
        if let targets = try targets(of: table, column) {
            return try targets.lazy.compactMap { try existingTitle($0, key: value) }.first ?? value.plainText
        }
        return try recordNamed(by: value) ?? value.plainText
    }

    /// As ``shown(_:_:_:)``, with what is private masked, unless these roles see it at any time.
    ///
    /// - Parameter blank: What stands for nothing; nil for 未填.
    func shownMasked(_ value: Value?, _ table: String, _ column: String, blank: String? = nil) throws -> String {
        guard let value, value != .null else { return try blank ?? shown(value, table, column) }
        return try sight(table, column) ?? .plain == .plain ? whole(value, table, column) : masked(value, table, column)
    }

    /// For programs: as it is stored; where it is private, as ``shownMasked(_:_:_:blank:)`` has it.
    func document(_ value: Value, _ table: String, _ column: String) throws -> JSON {
        if value == .null { return .null }
        return try sight(table, column) ?? .plain == .plain ? JSON(value) : .string(masked(value, table, column))
    }

    /// A column's declared type, which says how its values are written.
    private func declaredType(_ table: String, _ column: String) throws -> String {
        try memory.types.value(of: "\(table)\t\(column)") {
            try String.fetchOne(database, sql: "SELECT type FROM pragma_table_xinfo(?) WHERE name = ?", arguments: [table, column]) ?? ""
        }
    }

    /// Money is stored in fen, a hundredth of a yuan.
    private static func yuan(_ fen: Int64) -> String {
        let cents = fen.magnitude % 100
        return "\(fen < 0 ? "-" : "")\(fen.magnitude / 100).\(cents < 10 ? "0" : "")\(cents) 元"
    }

    /// The tables whose records a column names, where the schema says so.
    private func targets(of table: String, _ column: String) throws -> [String]? {
        try memory.targets.value(of: "\(table)\t\(column)") {
            guard try database.viewExists("v_reference") else { return nil }
            let target = try String.fetchOne(
                database, sql: "SELECT target FROM v_reference WHERE tbl = ? AND col = ?", arguments: [table, column])
            return target.map(ReferenceTarget.tables)
        }
    }

    /// What a record is called; nil where there is none.
    private func existingTitle(_ table: String, key: Value) throws -> String? {
        guard let sql = try titleSQL(table) else { return nil }
        let statement = try database.cachedStatement(sql: "SELECT COALESCE(\(sql), id) FROM \(table.quotedName) WHERE id = ?")
        return try String.fetchOne(statement, arguments: [key.databaseValue])
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

    /// What a record shows, column by column without its key; nil where it is gone.
    func values(_ table: String, key: [Value]) throws -> [(column: String, value: Value)]? {
        let keys = try keyColumns(table)
        let condition = keys.map { "\($0.quotedName) = ?" }.joined(separator: " AND ")
        let row = try Row.fetchOne(
            database, sql: "SELECT * FROM \(table.quotedName) WHERE \(condition)", arguments: StatementArguments(key.map(\.databaseValue)))
        return row.map { row in
            zip(row.columnNames, row.databaseValues).filter { !keys.contains($0.0) }.map { (column: $0.0, value: Value($0.1)) }
        }
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

    func ownPerson() throws -> String {
        try String.fetchOne(database, sql: "SELECT value FROM zhibu_meta WHERE key = 'person'") ?? ""
    }

    /// The role that goes by this title; the text itself where none does.
    func role(titled text: String) throws -> String {
        try String.fetchOne(database, sql: "SELECT name FROM zhibu_role WHERE title = ?", arguments: [text]) ?? text
    }

    /// The devices that have a role, by their ids.
    func devices(inRole role: String) throws -> Set<String> { try devices { $0.roles.contains(role) } }

    /// The devices of an office: those that were given its scope by name.
    func devices(ofOffice scope: String) throws -> Set<String> {
        let devices = try devices { $0.scopes.contains(scope) }
        guard !devices.isEmpty else { throw CommandFailure(.scopeUnknown, scope) }
        return devices
    }

    private func devices(_ isMeant: ((roles: [String], scopes: [String])) -> Bool) throws -> Set<String> {
        let rows = try Row.fetchAll(database, sql: "SELECT id, roles, scopes FROM zhibu_device")
        return Set(rows.filter { row in
            let (roles, scopes): (String?, String?) = (row["roles"], row["scopes"])
            func words(_ text: String?) -> [String] { (text ?? "").split(separator: " ").map(String.init) }
            return isMeant((words(roles), words(scopes)))
        }.map { $0["id"] })
    }

    /// How the record is found that a record is a part of.
    struct Whole {
        var table: String
        var sql: String
    }

    /// The record that one is, at the end, a part of; itself where it is none.
    func whole(of table: String, key: [Value]) throws -> (table: String, key: [Value]) {
        var record = (table: table, key: key)
        for _ in 0..<Self.wholesMax {
            guard let whole = try whole(of: record.table) else { break }
            let statement = try database.cachedStatement(sql: whole.sql)
            let found = try DatabaseValue.fetchOne(statement, arguments: StatementArguments(record.key.map(\.databaseValue)))
            guard let found, !found.isNull else { break }
            record = (whole.table, [Value(found)])
        }
        return record
    }

    /// A plan of a plan of a plan … ends somewhere.
    private static let wholesMax = 4

    private func whole(of table: String) throws -> Whole? {
        try memory.wholes.value(of: table) {
            guard let row = try Row.fetchOne(database, sql: "SELECT whole, key_sql FROM zhibu_part WHERE tbl = ?", arguments: [table])
            else { return nil }
            let (whole, key): (String, String) = (row["whole"], row["key_sql"])
            let condition = try keyColumns(table).map { "\($0.quotedName) = ?" }.joined(separator: " AND ")
            return Whole(table: whole, sql: "SELECT (\(key)) FROM \(table.quotedName) WHERE \(condition)")
        }
    }

    /// Whether this device has a role; everybody has, where nobody is enrolled.
    func hasRole(_ role: String) throws -> Bool { try ThisDevice.roles(in: database)?.contains(role) ?? true }

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
        try memory.devices.value(of: author.device) {
            try String.fetchOne(
                database, sql: "SELECT name FROM zhibu_device WHERE id = ?",
                arguments: [author.device]) ?? String(author.device.prefix(4))
        }
    }

    /// A device, and the office that it is of: the scopes that it was given by name, by their titles.
    func place(_ author: Author) throws -> String {
        let name = try device(author)
        let offices = try memory.offices.value(of: author.device) {
            let scopes = try String.fetchOne(database, sql: "SELECT scopes FROM zhibu_device WHERE id = ?", arguments: [author.device]) ?? ""
            let titles = try scopes.split(separator: " ").filter { $0 != "*" && $0 != "uni" }.map { try office(String($0)) }
            return titles.joined(separator: language == .zh ? "、" : ", ")
        }
        // One that is named after its office says it already.
        guard !offices.isEmpty, !name.contains(offices) else { return name }
        return language == .zh ? "\(name)（\(offices)）" : "\(name) (\(offices))"
    }

    /// A scope whose name ends in the key of a record is that record's: `college:007`.
    private func office(_ scope: String) throws -> String {
        let parts = scope.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, try database.hasTable(parts[0]), try keyColumns(parts[0]).count == 1 else { return scope }
        return try title(parts[0], key: [.text(parts[1])])
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
