/// A piece of work that is measured beside plain SQLite; it fails where its result is wrong.
public struct Benchmark: Sendable {
    /// `W1`, `W2`, …
    public var name: String
    public var title: String
    public var run: @Sendable (Station) throws -> [Figure]

    /// In this order: later ones work on what earlier ones wrote.
    public static let all: [Benchmark] = [
        insert, update, oneRowCommits, sizes, initialSync, conflictingMerge, nothingNew, fewCells, memory, crowd, rules, wire,
        history,
        firstAnswers, years, desk,
    ]

    public static func named(_ name: String) -> Benchmark? {
        all.first { $0.name.lowercased() == name.lowercased() }
    }
}
