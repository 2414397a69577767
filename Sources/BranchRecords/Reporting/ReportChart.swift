/// A drawing of a table's rows. The cells that are drawn begin with a number.
public struct ReportChart: Equatable, Sendable {
    public enum Kind: String, Sendable {
        /// A bar for each row, made of its parts.
        case stacked
        /// A bar for each row, with its cell beside it.
        case bar
    }

    public let kind: Kind
    /// The place of the column that names the bars.
    public let label: Int
    /// The places of the columns that are drawn; one where the kind is `bar`.
    public let parts: [Int]

    /// - Parameters:
    ///   - line: The kind, the label's heading and the headings of the parts, all in Chinese.
    ///   - columns: Those of the table.
    /// - Throws: `ReportError.badHead` for another kind and for a heading that is no column.
    init(_ line: [String], of columns: [ReportTable.Column]) throws(ReportError) {
        func place(_ heading: String) throws(ReportError) -> Int {
            guard let place = columns.firstIndex(where: { $0.heading.zh == heading })
            else { throw .badHead("chart: \(heading)") }
            return place
        }
        guard let kind = Kind(rawValue: line[0]) else { throw .badHead("chart: \(line[0])") }
        self.kind = kind
        label = try place(line[1])
        var parts: [Int] = []
        for heading in line[2].split(separator: ",") {
            parts.append(try place(CleanText.prose(String(heading))))
        }
        guard kind == .stacked ? !parts.isEmpty : parts.count == 1 else { throw .badHead("chart: \(line[2])") }
        self.parts = parts
    }
}
