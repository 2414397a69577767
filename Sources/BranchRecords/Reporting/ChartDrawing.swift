/// A chart as SVG: black on white, each part with a pattern of its own, the numbers beside or inside.
///
/// Lengths are counted in tenths of a point and edges are rounded, not widths: the parts of a bar
/// add up to it.
struct ChartDrawing {
    /// How many bars go on one sheet of paper; more are drawn in several pictures, on one scale.
    static let barsMax = 25

    private static let width = 7200
    private static let step = 160
    private static let thickness = 120
    /// A half-width character; Latin letters are a little wider than half a Chinese one.
    private static let letter = 66

    private let table: ReportTable
    private let chart: ReportChart
    private let language: Wording.Language
    /// Tells the patterns of one picture from those of the others in a page.
    private let name: String
    private let labelWidth: Int
    private let valueWidth: Int
    private let scale: Scale

    /// Nil where nothing is recorded that can be drawn.
    init?(_ chart: ReportChart, of table: ReportTable, in language: Wording.Language, name: String) {
        self.table = table
        self.chart = chart
        self.language = language
        self.name = name
        let figures = table.bodyRows.map { row in chart.parts.map { Figure.leading(row[$0])?.figure } }
        guard let scale = Scale(figures, kind: chart.kind) else { return nil }
        self.scale = scale
        let labels = table.bodyRows.map { min(PaperText.width($0[chart.label]), 34) }
        labelWidth = (labels.max() ?? 0) * Self.letter + 80
        let values = chart.kind == .bar ? table.bodyRows.map { PaperText.width($0[chart.parts[0]]) } : []
        valueWidth = values.max().map { $0 * Self.letter + 80 } ?? 10
    }

    /// The pictures, each an element for a page.
    var pictures: [String] {
        stride(from: 0, to: table.bodyRows.count, by: Self.barsMax).map { first in
            picture(of: table.bodyRows[first..<min(first + Self.barsMax, table.bodyRows.count)], part: first)
        }
    }

    private func picture(of rows: ArraySlice<[String]>, part: Int) -> String {
        let patterns = "\(name)-\(part)"
        let legend = Legend(
            chart.parts.map { table.columns[$0].heading.text(in: language) }, width: Self.width,
            letter: Self.letter)
        let top = legend.height + 30
        let height = top + rows.count * Self.step + 40
        var lines = [
            #"<svg class="chart" xmlns="http://www.w3.org/2000/svg" role="img" width="\#(tenths(Self.width))" height="\#(tenths(height))" viewBox="0 0 \#(tenths(Self.width)) \#(tenths(height))" font-size="12" font-family="\#(PaperText.escaped(PageStyle.fonts))">"#,
            "<title>\(PaperText.escaped(table.title.text(in: language)))</title>",
            "<defs>",
        ]
        lines += chart.parts.indices.compactMap { Filling.of($0).definition(id: "\(patterns)-\($0)") }
        lines.append("</defs>")
        for entry in legend.entries {
            lines.append(box(entry.x, entry.y + 20, 120, 120, patterns, entry.part, class: "key"))
            lines.append(text(entry.x + 160, entry.y + 120, entry.text))
        }
        for (place, row) in rows.enumerated() {
            lines += bar(row, y: top + place * Self.step, patterns)
        }
        let zero = tenths(edge(0))
        lines.append(
            #"<line x1="\#(zero)" y1="\#(tenths(top - 20))" x2="\#(zero)" y2="\#(tenths(height - 40))" stroke="black"/>"#)
        return (lines + ["</svg>"]).joined(separator: "\n")
    }

    private func bar(_ row: [String], y: Int, _ patterns: String) -> [String] {
        let base = y + 100
        let label = PaperText.cut(row[chart.label], to: 34)
        var lines = [text(labelWidth - 60, base, label, anchor: "end")]
        switch chart.kind {
        case .bar:
            let cell = row[chart.parts[0]]
            let value = Figure.leading(cell)?.figure.value ?? 0
            let (left, right) = (edge(min(value, 0)), edge(max(value, 0)))
            if left < right {
                lines.append(box(left, y, right - left, Self.thickness, patterns, 0, class: "part"))
            }
            if !cell.isEmpty { lines.append(text(right + 50, base, cell)) }
        case .stacked:
            var sum = 0.0
            for (part, place) in chart.parts.enumerated() {
                guard let leading = Figure.leading(row[place]), leading.figure.value > 0 else { continue }
                let left = edge(sum)
                sum += leading.figure.value
                let width = edge(sum) - left
                lines.append(box(left, y, width, Self.thickness, patterns, part, class: "part"))
                lines += number(String(leading.text), from: left, width: width, y: y)
            }
        }
        return lines
    }

    /// A part's number on white, where there is room for it.
    private func number(_ digits: String, from left: Int, width: Int, y: Int) -> [String] {
        let room = PaperText.width(digits) * Self.letter + 40
        guard room + 40 <= width else { return [] }
        let x = left + (width - room) / 2
        return [
            #"<rect x="\#(tenths(x))" y="\#(tenths(y + 10))" width="\#(tenths(room))" height="\#(tenths(Self.thickness - 20))" fill="white"/>"#,
            text(left + width / 2, y + 100, digits, anchor: "middle"),
        ]
    }

    private func edge(_ value: Double) -> Int {
        labelWidth + Int((scale.share(value) * Double(Self.width - labelWidth - valueWidth)).rounded())
    }

    private func box(
        _ x: Int, _ y: Int, _ width: Int, _ height: Int, _ patterns: String, _ part: Int, class name: String
    ) -> String {
        let paint = Filling.of(part).paint(id: "\(patterns)-\(part)")
        return
            #"<rect class="\#(name)" x="\#(tenths(x))" y="\#(tenths(y))" width="\#(tenths(width))" height="\#(tenths(height))" fill="\#(paint)" stroke="black" stroke-width="0.8"/>"#
    }

    private func text(_ x: Int, _ y: Int, _ words: String, anchor: String = "start") -> String {
        #"<text x="\#(tenths(x))" y="\#(tenths(y))" text-anchor="\#(anchor)">\#(PaperText.escaped(words))</text>"#
    }

    private func tenths(_ length: Int) -> String { "\(length / 10).\(length % 10)" }
}

extension ChartDrawing {
    /// From the least value or 0 to the greatest.
    private struct Scale {
        let least: Double
        let greatest: Double

        init?(_ figures: [[Figure?]], kind: ReportChart.Kind) {
            let known = figures.map { $0.compactMap(\.self) }
            guard known.contains(where: { !$0.isEmpty }) else { return nil }
            switch kind {
            case .bar:
                let all = known.flatMap(\.self)
                least = min(0, all.map(\.value).min() ?? 0)
                let reached = max(0, all.map(\.value).max() ?? 0)
                greatest = all.allSatisfy(\.isPercent) ? max(100, reached) : reached
            case .stacked:
                least = 0
                greatest = known.map { $0.reduce(0) { $0 + max(0, $1.value) } }.max() ?? 0
                guard greatest > 0 else { return nil }
            }
        }

        func share(_ value: Double) -> Double {
            greatest > least ? (value - least) / (greatest - least) : 0
        }
    }

    /// Where the names of the parts stand: in a line, in several where they don't fit.
    private struct Legend {
        var entries: [(part: Int, text: String, x: Int, y: Int)] = []
        var height = 200

        init(_ headings: [String], width: Int, letter: Int) {
            var x = 10
            for (part, heading) in headings.enumerated() {
                let taken = PaperText.width(heading) * letter + 360
                if x > 10 && x + taken > width {
                    x = 10
                    height += 200
                }
                entries.append((part, heading, x, height - 200))
                x += taken
            }
        }
    }

    /// Fillings that a copier keeps apart.
    private enum Filling {
        case plain(String)
        /// Drawn on a square of eight points.
        case drawn(String)

        private static let all: [Filling] = [
            .plain("dimgray"), .drawn(#"<path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" stroke="black"/>"#), .plain("lightgray"),
            .drawn(#"<path d="M0 0L8 8M0 8L8 0" stroke="black" stroke-width="0.8"/>"#),
            .drawn(#"<circle cx="2" cy="2" r="1"/><circle cx="6" cy="6" r="1"/>"#), .plain("white"),
            .drawn(#"<path d="M0 2H8M0 6H8" stroke="black"/>"#), .drawn(#"<path d="M2 0V8M6 0V8" stroke="black"/>"#),
        ]

        static func of(_ part: Int) -> Filling { all[part % all.count] }

        /// What a picture defines for it.
        func definition(id: String) -> String? {
            guard case .drawn(let lines) = self else { return nil }
            return #"<pattern id="\#(id)" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="white"/>"#
                + lines + "</pattern>"
        }

        func paint(id: String) -> String {
            switch self {
            case .plain(let colour): colour
            case .drawn: "url(#\(id))"
            }
        }
    }
}
