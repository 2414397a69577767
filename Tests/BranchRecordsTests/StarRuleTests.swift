import BranchRecords
import GRDB
import Testing

/// The rules of the first slice. They run here as the engine runs them: each looks at the rows that changed, at what
/// those belonged to, and at what stands.
@Suite struct StarRuleTests {
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

    private static func university(of broken: StarRuleCase?) throws -> DatabaseQueue {
        let university = try EngineTables.emptyUniversity()
        try university.write { db in
            try db.execute(sql: EngineTables.whatRulesRead)
            try db.execute(sql: StarRuleCase.start + StarRuleCase.calm)
            if let broken { try db.execute(sql: broken.plant) }
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

    private static func list(_ rule: String, _ db: Database) throws -> [Finding] {
        try list(rule, touching: Array(records(db).keys), db)
    }

    @Test func theyAreEighteenAndListWhatTheEngineReads() throws {
        let university = try EngineTables.emptyUniversity()
        try university.write { db in
            try db.execute(sql: EngineTables.whatRulesRead)
            let rules = try Row.fetchAll(db, sql: "SELECT name, severity, title, sql FROM zhibu_rule")
            let names: [String] = rules.map { $0["name"] }
            let numbers = Array(1...16) + [30, 31]
            #expect(names == numbers.map { "SC-" + ($0 < 10 ? "0" : "") + String($0) })
            for rule in rules {
                let name: String = rule["name"]
                let severity: String = rule["severity"]
                let title: String = rule["title"]
                let sql: String = rule["sql"]
                #expect(["high", "mid"].contains(severity) && !title.isEmpty, "\(name)")
                #expect(sql.contains("zhibu_touched"), "\(name)")
                let statement = try db.makeStatement(sql: sql)
                #expect(statement.isReadonly, "\(name)")
                #expect(statement.columnNames == ["tbl", "key", "other_key", "detail"], "\(name)")
            }
        }
    }

    @Test func eachRuleHasACase() {
        #expect(Set(StarRuleCase.all.map(\.rule)).count == 18)
    }

    @Test func inACalmUniversityNothingIsListed() throws {
        try Self.university(of: nil).write { db in
            for rule in Set(StarRuleCase.all.map(\.rule)) {
                let found = try Self.list(rule, db)
                #expect(found == [], "\(rule)")
            }
        }
    }

    @Test(arguments: StarRuleCase.all)
    func whatBreaksARuleIsListedAndNothingElse(broken: StarRuleCase) throws {
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

    @Test(arguments: StarRuleCase.all)
    func oneStepAwayNothingIsListed(broken: StarRuleCase) throws {
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
    @Test(arguments: StarRuleCase.all)
    func eachRowOfAFindingBringsItUp(broken: StarRuleCase) throws {
        try Self.university(of: broken).write { db in
            let all = try Self.list(broken.rule, db)
            for row in try Self.records(db).keys {
                let found = try Self.list(broken.rule, touching: [row], db)
                let own = all.filter { $0.isOf(row) }
                #expect(own.allSatisfy(found.contains) && found.allSatisfy(all.contains), "\(row)")
                if Self.ofOwnRows.contains(broken.rule) { #expect(found == own, "\(row)") }
            }
            // A row of another table with the same key is no matter.
            let strangers = all.map { RowName(table: "venue", key: $0.key) }
            #expect(try Self.list(broken.rule, touching: Array(Set(strangers)), db) == [])
        }
    }

    /// The engine forgets what stands, and takes in what is listed for its rows and those that changed: what a step puts
    /// right must not be listed again.
    @Test(arguments: StarRuleCase.all)
    func whatIsPutRightGoesByTheChangedRowsAlone(broken: StarRuleCase) throws {
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

    @Test(arguments: StarRuleCase.all)
    func withNoRowChangedNothingIsListed(broken: StarRuleCase) throws {
        try Self.university(of: broken).write { db in
            let found = try Self.list(broken.rule, touching: [], db)
            #expect(found == [])
        }
    }

    /// Otherwise a small edit would cost by the number of records.
    @Test(arguments: Set(StarRuleCase.all.map(\.rule)).sorted())
    func aRuleReadsNoTableInFull(rule: String) throws {
        let university = try EngineTables.emptyUniversity()
        try university.write { db in
            try db.execute(sql: EngineTables.whatRulesRead)
            let sql = try #require(
                try String.fetchOne(db, sql: "SELECT sql FROM zhibu_rule WHERE name = ?", arguments: [rule]))
            let plan = try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql).map { $0["detail"] as String }
            // What the rule has put together itself is as small as the change. Tables stand under an alias of one letter.
            let own = ["near", "same", "gone", "balance", "written", "first", "entry", "concerned", "counted",
                "raised", "report", "late"]
            let scans = plan.filter { $0.hasPrefix("SCAN") }.map { String($0.dropFirst(5)) }
            #expect(!plan.isEmpty && scans.allSatisfy(own.contains), "\(plan)")
        }
    }
}
