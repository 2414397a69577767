import CSQLiteShim
import Foundation
import GRDB
import SyncCore

/// A prepared statement of GRDB's, bound and stepped by hand: GRDB's own binding costs twice as
/// much in bulk, and its statements stepped directly cost nothing over plain SQLite.
///
/// A statement belongs to one connection and is used within that connection's queue only.
final class Statement {
    private let owner: GRDB.Statement
    let pointer: OpaquePointer

    init(_ database: Database, _ sql: String) throws {
        owner = try database.makeStatement(sql: sql)
        pointer = owner.sqliteStatement
    }

    func reset() {
        sqlite3_reset(pointer)
    }

    @discardableResult
    func bind(_ index: Int, _ number: Int64) -> Self {
        sqlite3_bind_int64(pointer, Int32(index), number)
        return self
    }

    @discardableResult
    func bind(_ index: Int, _ number: Int) -> Self { bind(index, Int64(number)) }

    @discardableResult
    func bind(_ index: Int, _ text: String) -> Self { bind(index, Value.text(text)) }

    @discardableResult
    func bind(_ index: Int, blob bytes: [UInt8]?) -> Self {
        guard let bytes else {
            sqlite3_bind_null(pointer, Int32(index))
            return self
        }
        return bind(index, .blob(bytes))
    }

    @discardableResult
    func bind(_ index: Int, _ value: Value) -> Self {
        let index = Int32(index)
        switch value {
        case .null: sqlite3_bind_null(pointer, index)
        case .integer(let number): sqlite3_bind_int64(pointer, index, number)
        case .real(let number): sqlite3_bind_double(pointer, index, number)
        case .text(let bytes):
            // An empty buffer has no address, and a null address would bind NULL.
            bytes.withUnsafeBufferPointer { buffer in
                let start = UnsafeRawPointer(buffer.baseAddress)?.assumingMemoryBound(
                    to: CChar.self)
                if let start {
                    _ = zhibu_bind_text_copy(pointer, index, start, Int32(buffer.count))
                } else {
                    _ = zhibu_bind_text_copy(pointer, index, "", 0)
                }
            }
        case .blob(let bytes):
            bytes.withUnsafeBytes { buffer in
                if buffer.isEmpty {
                    sqlite3_bind_zeroblob(pointer, index, 0)
                } else {
                    _ = zhibu_bind_blob_copy(
                        pointer, index, buffer.baseAddress, Int32(buffer.count))
                }
            }
        }
        return self
    }

    /// - Returns: True where there is a row to read, false at the end; then the statement is reset.
    func step() throws -> Bool {
        let code = sqlite3_step(pointer)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE:
            sqlite3_reset(pointer)
            return false
        default:
            let handle = sqlite3_db_handle(pointer)
            let extended = sqlite3_extended_errcode(handle)
            let message = String(cString: sqlite3_errmsg(handle))
            sqlite3_reset(pointer)
            throw DatabaseError(
                resultCode: ResultCode(rawValue: extended), message: message,
                sql: String(cString: sqlite3_sql(pointer)))
        }
    }

    /// Runs a statement that returns nothing.
    func run() throws {
        while try step() {}
    }

    var columnNames: [String] { owner.columnNames }

    var columnCount: Int { Int(sqlite3_column_count(pointer)) }

    func int(_ column: Int) -> Int64 { sqlite3_column_int64(pointer, Int32(column)) }

    func isNull(_ column: Int) -> Bool {
        sqlite3_column_type(pointer, Int32(column)) == SQLITE_NULL
    }

    func text(_ column: Int) -> String { String(decoding: bytes(column), as: UTF8.self) }

    /// The bytes of a text or blob column.
    func bytes(_ column: Int) -> [UInt8] {
        let index = Int32(column)
        guard let start = sqlite3_column_blob(pointer, index) else { return [] }
        let count = Int(sqlite3_column_bytes(pointer, index))
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    func value(_ column: Int) -> Value {
        let index = Int32(column)
        switch sqlite3_column_type(pointer, index) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(pointer, index))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(pointer, index))
        case SQLITE_TEXT:
            // Asked for as text first: a file in UTF-16 gives UTF-8 then, and no raw bytes.
            _ = sqlite3_column_text(pointer, index)
            return .text(bytes(column))
        case SQLITE_BLOB: return .blob(bytes(column))
        default: return .null
        }
    }

    func values(_ columns: Range<Int>) -> [Value] { columns.map(value) }
}

/// A statement that is run so often that it is found by what it is, and not by what it says.
final class Query: Sendable, ExpressibleByStringInterpolation {
    let sql: String

    init(stringLiteral sql: String) { self.sql = sql }
}

/// The prepared statements of one connection, by their SQL.
final class StatementCache {
    private var statements: [String: Statement] = [:]
    private var reads: [String: ColumnReads] = [:]
    /// The query is kept: another one must not come to lie where it was.
    private var ofQueries: [ObjectIdentifier: (query: Query, statement: Statement)] = [:]
    private var conclusions: [ObjectIdentifier: any AnyObject] = [:]

    func statement(_ query: Query, in database: Database) throws -> Statement {
        if let known = ofQueries[ObjectIdentifier(query)] {
            known.statement.reset()
            return known.statement
        }
        let statement = try Statement(database, query.sql)
        ofQueries[ObjectIdentifier(query)] = (query, statement)
        return statement
    }

    func statement(_ sql: String, in database: Database) throws -> Statement {
        if let statement = statements[sql] {
            statement.reset()
            return statement
        }
        let statement = try Statement(database, sql)
        statements[sql] = statement
        return statement
    }

    /// The columns that a statement reads.
    func columnReads(of sql: String, in database: Database) throws -> ColumnReads {
        if let known = reads[sql] { return known }
        let (statement, found) = try ColumnReads.prepare([sql], in: database)[0].get()
        statements[sql] = statement
        reads[sql] = found
        return found
    }

    /// Finds out at once what many statements read; whoever asks for one that can't be prepared is told why.
    func learnReads(of queries: [String], in database: Database) {
        let unknown = queries.filter { reads[$0] == nil }
        guard !unknown.isEmpty else { return }
        for (sql, result) in zip(unknown, ColumnReads.prepare(unknown, in: database)) {
            guard case .success((let statement, let found)) = result else { continue }
            statements[sql] = statement
            reads[sql] = found
        }
    }

    /// What was worked out from the schema, and holds for as long as its statements.
    func conclusion<Conclusion: AnyObject>(_ make: () throws -> Conclusion) rethrows -> Conclusion {
        if let known = conclusions[ObjectIdentifier(Conclusion.self)] as? Conclusion { return known }
        let made = try make()
        conclusions[ObjectIdentifier(Conclusion.self)] = made
        return made
    }

    /// Forgets all statements, as is needed before a table is dropped or altered.
    func removeAll() {
        statements.removeAll()
        reads.removeAll()
        conclusions.removeAll()
        ofQueries.removeAll()
    }
}

extension Database {
    package func hasTable(_ name: String) throws -> Bool {
        // GRDB's own answer is out of a cache that only its authorizer, which we do without, renews.
        try Bool.fetchOne(
            self, sql: "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND lower(name) = lower(?)",
            arguments: [name]) ?? false
    }

    func isWithoutRowid(_ table: String) throws -> Bool {
        try Bool.fetchOne(
            self, sql: "SELECT wr FROM pragma_table_list(?) WHERE schema = 'main'", arguments: [table]) ?? false
    }

    /// A table's columns in order, those that it computes included; GRDB's own list fails for names with
    /// a quotation mark.
    package func columnNames(of table: String) throws -> [String] {
        try String.fetchAll(
            self, sql: "SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid",
            arguments: [table])
    }

    /// The columns of a table's primary key, in key order.
    package func keyColumnNames(of table: String) throws -> [String] {
        try String.fetchAll(
            self, sql: "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk",
            arguments: [table])
    }
}

extension String {
    /// The name as an SQL identifier.
    package var quotedName: String { "\"\(doubling("\""))\"" }
    /// The text as an SQL literal.
    var quotedText: String { "'\(doubling("'"))'" }

    /// Nearly no name has a sign that is to be doubled, and looking is quicker than replacing.
    private func doubling(_ sign: Unicode.Scalar) -> String {
        utf8.contains(UInt8(ascii: sign)) ? replacing("\(sign)", with: "\(sign)\(sign)") : self
    }
}
