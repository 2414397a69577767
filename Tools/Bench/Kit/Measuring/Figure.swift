import Foundation

/// One figure of a benchmark, and the bar that it has to keep to.
public struct Figure: Codable, Sendable, Equatable {
    /// `W1`, `W2`, …
    public var benchmark: String
    public var name: String
    /// How many rows the work was about.
    public var rows: Int
    public var value: Double
    public var unit: String
    /// The most that the value may be, or the least.
    public var bar: Double?
    public var barIsLeast = false
    /// What the figure was made of, for those who ask: seconds and bytes of ours and of plain SQLite's.
    public var parts: [String: Double] = [:]

    /// Nil where there is no bar.
    public var isMet: Bool? {
        bar.map { barIsLeast ? value >= $0 : value <= $0 }
    }

    /// One JSON object in one line.
    public var line: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    public init(line: String) throws {
        self = try JSONDecoder().decode(Figure.self, from: Data(line.utf8))
    }

    init(
        _ benchmark: String, _ name: String, rows: Int, _ value: Double, _ unit: String, atMost: Double? = nil,
        atLeast: Double? = nil, parts: [String: Double] = [:]
    ) {
        self.benchmark = benchmark
        self.name = name
        self.rows = rows
        self.value = value
        self.unit = unit
        bar = atMost ?? atLeast
        barIsLeast = atLeast != nil
        self.parts = parts
    }

    /// How many times the CPU of plain SQLite for the same work.
    init(_ benchmark: String, _ name: String, rows: Int, _ ours: Cost, beside plain: Cost, atMost: Double?) {
        self.init(
            benchmark, name, rows: rows, ours.cpu / plain.cpu, "× CPU", atMost: atMost,
            parts: [
                "cpu": ours.cpu, "system": ours.system, "wall": ours.wall, "written": ours.written,
                "plain cpu": plain.cpu, "plain system": plain.system, "plain wall": plain.wall, "plain written": plain.written,
            ])
    }
}
