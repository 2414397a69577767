import TestKit

/// The rows that are worked on: a text key of 16 characters, six texts of 6 to 18 Chinese characters,
/// four integers. Drawn from one number, before any clock runs.
struct Rows {
    static let texts = ["a", "b", "c", "d", "e", "f"]
    static let numbers = ["n1", "n2", "n3", "n4"]
    static let columns = texts + numbers
    static let table = """
        CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, a TEXT, b TEXT, c TEXT, d TEXT, e TEXT, f TEXT,
            n1 INTEGER, n2 INTEGER, n3 INTEGER, n4 INTEGER);
        """
    static let insert = "INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    /// Edits in one transaction.
    static let perTransaction = 1_000

    struct Row {
        var key: [UInt8]
        var texts: [[UInt8]]
        var numbers: [Int64]
    }

    /// One column of one row, and what is written there.
    struct Cell {
        var row: Int
        var column: Int
        var text: [UInt8]
        var number: Int64
    }

    let rows: [Row]
    private var random: SeededRandom

    init(count: Int, seed: UInt64 = 20_120_406) {
        var random = SeededRandom(seed: seed)
        rows = (0..<count).map { index in
            Row(
                key: Self.key(index), texts: (0..<6).map { _ in Self.text(&random) },
                numbers: (0..<4).map { _ in Int64.random(in: 0..<100_000, using: &random) })
        }
        self.random = random
    }

    /// Spread over the whole range, as keys that offices draw are.
    private static func key(_ index: Int) -> [UInt8] {
        let digits = String(UInt64(index) &* 0x9E37_79B9_7F4A_7C15, radix: 16)
        return Array((String(repeating: "0", count: 16 - digits.count) + digits).utf8)
    }

    private static let characters = Array("党支部记录学院人文汉语言级生第一二三年会议评定改进计划负责人目标时间")

    private static func text(_ random: inout SeededRandom) -> [UInt8] {
        let count = Int.random(in: 6...18, using: &random)
        return (0..<count).flatMap { _ in
            Array(String(characters[Int.random(in: characters.indices, using: &random)]).utf8)
        }
    }

    mutating func cells(_ count: Int) -> [Cell] {
        (0..<count).map { _ in
            Cell(
                row: Int.random(in: rows.indices, using: &random),
                column: Int.random(in: Self.columns.indices, using: &random), text: Self.text(&random),
                number: Int64.random(in: 0..<100_000, using: &random))
        }
    }

    // MARK: writing

    func insert(into file: PlainFile) throws {
        let statement = try file.prepare(Self.insert)
        for start in stride(from: 0, to: rows.count, by: Self.perTransaction) {
            try file.transaction {
                for row in rows[start..<min(start + Self.perTransaction, rows.count)] {
                    statement.bind(1, row.key[...])
                    for (index, text) in row.texts.enumerated() { statement.bind(2 + index, text[...]) }
                    for (index, number) in row.numbers.enumerated() { statement.bind(8 + index, number) }
                    try statement.run()
                }
            }
        }
    }

    func write(_ cells: ArraySlice<Cell>, into file: PlainFile, perTransaction: Int = Rows.perTransaction) throws {
        let statements = try Self.columns.map { try file.prepare("UPDATE t SET \($0) = ? WHERE id = ?") }
        for start in stride(from: cells.startIndex, to: cells.endIndex, by: perTransaction) {
            try file.transaction {
                for cell in cells[start..<min(start + perTransaction, cells.endIndex)] {
                    let statement = statements[cell.column]
                    if cell.column < Self.texts.count {
                        statement.bind(1, cell.text[...])
                    } else {
                        statement.bind(1, cell.number)
                    }
                    statement.bind(2, rows[cell.row].key[...])
                    try statement.run()
                }
            }
        }
    }
}
