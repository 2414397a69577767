/// A table for a terminal, in columns that stand straight under Chinese headings.
///
/// Cells are parted by two spaces; a line of dashes under the headings fixes the columns. A table
/// that is wider than the terminal goes on in further bands, each of which begins with the repeated
/// columns.
///
///     TextTable(columns: [.init("支部"), .init("人数", .right)], rows: [["历史08级", "12"]]).lines()
public struct TextTable: Equatable, Sendable {
    public enum Alignment: Equatable, Sendable {
        case left
        case right
        case center
    }

    public struct Column: Equatable, Sendable {
        public var heading: String
        public var alignment: Alignment
        /// Free text may be cut to this many columns; nothing else is ever cut.
        public var limit: Int?

        public init(_ heading: String, _ alignment: Alignment = .left, limit: Int? = nil) {
            self.heading = heading
            self.alignment = alignment
            self.limit = limit
        }
    }

    public var columns: [Column]
    public var rows: [[String]]
    /// How many columns, counted from the left, each band repeats.
    public var repeated: Int
    /// The spaces before each line.
    public var indent: Int

    public init(columns: [Column], rows: [[String]], repeated: Int = 1, indent: Int = 2) {
        self.columns = columns
        self.rows = rows
        self.repeated = repeated
        self.indent = indent
    }

    /// The lines of the table, without spaces at their ends; an empty line stands between bands.
    public func lines(width: Int = 80) -> [String] {
        guard !columns.isEmpty else { return [] }
        let widths = columnWidths
        return bands(widths, within: width).enumerated().flatMap { place, band in
            (place == 0 ? [] : [""]) + lines(of: band, widths)
        }
    }

    private var columnWidths: [Int] {
        columns.enumerated().map { place, column in
            let cells = rows.map { displayWidth(cell($0, place)) }
            return max(displayWidth(column.heading), cells.max() ?? 0, 1)
        }
    }

    /// The cell as it is shown: on one line, cut where its column has a limit.
    private func cell(_ row: [String], _ place: Int) -> String {
        guard place < row.count else { return "" }
        let flat = String(row[place].map { $0.isNewline || $0 == "\t" ? " " : $0 })
        return columns[place].limit.map { cut(flat, to: $0) } ?? flat
    }

    /// The columns of each band; a band has at least one column that the others don't.
    private func bands(_ widths: [Int], within width: Int) -> [[Int]] {
        let fixed = Array(0..<min(max(0, repeated), columns.count))
        let start = indent + fixed.reduce(0) { $0 + widths[$1] + 2 }
        var bands: [[Int]] = []
        var band = fixed
        var used = start
        for place in fixed.count..<columns.count {
            if band.count > fixed.count && used + widths[place] > width {
                bands.append(band)
                (band, used) = (fixed, start)
            }
            band.append(place)
            used += widths[place] + 2
        }
        return bands + [band]
    }

    private func lines(of band: [Int], _ widths: [Int]) -> [String] {
        let headings = columns.map(\.heading)
        let dashes = widths.map { String(repeating: "-", count: $0) }
        return ([headings, dashes] + rows).map { row in
            let cells = band.map { place in
                let isRow = row != headings && row != dashes
                let text = isRow ? cell(row, place) : row[place]
                return padded(text, to: widths[place], columns[place].alignment)
            }
            let line = String(repeating: " ", count: indent) + cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }

    private func padded(_ text: String, to width: Int, _ alignment: Alignment) -> String {
        let free = max(0, width - displayWidth(text))
        let before =
            switch alignment {
            case .left: 0
            case .right: free
            case .center: free / 2
            }
        return String(repeating: " ", count: before) + text
            + String(repeating: " ", count: free - before)
    }
}
