import ReplicaStore
import SyncCore
import TerminalScreen

/// The list of conflicts: in a pipe whole, on a terminal a page at a time. Each page is read by itself: nobody's look at a
/// page keeps the file from being tidied.
struct ConflictList {
    private let replica: Replica
    private let common: CommonOptions
    private let ids: ShortIDs
    private let now = Surroundings.ofThisComputer.now()

    init(_ replica: Replica, _ common: CommonOptions, _ ids: ShortIDs) { (self.replica, self.common, self.ids) = (replica, common, ids) }

    private func words(_ message: Message) -> String { common.words(message) }

    /// - Parameter settled: How many more of those that were asked about a rule has settled.
    func show(_ conflicts: [Conflict], settled: Int) throws {
        let groups = try replica.read { try ConflictGroups(conflicts, Names(database: $0, language: common.language)) }
        let all = groups.conflicts
        let open = all.filter { $0.status == .open }
        common.show(words(.listed(all.count, open: open.count, Self.counts(open))))
        let isPaged = Terminal.isInteractive
        var rest = groups.groups[...]
        let terminal = Terminal()
        while !rest.isEmpty {
            let page = isPaged ? Self.page(of: &rest, lines: Terminal.size.lines - 4) : Self.page(of: &rest, lines: .max)
            let text = try replica.read { try lines(page, of: groups, Names(database: $0, language: common.language)) }
            for line in text { common.show(line) }
            let left = rest.reduce(0) { $0 + $1.conflicts.count }
            guard left > 0 else { break }
            terminal.write(words(.moreToList(left)))
            let key = terminal.key()
            terminal.write("\r\u{1b}[K")
            if key == .leave || key == .character("q") { break }
        }
        if settled > 0 { common.show(words(.settledToo(settled))) }
        if let first = open.first { common.show(words(.nextShow(ids[first]))) }
    }

    private static func counts(_ conflicts: [Conflict]) -> [(Urgency, Int)] {
        let counts = Dictionary(grouping: conflicts, by: \.urgency).mapValues(\.count)
        return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Takes as many groups, or the first part of one, as a screen has lines for.
    private static func page(of rest: inout ArraySlice<ConflictGroups.Group>, lines: Int) -> [ConflictGroups.Group] {
        // The headings, and their dashes.
        var left = lines - 2
        var page: [ConflictGroups.Group] = []
        while left > 1, var group = rest.popFirst() {
            let room = left - 1
            if group.conflicts.count > room {
                var later = group
                later.conflicts.removeFirst(room)
                group.conflicts = Array(group.conflicts.prefix(room))
                rest = [later] + rest
            }
            left -= 1 + group.conflicts.count
            page.append(group)
        }
        return page
    }

    private func lines(_ page: [ConflictGroups.Group], of groups: ConflictGroups, _ names: Names) throws -> [String] {
        var columns = Message.listHeader.map { TextTable.Column(words($0)) }
        var rows: [[String]] = []
        for group in page {
            for conflict in group.conflicts {
                let screen = ConflictScreen(conflict, names, id: ids[conflict])
                let part = try groups.part(conflict, in: group, names).map { $0 + (common.language == .zh ? "：" : ": ") } ?? ""
                rows.append([
                    ids[conflict], words(.urgency(conflict.urgency)), words(.status(conflict)),
                    screen.signatureMark.trimmingPrefix(" ") + part + (try screen.matter()), try screen.people(),
                    conflict.since.map { words(.waited(milliseconds: max(0, now - $0))) } ?? "",
                ])
            }
        }
        // Where all are alike, it says nothing.
        if rows.allSatisfy({ $0[2] == rows[0][2] }) {
            columns.remove(at: 2)
            for place in rows.indices { rows[place].remove(at: 2) }
        }
        if Terminal.isInteractive { limit(&columns, rows) }
        let table = TextTable(columns: columns, rows: rows, indent: 2).lines(width: .max / 2)
        var lines = Array(table.prefix(2))
        var place = 2
        for group in page {
            let title = "\(try names.label(group.table))  \(try names.title(group.table, key: group.key))"
            let count = words(.countOf(group.conflicts.count))
            lines.append((Terminal.isInteractive ? cut(title, to: Terminal.size.columns - displayWidth(count)) : title) + count)
            lines += table[place..<place + group.conflicts.count]
            place += group.conflicts.count
        }
        return lines
    }

    /// The text about what is in conflict gets what the others leave of a line.
    private func limit(_ columns: inout [TextTable.Column], _ rows: [[String]]) {
        let what = columns.count - 3
        let others = columns.indices.filter { $0 != what }.reduce(2) { sum, place in
            sum + 2 + (([columns[place].heading] + rows.map { $0[place] }).map { displayWidth($0) }.max() ?? 0)
        }
        columns[what].limit = max(20, Terminal.size.columns - others)
    }
}
