import Foundation
import GRDB
import SyncCore

/// What one replica could enforce and two together can break, as a query that lists where it is broken.
///
/// It returns `tbl, key, other_key, detail`: a table, the key of a row (a JSON array where it has several
/// columns), the key of a second row of that table or NULL, and a text for people. It reads the records,
/// the day from `zhibu_asof(day)`, and no clock.
///
/// A rule that joins `zhibu_touched(tbl, key)` is run for the rows that changed, whichever of a pair it was, as
/// in `JOIN zhibu_touched t ON t.tbl = 'post' AND t.key IN (a.id, b.id)`; any other is run in full. Neither is run
/// where nothing changed that it reads. The rows of its findings that stand always count as changed.
///
/// Where a rule depends on rows of other tables, it begins at those too, and goes from them to its own by the columns
/// that link them; what stood in such a column before a row was deleted or given another link is in
/// `zhibu_former(tbl, key, col, value)`, for the tables and columns that the rule names in quotes: what that row
/// belonged to may be broken by its going.
struct Rule {
    var name: String
    var severity: String
    var title: String
    /// Of its card.
    var englishTitle: String?
    let sql: String
    let readsTouched: Bool
    let readsFormer: Bool
    let readsDay: Bool

    var kind: String { "rule:\(name)" }

    init(name: String, severity: String, title: String, englishTitle: String? = nil, sql: String) {
        self.name = name
        self.severity = severity
        self.title = title
        self.englishTitle = englishTitle
        self.sql = sql
        // To search characters takes a hundred times as long, at each look at the conflicts.
        readsTouched = strstr(sql, "zhibu_touched") != nil
        readsFormer = strstr(sql, "zhibu_former") != nil
        readsDay = strstr(sql, "zhibu_asof") != nil
    }

    /// What stands in single quotes in it.
    var literals: Set<String> {
        let pieces = sql.utf8.split(separator: UInt8(ascii: "'"), omittingEmptySubsequences: false)
        return Set(stride(from: 1, to: pieces.count, by: 2).map { String(Substring(pieces[$0])) })
    }

    static let columns = ["tbl", "key", "other_key", "detail"]

    static func all(in database: Database) throws -> [Rule] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT r.name, r.severity, r.title, r.sql, c.title AS english
                FROM zhibu_rule r LEFT JOIN (SELECT rule, min(title) AS title FROM zhibu_card GROUP BY rule) c ON c.rule = r.name
                ORDER BY r.name
                """
        ).map {
            Rule(
                name: $0["name"], severity: $0["severity"] ?? "", title: $0["title"] ?? "", englishTitle: $0["english"],
                sql: $0["sql"])
        }
    }

    /// What rules read besides the records; of the rows that changed each one sees those that it may care for.
    static let givenTables = """
        CREATE TEMP TABLE IF NOT EXISTS zhibu_news(
            tbl TEXT NOT NULL, key NOT NULL, rules INTEGER NOT NULL, PRIMARY KEY(tbl, key)) WITHOUT ROWID;
        CREATE TEMP TABLE IF NOT EXISTS zhibu_rule_now(bit INTEGER NOT NULL);
        CREATE TEMP VIEW IF NOT EXISTS zhibu_touched(tbl, key) AS
            SELECT tbl, key FROM temp.zhibu_news WHERE rules & (SELECT bit FROM temp.zhibu_rule_now);
        CREATE TEMP TABLE IF NOT EXISTS zhibu_former(
            tbl TEXT NOT NULL, key NOT NULL, col TEXT NOT NULL, value NOT NULL,
            PRIMARY KEY(tbl, col, value, key)) WITHOUT ROWID;
        CREATE TEMP TABLE IF NOT EXISTS zhibu_asof(day TEXT NOT NULL);
        """

    /// What must not be in a rule: each replica would find something else.
    private static let strays = [
        "'now'", "current_date", "current_time", "current_timestamp", "random(", "randomblob(",
        "last_insert_rowid(", "changes(",
    ]

    /// Why the rule can't be run; nil where it can.
    ///
    /// - Parameter database: Has the schema's tables and `givenTables`.
    func fault(in database: Database) -> String? {
        if name.isEmpty || name.utf8.count > Limits.nameBytesMax - 5 { return "name" }
        let words = sql.lowercased()
        if let stray = Self.strays.first(where: words.contains) { return stray }
        do {
            let statement = try database.makeStatement(sql: sql)
            if !statement.isReadonly { return "not a SELECT" }
            if statement.columnNames != Self.columns {
                return statement.columnNames.joined(separator: ", ")
            }
            return nil
        } catch let error as DatabaseError {
            return error.message ?? "SQL"
        } catch {
            return "\(error)"
        }
    }
}

/// How a rule's last run went.
public struct RuleStatus: Sendable {
    public var name: String
    public var title: String
    public var englishTitle: String?
    /// As the schema has it: `high`, `mid`, `low`.
    public var severity: String
    /// What it lists, without what was accepted.
    public var open: Int
    /// How long it took.
    public var milliseconds: Int64
    /// Why it could not be run; nil where it could.
    public var error: String?
}
