internal import CXlsxWriter

/// Tables as sheets of a workbook, laid out for A4.
struct Workbook {
    private let book: UnsafeMutablePointer<lxw_workbook>
    private let language: Wording.Language
    private var styles: [CellStyle: UnsafeMutablePointer<lxw_format>] = [:]
    /// Small letters; the first one Excel keeps for itself.
    private var sheetNames: Set<String> = ["history"]

    /// - Parameter scratch: A folder for the library's files, which it removes.
    static func write(
        _ table: ReportTable, in language: Wording.Language, to path: String, scratch: String
    ) throws(ReportError) {
        guard xlsxwriter_is_there() != 0 else { throw .spreadsheetLibraryMissing }
        let book = scratch.withCString { folder in
            var options = lxw_workbook_options(
                constant_memory: 0, tmpdir: UnsafeMutablePointer(mutating: folder), use_zip64: 0)
            return workbook_new_opt(path, &options)
        }
        guard let book else { throw .spreadsheetNotMade(path) }
        do {
            var workbook = Workbook(book: book, language: language)
            try workbook.describe(table)
            for each in table.all { try workbook.add(each) }
        } catch {
            lxw_workbook_free(book)
            throw error
        }
        try check(workbook_close(book))
    }

    private init(book: UnsafeMutablePointer<lxw_workbook>, language: Wording.Language) {
        self.book = book
        self.language = language
    }

    private func describe(_ table: ReportTable) throws(ReportError) {
        var properties = lxw_doc_properties()
        properties.created = time_t(table.madeAt)
        try Self.check(workbook_set_properties(book, &properties))
    }

    private mutating func add(_ table: ReportTable) throws(ReportError) {
        let title = table.title.text(in: language)
        guard let sheet = workbook_add_worksheet(book, name(for: title))
        else { throw .spreadsheetNotMade(title) }
        let widths = sheetWidths(of: table)
        try layOut(sheet, table, widths)

        let head = table.organisation.isEmpty ? 0 : UInt32(1)
        if head > 0 { try writeAcross(sheet, row: 0, table.organisation, .organisation, widths) }
        try writeAcross(sheet, row: head, title, .title, widths)
        for (place, column) in table.columns.enumerated() {
            try write(
                sheet, row: head + 1, place, column.heading.text(in: language),
                CellStyle(.heading, .center, "@"))
        }
        try makeRoom(sheet, row: head + 1, table.columns.map { $0.heading.text(in: language) }, widths)
        let codes = table.columns.indices.map { table.isText($0) }
        for (number, cells) in table.lines.enumerated() {
            let row = head + UInt32(number + 2)
            let role: CellStyle.Role = number >= table.rows.count ? .total : table.subtotals.contains(number) ? .subtotal : .body
            try makeRoom(sheet, row: row, cells, widths)
            for (place, cell) in cells.enumerated() {
                let alignment = table.columns[place].alignment
                let isRed = ReportTable.isRed(cell)
                if !codes[place], let figure = Figure(ReportTable.unmarked(cell)) {
                    let mark = cell.hasSuffix(ReportTable.mark) ? "\"\(ReportTable.mark)\"" : ""
                    let style = CellStyle(role, alignment, figure.spreadsheetFormat + mark, isRed: isRed)
                    try Self.check(
                        worksheet_write_number(
                            sheet, row, UInt16(place), figure.spreadsheetValue, format(style)))
                } else {
                    try write(sheet, row: row, place, cell, CellStyle(role, alignment, "@", isRed: isRed))
                }
            }
        }
        let below = (table.isSubmitted ? ReportTable.approval.map { $0.text(in: language) } : []) + table.paperFooter(in: language)
        for (number, line) in below.enumerated() {
            let row = head + UInt32(table.lines.count + 3 + number)
            try writeAcross(sheet, row: row, line, .foot, widths)
        }
    }

    private func layOut(
        _ sheet: UnsafeMutablePointer<lxw_worksheet>, _ table: ReportTable, _ widths: [Int]
    ) throws(ReportError) {
        worksheet_set_paper(sheet, 9)  // A4
        if table.isLandscape { worksheet_set_landscape(sheet) } else { worksheet_set_portrait(sheet) }
        worksheet_fit_to_pages(sheet, 1, 0)
        worksheet_set_margins(sheet, 0.5, 0.5, 0.6, 0.7)
        worksheet_center_horizontally(sheet)
        let heading = table.organisation.isEmpty ? UInt32(1) : 2
        worksheet_freeze_panes(sheet, heading + 1, 0)
        try Self.check(worksheet_repeat_rows(sheet, heading, heading))
        let pages = Wording(zh: "&C共 &N 页 第 &P 页", en: "&CPage &P of &N")
        try Self.check(worksheet_set_footer(sheet, pages.text(in: language)))
        // Codes are text on purpose.
        let range = "A1:XFD1048576"
        try Self.check(worksheet_ignore_errors(sheet, UInt8(LXW_IGNORE_NUMBER_STORED_AS_TEXT.rawValue), range))
        for (place, width) in widths.enumerated() {
            try Self.check(worksheet_set_column(sheet, UInt16(place), UInt16(place), Double(width), nil))
        }
    }

    /// A height for several lines: not every program makes room for them when it opens the file.
    private func makeRoom(
        _ sheet: UnsafeMutablePointer<lxw_worksheet>, row: UInt32, _ cells: [String], _ widths: [Int]
    ) throws(ReportError) {
        let lines = zip(cells, widths).map { PaperText.lines($0, width: $1 - 3) }.max() ?? 1
        // The highest that a row may be.
        try Self.check(worksheet_set_row(sheet, row, min(409, Double(lines) * 15 + 4), nil))
    }

    /// A long number has room for one of its kind; every cell is indented by one.
    private func sheetWidths(of table: ReportTable) -> [Int] {
        zip(table.columns.indices, table.columnWidths(in: language)).map { place, width in
            let isLong = table.lines.contains { $0[place].count >= 8 && Figure.isDigits($0[place]) }
            return max(width + 3, isLong ? 20 : 0)
        }
    }

    /// A line over all columns, in a row that is high enough for it: merged cells don't make room.
    private mutating func writeAcross(
        _ sheet: UnsafeMutablePointer<lxw_worksheet>, row: UInt32, _ text: String,
        _ role: CellStyle.Role, _ widths: [Int]
    ) throws(ReportError) {
        let size = CellStyle.size(of: role)
        let room = max(1, Double(widths.reduce(0, +)) * 11 / size - 2)
        let lines = PaperText.lines(text, width: Int(room))
        try Self.check(worksheet_set_row(sheet, row, min(409, Double(lines) * size * 1.5), nil))
        let style = CellStyle(role, role == .title || role == .organisation ? .center : .left, "@")
        guard widths.count > 1 else { return try write(sheet, row: row, 0, text, style) }
        try Self.check(
            worksheet_merge_range(
                sheet, row, 0, row, UInt16(widths.count - 1), Self.cellText(text), format(style)))
    }

    private mutating func write(
        _ sheet: UnsafeMutablePointer<lxw_worksheet>, row: UInt32, _ place: Int, _ text: String,
        _ style: CellStyle
    ) throws(ReportError) {
        let format = format(style)
        try Self.check(
            text.isEmpty
                ? worksheet_write_blank(sheet, row, UInt16(place), format)
                : worksheet_write_string(sheet, row, UInt16(place), Self.cellText(text), format))
    }

    private mutating func format(_ style: CellStyle) -> UnsafeMutablePointer<lxw_format>? {
        if let known = styles[style] { return known }
        guard let format = workbook_add_format(book) else { return nil }
        style.apply(to: format)
        styles[style] = format
        return format
    }

    /// A sheet's name: at most 31 characters, none of those that formulas use, and no name twice.
    private mutating func name(for title: String) -> String {
        let allowed = String(PaperText.clean(title).map { "[]:*?/\\'\n".contains($0) ? " " : $0 })
        let base = PaperText.prefix(allowed, utf16: 31)
        let numbered = (2...).lazy.map { PaperText.prefix(allowed, utf16: 26) + " \($0)" }
        for name in [base] + numbered.prefix(sheetNames.count + 1)
        where !name.isEmpty && sheetNames.insert(name.lowercased()).inserted { return name }
        return base
    }

    /// What a cell holds, at most 32,767 units of UTF-16; `_x0041_` would be read as a letter's code.
    private static func cellText(_ text: String) -> String {
        let whole = PaperText.clean(text).replacing(/_(?=x[0-9A-Fa-f]{4}_)/, with: "_x005F_")
        guard whole.utf16.count > 32_767 else { return whole }
        return PaperText.prefix(whole, utf16: 32_766) + "…"
    }

    private static func check(_ error: lxw_error) throws(ReportError) {
        guard error == LXW_NO_ERROR else {
            throw .spreadsheetNotMade(String(cString: lxw_strerror(error)))
        }
    }
}

extension ReportTable {
    /// Whether digits in that column are words: it stands on the left as words do, or one of its cells
    /// is a code.
    fileprivate func isText(_ place: Int) -> Bool {
        columns[place].alignment == .left
            || lines.contains { Figure.isDigits($0[place]) && Figure($0[place]) == nil }
    }
}

extension Figure {
    fileprivate var spreadsheetValue: Double { isPercent ? value / 100 : value }

    fileprivate var spreadsheetFormat: String {
        if isPercent { return "0.0%" }
        let whole = isGrouped || decimals == 2 ? "#,##0" : "0"
        return decimals == 0 ? whole : whole + "." + String(repeating: "0", count: decimals)
    }
}
