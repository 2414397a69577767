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
    /// With the period in brackets.
    public let title: Wording
    public let columns: [Column]
    /// Blank where nothing is recorded.
    public let rows: [[String]]
    public let total: [String]?
    /// Up to when each college's data reach, and what is still to decide.
    public let footer: [Wording]
    /// How many columns each band of a narrow screen repeats.
    public let repeatedColumns: Int

    /// The headings, rows and total as a file that a spreadsheet opens: CRLF, and no cell that it
    /// would take for a formula. UTF-8 begins with a byte order mark; GB18030 has none.
    ///
    /// - Throws: `ReportError.gb18030Missing` where this system has no tables for it.
    public func csv(gb18030: Bool = false) throws(ReportError) -> [UInt8] {
        let all = [columns.map(\.heading.zh)] + rows + (total.map { [$0] } ?? [])
        let text = Sheet.write(
            all.map { row in row.map { Self.isFigure($0) ? $0 : Sheet.safe($0) } })
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
