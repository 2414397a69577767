/// Lines of cells, read from and written as comma-separated text.
struct Sheet: Equatable {
    /// All lines with the numbers that a spreadsheet shows beside them; empty lines are left out.
    let rows: [(number: Int, cells: [String])]

    static func == (left: Sheet, right: Sheet) -> Bool {
        left.rows.elementsEqual(right.rows) { $0.number == $1.number && $0.cells == $1.cells }
    }

    /// Reads commas, or tabs where the first line has more of those (RFC 4180).
    ///
    /// Our own, because the packages at hand don't tell in which line a cell stands.
    ///
    /// - Throws: `ImportError.quoteNotClosed`: the rest of the file would be one cell.
    init(_ text: String) throws(ImportError) {
        let bytes = Array(text.utf8)
        let head = bytes.prefix { $0 != 10 }
        let comma = UInt8(ascii: ",")
        let separator = head.count { $0 == 9 } > head.count { $0 == comma } ? 9 : comma
        var rows: [(number: Int, cells: [String])] = []
        var number = 1
        var cells: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        var quotedSince = 1
        var place = 0

        func endCell() {
            cells.append(String(decoding: cell, as: UTF8.self))
            cell = []
        }
        func endRow() {
            endCell()
            if cells.contains(where: { !$0.isEmpty }) { rows.append((number, cells)) }
            cells = []
            number += 1
        }

        while place < bytes.count {
            let byte = bytes[place]
            let next = place + 1 < bytes.count ? bytes[place + 1] : 0
            if isQuoted {
                if byte != UInt8(ascii: "\"") {
                    if byte != 13 || next != 10 { cell.append(byte) }
                } else if next == UInt8(ascii: "\"") {
                    cell.append(byte)
                    place += 1
                } else {
                    isQuoted = false
                }
            } else if byte == UInt8(ascii: "\""), cell.isEmpty || cell == [UInt8(ascii: "=")] {
                cell = []
                isQuoted = true
                quotedSince = number
            } else if byte == separator {
                endCell()
            } else if byte == 10 || byte == 13 {
                if byte == 13 && next == 10 { place += 1 }
                endRow()
            } else {
                cell.append(byte)
            }
            place += 1
        }
        if isQuoted { throw .quoteNotClosed(line: quotedSince) }
        if !cell.isEmpty || !cells.isEmpty { endRow() }
        self.rows = rows
    }

    /// Text with CRLF line ends; cells that need it stand in quotes.
    static func write(_ rows: [[String]]) -> String {
        rows.map { $0.map(quoted).joined(separator: ",") + "\r\n" }.joined()
    }

    /// A cell that a spreadsheet would take for a formula begins with an apostrophe; so does one
    /// that begins with an apostrophe and a formula already, or it would come back without it.
    static func safe(_ cell: String) -> String {
        isGuarded(cell) ? "'" + cell : cell
    }

    /// What `safe` was given.
    static func unsafe(_ cell: String) -> String {
        cell.unicodeScalars.first == "'" && isGuarded(cell)
            ? String(cell.unicodeScalars.dropFirst()) : cell
    }

    private static func isGuarded(_ cell: String) -> Bool {
        guard let first = cell.unicodeScalars.drop(while: { $0 == "'" }).first else { return false }
        return "=+-@\t\r".unicodeScalars.contains(first)
    }

    private static func quoted(_ cell: String) -> String {
        guard cell.utf8.contains(where: { $0 == 34 || $0 == 44 || $0 == 10 || $0 == 13 })
        else { return cell }
        var inside = ""
        for scalar in cell.unicodeScalars {
            inside.unicodeScalars.append(scalar)
            if scalar == "\"" { inside.unicodeScalars.append(scalar) }
        }
        return "\"\(inside)\""
    }
}

/// A table as a file that a spreadsheet opens.
public enum SpreadsheetFile {
    /// UTF-8 with a byte order mark, lines that end in CRLF, and no cell that would be taken for a formula.
    ///
    /// - Parameter rows: The headings first.
    public static func csv(_ rows: [[String]]) -> [UInt8] {
        [0xef, 0xbb, 0xbf] + Array(Sheet.write(rows.map { $0.map(Sheet.safe) }).utf8)
    }
}
