internal import Crypto

/// A report as it stands on paper: words and figures, ready to be laid out.
public struct ReportTable: Equatable, Sendable {
    public enum Alignment: String, Sendable {
        case left
        case right
        case center
    }

    public struct Column: Equatable, Sendable {
        public let heading: Wording
        public let alignment: Alignment
    }

    public let id: String
    /// Whose report it is, by its full name; empty where nobody says.
    public let organisation: String
    /// With the period in brackets.
    public let title: Wording
    public let columns: [Column]
    /// Blank where nothing is recorded. A cell that ends in ``mark`` is what somebody should look at first.
    public let rows: [[String]]
    /// Which of the rows are sums of those before them.
    public let subtotals: Set<Int>
    public let total: [String]?
    /// What is drawn of the rows, never of the total.
    public let charts: [ReportChart]
    /// Up to when each college's data reach, and what is still to decide.
    public let footer: [Wording]
    /// How many columns each band of a narrow screen repeats.
    public let repeatedColumns: Int
    /// The day or the moment that the figures are of, as it was given.
    public let asAt: String
    /// Whether it is handed in: then a superior writes an opinion below it, and seals it.
    public let isSubmitted: Bool
    /// What the same report counts in other ways; these have no footer and no further tables.
    public let further: [ReportTable]

    /// A table that is no report: nothing is counted, drawn or said below it.
    init(id: String, title: Wording, columns: [Column], rows: [[String]]) {
        (self.id, self.title, self.columns, self.rows) = (id, title, columns, rows)
        (organisation, subtotals, total, charts, footer, repeatedColumns) = ("", [], nil, [], [], 1)
        (asAt, isSubmitted, further) = ("", false, [])
    }

    init(
        id: String, organisation: String = "", title: Wording, columns: [Column], rows: [[String]], subtotals: Set<Int> = [],
        total: [String]?, charts: [ReportChart], footer: [Wording], repeatedColumns: Int, asAt: String, isSubmitted: Bool = false,
        further: [ReportTable]
    ) {
        (self.id, self.organisation, self.title, self.columns) = (id, organisation, title, columns)
        (self.rows, self.subtotals, self.total, self.charts) = (rows, subtotals, total, charts)
        (self.footer, self.repeatedColumns, self.asAt, self.isSubmitted) = (footer, repeatedColumns, asAt, isSubmitted)
        self.further = further
    }

    /// Stands behind what is late or wrong, so that it can be seen without colours too.
    public static let mark = "▲"

    /// A cell without its mark.
    static func unmarked(_ cell: String) -> String { cell.hasSuffix(mark) ? String(cell.dropLast()) : cell }

    /// Whether a cell is red on paper: it is marked, or below nothing.
    static func isRed(_ cell: String) -> Bool { cell.hasSuffix(mark) || (Figure(cell)?.value ?? 0) < 0 }

    /// This one and the further ones.
    public var all: [ReportTable] { [self] + further }

    /// The rows that are no sums.
    var bodyRows: [[String]] { rows.enumerated().filter { !subtotals.contains($0.offset) }.map(\.element) }

    /// The rows, then the total.
    public var lines: [[String]] { rows + (total.map { [$0] } ?? []) }

    /// Tells whether a printed page and a file have the same figures: the first 12 hexadecimal digits
    /// of the SHA-256 over the Chinese headings and the cells of all tables, as comma-separated text.
    public var checkCode: String {
        let cells = all.flatMap { [$0.columns.map(\.heading.zh)] + $0.lines }
        let digest = SHA256.hash(data: Array(Sheet.write(cells).utf8))
        return digest.prefix(6).map { String(0x100 + Int($0), radix: 16).suffix(2) }.joined()
    }

    /// The headings, rows and totals as a file that a spreadsheet opens: CRLF, and no cell that it
    /// would take for a formula. UTF-8 begins with a byte order mark; GB18030 has none. Before each
    /// further table there are a blank line and one with its title.
    ///
    /// - Parameter gb18030: In that encoding, for programs that know no UTF-8.
    /// - Throws: `ReportError.gb18030Missing` where this system has no tables for it.
    public func csv(gb18030: Bool = false) throws(ReportError) -> [UInt8] {
        let tables = all.map { table in
            Sheet.write(
                ([table.columns.map(\.heading.zh)] + table.lines).map { row in
                    row.map { Self.isFigure(Self.unmarked($0)) ? Self.unmarked($0) : Sheet.safe($0) }
                })
        }
        let text = zip(all, tables).dropFirst().reduce(tables[0]) {
            $0 + "\r\n" + Sheet.write([[Sheet.safe($1.0.title.zh)]]) + $1.1
        }
        guard gb18030 else { return [0xef, 0xbb, 0xbf] + Array(text.utf8) }
        do {
            return try GB18030.encode(text)
        } catch {
            throw .gb18030Missing
        }
    }

    private static func isFigure(_ cell: String) -> Bool {
        cell.wholeMatch(of: /-?[0-9]+(\.[0-9]+)?%?/) != nil
    }
}
