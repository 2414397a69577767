internal import Foundation
public import GRDB

/// Records of a table as an office would send them: with labels, codes by their titles and references by their names; what
/// is private is masked unless it is wanted whole.
public enum RecordExport {
    /// - Parameters:
    ///   - table: A table's name or what people call it.
    ///   - isWhole: Whether private columns are whole, as far as this computer's roles may have them leave.
    ///   - db: The records.
    /// - Returns: A table with one line for each record, the private columns that are whole in it and those that are masked (by
    ///   label), and the table's name.
    /// - Throws: `ImportError.unknownTable`.
    public static func table(
        _ table: String, isWhole: Bool, in db: Database
    ) throws -> (table: ReportTable, whole: [String], masked: [String], name: String) {
        let layout = try ImportLayout(table, in: db)
        let columns = layout.columns.filter { !isBookkeeping($0, in: layout) }
        let reader = try CellWriter(db)
        let privacy = try Privacy(in: db)
        func isMasked(_ column: ImportColumn) -> Bool { column.isSensitive && !(isWhole && privacy.mayExport(column.table, column.name)) }
        var rows: [[String]] = []
        let order = try db.columns(in: layout.table).contains { $0.name == "sort_no" } ? "scope_id, sort_no IS NULL, sort_no, id" : "scope_id, id"
        let cursor = try Row.fetchCursor(db, sql: "SELECT * FROM \"\(layout.table)\" WHERE archived_at IS NULL ORDER BY \(order)")
        while let row = try cursor.next() {
            let parts = try parts(of: row.text("id") ?? "", layout, db)
            rows.append(
                try columns.map { column in
                    guard let value: DatabaseValue = column.table == layout.table ? row[column.name] : parts[column.table]?[column.name] else { return "" }
                    return try reader.text(value, column, isMasked: isMasked(column))
                })
        }
        let headings = columns.map {
            ReportTable.Column(heading: Wording(zh: layout.heading(of: $0), en: $0.name), alignment: $0.isInteger ? .right : .left)
        }
        let title = Wording(zh: layout.label, en: layout.table)
        let masked = columns.filter(isMasked).map(\.label)
        let whole = columns.filter { $0.isSensitive && !isMasked($0) }.map(\.label)
        return (ReportTable(id: layout.table, title: title, columns: headings, rows: rows), whole, masked, layout.table)
    }

    private static func isBookkeeping(_ column: ImportColumn, in layout: ImportLayout) -> Bool {
        let links = layout.tables.first { $0.name == column.table }?.link
        return ["scope_id", "created_at", "created_by", "archived_at", "archived_by", "archive_reason"].contains(column.name)
            || column.name == links || (column.name == "id" && !(column.table == "college"))
            || (column.name.hasSuffix("_kind") && layout.columns.contains { $0.table == column.table && $0.name == column.name.dropLast(4) + "id" })
    }

    /// One record of each further table that belongs to a record: of several memberships the one that stands, which is in
    /// the state that a new one gets, then the latest.
    private static func parts(of id: String, _ layout: ImportLayout, _ db: Database) throws -> [String: Row] {
        var found: [String: Row] = [:]
        for part in layout.tables {
            guard let link = part.link else { continue }
            let standing = (layout.defaults[part.name] ?? []).map { "\"\($0.column)\" IS NOT '\($0.value)', " }.joined()
            let statement = try db.cachedStatement(
                sql: "SELECT * FROM \"\(part.name)\" WHERE \"\(link)\" = ? AND archived_at IS NULL ORDER BY \(standing)created_at DESC, id LIMIT 1")
            found[part.name] = try Row.fetchOne(statement, arguments: [id])
        }
        return found
    }
}

/// Turns a stored value into what stands in a cell, the other way round than `CellReader`.
struct CellWriter {
    private let titles: [String: [String: String]]
    private let names: RecordNames

    init(_ db: Database) throws {
        var titles: [String: [String: String]] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT list, code, zh FROM zhibu_code") { titles[row["list"], default: [:]][row["code"]] = row["zh"] }
        self.titles = titles
        names = RecordNames(db)
    }

    func text(_ value: DatabaseValue, _ column: ImportColumn, isMasked: Bool) throws -> String {
        let plain: String =
            switch value.storage {
            case .null, .blob: ""
            case .int64(let count): number(count, column)
            case .double(let number): "\(number)"
            case .string(let text): try words(text, column)
            }
        return isMasked ? Masking.masked(plain, kind: column.kind) : plain
    }

    private func number(_ number: Int64, _ column: ImportColumn) -> String {
        switch column.kind {
        case "fen": "\(number < 0 ? "-" : "")\(number.magnitude / 100).\(padded(Int(number.magnitude % 100), 2))"
        case "bool": number == 0 ? "否" : "是"
        default: String(number)
        }
    }

    private func words(_ text: String, _ column: ImportColumn) throws -> String {
        if column.kind == "list" {
            guard let items = try? JSONDecoder().decode([String].self, from: Data(text.utf8)) else { return text }
            return items.map { item in column.codes.flatMap { titles[$0]?[item] } ?? item }.joined(separator: "、")
        }
        if let codes = column.codes { return titles[codes]?[text] ?? text }
        if let target = column.target { return try names.name(of: text, in: target) ?? text }
        return text
    }
}

/// What records are called, asked once for each.
final class RecordNames {
    private let db: Database
    private var known: [String: String?] = [:]

    init(_ db: Database) { self.db = db }

    /// - Parameter target: See ``ReferenceTarget``.
    func name(of id: String, in target: String) throws -> String? {
        if let name = known["\(target)\n\(id)"] { return name }
        var name: String?
        for table in ReferenceTarget.tables(of: target) where name == nil {
            guard let title = try String.fetchOne(db, sql: "SELECT title_sql FROM zhibu_title WHERE tbl = ?", arguments: [table]) else { continue }
            name = try String.fetchOne(db, sql: "SELECT \(title) FROM \"\(table)\" WHERE id = ?", arguments: [id])
        }
        known["\(target)\n\(id)"] = name
        return name
    }
}
