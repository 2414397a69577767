internal import GRDB

/// Records that are parts of another one, such as the six aspects of a survey or the people at a meeting: their key is the
/// other one's and a code or a person, and so they are named: `A4.评价`, `李强.出席状态`.
struct EntryParts {
    /// What was typed for a column of a part.
    typealias Inner = (part: String, column: String, text: String)

    let owner: Row
    let layout: ImportLayout
    let stamp: (createdAt: String, createdBy: String)
    let desk: EntryDesk
    let db: Database

    /// Tells what is a part's from what is the record's own.
    static func split(_ fields: [RecordEntry.Field], _ layout: ImportLayout) throws -> (own: [RecordEntry.Field], inner: [Inner]) {
        var own: [RecordEntry.Field] = []
        var inner: [Inner] = []
        for field in fields {
            let halves = field.column.split(whereSeparator: { ".．".contains($0) }).map(String.init)
            if halves.count == 2, layout.column(named: field.column) == nil {
                inner.append((CleanText.prose(halves[0]), CleanText.prose(halves[1]), field.text))
            } else {
                own.append(field)
            }
        }
        return (own, inner)
    }

    func changes(_ fields: [Inner]) throws -> [RecordChange] {
        var changes: [String: RecordChange] = [:]
        for field in fields {
            let (table, id, key) = try place(of: field)
            let (column, value) = try RecordEntry.value(field.text, of: field.column, in: table, at: desk, db)
            if let known = changes[id] {
                changes[id] = RecordChange(table: table, id: id, isNew: known.isNew, values: known.values.filter { $0.column != column } + [(column, value)])
            } else if let row = try Row.fetchOne(db, sql: "SELECT * FROM \"\(table)\" WHERE id = ?", arguments: [id]) {
                changes[id] = RecordChange(table: table, id: id, isNew: false, values: row[column] == value ? [] : [(column, value)])
            } else if BranchSchema.tables.first(where: { $0.name == table })?.column(key[1].column)?.target != nil {
                // Somebody who is not on the sheet is not put on it by a slip of the hand.
                throw EntryError.noRecord("\(layout.label) \(field.part)")
            } else {
                let new: [(column: String, value: DatabaseValue)] = [
                    ("scope_id", owner["scope_id"]), ("created_at", stamp.createdAt.databaseValue), ("created_by", stamp.createdBy.databaseValue),
                ]
                changes[id] = RecordChange(table: table, id: id, isNew: true, values: new + key + [(column, value)])
            }
        }
        return changes.values.filter { !$0.values.isEmpty }.sorted { ($0.id ?? "") < ($1.id ?? "") }
    }

    /// The table of parts that has such a column and such a part.
    private func place(of field: Inner) throws -> (table: String, id: String, key: [(column: String, value: DatabaseValue)]) {
        let ownerID = owner.text("id") ?? ""
        var known: [String] = []
        for table in BranchSchema.tables {
            guard case .columns(let names) = table.key, names.count == 2, table.column(names[0])?.target == layout.table,
                let column = table.column(names[1])
            else { continue }
            known.append(table.label.zh)
            // Which table is meant the column tells; that there is no such part, or more than one, is then said as it is.
            guard try desk.layout(table.name, in: db).column(named: field.column) != nil else { continue }
            let value = try part(field.part, column, in: table.name)
            let id = "\(ownerID)/\(String.fromDatabaseValue(value) ?? "")"
            return (table.name, id, [(names[0], ownerID.databaseValue), (names[1], value)])
        }
        throw EntryError.noColumn("\(field.part).\(field.column)", known: known.isEmpty ? layout.knownHeadings : known)
    }

    /// A code by its own name or by a part of its title that no other has.
    private func part(_ text: String, _ column: TableDefinition.Column, in table: String) throws -> DatabaseValue {
        if let list = column.codes {
            let like = try String.fetchAll(
                db, sql: "SELECT code FROM zhibu_code WHERE list = ? AND (code = ? OR instr(zh, ?) > 0)", arguments: [list, text.uppercased(), text])
            if like.count == 1 { return like[0].databaseValue }
        }
        guard let target = column.target else { return try RecordEntry.value(text, of: column.name, in: table, at: desk, db).value }
        do {
            return try ReferenceFinder(db).find(text, target: target, scope: owner.text("scope_id")).id.databaseValue
        } catch let fault as CellFault {
            throw EntryError.problems([ImportProblem(line: 1, column: text, reason: fault.reason, advice: fault.advice)])
        }
    }
}
