import ReferenceModel

extension SimulatedSchema {
    /// Records with a column that says the scope: they go from one to another, and meet there.
    static let moving = SimulatedSchema(
        name: "moves",
        versions: [
            Version(sql: movingSQL(name: "keep"), tables: movingTables(name: .keep)),
            Version(sql: movingSQL(name: "lww"), tables: movingTables(name: .lww)),
        ], scopes: ["college:1", "college:2"], tableNames: ["t", "w"],
        opening: [
            """
            INSERT INTO t VALUES ('a', '1', 'n', 1, '甲方开会。乙方 25 人参加。', '["x"]'),
                ('b', '2', 'n', 2, NULL, NULL),
                ('c', 'u', 'n', 3, NULL, NULL)
            """, "INSERT INTO w VALUES ('a', 1, '1', 'n'), ('b', 1, 'u', 'n')",
        ], draw: movingStatement)

    private static func movingSQL(name: String) -> String {
        let scope = "CASE place WHEN ''1'' THEN ''college:1'' WHEN ''2'' THEN ''college:2'' ELSE ''uni'' END"
        return """
            CREATE TABLE t(k TEXT NOT NULL PRIMARY KEY, place TEXT, name TEXT, c INTEGER, x TEXT, s TEXT);
            CREATE TABLE w(k TEXT NOT NULL, n INTEGER NOT NULL, place TEXT, name TEXT, PRIMARY KEY(k, n)) WITHOUT ROWID;
            INSERT INTO zhibu_policy VALUES ('t', NULL, 'keep'), ('t', 'place', 'lww'), ('t', 'name', '\(name)'),
                ('t', 'c', 'counter'), ('t', 'x', 'text'), ('t', 's', 'set'), ('w', NULL, 'keep');
            INSERT INTO zhibu_scope VALUES ('t', '\(scope)'), ('w', '\(scope)');
            """
    }

    private static func movingTables(name: ModelPolicy) -> [ModelTable] {
        [
            ModelTable(
                name: "t", keyColumns: ["k"],
                units: [
                    ModelUnit(name: "place", policy: .lww), ModelUnit(name: "name", policy: name),
                    ModelUnit(name: "c", policy: .counter), ModelUnit(name: "x", policy: .text),
                    ModelUnit(name: "s", policy: .set),
                ]),
            ModelTable(
                name: "w", keyColumns: ["k", "n"],
                units: [ModelUnit(name: "place", policy: .keep), ModelUnit(name: "name", policy: .keep)]),
        ]
    }

    private static func movingStatement(_ dice: inout Dice) -> String {
        let place = "'\(dice.pick(["1", "2", "u"]))'"
        let key = "'\(dice.pick(["a", "b", "c"]))'"
        let isFirst = !dice.one(in: 3)
        let (table, row) = isFirst ? ("t", "k = \(key)") : ("w", "k = \(key) AND n = 1")
        // Only texts that are written are drawn.
        func values(_ dice: inout Dice) -> String {
            guard isFirst else { return "(\(key), 1, \(place), '\(dice.token())')" }
            let text = "'甲方开会。\(dice.token())。'"
            return "(\(key), \(place), '\(dice.token())', \(dice.number(below: 5)), \(text), '[\"\(dice.pick(["x", "y"]))\"]')"
        }
        switch dice.number(below: 13) {
        case 0...2: return "INSERT OR IGNORE INTO \(table) VALUES \(values(&dice))"
        case 3: return "REPLACE INTO \(table) VALUES \(values(&dice))"
        case 4...6: return "UPDATE \(table) SET place = \(place) WHERE \(row)"
        case 7: return "UPDATE \(table) SET name = '\(dice.token())' WHERE \(row)"
        case 8: return "UPDATE t SET c = c + 1, s = '[\"x\",\"z\"]' WHERE k = \(key)"
        case 9: return "UPDATE t SET x = coalesce(x, '') || '\(dice.token())。' WHERE k = \(key)"
        case 10: return "UPDATE \(table) SET place = \(place), name = '\(dice.token())' WHERE \(row)"
        case 11: return "UPDATE OR REPLACE t SET k = \(key) WHERE k = '\(dice.pick(["a", "b", "c"]))'"
        default: return "DELETE FROM \(table) WHERE \(row)"
        }
    }
}
