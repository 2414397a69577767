import Foundation

/// How one figure grows with the number of rows.
public struct Growth: Sendable {
    public var benchmark: String
    public var name: String
    public var unit: String
    /// By rows, ascending.
    public private(set) var points: [(rows: Int, value: Double)] = []

    /// The power of the rows that the figure grows with, by least squares of the logarithms: 1 where ten times the rows
    /// cost ten times as much, 0 where they cost the same. Nil with less than two sizes.
    public var exponent: Double? {
        let logs = points.map { (x: log(Double($0.rows)), y: log($0.value)) }
        let count = Double(logs.count)
        guard Set(points.map(\.rows)).count > 1 else { return nil }
        let (meanX, meanY) = (logs.map(\.x).reduce(0, +) / count, logs.map(\.y).reduce(0, +) / count)
        let spread = logs.map { ($0.x - meanX) * ($0.x - meanX) }.reduce(0, +)
        return logs.map { ($0.x - meanX) * ($0.y - meanY) }.reduce(0, +) / spread
    }

    /// What the figures of several sizes say: seconds of CPU where a figure is a ratio, else its value.
    public static func all(of figures: [Figure]) -> [Growth] {
        var growths: [Growth] = []
        for figure in figures {
            let isRatio = figure.parts["cpu"] != nil && figure.unit == "× CPU"
            let value = isRatio ? figure.parts["cpu"] ?? figure.value : figure.value
            let index = growths.firstIndex { $0.benchmark == figure.benchmark && $0.name == figure.name }
                ?? growths.endIndex
            if index == growths.endIndex {
                growths.append(
                    Growth(benchmark: figure.benchmark, name: figure.name, unit: isRatio ? "s of CPU" : figure.unit))
            }
            growths[index].points.append((figure.rows, max(value, 1e-6)))
            growths[index].points.sort { $0.rows < $1.rows }
        }
        return growths
    }
}

/// A chart of growths: both axes are logarithms, each line is divided by its first value, so that what costs the same at
/// every size is level and what grows with the rows is the diagonal.
public enum GrowthChart {
    private static let colours = [
        "#1b6ca8", "#c0392b", "#1e8449", "#8e44ad", "#d68910", "#117a65", "#7b241c", "#2e4053", "#5b2c6f", "#7e5109",
    ]
    private static let (width, height, left, right, top, bottom) = (980.0, 560.0, 60.0, 340.0, 20.0, 50.0)

    /// - Returns: SVG.
    public static func svg(_ growths: [Growth]) -> String {
        let rows = growths.flatMap { $0.points.map { Double($0.rows) } }
        guard let least = rows.min(), let most = rows.max(), least < most else { return "" }
        let decades = log10(most / least)
        func x(_ rows: Double) -> Double { left + (width - left - right) * log10(rows / least) / decades }
        func y(_ factor: Double) -> Double {
            height - bottom - (height - top - bottom) * (log10(factor) + 0.5) / (decades + 1.4)
        }
        func text(_ x: Double, _ y: Double, _ words: String, _ more: String = "") -> String {
            "<text x=\"\(number(x))\" y=\"\(number(y))\" \(more)>\(words)</text>\n"
        }
        var svg = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" font-family="sans-serif" font-size="13">
            <rect width="100%" height="100%" fill="white"/>

            """
        for step in 0...Int(decades.rounded()) {
            let factor = pow(10, Double(step))
            svg += "<path d=\"M\(number(left)) \(number(y(factor)))H\(number(width - right))\" stroke=\"#ddd\"/>\n"
            svg += text(left - 8, y(factor) + 4, "× \(Int(factor))", "text-anchor=\"end\"")
            svg += text(x(least * factor), height - bottom + 20, "\(Int(least * factor))", "text-anchor=\"middle\"")
        }
        svg += text((left + width - right) / 2, height - 8, "rows", "text-anchor=\"middle\"")
        svg += "<path d=\"M\(number(x(least))) \(number(y(1)))L\(number(x(most))) \(number(y(most / least)))\" "
            + "stroke=\"#999\" stroke-dasharray=\"4 4\"/>\n"
        for (index, growth) in growths.enumerated() {
            let colour = colours[index % colours.count]
            let places = growth.points.map { "\(number(x(Double($0.rows)))),\(number(y($0.value / growth.points[0].value)))" }
            svg += "<polyline points=\"\(places.joined(separator: " "))\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\"/>\n"
            let exponent = growth.exponent.map { String(format: "%.2f", $0) } ?? ""
            svg += text(
                width - right + 12, top + 12 + 20 * Double(index), "\(growth.benchmark) \(growth.name): \(exponent)",
                "fill=\"\(colour)\"")
        }
        return svg + "</svg>\n"
    }

    private static func number(_ value: Double) -> String { String(format: "%.1f", value) }
}
