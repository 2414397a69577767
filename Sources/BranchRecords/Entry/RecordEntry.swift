public import GRDB

/// What a person enters for one record: checked first, written then.
public struct RecordEntry: Sendable {
    /// One column and what was typed for it.
    public typealias Field = (column: String, text: String)

    public let table: String
    /// The record's key.
    public let id: String
    private var changes: [RecordChange]

    /// A record that is written, with the columns that a person may care for.
    public struct Written: Sendable {
        public let table: String
        public let id: String
        public let columns: [String]
    }

    /// The record and its parts, as far as they are written and have a key.
    public var written: [Written] {
        changes.compactMap(\.written)
    }

    /// Whether anything differs from what is there.
    public var isEmpty: Bool { changes.isEmpty }

    /// A new record.
    ///
    /// - Parameters:
    ///   - table: A table's name or what people call it.
    ///   - fields: What was typed, by column or label. A reference is typed by the name or number of its record.
    ///   - createdAt: The moment that the record carries, for example `2012-04-06T09:10:00+08:00`.
    ///   - createdBy: Who enters it.
    ///   - scope: Where it belongs if it names no branch or college, for example `college:007`.
    ///   - isAnother: Whether a record that says the same may be there already, such as a second payment.
    ///   - newID: A key for a record that says too little of itself to have one of its own.
    ///   - desk: What is known of the tables already.
    ///   - db: The records.
    /// - Throws: `EntryError`, `ImportError.unknownTable`.
    public init(
        adding table: String, _ fields: [Field], createdAt: String, createdBy: String, scope: String?,
        isAnother: Bool = false, newID: @escaping () -> String, at desk: EntryDesk = EntryDesk(), in db: Database
    ) throws {
        let layout = try desk.layout(table, in: db)
        let columns = try fields.map { try Self.column($0.column, layout) }
        let reader = try LineReader(
            layout: layout, header: fields.map(\.column), columns: columns, stamp: (createdAt, createdBy), homeScope: scope,
            newID: newID, cells: desk.cells(in: db), db: db)
        let outcome = try reader.read(fields.map(\.text), line: 1)
        guard outcome.problems.isEmpty, var id = outcome.id else { throw EntryError.problems(outcome.problems) }
        self.table = layout.table
        changes = outcome.changes
        if !(changes.first { $0.table == layout.table }?.isNew ?? false) {
            guard isAnother, !layout.namedByKey.contains(layout.table), layout.tables.count == 1 else { throw EntryError.isThere(id) }
            id = newID()
            changes = try reader.asNew(fields.map(\.text), id: id)
        }
        self.id = id
        // What a file brings is mostly over; what a person enters begins where its workflow does.
        for workflow in Workflows.of(layout.table) {
            guard let state = workflow.state, !columns.contains(where: { $0.name == state && $0.table == layout.table }) else { continue }
            changes = changes.map { $0.table == layout.table ? $0.setting(state, workflow.first) : $0 }
        }
    }

    /// Other values for a record that is there.
    ///
    /// - Parameters:
    ///   - id: The record's key.
    ///   - table: Its table's name.
    ///   - fields: What was typed, by column or label; an empty text takes the value away. `A4.评价` or `李强.出席状态` is a column
    ///     of a part: of the record whose key is this one's and that code or person.
    ///   - createdAt: The moment that a further record carries that this makes, such as a person's private part.
    ///   - createdBy: Who enters it.
    ///   - desk: What is known of the tables already.
    ///   - db: The records.
    /// - Throws: `EntryError`.
    public init(
        changing id: String, of table: String, _ fields: [Field], createdAt: String, createdBy: String,
        at desk: EntryDesk = EntryDesk(), in db: Database
    ) throws {
        let layout = try desk.layout(table, in: db)
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM \"\(layout.table)\" WHERE id = ?", arguments: [id]) else {
            throw EntryError.noRecord(id)
        }
        let (fields, inner) = try EntryParts.split(fields, layout)
        let columns = try fields.map { try Self.column($0.column, layout) }
        let reader = try LineReader(
            layout: layout, header: fields.map(\.column), columns: columns, stamp: (createdAt, createdBy),
            homeScope: row.text("scope_id"), cells: desk.cells(in: db), db: db)
        var (values, problems) = try reader.readValues(fields.map(\.text), of: row)
        guard problems.isEmpty else { throw EntryError.problems(problems) }
        for (column, field) in zip(columns, fields) where CleanText.prose(field.text).isEmpty {
            values[column.table, default: [:]][column.name] = .null
        }
        self.table = layout.table
        self.id = id
        changes = []
        for part in layout.tables {
            guard let new = values[part.name] else { continue }
            let target = part.link == nil ? row : try Self.part(part, of: id, in: db)
            if let change = Self.change(new, of: part, for: target, owner: row, stamp: (createdAt, createdBy), layout) {
                changes.append(change)
            }
        }
        changes += try EntryParts(owner: row, layout: layout, stamp: (createdAt, createdBy), desk: desk, db: db).changes(inner)
    }

    /// What was typed for columns of a record's own table, as it is stored.
    ///
    /// - Parameters:
    ///   - fields: What was typed, by column or label; an empty text takes the value away.
    ///   - id: The record's key.
    ///   - table: Its table's name.
    ///   - desk: What is known of the tables already.
    ///   - db: The records.
    /// - Throws: `EntryError`.
    public static func values(
        _ fields: [Field], for id: String, of table: String, at desk: EntryDesk = EntryDesk(), in db: Database
    ) throws -> [(column: String, value: DatabaseValue)] {
        if fields.isEmpty { return [] }
        let layout = try desk.layout(table, in: db)
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM \"\(layout.table)\" WHERE id = ?", arguments: [id]) else {
            throw EntryError.noRecord(id)
        }
        let columns = try fields.map { field in
            let column = try column(field.column, layout)
            guard column.table == layout.table else { throw EntryError.noColumn(field.column, known: layout.knownHeadings) }
            return column
        }
        let reader = try LineReader(
            layout: layout, header: fields.map(\.column), columns: columns, stamp: ("", ""),
            homeScope: row.text("scope_id"), cells: desk.cells(in: db), db: db)
        let (values, problems) = try reader.readValues(fields.map(\.text), of: row)
        guard problems.isEmpty else { throw EntryError.problems(problems) }
        return columns.map { ($0.name, values[layout.table]?[$0.name] ?? .null) }
    }

    /// The column of a table that goes by this name, label or common word.
    ///
    /// - Parameters:
    ///   - column: What was typed.
    ///   - table: The table's name.
    ///   - db: The records.
    /// - Throws: `EntryError.noColumn(_:known:)`.
    public static func columnName(_ column: String, of table: String, in db: Database) throws -> String {
        try self.column(column, ImportLayout(table, in: db)).name
    }

    /// One value that was typed, as it is stored.
    ///
    /// - Parameters:
    ///   - text: What was typed; an empty one is NULL.
    ///   - column: A column's name or label.
    ///   - table: Its table's name.
    ///   - desk: What is known of the tables already.
    ///   - db: The records.
    /// - Returns: The value, and the column by its name.
    /// - Throws: `EntryError`.
    public static func value(
        _ text: String, of column: String, in table: String, at desk: EntryDesk = EntryDesk(), _ db: Database
    ) throws -> (column: String, value: DatabaseValue) {
        let layout = try desk.layout(table, in: db)
        let found = try self.column(column, layout)
        guard found.table == layout.table else { throw EntryError.noColumn(column, known: layout.knownHeadings) }
        let reader = try LineReader(layout: layout, header: [column], columns: [found], stamp: ("", ""), homeScope: nil,
            cells: desk.cells(in: db), db: db)
        let (values, problems) = try reader.readValues([text], of: nil)
        guard problems.isEmpty else { throw EntryError.problems(problems) }
        return (found.name, values[layout.table]?[found.name] ?? .null)
    }

    /// Writes it, within the caller's transaction.
    public func write(to db: Database) throws {
        for change in changes { try change.write(to: db) }
    }

    static func column(_ name: String, _ layout: ImportLayout) throws -> ImportColumn {
        guard let column = layout.column(named: name) else { throw EntryError.noColumn(name, known: layout.knownHeadings) }
        return column
    }

    private static func part(_ part: (name: String, link: String?), of id: String, in db: Database) throws -> Row? {
        let rows = try Row.fetchAll(
            db, sql: "SELECT * FROM \"\(part.name)\" WHERE \"\(part.link ?? "id")\" = ? AND archived_at IS NULL LIMIT 2",
            arguments: [id])
        guard rows.count < 2 else { throw EntryError.severalParts(part.name) }
        return rows.first
    }

    private static func change(
        _ values: LineReader.Values, of part: (name: String, link: String?), for row: Row?, owner: Row,
        stamp: (createdAt: String, createdBy: String), _ layout: ImportLayout
    ) -> RecordChange? {
        let order = layout.columns.filter { $0.table == part.name && $0.name != "id" }.map(\.name)
        if let row {
            let differing = order.compactMap { name in values[name].flatMap { $0 == row[name] ? nil : (column: name, value: $0) } }
            return differing.isEmpty ? nil : RecordChange(table: part.name, id: row.text("id"), isNew: false, values: differing)
        }
        let owned = owner.text("id") ?? ""
        var complete = values
        for (column, value) in layout.defaults[part.name] ?? [] { complete[column] = complete[column] ?? value.databaseValue }
        if let link = part.link { complete[link] = owned.databaseValue }
        complete["scope_id"] = owner["scope_id"]
        complete["created_at"] = stamp.createdAt.databaseValue
        complete["created_by"] = stamp.createdBy.databaseValue
        return RecordChange(
            table: part.name, id: layout.namedByKey.contains(part.name) ? owned : nil, isNew: true,
            values: order.compactMap { name in complete[name].map { (name, $0) } })
    }
}

/// Why something that a person typed is not written.
public enum EntryError: Error, Equatable, Sendable {
    /// The columns that are wrong or missing; their line is 1.
    case problems([ImportProblem])
    /// No column is called that; these are.
    case noColumn(String, known: [String])
    /// A record that says the same is there already; its key.
    case isThere(String)
    case noRecord(String)
    /// The record has several of that table, so it is not clear which one is meant.
    case severalParts(String)
}
