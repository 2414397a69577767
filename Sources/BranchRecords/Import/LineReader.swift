internal import GRDB

/// Reads one line after another into the changes it means.
final class LineReader {
    struct Outcome {
        var changes: [RecordChange] = []
        var problems: [ImportProblem] = []
        /// The record that the line is for; nil where there are problems.
        var id: String?
    }

    /// The values of one table in one line.
    typealias Values = [String: DatabaseValue]

    private let layout: ImportLayout
    private let header: [String]
    private let columns: [ImportColumn?]
    private let stamp: (createdAt: String, createdBy: String)
    /// Where a new record belongs whose line doesn't tell.
    private let homeScope: String?
    private let db: Database
    private let cells: CellReader
    private let references: ReferenceFinder
    private let existing: ExistingRecords
    /// Which line of the file has which record already.
    private var seen: [String: Int] = [:]

    init(
        layout: ImportLayout, header: [String], columns: [ImportColumn?],
        stamp: (createdAt: String, createdBy: String), homeScope: String?, newID: (() -> String)? = nil, cells: CellReader? = nil,
        db: Database
    ) throws {
        self.layout = layout
        self.header = header
        self.columns = columns
        self.stamp = stamp
        self.homeScope = homeScope
        self.db = db
        self.cells = try cells ?? CellReader(db)
        references = ReferenceFinder(db)
        existing = ExistingRecords(layout: layout, db: db, newID: newID)
    }

    func read(_ line: [String], line number: Int) throws -> Outcome {
        var reading = try readCells(line, number)
        checkRequired(&reading)
        if reading.problems.isEmpty {
            do {
                try makeChanges(&reading)
            } catch let fault as CellFault {
                reading.problems.append(problem(number, keyHeading, fault))
            }
        }
        if !reading.problems.isEmpty { reading.changes = [] }
        return Outcome(changes: reading.changes, problems: reading.problems, id: reading.id)
    }

    /// What the cells say, by table, without a look at which record they are of.
    ///
    /// - Parameters:
    ///   - line: The cells; one that is empty says nothing.
    ///   - row: The record that they are to be written into; nil where that is not known.
    func readValues(_ line: [String], of row: Row?) throws -> (values: [String: Values], problems: [ImportProblem]) {
        var reading = try readCells(line, 1)
        for (table, kinds) in reading.kinds { reading.values[table, default: [:]].merge(kinds) { given, _ in given } }
        if let row {
            do {
                try refuseMove(of: row, in: layout.table, reading)
            } catch let fault as CellFault {
                reading.problems.append(problem(1, keyHeading, fault))
            }
        }
        return (reading.values, reading.problems)
    }

    /// A record doesn't go to another college by naming one of its branches.
    private func refuseMove(of row: Row, in table: String, _ reading: Reading) throws {
        guard layout.scopes[table] != nil, let new = reading.scope, let scope = row.text("scope_id"), new != scope else { return }
        throw CellFault(
            "这条记录属于另一个学院", "the record belongs to another college", advice: ("按组织关系转接办理", "move it with a transfer"))
    }

    private func readCells(_ line: [String], _ number: Int) throws -> Reading {
        var reading = Reading(number: number)
        // People are looked for last: in the college that the other columns tell.
        for isPerson in [false, true] {
            for (place, column) in columns.enumerated() where place < line.count {
                guard let column, (column.target == "person") == isPerson else { continue }
                do {
                    try readCell(line[place], column, into: &reading)
                } catch let fault as CellFault {
                    reading.problems.append(problem(number, header[place], fault))
                }
            }
        }
        return reading
    }

    private struct Reading {
        let number: Int
        var values: [String: Values] = [:]
        /// What kind of record a reference leads to, for the columns that say so.
        var kinds: [String: Values] = [:]
        var scope: String?
        var id: String?
        var changes: [RecordChange] = []
        var problems: [ImportProblem] = []
    }

    private func readCell(
        _ cell: String, _ column: ImportColumn, into reading: inout Reading
    ) throws {
        if let target = column.target {
            guard !CleanText.prose(cell).isEmpty else { return }
            let found = try references.find(cell, target: target, scope: reading.scope ?? homeScope)
            reading.values[column.table, default: [:]][column.name] = found.id.databaseValue
            if ["org", "subject"].contains(target), let kind = found.kind, let name = Self.kindColumn(of: column), layout.column(column.table, name) != nil {
                reading.kinds[column.table, default: [:]][name] = kind.databaseValue
            }
            if layout.scopes.values.contains(where: { $0.column == column.name }) {
                reading.scope = found.scope
            }
        } else if isOtherDocument(column, reading) {
            let text = CleanText.code(cell)
            if text.isEmpty { return }
            reading.values[column.table, default: [:]][column.name] = text.databaseValue
        } else if let value = try cells.value(cell, for: column) {
            reading.values[column.table, default: [:]][column.name] = value
        }
    }

    /// A passport number has no check character of ours.
    private func isOtherDocument(_ column: ImportColumn, _ reading: Reading) -> Bool {
        guard column.kind == "identity",
            let kind = reading.values[column.table]?["identity_kind"]
        else { return false }
        return kind != "id".databaseValue
    }

    private func checkRequired(_ reading: inout Reading) {
        for table in layout.tables {
            guard table.link == nil || reading.values[table.name] != nil else { continue }
            for name in layout.required[table.name] ?? []
            where reading.values[table.name]?[name] == nil {
                let label = layout.label(table.name, name)
                let place = columns.firstIndex { $0?.table == table.name && $0?.name == name }
                let heading = place.map { header[$0] } ?? label
                // A cell with a problem of its own is not also an empty one.
                if reading.problems.contains(where: { $0.column == heading }) { continue }
                reading.problems.append(
                    problem(
                        reading.number, heading,
                        CellFault(
                            "没有填\(label)", "\(label) is not filled in",
                            advice: ("补上这一项", "fill it in"))))
            }
        }
    }

    private func makeChanges(_ reading: inout Reading) throws {
        var mainId: String?
        for table in layout.tables {
            guard table.link == nil || reading.values[table.name] != nil else { continue }
            var values = values(of: table.name, reading)
            if let link = table.link, let mainId { values[link] = mainId.databaseValue }
            let match = try existing.match(
                table.name, values, all: reading.values, scope: reading.scope ?? homeScope)
            if mainId == nil {
                mainId = match.id
                reading.id = match.id
                if let earlier = seen[match.id] {
                    throw CellFault(
                        "与第 \(earlier) 行是同一条记录", "the same record as line \(earlier)",
                        advice: ("只留一行", "keep one of the two lines"))
                }
                seen[match.id] = reading.number
            }
            let change = try change(table.name, values, match, reading)
            if let change { reading.changes.append(change) }
        }
    }

    /// The record of a line as a new one, whatever is there already.
    func asNew(_ line: [String], id: String) throws -> [RecordChange] {
        let reading = try readCells(line, 1)
        let new = ExistingRecords.Match(id: id, row: nil)
        return try change(layout.table, values(of: layout.table, reading), new, reading).map { [$0] } ?? []
    }

    private func values(of table: String, _ reading: Reading) -> Values {
        (reading.values[table] ?? [:]).merging(reading.kinds[table] ?? [:]) { given, _ in given }
    }

    /// The column beside a reference that says what it leads to: `org_kind` beside `org_id`.
    private static func kindColumn(of column: ImportColumn) -> String? {
        column.name.hasSuffix("_id") ? column.name.dropLast(3) + "_kind" : nil
    }

    private func change(
        _ table: String, _ values: Values, _ match: ExistingRecords.Match, _ reading: Reading
    ) throws -> RecordChange? {
        let order = layout.columns.filter { $0.table == table && $0.name != "id" }.map(\.name)
        if let row = match.row {
            try refuseMove(of: row, in: table, reading)
            let differing = order.compactMap { name -> (column: String, value: DatabaseValue)? in
                guard let value = values[name], value != row[name] else { return nil }
                return (name, value)
            }
            if differing.isEmpty { return nil }
            return RecordChange(table: table, id: match.id, isNew: false, values: differing)
        }
        var complete = layout.literals[table] ?? [:]
        for (column, value) in layout.defaults[table] ?? [] {
            complete[column] = value.databaseValue
        }
        complete.merge(values) { _, given in given }
        complete["created_at"] = stamp.createdAt.databaseValue
        complete["created_by"] = stamp.createdBy.databaseValue
        // What every office reads says so by itself.
        if complete["scope_id"] == nil {
            guard let scope = reading.scope ?? homeScope else {
                throw CellFault(
                    "看不出属于哪个学院", "it is not clear which college it belongs to",
                    advice: ("填上所属支部或学院", "fill in the branch or the college"))
            }
            complete["scope_id"] = scope.databaseValue
        }
        return RecordChange(
            table: table, id: match.id, isNew: true,
            values: order.compactMap { name in complete[name].map { (name, $0) } })
    }

    /// The heading under which a problem with the whole line is shown.
    private var keyHeading: String {
        let names = layout.keys[layout.table]?.first?.columns ?? []
        let place = columns.firstIndex { column in
            guard let column else { return false }
            return column.table == layout.table && names.contains(column.name)
        }
        return place.map { header[$0] } ?? layout.label
    }

    private func problem(_ line: Int, _ column: String, _ fault: CellFault) -> ImportProblem {
        ImportProblem(line: line, column: column, reason: fault.reason, advice: fault.advice)
    }
}
