import ReferenceModel

/// A schema in its versions, and how people edit its tables.
struct SimulatedSchema: Sendable {
    struct Version: Sendable {
        var sql: String
        var tables: [ModelTable]
        /// Whether what `drawNew` writes is there: a version may take it away, and a later one have it
        /// again.
        var hasNew = true
    }

    /// A statement, and the texts in it that were written nowhere else.
    struct Statement {
        var sql: String
        var tokens: [String]
    }

    var name: String
    var versions: [Version]
    /// Besides `uni`; in a committee a computer holds `uni` and at most one of them.
    var scopes: [String] = []
    /// A rule's name and table, and a query of the pairs of keys that it must list, in order.
    var pairs: (rule: String, table: String, sql: String)?
    /// The tables of the first version, as `undelete` wants them.
    var tableNames: [String]
    /// What everybody holds at the beginning.
    var opening: [String]
    var draw: @Sendable (inout Dice) -> String
    /// Of what only later versions have.
    var drawNew: (@Sendable (inout Dice) -> String)?

    /// - Parameter version: From 0.
    func statement(version: Int, _ dice: inout Dice) -> Statement {
        let isNew = version > 0 && versions[version].hasNew && dice.one(in: 3)
        let sql = isNew ? drawNew?(&dice) ?? draw(&dice) : draw(&dice)
        return Statement(sql: sql, tokens: dice.takeTokens())
    }

    static let all = [everyPolicy, everyTableKind, scoped, moving]
}
