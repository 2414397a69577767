import SyncCore

/// The rows that only one line of a changeset names, by that line, and where the table has them.
struct Mentions {
    /// A row's key as it stands in `keys`.
    struct Mention {
        var hash: UInt64
        var key: Range<Int>
        /// The rowid of the key, where it was looked up and found.
        var rowid: Int64?
    }

    /// Of a changeset that names one row: its table and that row, and as a rule nothing besides.
    private static let linesOfOneRow = 4

    private(set) var keys: [UInt8] = []
    private var ofLine: [Mention?]

    subscript(line: Int) -> Mention? { ofLine[line] }

    init(in changeset: Changeset) {
        ofLine = Array(repeating: nil, count: changeset.lines.count)
        var lineOf: [UInt64: Int] = [:]
        if changeset.lines.count > Self.linesOfOneRow { lineOf.reserveCapacity(changeset.lines.count) }
        func add(_ key: [Value], _ index: Int) {
            let start = keys.count
            RowKey.append(key, to: &keys)
            let hash = RowKey.hash64(of: keys[start...])
            if let other = lineOf.updateValue(index, forKey: hash) {
                ofLine[other] = nil
            } else {
                ofLine[index] = Mention(hash: hash, key: start..<keys.count)
            }
        }
        for (index, line) in changeset.lines.enumerated() {
            if let key = line.rowKey { add(key, index) }
            if let key = line.otherRowKey { add(key, index) }
        }
    }

    /// Finds where the tables have the rows that a batch of changesets updates: in the order of the keys, in which each page
    /// of their index is looked at once. The updates themselves go in the order of the lines, in which rows lie as a rule.
    ///
    /// Whoever goes there looks at the clock, which tells whose place it is.
    static func of(_ changesets: [Changeset], in transaction: StoreTransaction) throws -> [Mentions] {
        var found = changesets.map { Mentions(in: $0) }
        var updates: [(changeset: Int, line: Int, table: TableModel)] = []
        for (number, changeset) in changesets.enumerated() {
            var table: TableModel?
            for (index, line) in changeset.lines.enumerated() {
                switch line {
                case .table(let shape):
                    table = transaction.model.table(named: shape.name)
                    // Without an index between the key and the row there is nothing to be gained.
                    if table?.key.map(\.name) != shape.keyColumns || table?.keyIsRowid == true || table?.placing.isKey == true {
                        table = nil
                    }
                case .row(let operation):
                    guard operation.verb == .update, let table, found[number][index] != nil else { continue }
                    updates.append((number, index, table))
                default: break
                }
            }
        }
        if updates.count > 1 { try look(for: updates, of: changesets, in: &found, transaction.rows) }
        return found
    }

    private static func look(
        for updates: [(changeset: Int, line: Int, table: TableModel)], of changesets: [Changeset],
        in found: inout [Mentions], _ rows: RowStore
    ) throws {
        var keys: [UInt8] = []
        var items: [(table: Int, key: Range<Int>)] = []
        for update in updates {
            guard let mention = found[update.changeset][update.line] else { continue }
            let start = keys.count
            keys += found[update.changeset].keys[mention.key]
            items.append((update.table.id, start..<keys.count))
        }
        for index in NearOrder.of(items, in: keys) {
            let update = updates[index]
            guard let key = changesets[update.changeset].lines[update.line].rowKey,
                case .rowid(let rowid)? = try rows.place(update.table, key: key)
            else { continue }
            found[update.changeset].ofLine[update.line]?.rowid = rowid
        }
    }
}
