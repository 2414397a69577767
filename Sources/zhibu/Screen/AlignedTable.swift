import TerminalScreen

/// A table that is never broken into bands, for lists whose columns are few.
struct AlignedTable {
    private var table: TextTable

    init(_ header: [String], indent: Int = 0) {
        table = TextTable(columns: header.map { .init($0) }, rows: [], indent: indent)
    }

    mutating func add(_ cells: [String]) { table.rows.append(cells) }

    var text: String { table.lines(width: .max / 2).joined(separator: "\n") }
}
