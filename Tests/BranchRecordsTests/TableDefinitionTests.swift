import BranchRecords
import GRDB
import Testing

/// Files of table definitions: what they say, and what is said of one that is wrong.
@Suite struct TableDefinitionTests {
    static let tables = BranchSchema.tables
    static let byName = Dictionary(uniqueKeysWithValues: tables.map { ($0.name, $0) })

    @Test func aDefinitionIsReadAsItStands() throws {
        let text = """
            -- M99 试验
            table plan | 方案 | Plans
              What one wants to do,
              in two lines.
            scope college via org_id
            merge keep
            key org_id/year    -- one a year
            title {org_id}，{year}年{kind}
            index year, status where year <> ''
            with step by plan_id
            -- One act.
            unit state: status, done_on
              org_id  | 组织 | Organisation | text > org | once | always, held if scope_id IS NOT 'uni'
              year    | 年度 | Year | integer | once | always, between 1949 2100, default 2012
              kind    | 种类 | Kind | text = plan_kind
              status  | 状态 | Status | text | keep | required, preset open
              done_on | 完成 | Done on | date | keep | private birth  -- as on paper
            """
        let table = try #require(TableText.read("M99", text).first)
        #expect(table.about == "What one wants to do, in two lines." && table.policy == "keep")
        #expect(table.columns.map(\.name) == ["org_id", "year", "kind", "status", "done_on"])
        #expect(table.columns[0].isAlways && table.columns[0].isRequired && table.columns[0].target == "org" && table.columns[0].held == "scope_id IS NOT 'uni'")
        #expect(table.columns[1].fallback == "2012" && table.columns[1].range == 1949...2100 && table.columns[2].codes == "plan_kind" && table.columns[2].policy == nil)
        #expect(!table.columns[3].isAlways && table.columns[3].isRequired && table.columns[3].preset == "open")
        #expect(table.columns[4].privacy == "birth" && table.columns[4].kind == "date" && !table.columns[4].isRequired)
        #expect(table.units.map(\.columns) == [["status", "done_on"]] && table.parts.map(\.link) == ["plan_id"])
        #expect(table.indexes.first?.condition == "year <> ''")
        if case .columns(let names) = table.key { #expect(names == ["org_id", "year"]) } else { Issue.record("\(table.key)") }
    }

    @Test(arguments: [
        ("merge keep", 1), ("table a | 甲", 1), ("table a | 甲 | A\nfoo bar", 2), ("table a | 甲 | A\nscope uni via x", 2),
        ("table a | 甲 | A\n  b | 乙 | B | colour", 2), ("table a | 甲 | A\n  b | 乙 | B", 2), ("table a | 甲 | A\n  b | | B | text", 2),
        ("table a | 甲 | A\n  b | 乙 | B | text | keep | loud", 2), ("table a | 甲 | A\n  b | 乙 | B | text > ", 2),
        ("table a | 甲 | A\n  b | 乙 | B | text | keep | private", 2), ("table a | 甲 | A\n\nunit x", 3), ("table a | 甲 | A\nwith b", 2),
    ])
    func aLineThatIsWrongIsNamed(text: String, line: Int) {
        let fault = #expect(throws: DefinitionFault.self) { try TableText.read("M99", text) }
        #expect(fault?.line == line && fault?.file == "M99")
    }

    @Test(arguments: ["{nothing}", "{a", "", "{a.name}", "{self_id}"])
    func aTitleThatLeadsNowhereIsNamed(title: String) throws {
        let text = "table t | 表 | T\ntitle \(title)\n  a | 甲 | A | text\n  self_id | 自 | Self | text > t"
        let table = try #require(TableText.read("M99", text).first)
        #expect(throws: DefinitionFault.self) { try TableSQL([table]).sql(of: table) }
    }

    @Test(arguments: tables.map(\.name))
    func everythingThatADefinitionNamesIsThere(name: String) throws {
        let table = try #require(Self.byName[name])
        let columns = Set(table.columns.map(\.name) + ["id", "scope_id", "created_at", "archived_at"])
        var named = table.units.flatMap(\.columns) + table.indexes.flatMap(\.columns)
        if case .columns(let key) = table.key { named += key }
        // A person's branch is in the membership that the same line fills.
        let parts = table.parts.compactMap { Self.byName[$0.table] }
        let partColumns = Set(parts.flatMap { $0.columns.map(\.name) })
        for find in table.finds { #expect(columns.union(partColumns).isSuperset(of: find.columns), "find \(find.columns)") }
        if case .college(let via?) = table.scope {
            let column = ([table] + parts).lazy.compactMap { $0.column(via) }.first
            #expect(column?.target != nil, "via \(via) names no record")
        }
        #expect(columns.isSuperset(of: named), "\(Set(named).subtracting(columns))")
        for (part, link) in table.parts { #expect(Self.byName[part]?.column(link)?.target == name) }
        for column in table.columns {
            if let target = column.target { #expect(["org", "subject"].contains(target) || Self.byName[target] != nil, "> \(target)") }
        }
        #expect(!table.about.isEmpty && !table.title.isEmpty)
        // Whoever enters a record twice finds it.
        if case .random = table.key { #expect(!table.finds.isEmpty) }
        #expect(Set(table.columns.map(\.name)).count == table.columns.count)
        #expect(Set(table.columns.map(\.label.zh)).count == table.columns.count, "two columns have one Chinese label")
    }

    /// What the domain's analysis lists: 122 tables, of which eight are the engine's own, and one more for steps.
    @Test func noTableIsMissing() { #expect(Self.tables.count == 115) }

    @Test func presetsAreCodes() throws {
        let university = try EngineTables.emptyUniversity()
        for table in Self.tables {
            for column in table.columns {
                guard let preset = column.preset, let codes = column.codes else { continue }
                let isCode = try university.read {
                    try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM zhibu_code WHERE list = ? AND code = ?)", arguments: [codes, preset])
                }
                #expect(isCode == true, "\(table.name).\(column.name) \(preset)")
            }
        }
    }
}
