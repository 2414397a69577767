/// Rows as bytes, as a program without a merge would send them: each column with its length before it.
struct PackedRows {
    private(set) var bytes: [UInt8] = []

    private mutating func append(_ row: PlainStatement) {
        for column in 0..<columns {
            let field = row.bytes(column)
            withUnsafeBytes(of: UInt32(field.count).littleEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: field)
        }
    }

    /// Calls `body` with the columns of each row.
    private func forEach(_ body: ([ArraySlice<UInt8>]) throws -> Void) rethrows {
        var place = 0
        var row: [ArraySlice<UInt8>] = []
        row.reserveCapacity(columns)
        while place < bytes.count {
            row.removeAll(keepingCapacity: true)
            for _ in 0..<columns {
                let count = (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
                row.append(bytes[place + 4..<place + 4 + count])
                place += 4 + count
            }
            try body(row)
        }
    }

    private let columns: Int

    /// What a query shows.
    init(_ query: String, of source: PlainFile, columns: Int) throws {
        self.columns = columns
        let rows = try source.prepare(query)
        while try rows.step() { append(rows) }
    }

    /// Writes the rows to another file by a statement that takes the columns in order, a thousand rows in a transaction.
    func write(to target: PlainFile, by statement: String) throws {
        let writing = try target.prepare(statement)
        var count = 0
        try target.run("BEGIN IMMEDIATE")
        try forEach { row in
            for (index, field) in row.enumerated() { writing.bind(index + 1, field) }
            try writing.run()
            count += 1
            if count % Rows.perTransaction == 0 { try target.run("COMMIT; BEGIN IMMEDIATE") }
        }
        try target.run("COMMIT")
    }
}
