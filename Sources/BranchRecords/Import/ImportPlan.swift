public import GRDB

/// What an import would write. Nothing is written before `apply`.
public struct ImportPlan: Sendable {
    /// The table that each line is for, and what people call it.
    public let table: String
    public let tableLabel: String
    /// `UTF-8`, `UTF-16` or `GB18030`, as it was found.
    public let encodingName: String
    /// Headings that were understood, as the file has them.
    public let headings: [String]
    /// Headings that no column is called by; their cells are left out.
    public let ignoredHeadings: [String]
    /// The first lines under the headings, as they were read.
    public let samples: [[String]]
    public var new: Int { goodLines.count { $0.writes(newIn: table) } }
    public var changed: Int {
        goodLines.count { !$0.writes(newIn: table) && !$0.changes.isEmpty }
    }
    public var unchanged: Int { goodLines.count { $0.changes.isEmpty } }
    public private(set) var problems: [ImportProblem] = []
    /// The headings and the lines with problems, to be put right and imported again.
    public private(set) var badLines: [[String]] = []

    /// The records that the good lines write, as far as they have a key.
    public var written: [RecordEntry.Written] { goodLines.flatMap(\.changes).compactMap(\.written) }

    private var goodLines: [GoodLine] = []

    private struct GoodLine {
        var number: Int
        var header: [String]
        var cells: [String]
        var changes: [RecordChange]

        func writes(newIn table: String) -> Bool {
            changes.contains { $0.isNew && $0.table == table }
        }
    }

    /// Lines with records, the bad ones included.
    public var lines: Int { new + changed + unchanged + max(0, badLines.count - 1) }

    init(
        layout: ImportLayout, encodingName: String, headings: [String],
        ignoredHeadings: [String], samples: [[String]]
    ) {
        table = layout.table
        tableLabel = layout.label
        self.encodingName = encodingName
        self.headings = headings
        self.ignoredHeadings = ignoredHeadings
        self.samples = samples
    }

    mutating func add(_ changes: [RecordChange], header: [String], cells: [String], line: Int) {
        goodLines.append(GoodLine(number: line, header: header, cells: cells, changes: changes))
    }

    /// Finds the lines that the records refuse, such as those of a scope that may not be written here:
    /// everything is written once and taken back.
    public mutating func refuseUnwritable(in db: Database) throws {
        var kept: [GoodLine] = []
        var refused: [(line: GoodLine, reason: String)] = []
        try db.inSavepoint {
            for line in goodLines {
                do {
                    try db.inSavepoint {
                        for change in line.changes { try change.write(to: db) }
                        return .commit
                    }
                    kept.append(line)
                } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
                    refused.append((line, error.message ?? ""))
                }
            }
            return .rollback
        }
        goodLines = kept
        for (line, reason) in refused {
            add(
                [ImportProblem(refusedBy: reason, line: line.number)], header: line.header,
                line: line.cells)
        }
        problems.sort { $0.line < $1.line }
    }

    mutating func add(_ problems: [ImportProblem], header: [String], line: [String]) {
        if badLines.isEmpty { badLines.append(header) }
        badLines.append(line)
        self.problems += problems
    }

    /// The bad lines as a file that a spreadsheet opens; none of its cells is taken for a formula.
    public var badLinesFile: [UInt8] {
        [0xef, 0xbb, 0xbf] + Array(Sheet.write(badLines.map { $0.map(Sheet.safe) }).utf8)
    }

    /// Writes what differs, within the caller's transaction.
    ///
    /// - Throws: `ImportError.problemsRemain` where lines have problems and `goodOnly` is false;
    ///   nothing is written then.
    public func apply(to db: Database, goodOnly: Bool) throws {
        guard goodOnly || problems.isEmpty else {
            throw ImportError.problemsRemain(badLines.count - 1)
        }
        for line in goodLines {
            for change in line.changes { try change.write(to: db) }
        }
    }
}

/// One row to insert, or the columns of one row that get other values.
struct RecordChange: Sendable {
    let table: String
    /// Nil for a new record whose table makes its key.
    let id: String?
    let isNew: Bool
    let values: [(column: String, value: DatabaseValue)]

    /// What a person may care for; nil for a record without a key of its own.
    var written: RecordEntry.Written? {
        id.map { RecordEntry.Written(table: table, id: $0, columns: values.map(\.column)) }
    }

    /// The same with this value for a column.
    func setting(_ column: String, _ value: String) -> RecordChange {
        RecordChange(table: table, id: id, isNew: isNew, values: values.filter { $0.column != column } + [(column, value.databaseValue)])
    }

    func write(to db: Database) throws {
        let columns = values.map { "\"\($0.column)\"" }
        let sql =
            if isNew {
                """
                INSERT INTO "\(table)" (\(((id == nil ? [] : ["id"]) + columns).joined(separator: ", ")))
                VALUES (?\(String(repeating: ", ?", count: columns.count - (id == nil ? 1 : 0))))
                """
            } else {
                """
                UPDATE "\(table)" SET \(columns.map { "\($0) = ?" }.joined(separator: ", "))
                WHERE id = ?
                """
            }
        let cells = values.map(\.value)
        let key = id.map { [$0.databaseValue] } ?? []
        let arguments = isNew ? key + cells : cells + key
        try db.cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments))
    }
}
