import ReferenceModel

extension SimulatedSchema {
    /// Records of which the key says the scope; an office sees its own and what all see.
    static let scoped = SimulatedSchema(
        name: "scopes",
        versions: [
            Version(sql: scopedSQL(status: "keep"), tables: scopedTables(.keep)),
            Version(sql: scopedSQL(status: "lww"), tables: scopedTables(.lww)),
        ], scopes: ["college:1", "college:2"],
        pairs: (
            "rule:number", "record",
            "SELECT a.k, b.k FROM record a JOIN record b ON b.number = a.number AND b.k > a.k"
        ),
        tableNames: ["record"],
        opening: [
            "INSERT INTO record VALUES ('1-0', 'good', 1, 'n'), ('2-0', 'good', 2, 'n'), ('u-0', 'bad', 3, 'n')"
        ], draw: scopedStatement)

    private static func scopedSQL(status: String) -> String {
        """
        CREATE TABLE record(k TEXT NOT NULL PRIMARY KEY, status TEXT, number INTEGER, note TEXT);
        INSERT INTO zhibu_policy VALUES ('record', NULL, 'keep'), ('record', 'status', '\(status)'),
            ('record', 'number', 'max');
        INSERT INTO zhibu_scope VALUES ('record', 'CASE substr(k, 1, 1) WHEN ''1'' THEN ''college:1''
            WHEN ''2'' THEN ''college:2'' ELSE ''uni'' END');
        INSERT INTO zhibu_rule VALUES ('number', 'high', 'one number twice',
            'SELECT ''record'' AS tbl, a.k AS key, b.k AS other_key, a.number AS detail
            FROM record a JOIN record b ON b.number = a.number AND b.k <> a.k
            JOIN zhibu_touched t ON t.tbl = ''record'' AND t.key IN (a.k, b.k)');
        """
    }

    private static func scopedTables(_ status: ModelPolicy) -> [ModelTable] {
        [
            ModelTable(
                name: "record", keyColumns: ["k"],
                units: [
                    ModelUnit(name: "status", policy: status),
                    ModelUnit(name: "number", policy: .max), ModelUnit(name: "note", policy: .keep),
                ])
        ]
    }

    private static func scopedStatement(_ dice: inout Dice) -> String {
        // A statement of one college only: another's rows are refused here, with all that came with them.
        let scope = dice.pick(["1", "2", "u"])
        let key = "\(scope)-\(dice.number(below: 3))"
        switch dice.number(below: 8) {
        case 0, 1: return "INSERT OR IGNORE INTO record(k, note) VALUES ('\(key)', '\(dice.token())')"
        case 2: return "UPDATE record SET status = '\(dice.pick(["good", "bad"]))' WHERE k = '\(key)'"
        case 3: return "UPDATE record SET status = '\(dice.token())' WHERE k LIKE '\(scope)%'"
        case 4: return "UPDATE record SET number = \(dice.number(below: 4)) WHERE k = '\(key)'"
        case 5: return "DELETE FROM record WHERE k = '\(key)'"
        case 6: return "REPLACE INTO record VALUES ('\(key)', 'new', 1, '\(dice.token())')"
        default: return "UPDATE record SET note = '\(dice.token())' WHERE k = '\(key)'"
        }
    }
}
