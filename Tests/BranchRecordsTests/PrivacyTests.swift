import BranchRecords
import GRDB
import Testing

/// Who sees what is private, as `Schema/S04_privacy.sql` says.
@Suite struct PrivacyTests {
    private func privacy(_ roles: Set<String>?) throws -> Privacy {
        try EngineTables.emptyUniversity().read { try Privacy(roles: roles, in: $0) }
    }

    @Test func everyClassOfAColumnIsKnownAndEveryKnownOneIsUsed() throws {
        let known = try EngineTables.emptyUniversity().read { try String.fetchSet($0, sql: "SELECT class FROM v_sight") }
        #expect(Set(BranchSchema.tables.flatMap(\.columns).compactMap(\.privacy)) == known && known.count == 11)
        let roles = try EngineTables.emptyUniversity().read { try String.fetchSet($0, sql: "SELECT role FROM v_sight EXCEPT SELECT name FROM zhibu_role") }
        #expect(roles.isEmpty)
    }

    /// By the domain's conventions, §8 and §9.
    @Test(arguments: [
        ("br_sec", "identity_no", Sight.masked, false), ("col_org", "identity_no", .asked, false), ("col_sec", "identity_no", .asked, true),
        ("uni_org", "identity_no", .asked, true), ("auditor", "identity_no", .masked, false), ("member", "mobile", .masked, false),
        ("br_sec", "mobile", .asked, false), ("br_sec", "home_address", .masked, false), ("col_org", "home_address", .asked, false),
        ("col_org", "health_note", .masked, false), ("col_sec", "health_note", .asked, true), ("uni_leader", "family_note", .masked, false),
        ("br_sec", "dues_base_fen", .plain, false), ("uni_org", "dues_base_fen", .plain, true), ("auditor", "dues_base_fen", .masked, false),
    ])
    func aRoleSeesWhatItMay(role: String, column: String, sight: Sight, mayExport: Bool) throws {
        let privacy = try privacy([role])
        #expect(privacy.sight(of: "person_private", column) == sight && privacy.mayExport("person_private", column) == mayExport)
    }

    @Test func ofSeveralRolesTheOneThatSeesMostCountsAndWithoutAnyAllDo() throws {
        #expect(try privacy(["member", "uni_leader"]).sight(of: "petition", "matter") == .plain)
        #expect(try privacy(["br_sec", "col_sec"]).sight(of: "talk_record", "content") == .asked)
        #expect(try !privacy(["uni_org"]).mayExport("talk_record", "content"), "what was said in talks leaves in no file")
        #expect(try privacy(nil).sight(of: "person_private", "identity_no") == .asked)
        #expect(try privacy([]).sight(of: "person_private", "identity_no") == .masked)
        let all = try privacy([])
        #expect(all.sight(of: "person", "name") == nil && all.mayExport("person", "name"))
    }

    @Test(arguments: [("br_sec", false), ("col_org", false), ("col_sec", true)])
    func aFileHasWholeWhatTheRolesMayHaveLeave(role: String, isWhole: Bool) throws {
        let university = try EngineTables.emptyUniversity()
        try university.write { db in
            try db.execute(
                sql: """
                    INSERT INTO zhibu_device VALUES ('d', '\(role)'), ('other', 'uni_org');
                    INSERT INTO zhibu_meta VALUES ('device', 'd');
                    INSERT INTO person (id, scope_id, name) VALUES ('p', 'college:007', '李强');
                    INSERT INTO person_private (id, scope_id, person_id, identity_no, health_note) VALUES ('p', 'college:007', 'p', '000101199003071238', '好');
                    """)
        }
        for asked in [true, false] {
            let made = try university.read { try RecordExport.table("党员", isWhole: asked, in: $0) }
            let place = try #require(made.table.columns.firstIndex { $0.heading.zh == "证件号码" })
            #expect(made.table.rows[0][place] == (asked && isWhole ? "000101199003071238" : "000101********1238"))
            #expect(made.whole.contains("证件号码") == (asked && isWhole) && made.masked.contains("证件号码") != (asked && isWhole))
        }
    }

    /// What a card's query reads of private columns it may compare, count or find missing, and tells nobody.
    private static let judged: [String: Set<String>] = [
        // The same of two people; a part of a number that is wrong; too young.
        "SC-02": ["person.birth_date", "person_private.identity_no"], "V-02": ["person.birth_date", "person_private.identity_no"],
        "V-07": ["person.birth_date"],
        // Records after it; how many.
        "SC-23": ["person.deceased_on", "care_action.person_id"],
        // Missing, or not above zero; in sums of a branch.
        "SC-48": ["petition.reply"], "V-04": ["dues_record.amount_fen"], "SC-46": ["dues_record.amount_fen"],
        "V-00": ["discipline_record.person_id", "discipline_record.kind", "discipline_record.decided_on", "petition.matter"],
        // Read along with the row.
        "SC-15": ["attendance.leave_reason"],
    ]

    @Test func aCardsQueryReadsNoOtherPrivateColumn() throws {
        let hidden = BranchSchema.tables.flatMap { table in table.columns.filter { $0.privacy != nil }.map { (table.name, $0.name) } }
        try EngineTables.emptyUniversity().read { db in
            for rule in RuleCatalog.all {
                guard let values = rule.values else { continue }
                let region = try db.makeStatement(sql: values).databaseRegion
                let read = hidden.filter { table, column in
                    // What a change of that column alone would matter to.
                    region.isModified(byEventsOfKind: .update(tableName: table, columnNames: [column]))
                }.map { "\($0.0).\($0.1)" }
                #expect(Set(read) == Self.judged[rule.name] ?? [], "\(rule.name)")
            }
        }
    }

    /// A card is read by whoever sees the list of conflicts: it says that an identity number is wrong, never the number.
    @Test(arguments: RuleCase.all)
    func noCardShowsWhatIsPrivate(broken: RuleCase) throws {
        let rule = try #require(RuleCatalog.all.first { $0.name == broken.rule })
        try RuleTests.university(of: broken).write { db in
            let findings = try RuleTests.list(broken.rule, db)
            for table in BranchSchema.tables {
                for column in table.columns where column.privacy != nil && column.target == nil {
                    try db.execute(sql: "UPDATE \(table.name) SET \(column.name) = '私' || \(column.name)")
                }
            }
            // A card that read one would be seen.
            let marked = try Row.fetchAll(db, sql: "SELECT identity_no FROM person_private WHERE identity_no IS NOT NULL").flatMap(\.databaseValues)
            #expect(marked.allSatisfy { $0.description.contains("私") } && (broken.rule != "V-02" || !marked.isEmpty))
            for finding in findings {
                guard let values = rule.values else { continue }
                let shown = try RuleTests.words(values, of: finding, db).flatMap(\.databaseValues).filter { $0.description.contains("私") }
                #expect(shown.isEmpty)
            }
        }
    }
}
