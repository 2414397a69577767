import CSQLiteShim
import Foundation

/// SQLite by its C interface alone: prepared statements, WAL, `synchronous = FULL`.
final class PlainFile {
    private let handle: OpaquePointer

    init(_ path: String) throws {
        var handle: OpaquePointer?
        guard sqlite3_open(path, &handle) == SQLITE_OK, let handle else { throw WrongResult(what: path) }
        self.handle = handle
        sqlite3_busy_timeout(handle, 10_000)
        try run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    }

    deinit { sqlite3_close_v2(handle) }

    func run(_ sql: String) throws {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw fault(sql) }
    }

    func prepare(_ sql: String) throws -> PlainStatement {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else {
            throw fault(sql)
        }
        return PlainStatement(statement, self)
    }

    func transaction(_ body: () throws -> Void) throws {
        try run("BEGIN IMMEDIATE")
        try body()
        try run("COMMIT")
    }

    func text(_ sql: String) throws -> String {
        let statement = try prepare(sql)
        guard try statement.step() else { throw WrongResult(what: sql) }
        return String(decoding: statement.bytes(0), as: UTF8.self)
    }

    fileprivate func fault(_ sql: String) -> WrongResult {
        WrongResult(what: "\(String(cString: sqlite3_errmsg(handle))): \(sql)")
    }
}

final class PlainStatement {
    private let pointer: OpaquePointer
    private let file: PlainFile

    fileprivate init(_ pointer: OpaquePointer, _ file: PlainFile) {
        self.pointer = pointer
        self.file = file
    }

    deinit { sqlite3_finalize(pointer) }

    func bind(_ index: Int, _ number: Int64) { sqlite3_bind_int64(pointer, Int32(index), number) }

    func bind(_ index: Int, _ text: ArraySlice<UInt8>) {
        text.withUnsafeBytes { bytes in
            _ = zhibu_bind_text_copy(
                pointer, Int32(index), bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
        }
    }

    /// - Returns: Whether there is a row to read; at the end the statement is ready to run again.
    func step() throws -> Bool {
        let code = sqlite3_step(pointer)
        if code == SQLITE_ROW { return true }
        sqlite3_reset(pointer)
        guard code == SQLITE_DONE else { throw file.fault(String(cString: sqlite3_sql(pointer))) }
        return false
    }

    func run() throws { while try step() {} }

    func reset() { sqlite3_reset(pointer) }

    func int(_ column: Int) -> Int64 { sqlite3_column_int64(pointer, Int32(column)) }

    func bytes(_ column: Int) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(pointer, Int32(column))
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, Int32(column))))
    }
}
