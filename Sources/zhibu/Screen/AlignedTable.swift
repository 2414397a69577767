import TerminalScreen

/// A table that is never broken into bands, for lists whose columns are few.
struct AlignedTable {
    private var table: TextTable

    init(_ header: [String], indent: Int = 0) {
        table = TextTable(columns: header.map { .init($0) }, rows: [], indent: indent)
    }

    mutating func add(_ cells: [String]) { table.rows.append(cells) }

    /// Adds to the last cell of the last row.
    mutating func extendLast(_ text: String) {
        guard let row = table.rows.indices.last, let cell = table.rows[row].indices.last else { return }
        table.rows[row][cell] += text
    }

    /// The rows without a head.
    var rows: [String] { Array(table.lines(width: .max / 2).dropFirst(2)) }

    var text: String { table.lines(width: .max / 2).joined(separator: "\n") }
}
