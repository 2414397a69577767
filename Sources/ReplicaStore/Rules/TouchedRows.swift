import GRDB
import SyncCore

/// The rows that have changed since the rules looked at them: those that new changesets name, and those
/// that were computed again.
struct TouchedRows {
    enum Answer {
        case all
        case some(News)
    }

    struct News {
        /// Each with the rules that read what changed of it.
        var rows: [Name: Int64] = [:]
        /// What some of them showed before in the columns that rules watch.
        var former: Set<FormerValues.Entry> = []
    }

    struct Name: Hashable {
        var table: Int
        var key: RowKey
    }

    let transaction: StoreTransaction
    private var log: ChangesetLog { transaction.log }
    /// With more changes than these, looking at everything is quicker than finding out at what.
    private static let changesMax = 50_000

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    /// Whether nothing can have changed.
    var isSettled: Bool {
        get throws {
            guard let text = try transaction.meta.text(.rulesSeen), news(since: Self.decode(text)).isEmpty else { return false }
            let waiting = try log.statement("SELECT 1 FROM zhibu_unruled LIMIT 1")
            defer { waiting.reset() }
            return try !waiting.step()
        }
    }

    func find(for book: RuleBook) throws -> Answer {
        let (reads, watched) = (book.reads, book.watched)
        guard let text = try transaction.meta.text(.rulesSeen) else { return .all }
        let seen = Self.decode(text)
        var changes = 0
        for chain in news(since: seen) {
            let sum = try log.statement(
                "SELECT coalesce(sum(changes), 0) FROM zhibu_log WHERE id > ? AND id <= ?"
            ).bind(1, Dot(chain: chain.index, number: max(chain.fork, seen[chain.index] ?? 0)).packed)
            .bind(2, Dot(chain: chain.index, number: chain.last).packed)
            if try sum.step() { changes += Int(sum.int(0)) }
            sum.reset()
        }
        if changes > Self.changesMax { return .all }
        var found = News()
        var mentions: [Name: Mention] = [:]
        let disputed = DisputedKeys(transaction.rows)
        for chain in news(since: seen) {
            for number in (max(chain.fork, seen[chain.index] ?? 0) + 1)...chain.last {
                for write in try NewWrites(of: Dot(chain: chain.index, number: number), transaction).all {
                    let (name, table) = (write.name, write.table)
                    // An update may have brought back a row that somebody deleted; then there is more to it than it shows.
                    let isPlain = try transaction.rows.isUnknown(table) { name.key } && !disputed.contains(name.key, of: table)
                    found.rows[name, default: 0] |= reads.rules(reading: isPlain ? write.columns : nil, of: table)
                    if watched.concerns(write) { mentions[name, default: Mention()].add(write) }
                }
            }
        }
        var changed: Set<Name> = []
        for (name, mention) in mentions where try !isNew(name, mention, since: seen) { changed.insert(name) }
        let waiting = try log.statement("SELECT tbl, key FROM zhibu_unruled")
        while try waiting.step() {
            let name = Name(table: Int(waiting.int(0)), key: RowKey(bytes: waiting.bytes(1)))
            if let table = transaction.model.table(id: name.table) {
                found.rows[name] = reads.rules(reading: nil, of: table)
            }
            if watched.columns[name.table] != nil { changed.insert(name) }
        }
        guard let former = try FormerValues(transaction: transaction, watched: watched).find(of: changed) else {
            return .all
        }
        found.former = former
        return .some(found)
    }

    /// What new changesets do to a row with watched columns.
    private struct Mention {
        var insertions = 0
        var isMore = false

        mutating func add(_ write: NewWrite) {
            if write.isInsertion { insertions += 1 }
            isMore = isMore || !write.isInsertion || write.isMore
        }
    }

    /// Whether the rules have never seen a row: it has one insertion, a new one, and nothing besides, also in no other
    /// scope, whose row the table may have shown. Most have.
    private func isNew(_ name: Name, _ mention: Mention, since seen: [ChainIndex: Int64]) throws -> Bool {
        guard mention.insertions == 1, !mention.isMore, let table = transaction.model.table(id: name.table),
            try transaction.rows.isUnknown(table, { name.key }), let key = name.key.values,
            let place = try transaction.rows.place(table, key: key),
            let clock = try transaction.rows.storedClock(table, at: place), clock.isSimple
        else { return false }
        return clock.base.number > seen[clock.base.chain] ?? 0
    }

    private func news(since seen: [ChainIndex: Int64]) -> [Chain] {
        transaction.chains.chains.values.sorted { $0.index < $1.index }.filter {
            $0.scope != ControlName.scope && $0.last > max($0.fork, seen[$0.index] ?? 0)
        }
    }

    /// Notes rows that no new changeset need name.
    func note(_ rows: Set<RowName>) throws {
        guard try transaction.meta.text(.rulesSeen) != nil else { return }
        for row in rows {
            try log.statement("INSERT OR IGNORE INTO zhibu_unruled(tbl, key) VALUES (?, ?)")
                .bind(1, row.table).bind(2, blob: row.key.bytes).run()
        }
    }

    /// Forgets all findings: the next run looks at every row.
    func forget() throws {
        for table in ["zhibu_finding", "zhibu_rule_run", "zhibu_unruled"] {
            try log.statement("DELETE FROM \(table)").run()
        }
        try transaction.meta.set(.rulesSeen, .null)
        try transaction.meta.set(.rulesDay, .null)
    }

    /// From here on only what comes after is news.
    func settle() throws {
        let lines = transaction.chains.chains.values.sorted { $0.index < $1.index }
            .filter { $0.scope != ControlName.scope }.map { "\($0.index.value) \($0.last)" }
        try transaction.meta.set(.rulesSeen, .text(lines.joined(separator: "\n")))
        try log.statement("DELETE FROM zhibu_unruled").run()
    }

    private static func decode(_ text: String) -> [ChainIndex: Int64] {
        var seen: [ChainIndex: Int64] = [:]
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count == 2, let chain = Int(fields[0]), let number = Int64(fields[1]) else {
                continue
            }
            seen[ChainIndex(chain)] = number
        }
        return seen
    }

    // MARK: as rules read it

    /// - Parameter tables: Of which tables all rows are filled in, where all are asked for; nil for every table.
    /// - Returns: The rules that may list something else now.
    func fill(with answer: Answer, _ rules: [Rule], of tables: Set<String>? = nil) throws -> Int64 {
        try clear()
        switch answer {
        case .all:
            for table in transaction.model.tables where tables?.contains(table.name) ?? true {
                let columns = table.key.map(\.name.quotedName)
                try log.statement(
                    """
                    INSERT INTO temp.zhibu_news SELECT \(table.name.quotedText), \
                    \(Self.key(columns)), \(RuleReads.all) FROM \(table.quoted)
                    """).run()
            }
            return RuleReads.all
        case .some(let news):
            var concerned = news.rows.values.reduce(0, |)
            var rows = news.rows
            for (row, rules) in try standing(rules) {
                // What was accepted holds for rows as they are.
                if news.rows[row] != nil { concerned |= rules }
                rows[row, default: 0] |= rules
            }
            var byTable: [Int: [(key: RowKey, rules: Int64)]] = [:]
            for (row, rules) in rows where rules & concerned != 0 { byTable[row.table, default: []].append((row.key, rules)) }
            for table in transaction.model.tables { try insert(byTable[table.id] ?? [], of: table) }
            for former in news.former {
                guard let table = transaction.model.table(id: former.row.table) else { continue }
                try insert(former, of: table)
            }
            return concerned
        }
    }

    /// Forgets what was filled in: after a look at everything that is much.
    func clear() throws {
        try log.statement("DELETE FROM temp.zhibu_news").run()
        try log.statement("DELETE FROM temp.zhibu_former").run()
    }

    /// Says which rules are run now.
    func show(to rules: Int64) throws {
        try log.statement("DELETE FROM temp.zhibu_rule_now").run()
        try log.statement("INSERT INTO temp.zhibu_rule_now VALUES (?)").bind(1, rules).run()
    }

    private func insert(_ rows: [(key: RowKey, rules: Int64)], of table: TableModel) throws {
        guard !rows.isEmpty else { return }
        let marks = table.key.indices.map { "?\($0 + 3)" }
        let statement = try log.statement(
            "INSERT OR IGNORE INTO temp.zhibu_news VALUES (?1, \(Self.key(marks)), ?2)"
        ).bind(1, table.name)
        for row in rows {
            guard let key = row.key.values else { continue }
            statement.bind(2, row.rules)
            for (index, value) in key.enumerated() { statement.bind(index + 3, value) }
            try statement.run()
        }
    }

    private func insert(_ former: FormerValues.Entry, of table: TableModel) throws {
        guard let key = former.row.key.values else { return }
        let marks = key.indices.map { "?\($0 + 4)" }
        let statement = try log.statement(
            "INSERT OR IGNORE INTO temp.zhibu_former VALUES (?1, \(Self.key(marks)), ?2, ?3)"
        ).bind(1, table.name).bind(2, table.columns[former.column].name).bind(3, former.value)
        for (index, value) in key.enumerated() { statement.bind(index + 4, value) }
        try statement.run()
    }

    /// The rows of all findings, each with the rules that list it: whatever it was that put one right, it is looked at.
    private func standing(_ rules: [Rule]) throws -> [Name: Int64] {
        let bits = Dictionary(
            rules.enumerated().map { ($1.name, RuleReads.bit(of: $0)) }, uniquingKeysWith: |)
        let rows = try log.statement("SELECT tbl, key, other, rule FROM zhibu_finding")
        defer { rows.reset() }
        var names: [Name: Int64] = [:]
        while try rows.step() {
            for column in [1, 2] {
                let name = Name(table: Int(rows.int(0)), key: RowKey(bytes: rows.bytes(column)))
                names[name, default: 0] |= bits[rows.text(3)] ?? 0
            }
        }
        return names
    }

    /// The key itself, or a JSON array of its columns; JSON has no blobs, so they stand in hexadecimal.
    private static func key(_ columns: [String]) -> String {
        if columns.count == 1 { return columns[0] }
        let fields = columns.map { "iif(typeof(\($0)) = 'blob', hex(\($0)), \($0))" }
        return "json_array(\(fields.joined(separator: ", ")))"
    }
}
