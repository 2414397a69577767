import Foundation
import GRDB
import SyncCore

/// Runs the schema's rules and keeps what they list.
///
/// The list is a function of the rows that are shown and of the day; it is kept only so that nobody has
/// to run the rules again where nothing has changed.
struct RuleRun {
    let transaction: StoreTransaction
    private var log: ChangesetLog { transaction.log }
    /// A rule that lists more than these lists nothing: it is wrong.
    static let findingsMax = 100_000

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    /// Brings the findings up to date. Rows must have been flushed.
    func run() throws {
        let touched = TouchedRows(transaction)
        let day = Self.day(at: transaction.surroundings.now())
        let isOtherDay = try transaction.meta.text(.rulesDay) != day
        // Before any rule is read: most looks find nothing new.
        if !isOtherDay, try touched.isSettled { return }
        let book = try RuleBook.of(transaction)
        let rules = book.rules
        guard !rules.isEmpty else { return }
        // They went with a transaction that was taken back.
        try transaction.database.execute(sql: Rule.givenTables)
        let news = try touched.find(for: book)
        if case .some(let news) = news, news.rows.isEmpty, !isOtherDay { return }
        try log.statement("DELETE FROM temp.zhibu_asof").run()
        try log.statement("INSERT INTO temp.zhibu_asof VALUES (?)").bind(1, day).run()
        let concerned = try touched.fill(with: news, rules)
        var later: [Rule] = []
        for (index, rule) in rules.enumerated() {
            if isOtherDay, rule.readsDay, rule.readsTouched {
                later.append(rule)
            } else if concerned & RuleReads.bit(of: index) != 0 || isOtherDay && rule.readsDay {
                try touched.show(to: RuleReads.bit(of: index))
                try run(rule, news)
            }
        }
        if !later.isEmpty {
            _ = try touched.fill(with: .all, rules, of: tables(concerning: later))
            try touched.show(to: RuleReads.all)
            for rule in later { try run(rule, news) }
        }
        try touched.clear()
        try transaction.meta.set(.rulesDay, .text(day))
        try touched.settle()
    }

    /// The tables whose rows some rules may look at: those that they read, or name in quotes; nil for all, where one of them
    /// can't be prepared.
    private func tables(concerning rules: [Rule]) -> Set<String>? {
        var tables: Set<String> = []
        for rule in rules {
            guard let read = try? log.columnReads(of: rule.sql).columns.keys else { return nil }
            tables.formUnion(read)
            tables.formUnion(rule.literals)
        }
        return tables
    }

    /// The day where the records are kept: UTC+8.
    static func day(at milliseconds: Int64) -> String {
        let shifted = Date(timeIntervalSince1970: Double(milliseconds) / 1000 + 28_800)
        return String(shifted.ISO8601Format().prefix(10))
    }

    /// A moment where the records are kept, with its offset.
    static func moment(at milliseconds: Int64) -> String {
        let shifted = Date(timeIntervalSince1970: Double(milliseconds) / 1000 + 28_800)
        return String(shifted.ISO8601Format().prefix(19)) + "+08:00"
    }

    // MARK: one rule

    private func run(_ rule: Rule, _ news: TouchedRows.Answer) throws {
        let start = transaction.surroundings.now()
        var error: String?
        do {
            // Behind a page that can't be read nothing in a transaction can.
            if let table = try damagedTable(of: rule) { throw Fault(text: "tbl \(table)") }
            let found = try StepLimit.within(
                transaction.surroundings.ruleStepsMax, on: transaction.database) { try find(rule) }
            let standing = try standing(rule, besides: news)
            try forget(rule)
            for finding in found { try keep(finding, rule, standing) }
        } catch let fault as DatabaseError where Self.isOfTheRule(fault) {
            // A rule that can't be run stops nobody from working; `status` names it.
            error = fault.message ?? "SQL"
            try forget(rule)
        } catch let fault as Fault {
            error = fault.text
            try forget(rule)
        }
        try log.statement("INSERT OR REPLACE INTO zhibu_rule_run VALUES (?, ?, ?)")
            .bind(1, rule.name).bind(2, max(0, transaction.surroundings.now() - start))
            .bind(3, error.map(Value.text) ?? .null).run()
    }

    /// Whether the query is at fault, and not the file, the disk or another program's lock.
    static func isOfTheRule(_ error: DatabaseError) -> Bool {
        [.SQLITE_ERROR, .SQLITE_INTERRUPT, .SQLITE_MISMATCH, .SQLITE_TOOBIG, .SQLITE_RANGE]
            .contains(error.resultCode.primaryResultCode)
    }

    private struct Fault: Error { var text: String }

    private struct Finding {
        var table: TableModel
        /// The first by its bytes, whichever the rule names first.
        var key: [Value]
        var other: [Value]
        var detail: String?
    }

    private func damagedTable(of rule: Rule) throws -> String? {
        let damaged = transaction.model.damaged
        guard !damaged.isEmpty else { return nil }
        return try log.columnReads(of: rule.sql).columns.keys.filter(damaged.contains).min()
    }

    private func find(_ rule: Rule) throws -> [Finding] {
        let rows = try log.statement(rule.sql)
        defer { rows.reset() }
        var listed: [(table: String, key: Value, other: Value, detail: String?)] = []
        while try rows.step() {
            listed.append(
                (rows.text(0), rows.value(1), rows.value(2), rows.isNull(3) ? nil : rows.text(3)))
            if listed.count > Self.findingsMax { throw Fault(text: "> \(Self.findingsMax)") }
        }
        return try listed.map { item in
            guard let table = transaction.model.table(named: item.table) else {
                throw Fault(text: "tbl \(item.table)")
            }
            let key = try key(item.key, of: table)
            let other = item.other == .null ? key : try self.key(item.other, of: table)
            let isFirst = !RowKey(other).bytes.lexicographicallyPrecedes(RowKey(key).bytes)
            return Finding(
                table: table, key: isFirst ? key : other, other: isFirst ? other : key,
                detail: item.detail)
        }
    }

    private func key(_ given: Value, of table: TableModel) throws -> [Value] {
        guard let key = try GivenKey(given).stored(in: table, log) else { throw Fault(text: "key of \(table.name)") }
        return key
    }

    /// What stood is listed again where it is still so: its rows count as touched.
    private func forget(_ rule: Rule) throws {
        try log.statement("DELETE FROM zhibu_finding WHERE rule = ?").bind(1, rule.name).run()
    }

    /// The findings of a rule that nothing new says anything about, and whether each is accepted.
    private func standing(_ rule: Rule, besides news: TouchedRows.Answer) throws -> [String: Bool] {
        guard case .some(let news) = news else { return [:] }
        let rows = try log.statement("SELECT id, tbl, key, other, accepted FROM zhibu_finding WHERE rule = ?")
            .bind(1, rule.name)
        defer { rows.reset() }
        var standing: [String: Bool] = [:]
        while try rows.step() {
            let names = [rows.bytes(2), rows.bytes(3)].map {
                TouchedRows.Name(table: Int(rows.int(1)), key: RowKey(bytes: $0))
            }
            if names.allSatisfy({ news.rows[$0] == nil }) { standing[rows.text(0)] = rows.int(4) == 1 }
        }
        return standing
    }

    private func keep(_ finding: Finding, _ rule: Rule, _ standing: [String: Bool]) throws {
        let table = finding.table
        let scope = try scope(table, finding.key)
        let id = ConflictID(
            rule: rule.kind, table: table.name, keys: [finding.key, finding.other])
        let isAccepted = try standing[id.text] ?? self.isAccepted(finding, rule, scope)
        try log.statement(
            "INSERT OR REPLACE INTO zhibu_finding VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        .bind(1, id.text).bind(2, rule.name).bind(3, table.id)
        .bind(4, blob: RowKey(finding.key).bytes).bind(5, blob: RowKey(finding.other).bytes)
        .bind(6, scope).bind(7, finding.detail.map(Value.text) ?? .null)
        .bind(8, isAccepted ? 1 : 0).run()
    }

    private func isAccepted(_ finding: Finding, _ rule: Rule, _ scope: String) throws -> Bool {
        let table = finding.table
        let acceptance = Acceptance(transaction)
        let heads = try acceptance.heads(
            of: [(finding.key, scope), (finding.other, try self.scope(table, finding.other))], table)
        return try acceptance.isAccepted(
            kind: rule.kind, table, key: finding.key, other: finding.other, unit: nil, scope: scope,
            heads: heads)
    }

    private func scope(_ table: TableModel, _ key: [Value]) throws -> String {
        guard let scope = try transaction.rows.shownScope(table, key: key) else {
            throw Fault(text: "key of \(table.name)")
        }
        return scope
    }
}
