import CSQLiteShim
import SyncCore

/// Canonical fields straight from SQLite's memory, for lines of which nothing else is asked.
extension Statement {
    /// The bytes of a text or blob column, valid until the next step.
    func withBytes<Result>(_ column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        let index = Int32(column)
        let start = sqlite3_column_blob(pointer, index)?.assumingMemoryBound(to: UInt8.self)
        let count = start == nil ? 0 : Int(sqlite3_column_bytes(pointer, index))
        return try body(UnsafeBufferPointer(start: start, count: count))
    }

    func isInteger(_ column: Int) -> Bool {
        sqlite3_column_type(pointer, Int32(column)) == SQLITE_INTEGER
    }

    func real(_ column: Int) -> Double { sqlite3_column_double(pointer, Int32(column)) }

    /// Binds a parameter that the text may name or not.
    func bind(named name: String, _ value: Value) {
        let index = sqlite3_bind_parameter_index(pointer, name)
        if index > 0 { _ = bind(Int(index), value) }
    }

    /// Binds bytes that stay where they are until the statement was run.
    @discardableResult
    func bind(_ index: Int, lasting bytes: UnsafeRawBufferPointer) -> Self {
        if let start = bytes.baseAddress {
            _ = zhibu_bind_blob_static(pointer, Int32(index), start, Int32(bytes.count))
        } else {
            sqlite3_bind_zeroblob(pointer, Int32(index), 0)
        }
        return self
    }

    /// Appends what a `RowKey` has of a key in these columns.
    func appendKey(_ columns: Range<Int>, to bytes: inout [UInt8]) {
        for column in columns {
            appendField(column, to: &bytes)
            bytes.append(0x09)
        }
    }

    /// Appends what `Value.appendText` appends for the column's value.
    func appendField(_ column: Int, to line: inout [UInt8]) {
        switch sqlite3_column_type(pointer, Int32(column)) {
        case SQLITE_TEXT:
            // Asked for as text first: a file in UTF-16 gives UTF-8 then, and no raw bytes.
            _ = sqlite3_column_text(pointer, Int32(column))
            withBytes(column) { Value.appendText($0, to: &line) }
        case SQLITE_INTEGER:
            line.append(UInt8(ascii: "i"))
            line.append(decimal: int(column))
        default: value(column).appendText(to: &line)
        }
    }
}
