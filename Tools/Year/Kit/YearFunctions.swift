import BranchRecords
import GRDB

/// What scripts may ask in SQL besides what SQLite knows.
enum YearFunctions {
    /// `pick(text, n)`: a number from 0 up to n that is always the same for that text.
    ///
    /// It stays with the connection: SQLite forgets what it has prepared when a function is added.
    static func add(to database: Database) {
        database.add(
            function: DatabaseFunction("pick", argumentCount: 2, pure: true) { values in
                guard let text = String.fromDatabaseValue(values[0]) ?? Int.fromDatabaseValue(values[0]).map(String.init),
                    let bound = Int.fromDatabaseValue(values[1]), bound > 0
                else { return nil }
                return Int(hash(text) % UInt64(bound))
            })
    }

    /// What a script's query or statement names of these.
    static func arguments(of statement: Statement, _ station: YearUniversity.Station, _ day: String) -> StatementArguments {
        var values: [String: (any DatabaseValueConvertible)?] = [:]
        if statement.sql.contains(":scope") { values["scope"] = station.college?.scope ?? "committee" }
        if statement.sql.contains(":college") { values["college"] = .some(station.college?.code) }
        if statement.sql.contains(":day") { values["day"] = day }
        return StatementArguments(values)
    }

    /// FNV-1a and a last mixing, so that near texts are far apart.
    static func hash(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        return hash ^ (hash >> 31)
    }

    /// An identifier that another run gives again.
    static func id(_ parts: [String]) -> String {
        let halves = [hash(parts.joined(separator: "\u{1f}")), hash(parts.reversed().joined(separator: "\u{1e}"))]
        let digits = halves.map { half in
            let text = String(half, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
        var signs = Array(digits)
        (signs[12], signs[16]) = ("7", "8")
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return groups.map { String(signs[$0]) }.joined(separator: "-")
    }
}
