import ReferenceModel
import SyncCore

extension SimulatedSchema {
    /// One table with a column of every policy, and a key-only one. Its second version has a column
    /// and a table more and other policies; its third is the first one again; its fourth has more still and
    /// yet other policies; its fifth is the second.
    static let everyPolicy = SimulatedSchema(
        name: "every policy",
        versions: [
            policyBeginning,
            policyGrown,
            policyBeginning,
            Version(
                sql: policySQL(
                    columns: ", y TEXT DEFAULT 'y0', z",
                    tables: "CREATE TABLE late(k TEXT NOT NULL PRIMARY KEY, p, q);",
                    policies: """
                        ('t', 'b', 'max'), ('t', 'm', 'keep'), ('t', 'y', 'once'),
                        ('late', NULL, 'lww'), ('late', 'q', 'once'),
                        """),
                tables: policyTables(
                    b: .max, m: .keep,
                    more: [
                        ModelUnit(name: "y", policy: .once, defaultValue: [.text("y0")]),
                        ModelUnit(name: "z", policy: .keep),
                    ]) + [late(p: .lww, q: .once)]),
            policyGrown,
        ],
        pairs: ("rule:twice", "t", "SELECT a.k, b.k FROM t a JOIN t b ON b.g = a.g AND b.k > a.k"),
        tableNames: ["t", "link"],
        opening: [
            """
            INSERT INTO t(k, a, b, m, c, s, o, x) VALUES
            ('k0', 0, 'n', 1, 5, '["a","c"]', 'once', '甲方开会。乙方 25 人参加。'),
            ('k1', 'one', 'n', 1, 0, '[]', NULL, '甲方开会。乙方 25 人参加。'), ('k2', 2, 'n', 1, 1, NULL, NULL, NULL)
            """, "INSERT INTO link VALUES ('k0', 0), ('k1', 1)",
        ], draw: statement,
        drawNew: { dice in
            let key = "k\(dice.number(below: 4))"
            switch dice.number(below: 5) {
            case 0, 1: return "UPDATE t SET y = '\(dice.token())' WHERE k = '\(key)'"
            case 2: return "INSERT OR IGNORE INTO late(k, p) VALUES ('\(key)', '\(dice.token())')"
            case 3: return "UPDATE late SET q = '\(dice.token())' WHERE k = '\(key)'"
            default: return "DELETE FROM late WHERE k = '\(key)'"
            }
        })

    private static let policyBeginning = Version(
        sql: policySQL(
            policies: """
                ('t', 'b', 'lww'), ('t', 'm', 'max'),
                """),
        tables: policyTables(b: .lww, m: .max), hasNew: false)

    private static let policyGrown = Version(
        sql: policySQL(
            columns: ", y TEXT DEFAULT 'y0'",
            tables: "CREATE TABLE late(k TEXT NOT NULL PRIMARY KEY, p, q);",
            policies: """
                ('t', 'b', 'keep'), ('t', 'm', 'min'), ('t', 'y', 'lww'),
                ('late', NULL, 'keep'), ('late', 'q', 'lww'),
                """),
        tables: policyTables(
            b: .keep, m: .min,
            more: [ModelUnit(name: "y", policy: .lww, defaultValue: [.text("y0")])])
            + [late(p: .keep, q: .lww)])

    private static func late(p: ModelPolicy, q: ModelPolicy) -> ModelTable {
        ModelTable(
            name: "late", keyColumns: ["k"],
            units: [ModelUnit(name: "p", policy: p), ModelUnit(name: "q", policy: q)])
    }

    private static func policySQL(
        columns: String = "", tables: String = "", policies: String
    ) -> String {
        """
        CREATE TABLE t(
            k TEXT NOT NULL PRIMARY KEY, a, b TEXT DEFAULT 'none', g INTEGER, h TEXT, m INTEGER,
            c INTEGER, s TEXT, o TEXT, w, x TEXT\(columns));
        CREATE TABLE link(x TEXT NOT NULL, y INTEGER NOT NULL, PRIMARY KEY(x, y));
        \(tables)
        INSERT INTO zhibu_role VALUES ('chief', '');
        INSERT INTO zhibu_policy VALUES
            ('t', NULL, 'keep'), \(policies)
            ('t', 'c', 'counter'), ('t', 's', 'set'), ('t', 'o', 'once'), ('t', 'w', 'own(chief)'),
            ('t', 'x', 'text');
        INSERT INTO zhibu_unit VALUES ('t', 'gh', 'g'), ('t', 'gh', 'h');
        INSERT INTO zhibu_rule VALUES ('twice', 'high', 'one g twice',
            'SELECT ''t'' AS tbl, a.k AS key, b.k AS other_key, a.g AS detail
            FROM t a JOIN t b ON b.g = a.g AND b.k <> a.k
            JOIN zhibu_touched n ON n.tbl = ''t'' AND n.key IN (a.k, b.k)'),
            ('many', 'low', 'too many links',
            'SELECT ''link'' AS tbl, json_array(max(x), max(y)) AS key, NULL AS other_key,
            count(*) AS detail FROM link HAVING count(*) > 4');
        """
    }

    private static func policyTables(
        b: ModelPolicy, m: ModelPolicy, more: [ModelUnit] = []
    ) -> [ModelTable] {
        [
            ModelTable(
                name: "t", keyColumns: ["k"],
                units: [
                    ModelUnit(name: "a", policy: .keep),
                    ModelUnit(name: "b", policy: b, defaultValue: [.text("none")]),
                    ModelUnit(name: "gh", columns: ["g", "h"], policy: .keep),
                    ModelUnit(name: "m", policy: m),
                    ModelUnit(name: "c", policy: .counter),
                    ModelUnit(name: "s", policy: .set),
                    ModelUnit(name: "o", policy: .once),
                    ModelUnit(name: "w", policy: .own(role: "chief")),
                    ModelUnit(name: "x", policy: .text),
                ] + more),
            ModelTable(name: "link", keyColumns: ["x", "y"], units: []),
        ]
    }

    private static func statement(_ dice: inout Dice) -> String {
        let key = "k\(dice.number(below: 4))"
        let other = "k\(dice.number(below: 4))"
        let number = dice.number(below: 3)
        switch dice.number(below: 30) {
        case 0, 1:
            return """
                INSERT OR IGNORE INTO t(k, a, b, x) \
                VALUES ('\(key)', \(value(&dice)), 'n', '甲方开会。乙方 25 人参加。')
                """
        case 2: return "REPLACE INTO t(k, a, g) VALUES ('\(key)', \(value(&dice)), \(number))"
        case 3:
            return """
                INSERT INTO t(k, b) VALUES ('\(key)', \(value(&dice))) \
                ON CONFLICT(k) DO UPDATE SET b = excluded.b, m = coalesce(m, 0) + 1
                """
        case 4, 5, 6: return "UPDATE t SET a = \(value(&dice)) WHERE k = '\(key)'"
        case 7: return "UPDATE t SET b = \(value(&dice)), m = \(number)"
        case 8: return "UPDATE t SET g = \(number) WHERE k = '\(key)'"
        case 9: return "UPDATE t SET h = \(value(&dice)), a = \(value(&dice)) WHERE k = '\(key)'"
        case 10: return "DELETE FROM t WHERE k = '\(key)'"
        case 11: return "UPDATE OR REPLACE t SET k = '\(other)' WHERE k = '\(key)'"
        case 12: return "INSERT OR REPLACE INTO link VALUES ('\(key)', \(number))"
        case 13: return "DELETE FROM link WHERE x = '\(key)'"
        case 14: return "UPDATE t SET c = c + \(number - 1) WHERE k = '\(key)'"
        case 15:
            // Far enough for sums to pass 64 bits, and no single step does.
            let bounds = ["6000000000000000000", "-3000000000000000000", "NULL", "'no number'", "5"]
            return """
                UPDATE t SET c = \(dice.pick(bounds)) WHERE k = '\(key)' \
                AND c BETWEEN -3000000000000000000 AND 3000000000000000000
                """
        case 16:
            let sets = ["[1,\"a\"]", "[\"b\", \"a\", \"a\"]", "[]", "[\"支部\",1.0,true]"]
            return "UPDATE t SET s = '\(dice.pick(sets))' WHERE k = '\(key)'"
        case 17: return "UPDATE t SET o = \(value(&dice)) WHERE k = '\(key)'"
        case 18: return "UPDATE t SET w = \(value(&dice)) WHERE k = '\(key)'"
        case 19, 20: return "UPDATE t SET w = \(value(&dice))"
        case 21: return "UPDATE t SET x = '甲方开会。乙方 25 人参加。' WHERE k = '\(key)' AND x IS NULL"
        case 22, 23: return "UPDATE t SET x = \(textEdit(&dice)) WHERE k = '\(key)'"
        case 24, 25: return "UPDATE t SET x = \(textEdit(&dice))"
        // Two edits of one value that no fold comes between.
        case 26: return "UPDATE t SET a = \(value(&dice)); UPDATE t SET a = \(value(&dice))"
        case 27: return "DELETE FROM t WHERE k = '\(key)'; INSERT INTO t(k, o) VALUES ('\(key)', '1')"
        default: return "INSERT OR IGNORE INTO link VALUES ('\(key)', \(number))"
        }
    }

    private static func value(_ dice: inout Dice) -> String {
        if dice.one(in: 3) { return "'\(dice.token())'" }
        return dice.pick(["1", "1.0", "'1'", "NULL", "''", "x'31'", "'支部'", "char(9, 10, 0, 92)", "-7"])
    }

    /// Edits as people make them: a word for another, a sentence more, a part away.
    private static func textEdit(_ dice: inout Dice) -> String {
        let words = ["甲方", "乙方", "25", "会", "参加", "一", "。"]
        let place = dice.number(below: 3) + 3
        switch dice.number(below: 8) {
        case 0, 1: return "replace(x, '\(dice.pick(words))', '\(dice.pick(words))')"
        case 2, 6: return "x || '\(dice.pick(["一。", "二。", "三"]))'"
        case 3, 7: return "'\(dice.pick(["前言。", "附"]))' || x"
        case 4: return "replace(x, '\(dice.pick(words))', '')"
        default: return "substr(x, 1, \(place)) || '；补' || substr(x, \(place + 1))"
        }
    }
}
