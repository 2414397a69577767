import BranchRecords
import Foundation
import Membership

/// The story of `zhibu demo`, a step after the other, each by programs of its own.
struct DemoStory {
    struct Office {
        var file: String
        var name: String
        var person: String
        var college: String
    }

    /// What a step found that it should not have.
    struct Broken: Error, CustomStringConvertible {
        var description: String
    }

    let folder: URL
    let colleges: Int
    let language: Language
    let isKept: Bool
    private let run: DemoProcess
    private var step = 0
    private var offices: [Office] = []

    static let branch = "汉语言文学09级学生第一党支部"
    static let member = "阿依古丽·买买提"

    init(folder: URL, colleges: Int, language: Language, isKept: Bool) {
        self.folder = folder
        self.colleges = colleges
        self.language = language
        self.isKept = isKept
        run = DemoProcess(language: language)
    }

    private func path(_ name: String) -> String { folder.appending(path: name).path }
    private var server: String { path("校党委.db") }

    private mutating func say(_ zh: String, _ en: String) {
        step += 1
        Output.result("\(step < 10 ? " " : "")\(step)  \(language == .zh ? zh : en)")
    }

    private func indented(_ text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            Output.result(line.isEmpty ? "" : "      \(line)")
        }
    }

    mutating func tell() throws {
        let begin = ContinuousClock.now
        try found()
        try importFiles()
        try editOffline()
        try carryByStick()
        try meet()
        try settle()
        try compare()
        try report()
        try end(after: ContinuousClock.now - begin)
    }

    // MARK: 1–2

    private mutating func found() throws {
        try run.zhibu(["init", "--found", "--db", server, "--name", "校党委服务器"])
        try run.zhibu(["whoami", "赵敏", "--db", server])
        try run.zhibu(["sql", "--db", server, SampleData.collegesSQL(colleges: colleges)])
        let codes = collegeCodes()
        offices = [
            Office(file: path("007-台式机.db"), name: "007 台式机", person: "王芳", college: "007"),
            Office(file: path("007-笔记本.db"), name: "007 笔记本", person: "李强", college: "007"),
        ]
        let people = ["012": "陈建国", "015": "周丽"]
        for code in codes where code != "007" {
            offices.append(
                Office(
                    file: path("\(code).db"), name: "\(code) 电脑", person: people[code] ?? "干事",
                    college: code))
        }
        // Values are listed by author: so that a second run tells the same story.
        try DeviceKeys.createInOrder(for: offices.map(\.file))
        let listener = try DemoServer(server)
        defer { listener.stop() }
        for office in offices {
            let invite = try run.zhibu([
                "invite", "--db", server, "--scope", "college:\(office.college)", "--role", "col_org",
                "--role", "col_sec", "--role", "br_sec", "--at",
                listener.address,
            ]).text.trimmingCharacters(in: .whitespacesAndNewlines)
            try run.zhibu(["join", invite, "--db", office.file, "--name", office.name])
            try run.zhibu(["whoami", office.person, "--db", office.file])
        }
        say(
            "建立校党委资料；登记 \(offices.count) 台学院电脑：007 两台，其余学院各一台",
            "founded the committee; enrolled \(offices.count) computers, two of them in college 007")
    }

    private func collegeCodes() -> [String] {
        var codes: [String] = []
        for file in SampleData.files(colleges: colleges) where !codes.contains(file.college) {
            codes.append(file.college)
        }
        return codes
    }

    private mutating func importFiles() throws {
        let files = SampleData.files(colleges: colleges, isConfirmed: false)
        var bad: [String] = []
        for file in files {
            guard let office = offices.first(where: { $0.college == file.college }) else { continue }
            let place = path(file.name)
            try Data(file.bytes).write(to: URL(filePath: place))
            let output = try run.zhibu(
                ["import", file.table, place, "--good-only", "--db", office.file], codes: [0, 1, 3])
            let lines = (output.text + output.remarks).split(separator: "\n")
            // Bad lines are listed by number, in the table that the import prints.
            bad += lines.filter { $0.hasPrefix("  ") && $0.dropFirst(2).first?.isNumber == true }
                .map { "\(file.name): \($0.trimmingCharacters(in: .whitespaces))" }
        }
        let gb = files.filter { $0.encodingName == "GB18030" }.count
        say(
            "导入 \(files.count) 个表格文件（\(gb) 个为 GB18030）；有误的行不写入，已列出：",
            "imported \(files.count) files (\(gb) in GB18030); bad lines were left out:")
        for line in bad { indented(line) }
        try syncAll()
        // What the committee has confirmed it writes itself.
        try run.zhibu([
            "sql", "--db", server,
            """
            UPDATE grade SET confirmed_level = level, confirmed_on = '2012-04-18', confirmed_doc_no = '校党组〔2012〕10号', status = 'confirmed'
            WHERE org_id IN (SELECT id FROM branch WHERE substr(code, -3) > '003')
            """,
        ])
        try syncAll()
    }

    private func syncAll(except skipped: String = "") throws {
        let listener = try DemoServer(server)
        defer { listener.stop() }
        for _ in 0..<2 {
            for office in offices where office.college != skipped {
                try run.zhibu(["sync", "--db", office.file, "--peer", listener.address])
            }
        }
    }

    // MARK: 3–5

    private mutating func editOffline() throws {
        let grade = "org_id = (SELECT id FROM branch WHERE name = '\(Self.branch)')"
        let plan =
            "plan_id = (SELECT id FROM rect_plan WHERE \(grade)) AND seq_no = 2"
        let member = "person_id = (SELECT id FROM person WHERE name = '\(Self.member)')"
        try run.sqlite3(
            offices[0].file,
            """
            UPDATE grade SET level = '1', graded_by = '王芳', graded_on = '2012-04-06' WHERE \(grade);
            DELETE FROM person_private WHERE \(member);
            UPDATE rect_measure SET status = 'closed', closed_on = '2012-05-20', closed_by = '王芳'
            WHERE \(plan);
            """)
        try run.zhibu([
            "sql", "--db", offices[1].file,
            """
            UPDATE grade SET level = '2', graded_by = '李强', graded_on = '2012-04-05' WHERE \(grade);
            UPDATE person_private SET mobile = '10012348076' WHERE \(member);
            UPDATE rect_measure SET due_on = '2012-06-30' WHERE \(plan);
            """,
        ])
        let accounting = "name = '会计08级学生党支部'"
        if let office = offices.first(where: { $0.college == "012" }) {
            try run.sqlite3(
                office.file, "UPDATE branch SET short_name = '会计08支部' WHERE \(accounting)")
        }
        try run.zhibu([
            "sql", "--db", server, "UPDATE branch SET sort_no = 40 WHERE \(accounting)",
        ])
        for office in offices {
            try run.sqlite3(
                office.file,
                """
                INSERT INTO meeting(scope_id, org_kind, org_id, kind, title, held_on, status)
                SELECT 'college:\(office.college)', 'branch', id, 'theme_day',
                '义务劳动（\(office.name)）', '2012-04-14', 'held'
                FROM branch WHERE college_id = '\(office.college)' ORDER BY code LIMIT 1
                """)
        }
        say(
            "全部断网，用 sqlite3 和 zhibu sql 各改各的，互相看不到：",
            "everybody offline; edits by sqlite3 and zhibu sql, not seeing each other:")
        indented(
            language == .zh
                ? """
                \(Self.branch)的等次：王芳定为先进，李强定为较好
                \(Self.member)：王芳归档（删除敏感信息），李强改了手机号
                整改措施 2：王芳销号，李强延期
                会计08级学生党支部：012 改简称，服务器改排序号（不是同一项，不算冲突）
                每台电脑各登记一次活动
                """
                : """
                grade of \(Self.branch): 先进 by 王芳, 较好 by 李强
                \(Self.member): archived by 王芳, given a new phone number by 李强
                measure 2: closed by 王芳, extended by 李强
                会计08级学生党支部: short name in 012, order on the server (no conflict)
                an activity added on every computer
                """)
    }

    private mutating func carryByStick() throws {
        guard let office = offices.first(where: { $0.college == "015" }) else { return }
        let stick = path("U盘-015.zb")
        try run.zhibu(["bundle", "export", stick, "--for", "校党委服务器", "--db", office.file])
        let taken = try run.zhibu(["bundle", "import", stick, "--db", server])
        say(
            "015 没有网络：导出只有服务器能打开的数据包到U盘，服务器导入：\(taken.text.trimmed)",
            "015 has no network and sends a bundle that only the server can open: \(taken.text.trimmed)")
    }

    private mutating func meet() throws {
        try syncAll(except: "015")
        say("其余电脑同步。007 台式机上待裁定的冲突：", "the others sync. To decide on 007's desktop:")
        indented(try run.zhibu(["conflicts", "list", "--db", offices[0].file]).text)
        let grade = try conflict(table: "grade", in: offices[0].file)
        say("看其中一个：", "one of them, side by side:")
        indented(try run.zhibu(["conflicts", "show", grade.id, "--db", offices[0].file]).text)
    }

    private struct Listed: Decodable {
        struct Candidate: Decodable {
            var n: Int
            var person: String
        }

        var id: String
        var candidates: [Candidate]
        var table: String
        var status: String
    }

    private func conflict(table: String, in file: String) throws -> Listed {
        let output = try run.zhibu(["conflicts", "list", "--json", "--db", file])
        let all = try JSONDecoder().decode([Listed].self, from: Data(output.text.utf8))
        guard let found = all.first(where: { $0.table == table && $0.status == "open" && !$0.candidates.isEmpty }) else {
            throw Broken(description: "no open conflict of \(table)")
        }
        return found
    }

    // MARK: 6–8

    /// Candidates are numbered by author, and authors are random: the story goes by the person.
    private func number(of person: String, in conflict: Listed) throws -> String {
        guard let candidate = conflict.candidates.first(where: { $0.person == person }) else {
            throw Broken(description: "no candidate of \(person)")
        }
        return "\(candidate.n)"
    }

    private mutating func settle() throws {
        let (desktop, laptop) = (offices[0].file, offices[1].file)
        let grade = try conflict(table: "grade", in: laptop)
        try run.zhibu([
            "conflicts", "resolve", grade.id, "--take", try number(of: "李强", in: grade), "--reason",
            "与上报材料一致", "--db", laptop,
        ])
        let measure = try conflict(table: "rect_measure", in: desktop)
        try run.zhibu([
            "conflicts", "resolve", measure.id, "--take", try number(of: "李强", in: measure),
            "--reason", "佐证不全，先不销号", "--db", desktop,
        ])
        // A grade is for two people.
        try syncAll(except: "015")
        try syncAll(except: "015")
        try run.zhibu([
            "conflicts", "resolve", grade.id, "--take", try number(of: "李强", in: grade), "--reason", "同意", "--db", desktop,
        ])
        say(
            "裁定两个：李强在笔记本上选定等次，王芳在台式机上签字；王芳在台式机上定整改措施",
            "two are settled: the grade by 李强 on the laptop and 王芳 on the desktop, who signs; the measure by 王芳")
    }

    private struct Status: Decodable {
        struct Scope: Decodable {
            var name: String
            var digest: String
        }
        var scopes: [Scope]
    }

    private mutating func compare() throws {
        try syncAll()
        var digests: [String: Set<String>] = [:]
        for file in [server] + offices.map(\.file) {
            let output = try run.zhibu(["status", "--json", "--db", file])
            let status = try JSONDecoder().decode(Status.self, from: Data(output.text.utf8))
            for scope in status.scopes { digests[scope.name, default: []].insert(scope.digest) }
        }
        let unequal = digests.filter { $0.value.count > 1 }.keys.sorted()
        guard unequal.isEmpty else { throw Broken(description: "digests differ: \(unequal)") }
        for file in [server] + offices.map(\.file) {
            try run.zhibu(["verify", "--deep", "--db", file], codes: [0])
        }
        say(
            "再次同步。\(digests.count) 个范围的校验码逐台比过，全部一致；各台从更改记录重算，逐行相同",
            "synced again: the digests of \(digests.count) scopes are equal on every computer, and each one recomputed from its log is the same")
    }

    private mutating func report() throws {
        say("校党委的报表 R01、R03：", "the committee's reports R01 and R03:")
        for id in ["R01", "R03"] {
            indented(try run.zhibu(["report", id, "--db", server]).text)
        }
    }

    private mutating func end(after duration: Duration) throws {
        var bytes = 0
        for file in [server] + offices.map(\.file) {
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            bytes += (attributes[.size] as? NSNumber)?.intValue ?? 0
        }
        let seconds = Double(duration.components.seconds)
            + Double(duration.components.attoseconds) / 1e18
        let time = String(format: "%.1f", seconds)
        let size = String(format: "%.1f", Double(bytes) / 1e6)
        say(
            "完成：主要过程 \(time) 秒，\(offices.count + 1) 个资料文件共 \(size) MB，没有丢失",
            "done: \(time) s, \(offices.count + 1) replicas of \(size) MB in all, nothing lost")
        if isKept {
            Output.result(
                (language == .zh ? "下一步（留了一个冲突给您试）：" : "Next (one conflict is left for you): ")
                    + "zhibu --db \(offices[0].file) conflicts list")
        } else {
            Output.result(
                (language == .zh ? "下一步：" : "Next: ") + "zhibu demo --keep DIR")
        }
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
