import BranchRecords
import Foundation
import GRDB
import Testing

/// Figures that were counted by hand. A wrong one would be printed, signed and sent in.
@Suite struct ReportFigureTests {
    let university: DatabaseQueue
    let moment = ["as_at": "2012-04-11T09:10:00+08:00"]

    /// Two colleges. 人文学院 has four branches: confirmed 先进; confirmed 较好 and given 一般 later;
    /// given 一般, with a second proposal that nobody graded; surveyed only. A fifth is dissolved.
    /// 商学院 has no branch. Of five measures one is closed, one cancelled, one late, one due today.
    init() throws {
        university = try EngineTables.emptyUniversity()
        try university.write { db in
            try db.execute(
                sql: """
                    INSERT INTO college (id, short_name, sort_no) VALUES
                        ('012', '商学院', 2), ('007', '人文学院', 1);
                    INSERT INTO person (id, name) VALUES ('p', '李强');
                    INSERT INTO branch (id, college_id, name, status, archived_at) VALUES
                        ('b1', '007', '一', 'active', NULL), ('b2', '007', '二', 'active', NULL),
                        ('b3', '007', '三', 'active', NULL), ('b4', '007', '四', 'active', NULL),
                        ('b5', '007', '五', 'dissolved', NULL),
                        ('b6', '007', '六', 'active', '2012-01-01T00:00:00+08:00');
                    INSERT INTO survey (id, org_id, status) VALUES
                        ('jczz2012/b1/1', 'b1', 'approved'), ('jczz2012/b2/1', 'b2', 'submitted'),
                        ('jczz2012/b3/1', 'b3', 'draft'), ('jczz2012/b4/1', 'b4', 'submitted'),
                        ('jczz2012/b5/1', 'b5', 'approved');
                    INSERT INTO grade (org_id, level, confirmed_level, self_level, status) VALUES
                        ('b1', '1', '1', '1', 'confirmed'), ('b2', '3', '2', '1', 'confirmed'),
                        ('b3', '3', NULL, '2', 'graded'), ('b3', NULL, NULL, '1', 'draft'),
                        ('b5', '4', '4', '4', 'confirmed');
                    INSERT INTO rect_plan (id, org_id, responsible_id, status) VALUES
                        ('r2', 'b2', 'p', 'running'), ('r3', 'b3', 'p', 'submitted'),
                        ('r7', '007', 'p', 'approved');
                    INSERT INTO rect_measure (plan_id, seq_no, status, due_on) VALUES
                        ('r2', 1, 'closed', '2012-04-01'), ('r2', 2, 'doing', '2012-04-10'),
                        ('r2', 3, 'open', '2012-04-11'), ('r7', 1, 'doing', '2012-06-01'),
                        ('r7', 2, 'cancelled', '2012-04-01');
                    INSERT INTO zhibu_scope_status (scope, open_conflicts, covers_until, pending) VALUES
                        ('college:007', 7, '2012-04-06T17:20:00+08:00', 0);
                    """)
        }
    }

    func run(_ id: String, _ more: [String: String] = [:]) throws -> ReportTable {
        let parameters = moment.merging(more) { $1 }
        return try university.read {
            try ReportCatalog.load(id).run(in: $0, parameters: parameters)
        }
    }

    @Test func progressIsAsCountedByHand() throws {
        let table = try run("R01")
        #expect(
            table.rows == [
                [
                    "1", "人文学院*", "4", "3", "3", "2", "0", "1", "4", "1", "1", "李强", "0/0", "0/0",
                    "50.0%", "7", "2012-04-06 17:20",
                ],
                [
                    "2", "商学院", "0", "0", "0", "0", "0", "0", "0", "0", "0", "", "0/0", "0/0", "—", "",
                    "",
                ],
            ])
        #expect(
            table.total == [
                "", "合计", "4", "3", "3", "2", "0", "1", "4", "1", "1", "", "0/0", "0/0", "50.0%", "7", "",
            ])
        #expect(try run("R01", ["phase": "2"]).rows.map { $0[14] } == ["25.0%", "—"])
        #expect(try run("R01", ["phase": "3"]).rows.map { $0[14] } == ["0.0%", "—"])
    }

    @Test func gradesAreAsCountedByHandAndRoundedHalfUp() throws {
        let table = try run("R03")
        #expect(table.title.zh == "基层党组织分类定级分布表（2012年第一轮，未确认）")
        let humanities = [
            "4", "1 (33.3%)", "1 (33.3%)", "1 (33.3%)", "0 (0.0%)", "1", "2",
        ]
        #expect(
            table.rows == [
                ["人文学院*"] + humanities,
                ["商学院", "0", "0 (—)", "0 (—)", "0 (—)", "0 (—)", "0", "0"],
            ])
        #expect(table.total == ["合计"] + humanities)
        let given = try run("R03", ["basis": "level"])
        #expect(given.rows[0][2...5] == ["1 (33.3%)", "0 (0.0%)", "2 (66.7%)", "0 (0.0%)"])
    }

    /// 1 of 16 is 6.25 percent: half up makes it 6.3, as half to even would not.
    @Test func halfATenthOfAPercentGoesUp() throws {
        try university.write { db in
            for number in 1...16 {
                try db.execute(
                    sql: """
                        INSERT INTO branch (id, college_id, status) VALUES (:id, '012', 'active');
                        INSERT INTO grade (org_id, level, status) VALUES (:id, :level, 'graded');
                        """,
                    arguments: ["id": "c\(number)", "level": number == 1 ? "4" : "2"])
            }
        }
        #expect(try run("R03").rows[1][5] == "1 (6.3%)")
        #expect(try run("R03").rows[1][3] == "15 (93.8%)")
    }

    @Test func theFileHasTheSameFiguresInBothEncodings() throws {
        let table = try run("R03")
        let text = String(decoding: try table.csv().dropFirst(3), as: UTF8.self)
        let lines = text.split(separator: "\r\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        #expect(Array(lines[1...3]) == table.rows + [try #require(table.total)])
        let other = try table.csv(gb18030: true)
        #expect(other.count < text.utf8.count && !other.starts(with: [0xef]))
    }

    @Test func aReportOfOnesOwnIsAFileInAFolder() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "zhibu-reports-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let head = "-- title: 支部名单\n-- title-en: Branches\n-- column: 支部 | Branch | left\n"
        try Data("-- id: M1\n\(head)SELECT 0, name FROM branch ORDER BY id LIMIT 2".utf8)
            .write(to: folder.appending(path: "a.sql"))
        try Data("-- id: M3\n\(head)SELECT 0, name FROM branch ORDER BY id LIMIT 1\n-- foot\nSELECT NULL AS zh\n".utf8)
            .write(to: folder.appending(path: "c.sql"))
        try Data("-- id: M2\n\(head)DELETE FROM branch RETURNING 0, name".utf8)
            .write(to: folder.appending(path: "b.sql"))

        // Whatever somebody wrote there stops nobody; one of a known number stands in its place.
        try Data([0xff, 0xfe, 0x00]).write(to: folder.appending(path: "d.sql"))
        try Data("nothing".utf8).write(to: folder.appending(path: "e.sql"))
        try Data("-- id: M4\n-- period: SELECT 7\n\(head)SELECT NULL, x'ff00'\n-- foot\nSELECT 7 AS zh, x'ff' AS en\n".utf8).write(to: folder.appending(path: "f.sql"))
        try Data("-- id: R02\n\(head)SELECT 0, '自己的'".utf8).write(to: folder.appending(path: "g.sql"))

        let found = try ReportCatalog.list(folder: folder.path)
        #expect(found.reports.map(\.id).suffix(5) == ["R40", "M1", "M2", "M3", "M4"])
        #expect(found.faults == [.unfit(file: "d.sql", why: "UTF-8"), .unfit(file: "e.sql", why: #"badHead("id")"#)])
        func load(_ id: String) throws -> Report { try ReportCatalog.find(id, in: found.reports) }
        let table = try university.read { try load("m1").run(in: $0) }
        let odd = try university.read { try load("M4").run(in: $0) }
        #expect(odd.title.zh == "支部名单（7）" && odd.footer.first == Wording(zh: "7", en: "") && odd.rows == [[""]])
        #expect(try university.read { try load("R02").run(in: $0) }.rows == [["自己的"]])
        #expect(table.rows == [["一"], ["二"]])
        // A foot that says nothing.
        let blank = try university.read { try load("M3").run(in: $0) }
        #expect(blank.rows == [["一"]] && blank.footer.first?.zh == "")
        #expect(throws: ReportError.writesRecords(report: "M2")) {
            try university.write {
                try load("M2").run(in: $0)
            }
        }
    }
}
