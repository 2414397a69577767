/// Cells in columns that line up where wide characters count two.
struct AlignedTable {
    var header: [String]
    var rows: [[String]] = []
    /// Right-aligned columns.
    var numeric: Set<Int> = []

    init(_ header: [String], numeric: Set<Int> = []) {
        self.header = header
        self.numeric = numeric
    }

    mutating func add(_ cells: [String]) { rows.append(cells.map(Self.oneLine)) }

    func lines(indent: String = "") -> [String] {
        let widths = header.indices.map { column in
            ([header] + rows).map { column < $0.count ? Width.of($0[column]) : 0 }.max() ?? 0
        }
        func line(_ cells: [String]) -> String {
            let padded = cells.enumerated().map { column, cell -> String in
                let blank = String(repeating: " ", count: max(0, widths[column] - Width.of(cell)))
                return numeric.contains(column) ? blank + cell : cell + blank
            }
            var text = indent + padded.joined(separator: "  ")
            while text.last == " " { text.removeLast() }
            return text
        }
        let dashes = indent + widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
        return [line(header), dashes] + rows.map(line)
    }

    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
    }
}

/// How many columns of a terminal a text takes.
enum Width {
    static func of(_ text: String) -> Int {
        text.reduce(0) { $0 + of($1) }
    }

    private static func of(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: return isWide(scalar.value) ? 2 : 1
        }
    }

    private static func isWide(_ code: UInt32) -> Bool {
        switch code {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF,
            0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
