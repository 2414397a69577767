import BranchRecords
import GRDB
import Testing

/// The rules that are made of the definitions: what must be filled in once a record is more than a draft, and numbers out of
/// range.
@Suite struct DefinedRuleTests {
    static let names = ["V-00", "V-11"]

    private func list(_ name: String, _ records: String) throws -> (findings: [String], cards: [String]) {
        let rule = try #require(RuleCatalog.all.first { $0.name == name })
        let university = try EngineTables.emptyUniversity()
        return try university.write { db in
            try db.execute(sql: EngineTables.whatRulesRead + records)
            for table in BranchSchema.tables { try db.execute(sql: "INSERT INTO zhibu_touched SELECT '\(table.name)', id FROM \(table.name)") }
            let rows = try Row.fetchAll(db, sql: rule.query)
            let cards = try rows.map { row in
                let card = try #require(try Row.fetchOne(db, sql: rule.values ?? "", arguments: ["key": row["key"] as String]))
                return "\(card["kind"] as String)“\(card["record"] as String)”：\(card["what"] as String) / \(card["what_en"] as String)"
            }
            return (rows.map { "\($0["tbl"] as String) \($0["key"] as String) \($0["detail"] as String)" }, cards)
        }
    }

    private let branch = "INSERT INTO branch (id, scope_id, college_id, name, status, kind, code) VALUES ('b', 'college:007', '007', '历史支部', 'active', 'undergrad', '007001');"

    @Test func whatIsNoDraftAndLacksSomethingIsListedWithItsLabels() throws {
        let found = try list(
            "V-00", branch + """
                INSERT INTO opinion (id, scope_id, org_kind, org_id, campaign_id, source_kind, raised_on, content, status)
                    VALUES ('o', 'college:007', 'branch', 'b', 'jczz2012', 'mass', '2012-05-03', '', 'doing');
                """)
        #expect(found.findings == ["opinion o content"], "\(found.findings)")
        #expect(found.cards.first?.contains("意见内容 / ") == true && found.cards.first?.contains("历史支部") == true, "\(found.cards)")
    }

    /// A draft, what was given up, what is archived, and what lacks nothing.
    @Test(arguments: [
        "'', 'open', NULL", "'组织生活太少', 'doing', NULL", "'', 'doing', '2012-06-01T00:00:00+08:00'",
    ])
    func othersAreNot(values: String) throws {
        let found = try list(
            "V-00", branch + """
                INSERT INTO opinion (id, scope_id, org_kind, org_id, campaign_id, source_kind, raised_on, content, status, archived_at)
                    VALUES ('o', 'college:007', 'branch', 'b', 'jczz2012', 'mass', '2012-05-03', \(values));
                """)
        #expect(found.findings.isEmpty, "\(found.findings)")
    }

    @Test(arguments: [(0, true), (100, true), (101, false), (-1, false), (nil, true)])
    func aNumberOutOfItsRangeIsListed(score: Int?, isFit: Bool) throws {
        let found = try list(
            "V-11", branch + """
                INSERT INTO assessment (id, scope_id, org_kind, org_id, year, total_score) VALUES ('b/2012', 'college:007', 'branch', 'b', 2012, \(score.map(String.init) ?? "NULL"));
                """)
        #expect(found.findings == (isFit ? [] : ["assessment b/2012 total_score"]), "\(found.findings)")
        #expect(isFit || found.cards.first?.contains("总分 \(score ?? 0) (0–100) / Total score") == true)
    }
}
