import ReferenceModel
import SyncCore

extension SimulatedSchema {
    /// Tables of every kind that can be synced, with the user's own triggers and foreign keys. The second
    /// version has a column and a table more, the third lacks them again, and the fourth has them.
    static let everyTableKind = SimulatedSchema(
        name: "every kind of table",
        versions: [
            kindBeginning, kindGrown, kindBeginning, kindGrown,
        ],
        tableNames: ["组合", "bytes", "exact", "link", "given", "无号", "pairs", "a \"quoted\" 'name"],
        opening: [
            "INSERT INTO \"组合\" VALUES ('一', 1, 'x'), ('A', -2, 1)", "INSERT INTO bytes VALUES (x'', 1), (x'41', 2)",
            "INSERT INTO exact VALUES ('a', 1, 'x', 0.5)", "INSERT INTO computed(k, n) VALUES ('a', 1)",
            "INSERT INTO link VALUES ('a', 'c')", "INSERT INTO \"无号\" VALUES ('a', 1, 'x', 3)",
            "INSERT INTO given VALUES (1, 'a'), (-9, NULL)",
            "INSERT INTO parent VALUES ('p', 1), ('q', 2)", "INSERT INTO child VALUES ('c', 'p'), ('d', 'q')",
        ], draw: kindStatement,
        drawNew: { dice in
            switch dice.number(below: 4) {
            case 0, 1: return "UPDATE exact SET later = '\(dice.token())'"
            case 2: return "INSERT OR IGNORE INTO added VALUES (x'', 'a', '\(dice.token())')"
            default: return "UPDATE added SET v = '\(dice.token())'"
            }
        })

    private static let kindBeginning = Version(sql: kindSQL(), tables: kindTables(), hasNew: false)

    private static let kindGrown = Version(
        sql: kindSQL(
            exact: ", later TEXT DEFAULT 'd'", tables: """
                CREATE TABLE added(甲 BLOB NOT NULL, 乙 TEXT NOT NULL, v, PRIMARY KEY(甲, 乙));
                """),
        tables: kindTables(
            exact: [
                ModelUnit(name: "later", policy: .keep, defaultValue: [.text("d")])
            ]) + [
                ModelTable(
                    name: "added", keyColumns: ["甲", "乙"],
                    units: [ModelUnit(name: "v", policy: .lww)])
            ])

    private static func kindSQL(exact: String = "", tables: String = "") -> String {
        #"""
        CREATE TABLE "组合"(甲 TEXT NOT NULL, b INTEGER NOT NULL, 值, PRIMARY KEY(甲, b));
        CREATE TABLE bytes(k BLOB NOT NULL PRIMARY KEY, v);
        CREATE TABLE exact(k TEXT NOT NULL PRIMARY KEY, n INTEGER, x ANY, r REAL\#(exact)) STRICT;
        CREATE TABLE computed(k TEXT NOT NULL PRIMARY KEY, n INTEGER,
            twice INTEGER GENERATED ALWAYS AS (n * 2) VIRTUAL,
            both TEXT GENERATED ALWAYS AS (k || coalesce(n, '')) STORED);
        CREATE TABLE "a ""quoted"" 'name"("select" TEXT NOT NULL PRIMARY KEY, "order by" TEXT DEFAULT 'it''s');
        CREATE TABLE link(x TEXT NOT NULL, y TEXT NOT NULL, PRIMARY KEY(x, y));
        CREATE TABLE "无号"(甲 TEXT NOT NULL, n INTEGER NOT NULL, v, c INTEGER, PRIMARY KEY(n, 甲)) WITHOUT ROWID;
        CREATE TABLE pairs(k BLOB PRIMARY KEY) WITHOUT ROWID, STRICT;
        CREATE TABLE given(id INTEGER PRIMARY KEY, v TEXT COLLATE NOCASE);
        CREATE TABLE parent(k TEXT NOT NULL PRIMARY KEY, n INTEGER CHECK (n < 90));
        CREATE TABLE child(k TEXT NOT NULL PRIMARY KEY,
            p TEXT REFERENCES parent(k) ON DELETE CASCADE ON UPDATE CASCADE);
        CREATE TABLE audit(k TEXT NOT NULL PRIMARY KEY, n INTEGER);
        \#(tables)
        CREATE TRIGGER noted AFTER UPDATE ON parent BEGIN
            INSERT INTO audit VALUES (NEW.k, 1) ON CONFLICT(k) DO UPDATE SET n = n + 1;
        END;
        CREATE TRIGGER tidied BEFORE DELETE ON child BEGIN DELETE FROM audit WHERE k = OLD.p; END;
        CREATE VIEW grown AS SELECT * FROM computed WHERE n > 1;
        CREATE INDEX by_value ON given(v);
        INSERT INTO zhibu_policy VALUES ('given', 'id', 'assigned'), ('exact', NULL, 'keep'),
            ('audit', 'n', 'counter'), ('无号', 'c', 'counter'), ('无号', 'v', 'keep'), ('组合', NULL, 'keep'), ('child', 'p', 'keep');
        """#
    }

    private static func kindTables(exact: [ModelUnit] = []) -> [ModelTable] {
        func table(_ name: String, _ keys: [String], _ units: [ModelUnit] = []) -> ModelTable {
            ModelTable(name: name, keyColumns: keys, units: units)
        }
        return [
            table("组合", ["甲", "b"], [ModelUnit(name: "值", policy: .keep)]),
            table("bytes", ["k"], [ModelUnit(name: "v", policy: .lww)]),
            table(
                "exact", ["k"],
                ["n", "x", "r"].map { ModelUnit(name: $0, policy: .keep) } + exact),
            table("computed", ["k"], [ModelUnit(name: "n", policy: .lww)]),
            table(
                "a \"quoted\" 'name", ["select"],
                [ModelUnit(name: "order by", policy: .lww, defaultValue: [.text("it's")])]),
            table("link", ["x", "y"]),
            table(
                "无号", ["n", "甲"],
                [ModelUnit(name: "v", policy: .keep), ModelUnit(name: "c", policy: .counter)]),
            table("pairs", ["k"]),
            table("given", ["id"], [ModelUnit(name: "v", policy: .lww)]),
            table("parent", ["k"], [ModelUnit(name: "n", policy: .lww)]),
            table("child", ["k"], [ModelUnit(name: "p", policy: .keep)]),
            table("audit", ["k"], [ModelUnit(name: "n", policy: .counter)]),
        ]
    }

    /// How an edit of a table is drawn: keys, columns and values as SQL; `@` is a text written nowhere else.
    private struct Kind: Sendable {
        var name: String
        var keys: [(String, [String])]
        var values: [(String, [String])]
    }

    private static let kinds = [
        Kind(
            name: "\"组合\"", keys: [("甲", ["'一'", "'A'", "''"]), ("b", ["1", "-2"])],
            values: [("值", ["1", "1.0", "x'00'", "NULL", "'文'", "@"])]),
        Kind(name: "bytes", keys: [("k", ["x''", "x'00ff'", "x'41'"])], values: [("v", ["'A'", "x'41'", "65", "@"])]),
        Kind(
            name: "exact", keys: [("k", ["'a'", "'b'"])],
            values: [("n", ["1", "NULL"]), ("x", ["1", "1.0", "'1'", "@"]), ("r", ["1", "0.5", "-0.0"])]),
        Kind(name: "computed", keys: [("k", ["'a'", "'b'"])], values: [("n", ["1", "2", "NULL"])]),
        Kind(
            name: "\"a \"\"quoted\"\" 'name\"", keys: [("\"select\"", ["'a'", "'b'"])],
            values: [("\"order by\"", ["'x'", "NULL", "@"])]),
        Kind(name: "link", keys: [("x", ["'a'", "'b'"]), ("y", ["'c'", "'d'"])], values: []),
        Kind(
            name: "\"无号\"", keys: [("n", ["1", "-2", "'x'"]), ("甲", ["'a'", "''"])],
            values: [("v", ["1", "'1'", "NULL", "@"]), ("c", ["2", "5", "NULL"])]),
        Kind(name: "pairs", keys: [("k", ["x''", "x'00ff'"])], values: []),
        Kind(name: "given", keys: [("id", ["1", "2", "-9"])], values: [("v", ["'a'", "'A'", "NULL", "@"])]),
        Kind(name: "parent", keys: [("k", ["'p'", "'q'"])], values: [("n", ["1", "2"])]),
        Kind(name: "child", keys: [("k", ["'c'", "'d'"])], values: [("p", ["NULL"])]),
    ]

    private static func kindStatement(_ dice: inout Dice) -> String {
        let kind = dice.pick(kinds)
        func drawn(_ columns: [(String, [String])], _ dice: inout Dice) -> [(String, String)] {
            columns.map { column in
                let value = dice.pick(column.1)
                return (column.0, value == "@" ? "'\(dice.token())'" : value)
            }
        }
        let keys = drawn(kind.keys, &dice)
        let here = keys.map { "\($0.0) = \($0.1)" }.joined(separator: " AND ")
        switch dice.number(below: 7) {
        case 0, 1, 2:
            let verb = dice.pick(["INSERT OR IGNORE", "INSERT OR REPLACE"])
            let all = keys + drawn(kind.values, &dice)
            return "\(verb) INTO \(kind.name)(\(all.map(\.0).joined(separator: ", "))) "
                + "VALUES (\(all.map(\.1).joined(separator: ", ")))"
        case 3, 6:
            guard !kind.values.isEmpty else { return "DELETE FROM \(kind.name) WHERE \(here)" }
            let column = drawn([dice.pick(kind.values)], &dice)[0]
            return "UPDATE \(kind.name) SET \(column.0) = \(column.1) WHERE \(here)"
        case 4 where kind.name != "parent":
            let column = drawn([dice.pick(kind.keys)], &dice)[0]
            return "UPDATE OR REPLACE \(kind.name) SET \(column.0) = \(column.1) WHERE \(here)"
        case 5: return "UPDATE child SET p = (SELECT max(k) FROM parent)"
        default: return "DELETE FROM \(kind.name) WHERE \(here)"
        }
    }
}
