import BranchRecords
import GRDB
import Testing

/// The university's rules. They run here as the engine runs them: each looks at the rows that changed, at what
/// those belonged to, and at what stands.
@Suite struct RuleTests {
    struct RowName: Hashable {
        let table: String
        let key: String
    }

    struct Finding: Equatable {
        let table: String
        let key: String
        let other: String?
        let detail: String

        /// What the engine knows it by.
        var names: [String] { [table, key, other ?? key] }
        var text: String { "\(table) \(key) \(other ?? "-") \(detail)" }

        func isOf(_ row: RowName) -> Bool {
            table == row.table && (key == row.key || other == row.key)
        }
    }

    static func university(of broken: RuleCase?) throws -> DatabaseQueue {
        let university = try EngineTables.emptyUniversity()
        try university.write { db in
            try db.execute(sql: EngineTables.whatRulesRead)
            try db.execute(sql: "INSERT INTO zhibu_asof VALUES ('2012-06-15')")
            try db.execute(sql: RuleCase.start + RuleCase.calm)
            if let broken { try db.execute(sql: broken.calm + broken.plant) }
        }
        return university
    }

    /// What each record holds.
    private static func records(_ db: Database) throws -> [RowName: String] {
        var found: [RowName: String] = [:]
        for table in BranchSchemaTests.tables {
            for row in try Row.fetchAll(db, sql: "SELECT * FROM \(table)") {
                found[RowName(table: table, key: row["id"])] = "\(row)"
            }
        }
        return found
    }

    /// What a rule lists where these rows have changed, in order.
    private static func list(_ rule: String, touching rows: [RowName], _ db: Database) throws -> [Finding] {
        try db.execute(sql: "DELETE FROM zhibu_touched")
        for row in rows {
            try db.execute(
                sql: "INSERT INTO zhibu_touched (tbl, key) VALUES (?, ?)", arguments: [row.table, row.key])
        }
        let sql = try #require(
            try String.fetchOne(db, sql: "SELECT sql FROM zhibu_rule WHERE name = ?", arguments: [rule]))
        return try Row.fetchAll(db, sql: sql).map { row in
            Finding(table: row["tbl"], key: row["key"], other: row["other_key"], detail: row["detail"])
        }.sorted { $0.text < $1.text }
    }

    static func list(_ rule: String, _ db: Database) throws -> [Finding] {
        try list(rule, touching: Array(records(db).keys), db)
    }

    /// What a rule's card is filled in with for a finding.
    static func words(_ values: String, of finding: Finding, _ db: Database) throws -> [Row] {
        let given: [String: (any DatabaseValueConvertible)?] = ["key": finding.key, "other": finding.other]
        return try Row.fetchAll(db, sql: values, arguments: StatementArguments(given.filter { values.contains(":\($0.key)") }))
    }

    @Test func theyListWhatTheEngineReads() throws {
        let university = try EngineTables.emptyUniversity()
        try university.write { db in
            try db.execute(sql: EngineTables.whatRulesRead)
            for rule in RuleCatalog.all {
                #expect(rule.query.contains("zhibu_touched"), "\(rule.name)")
                let statement = try db.makeStatement(sql: rule.query)
                #expect(statement.isReadonly && statement.columnNames == ["tbl", "key", "other_key", "detail"], "\(rule.name)")
            }
        }
    }

    @Test func eachRuleHasACase() {
        let cases = Set(RuleCase.all.map(\.rule))
        #expect(RuleCatalog.all.map(\.name) == (cases + DefinedRuleTests.names).sorted() && cases.count == 59)
        #expect(RuleCase.all.allSatisfy { !$0.findings.isEmpty && !$0.steps.isEmpty && !$0.plant.isEmpty })
    }

    @Test(arguments: [
        ("-- rule: SC-98 | high | 甲 | A\n-- card: 乙 | B\nSELECT 1", 1), ("-- rule: SC-99 | loud | 甲 | A\n-- card: 乙 | B\nSELECT 1", 1),
        ("-- rule: SC-99 | high | 甲 | A\nSELECT 1", 1), ("-- rule: SC-99 | high | 甲 | A\n-- card: 乙\nSELECT 1", 2),
        ("-- rule: SC-99 | high | 甲 | A\n-- card: 乙 | B\n", 2), ("-- rule: SC-99 | high | 甲 | A\n-- card: 乙 | B\nSELECT 1\n-- take: 丙\nSELECT 1", 4),
        ("-- rule: SC-99 | high | 甲 | A\n-- card: 乙 | B\nSELECT 1\n-- advice", 4), ("-- rule: SC-99 | high | 甲 | A\n-- card: 乙 | B\nSELECT 1\n-- card: 乙 | B\nSELECT 1", 4),
        ("-- rule: SC-99 | high | 甲 | A\n-- card: 乙 | B\nSELECT 1\n-- values\nSELECT 1\n-- values\nSELECT 2", 6),
    ])
    func aFileThatIsWrongIsNamedWithItsLine(text: String, line: Int) {
        let fault = #expect(throws: DefinitionFault.self) { try RuleText("SC-99", text) }
        #expect(fault?.line == line && fault?.file == "SC-99")
    }

    /// Of each finding a card can be filled in, in both languages, with every place that it has.
    @Test(arguments: RuleCase.all)
    func eachFindingHasItsCard(broken: RuleCase) throws {
        let rule = try #require(RuleCatalog.all.first { $0.name == broken.rule })
        let places = [rule.card.zh, rule.card.en].flatMap { text in text.matches(of: /\{(\w+)\}/).map { String($0.1) } }
        try Self.university(of: broken).write { db in
            for finding in try Self.list(broken.rule, db) {
                guard let values = rule.values else {
                    #expect(places.isEmpty)
                    continue
                }
                let rows = try Self.words(values, of: finding, db)
                #expect(rows.count == 1, "\(finding.text): \(rows.count)")
                for place in places { #expect(rows.first?.hasColumn(place) == true, "\(place)") }
                // Chinese is read by people who read Chinese alone.
                let words = rows.first.map { row in places.map { "\($0): \(row[$0] as DatabaseValue? ?? .null)" } } ?? []
                #expect(!words.contains { $0.hasSuffix("NULL") || $0.contains("\u{fffd}") }, "\(words)")
            }
        }
    }

    /// What a remedy writes ends its finding, whichever of the two is kept.
    @Test(arguments: RuleCase.all.filter { broken in RuleCatalog.all.contains { $0.name == broken.rule && !$0.remedies.isEmpty } })
    func aRemedyEndsItsFinding(broken: RuleCase) throws {
        let rule = try #require(RuleCatalog.all.first { $0.name == broken.rule })
        let findings = try Self.university(of: broken).write { try Self.list(broken.rule, $0) }
        for (finding, remedy) in findings.flatMap({ finding in rule.remedies.map { (finding, $0) } }) {
            for (kept, other) in [(finding.key, finding.other), (finding.other, finding.key)] {
                guard let kept else { continue }
                try Self.university(of: broken).write { db in
                    let statement = try db.makeStatement(sql: remedy.sql)
                    #expect(statement.columnNames == ["tbl", "key", "col", "value"])
                    let given: [String: (any DatabaseValueConvertible)?] = [
                        "kept": kept, "other": other, "at": "2012-06-15T08:00:00+08:00", "day": "2012-06-15", "person": "李芳", "reason": "核对过",
                    ]
                    let writes = try Row.fetchAll(statement, arguments: StatementArguments(given.filter { remedy.sql.contains(":\($0.key)") }))
                    #expect(!writes.isEmpty)
                    for write in writes {
                        let (table, column): (String, String) = (write["tbl"], write["col"])
                        try db.execute(
                            sql: "UPDATE \(table) SET \(column) = ? WHERE id = ?", arguments: [write["value"] as DatabaseValue, write["key"] as DatabaseValue])
                        #expect(db.changesCount == 1, "\(table) \(write["key"] as DatabaseValue)")
                    }
                    #expect(try !Self.list(broken.rule, db).contains { $0.names == finding.names }, "\(remedy.verb) \(kept)")
                }
            }
        }
    }

    /// Whoever is merged stands in no record any more, in whichever table and column; what both have of one thing is archived.
    @Test func whoIsMergedIsNamedByNoRecordAnyMore() throws {
        let merge = try #require(RuleCatalog.all.first { $0.name == "SC-02" }?.remedies.first { $0.verb == "merge" })
        let places = BranchSchema.tables.flatMap { table in
            table.columns.filter { $0.target.map(ReferenceTarget.tables)?.contains("person") ?? false }.map { (table.name, $0.name) }
        }
        #expect(places.count > 70)
        let university = try EngineTables.emptyUniversity()
        try university.write { db in
            try db.execute(sql: "INSERT INTO person (id, name) VALUES ('kept', '李强'), ('other', '李强')")
            for (number, (table, column)) in places.enumerated() {
                try db.execute(sql: "INSERT INTO \(table) (id, \(column)) VALUES ('row\(number)', 'other')")
            }
            try db.execute(
                sql: """
                    INSERT INTO attendance (id, meeting_id, person_id) VALUES ('m/kept', 'm', 'kept'), ('m/other', 'm', 'other'), ('n/other', 'n', 'other');
                    INSERT INTO enrolment (id, class_id, person_id) VALUES ('c/kept', 'c', 'kept'), ('c/other', 'c', 'other');
                    """)
            let given: [String: (any DatabaseValueConvertible)?] = [
                "kept": "kept", "other": "other", "at": "2012-06-15T08:00:00+08:00", "person": "李芳", "reason": "同一人",
            ]
            for write in try Row.fetchAll(db, sql: merge.sql, arguments: StatementArguments(given)) {
                try db.execute(
                    sql: "UPDATE \(write["tbl"] as String) SET \(write["col"] as String) = ? WHERE id = ?",
                    arguments: [write["value"] as DatabaseValue, write["key"] as DatabaseValue])
            }
            for (table, column) in places {
                let left = try Row.fetchAll(db, sql: "SELECT id FROM \(table) WHERE \(column) = 'other' AND archived_at IS NULL")
                #expect(left.isEmpty, "\(table).\(column)")
            }
            #expect(try String.fetchAll(db, sql: "SELECT id FROM attendance WHERE archive_reason = '同一人' UNION SELECT id FROM enrolment WHERE archive_reason = '同一人'") == ["c/other", "m/other"])
            #expect(try String.fetchOne(db, sql: "SELECT merged_into_id FROM person WHERE id = 'other'") == "kept")
        }
    }

    @Test func inACalmUniversityNothingIsListed() throws {
        try Self.university(of: nil).write { db in
            for rule in RuleCatalog.all where !DefinedRuleTests.names.contains(rule.name) {
                let found = try Self.list(rule.name, db)
                #expect(found == [], "\(rule.name)")
            }
        }
    }

    @Test(arguments: RuleCase.all.filter { !$0.calm.isEmpty })
    func whatNearlyBreaksARuleIsNotListed(near: RuleCase) throws {
        try Self.university(of: nil).write { db in
            try db.execute(sql: near.calm)
            #expect(try Self.list(near.rule, db) == [])
        }
    }

    @Test(arguments: RuleCase.all)
    func whatBreaksARuleIsListedAndNothingElse(broken: RuleCase) throws {
        try Self.university(of: broken).write { db in
            let found = try Self.list(broken.rule, db)
            #expect(Set(found.map(\.text)) == Set(broken.findings))
            let records = try Self.records(db)
            for finding in found {
                // The engine refuses rows that no table shows, and knows a finding by its rule and rows alone.
                let other = finding.other ?? finding.key
                #expect(records[RowName(table: finding.table, key: finding.key)] != nil, "\(finding.text)")
                #expect(records[RowName(table: finding.table, key: other)] != nil, "\(finding.text)")
                #expect(finding.key <= other, "\(finding.text)")
                let same = found.filter { $0.names == finding.names }
                #expect(Set(same.map(\.text)).count == 1, "\(finding.text)")
            }
        }
    }

    @Test(arguments: RuleCase.all)
    func oneStepAwayNothingIsListed(broken: RuleCase) throws {
        for step in broken.steps {
            try Self.university(of: broken).write { db in
                try db.execute(sql: step)
                #expect(try Self.list(broken.rule, db) == [], "\(step)")
            }
        }
    }

    /// The rules whose findings depend on their own rows alone: what they list for a row is its findings, and no more.
    static let ofOwnRows: Set = ["SC-01", "SC-03", "SC-04", "SC-05", "SC-06", "SC-12"]

    /// Whichever row of a pair has changed, the pair is found, and said in the same words; what else is found stands too.
    @Test(arguments: RuleCase.all)
    func eachRowOfAFindingBringsItUp(broken: RuleCase) throws {
        try Self.university(of: broken).write { db in
            let all = try Self.list(broken.rule, db)
            for row in try Self.records(db).keys {
                let found = try Self.list(broken.rule, touching: [row], db)
                let own = all.filter { $0.isOf(row) }
                #expect(own.allSatisfy(found.contains) && found.allSatisfy(all.contains), "\(row)")
                if Self.ofOwnRows.contains(broken.rule) { #expect(found == own, "\(row)") }
            }
            // A row of another table with the same key is no matter.
            let strangers = all.map { RowName(table: "no such table", key: $0.key) }
            #expect(try Self.list(broken.rule, touching: Array(Set(strangers)), db) == [])
        }
    }

    /// The engine forgets what stands, and takes in what is listed for its rows and those that changed: what a step puts
    /// right must not be listed again.
    @Test(arguments: RuleCase.all)
    func whatIsPutRightGoesByTheChangedRowsAlone(broken: RuleCase) throws {
        for step in broken.steps {
            try Self.university(of: broken).write { db in
                let listed = try Self.list(broken.rule, db)
                let before = try Self.records(db)
                try db.execute(sql: step)
                let changed = try Self.records(db).filter { before[$0.key] != $0.value }.map(\.key)
                let standing = listed.flatMap { finding in
                    [finding.key, finding.other ?? finding.key].map { RowName(table: finding.table, key: $0) }
                }
                let found = try Self.list(broken.rule, touching: Array(Set(changed + standing)), db)
                #expect(found == [], "\(step)")
            }
        }
    }

    @Test(arguments: RuleCase.all)
    func withNoRowChangedNothingIsListed(broken: RuleCase) throws {
        try Self.university(of: broken).write { db in
            let found = try Self.list(broken.rule, touching: [], db)
            #expect(found == [])
        }
    }

    /// Otherwise a small edit would cost by the number of records.
    @Test(arguments: Set(RuleCase.all.map(\.rule)).sorted())
    func aRuleReadsNoTableInFull(rule: String) throws {
        let university = try EngineTables.emptyUniversity()
        try university.write { db in
            try db.execute(sql: EngineTables.whatRulesRead)
            let sql = try #require(
                try String.fetchOne(db, sql: "SELECT sql FROM zhibu_rule WHERE name = ?", arguments: [rule]))
            let plan = try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql).map { $0["detail"] as String }
            // What the rule has put together itself is as small as the change, under its name or another; tables stand under
            // an alias of one letter.
            let put = Set(sql.matches(of: /(\w+)(?:\([^()]*\))?\s+AS\s+(?:MATERIALIZED\s+)?\(/).map(\.1))
            let own = Set(["zhibu_asof"] + put.map(String.init) + sql.matches(of: /(?:FROM|JOIN) (\w+) (\w\w+)\b/).filter { put.contains($0.1) }.map { String($0.2) })
            let scans = plan.filter { $0.hasPrefix("SCAN") }.map { String($0.dropFirst(5)) }
            #expect(!plan.isEmpty && scans.allSatisfy(own.contains), "\(plan)")
        }
    }
}
