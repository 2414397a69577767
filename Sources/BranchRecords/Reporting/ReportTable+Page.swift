extension ReportTable {
    /// The tables as a page of HTML in one file, to be printed on A4 as it is: charts, tables with their
    /// headings on each sheet, lines to be filled in by hand, and a foot. It holds no script and
    /// fetches nothing.
    ///
    /// - Parameter language: Of the titles, headings and foot.
    public func page(in language: Wording.Language) -> String {
        let name = PaperText.escaped(title.text(in: language))
        var lines = [
            "<!DOCTYPE html>", #"<html lang="\#(language.rawValue)">"#, "<head>",
            #"<meta charset="utf-8">"#, "<title>\(name)</title>",
            "<style>\n\(PageStyle.sheet(isLandscape: all.contains(where: \.isLandscape), checkCode, language))\n</style>",
            "</head>", "<body>",
            organisation.isEmpty ? "" : #"<p class="organisation">\#(PaperText.escaped(organisation))</p>"#, "<h1>\(name)</h1>", Self.blanks(in: language),
        ]
        for (number, table) in all.enumerated() {
            lines.append("<section>")
            if number > 0 { lines.append("<h2>\(PaperText.escaped(table.title.text(in: language)))</h2>") }
            lines += table.pictures(in: language, number: number)
            lines += table.element(in: language)
            lines.append("</section>")
        }
        if isSubmitted { lines.append(Self.approval(in: language)) }
        lines.append("<footer>")
        lines += paperFooter(in: language).map { "<p>\(PaperText.escaped($0))</p>" }
        return (lines + ["</footer>", "</body>", "</html>", ""]).joined(separator: "\n")
    }

    /// To be filled in and stamped by hand.
    private static func blanks(in language: Wording.Language) -> String {
        let words = [
            Wording(zh: "填报单位（盖章）：", en: "Unit (seal): "), Wording(zh: "填报人：", en: "Filled in by: "),
            Wording(zh: "审核人：", en: "Checked by: "), Wording(zh: "填报日期：", en: "Date: "),
        ]
        return #"<p class="blanks">"#
            + words.map { "<span>\($0.text(in: language))<i></i></span>" }.joined(separator: " ") + "</p>"
    }

    /// What a superior writes below what was handed in.
    static let approval = [
        Wording(zh: "审核意见：", en: "Opinion of the superior: "), Wording(zh: "签章：", en: "Signature and seal: "),
        Wording(zh: "日期：", en: "Date: "),
    ]

    private static func approval(in language: Wording.Language) -> String {
        let cells = approval.map { "<td>\($0.text(in: language))</td>" }
        return #"<table class="approval"><tbody><tr>"# + cells.joined() + "</tr></tbody></table>"
    }

    private func pictures(in language: Wording.Language, number: Int) -> [String] {
        charts.enumerated().flatMap { place, chart in
            ChartDrawing(chart, of: self, in: language, name: "chart-\(number)-\(place)")?.pictures ?? []
        }
    }

    private func element(in language: Wording.Language) -> [String] {
        // Room for a cell's edges as well.
        let widths = columnWidths(in: language).map { $0 + 3 }
        let whole = widths.reduce(0, +)
        let letters = PageStyle.letters(ofWidth: whole, isLandscape: isLandscape)
        func row(_ tag: String, _ cells: [String], _ name: String = "") -> String {
            "<tr\(name)>" + zip(columns, cells).map { column, cell in
                let red = tag == "td" && Self.isRed(cell) ? " red" : ""
                return #"<\#(tag) class="\#(column.alignment.rawValue)\#(red)">\#(PaperText.escaped(cell))</\#(tag)>"#
            }.joined() + "</tr>"
        }
        return [#"<table style="font-size: \#(letters)">"#, "<colgroup>"]
            + widths.map { #"<col style="width: \#($0 * 1000 / whole / 10).\#($0 * 1000 / whole % 10)%">"# }
            + ["</colgroup>", "<thead>", row("th", columns.map { $0.heading.text(in: language) }), "</thead>", "<tbody>"]
            + rows.enumerated().map { row("td", $1, subtotals.contains($0) ? #" class="subtotal""# : "") }
            + (total.map { [row("td", $0, #" class="total""#)] } ?? [])
            + ["</tbody>", "</table>"]
    }
}
