/// Lines of cells, read from and written as comma-separated text.
struct Sheet: Equatable {
    /// All lines with the numbers that a spreadsheet shows beside them; empty lines are left out.
    let rows: [(number: Int, cells: [String])]

    static func == (left: Sheet, right: Sheet) -> Bool {
        left.rows.elementsEqual(right.rows) { $0.number == $1.number && $0.cells == $1.cells }
    }

    /// Reads commas, or tabs where the first line has more of those.
    init(_ text: String) {
        let bytes = Array(text.utf8)
        let head = bytes.prefix { $0 != 10 }
        let comma = UInt8(ascii: ",")
        let separator = head.count { $0 == 9 } > head.count { $0 == comma } ? 9 : comma
        var rows: [(number: Int, cells: [String])] = []
        var number = 1
        var cells: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
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
        if !cell.isEmpty || !cells.isEmpty { endRow() }
        self.rows = rows
    }

    /// Text with CRLF line ends; cells that need it stand in quotes.
    static func write(_ rows: [[String]]) -> String {
        rows.map { $0.map(quoted).joined(separator: ",") + "\r\n" }.joined()
    }

    /// A cell that a spreadsheet would take for a formula begins with an apostrophe.
    static func safe(_ cell: String) -> String {
        guard let first = cell.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first)
        else { return cell }
        return "'" + cell
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
