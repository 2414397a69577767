public import GRDB

/// An invented university at the beginning of a year: its colleges, and in each its branches, members, terms and posts. The
/// same rows for the same numbers, on every machine.
///
/// The sizes are those of the domain's analysis; a branch has 3 to 45 members, most of them about 17.
public struct SamplePopulation: Sendable {
    public enum Size: String, Sendable, CaseIterable {
        /// One small college.
        case XS
        /// Three small colleges, in which everything happens that happens in larger ones.
        case T
        /// One college.
        case S
        /// A university.
        case M
        /// The universities of a province.
        case L

        var colleges: Int { [.XS: 1, .T: 3, .S: 1, .M: 25, .L: 500][self] ?? 1 }
        var branches: Int { [.XS: 4, .T: 4, .S: 20, .M: 20, .L: 20][self] ?? 1 }
    }

    public struct College: Sendable {
        /// Three digits.
        public let code: String
        public let name: String
        let index: Int
        let majors: [String]

        public var scope: String { "college:\(code)" }
    }

    public let size: Size
    public let seed: UInt64

    public init(size: Size, seed: UInt64 = 20_120_406) { (self.size, self.seed) = (size, seed) }

    public var colleges: [College] {
        (0..<size.colleges).map { index in
            let words = SampleWords.college(index)
            return College(code: words.id, name: words.name, index: index, majors: words.majors)
        }
    }

    /// What the organisation department enters: the colleges, and the leaders of the university (`leader-1` to `leader-6`).
    public func writeUniversity(to db: Database, createdAt: String, createdBy: String) throws {
        let insert = Insert(db: db, stamp: (createdAt, createdBy))
        for (place, college) in colleges.enumerated() {
            try insert(
                "college",
                [
                    ("id", college.code), ("name", "中共某大学\(college.name)总支部委员会"), ("short_name", college.name), ("kind", "zongzhi"),
                    ("status", "active"), ("sort_no", place + 1),
                ], in: nil)
        }
        var random = SampleRandom(seed: seed, stream: "leader")
        for number in 1...6 {
            let name = SamplePerson.makeName(mayBeRare: false, random: &random).name
            try insert(
                "person", [("id", "leader-\(number)"), ("name", name), ("gender", "M"), ("person_kind", "staff"), ("admin_post", "校领导")], in: "uni")
        }
    }

    /// What a college's office enters of itself.
    public func write(_ college: College, to db: Database, createdAt: String, createdBy: String) throws {
        let insert = Insert(db: db, stamp: (createdAt, createdBy))
        var random = SampleRandom(seed: seed, stream: "population/\(college.code)")
        var serial = 0
        for place in 0..<size.branches {
            let branch = "\(college.code)-\(padded(place + 1, 3))"
            let kind = Self.kinds[place % Self.kinds.count]
            let members = size.branches > 4 ? Self.members[random.below(Self.members.count)] : 3 + random.below(6)
            let major = college.majors[place % college.majors.count]
            let year = 2008 + place % 4
            let name = Self.name(kind: kind, major: major, year: year, number: place / Self.kinds.count)
            try insert(
                "branch",
                [
                    ("id", branch), ("college_id", college.code), ("code", college.code + padded(place + 1, 3)), ("name", name), ("kind", kind),
                    ("established_on", "\(2004 + place % 6)-09"), ("status", "active"), ("has_committee", members >= 7 ? 1 : 0), ("sort_no", place + 1),
                ], in: college.scope)
            try insert(
                "term",
                [
                    ("id", "\(branch)/t"), ("org_kind", "branch"), ("org_id", branch), ("seq_no", 3), ("start_on", "2010-11-10"),
                    ("due_on", place % 5 == 4 ? "2012-11-10" : "2013-11-10"), ("status", "active"),
                ], in: college.scope)
            for number in 0..<members {
                serial += 1
                let person = try write(number, serial, of: (branch, kind, year), college, insert, &random)
                guard number < 3 else { continue }
                try insert(
                    "post",
                    [
                        ("id", "\(branch)/post-\(number + 1)"), ("org_kind", "branch"), ("org_id", branch), ("term_id", "\(branch)/t"), ("person_id", person),
                        ("post_kind", ["secretary", "deputy", "org"][number]), ("appoint_mode", "elect"), ("start_on", "2010-11-10"),
                    ], in: college.scope)
            }
        }
        try insert(
            "post",
            [
                ("id", "\(college.code)/post"), ("org_kind", "college"), ("org_id", college.code), ("person_id", "\(college.code)-p1"), ("post_kind", "secretary"),
                ("appoint_mode", "appoint"), ("start_on", "2009-06-01"),
            ], in: college.scope)
    }

    private func write(
        _ number: Int, _ serial: Int, of branch: (id: String, kind: String, year: Int), _ college: College, _ insert: Insert,
        _ random: inout SampleRandom
    ) throws -> String {
        let id = "\(college.code)-p\(serial)"
        let isStudent = ["undergrad", "postgrad"].contains(branch.kind) && number > 0
        let isWoman = random.chance(50)
        let birth = (isStudent ? branch.year - 19 : branch.kind == "retired" ? 1930 + random.below(20) : 1955 + random.below(28)) + random.below(2)
        let day = "\(birth)-\(padded(1 + random.below(12), 2))-\(padded(1 + random.below(28), 2))"
        // Nobody is a full member in 2012 who joined a year ago or less; some joined young.
        let joined = min(2011, (isStudent ? branch.year + 1 : birth + 24) + random.below(2)) - (number < 3 ? 2 : 0)
        let isFull = joined < 2011 && (number < 3 || random.chance(85))
        let (name, ethnicity) = SamplePerson.makeName(mayBeRare: number > 2, random: &random)
        let codes = ["汉族": "01", "维吾尔族": "05", "藏族": "04", "畲族": "22"]
        try insert(
            "person",
            [
                ("id", id), ("name", name), ("gender", isWoman ? "F" : "M"), ("birth_date", day), ("ethnicity", codes[ethnicity] ?? "01"),
                ("person_kind", isStudent ? branch.kind : branch.kind == "retired" ? "retired" : "staff"),
                ("staff_student_no", (isStudent ? padded(branch.year % 100, 2) : "00") + college.code + padded(serial, 5)),
                ("enrol_year", isStudent ? branch.year : nil), ("education", isStudent ? "bachelor" : ["phd", "master", "bachelor"][random.below(3)]),
            ], in: college.scope)
        let region = 101 + random.below(99)
        let body = "000\(region)\(day.filter { $0 != "-" })\(padded(serial % 500 * 2 + (isWoman ? 0 : 1), 3))"
        try insert(
            "person_private",
            [
                ("id", id), ("person_id", id), ("identity_kind", "id"), ("identity_no", body + IdentityNumber.checkCharacter(of: body)),
                ("mobile", "100\(college.code)\(padded(serial, 5))"), ("dues_base_fen", isStudent ? nil : 300_000 + random.below(60) * 5_000),
            ], in: college.scope)
        try insert(
            "membership",
            [
                ("id", "\(id)-m"), ("person_id", id), ("branch_id", branch.id), ("member_kind", isFull ? "full" : "prob"),
                ("joined_on", "\(joined)-05-\(padded(1 + random.below(28), 2))"), ("regularised_on", isFull ? "\(joined + 1)-05-28" : nil),
                ("in_on", "\(max(joined, isStudent ? branch.year : 2006))-09-10"), ("status", "active"),
            ], in: college.scope)
        return id
    }

    private static let kinds = ["undergrad", "undergrad", "staff", "postgrad", "undergrad", "staff", "office", "undergrad", "staff", "retired"]
    /// By twentieths: a log-normal distribution with median 17.
    private static let members = [5, 8, 9, 11, 12, 13, 14, 15, 16, 17, 17, 18, 20, 21, 23, 25, 28, 32, 38, 45]

    private static func name(kind: String, major: String, year: Int, number: Int) -> String {
        let ordinal = "第\(["一", "二", "三", "四"][number % 4])党支部"
        return switch kind {
        case "undergrad": "\(major)\(padded(year % 100, 2))级学生\(ordinal)"
        case "postgrad": "\(major)\(padded(year % 100, 2))级研究生\(ordinal)"
        case "office": "机关\(ordinal)"
        case "retired": "离退休\(ordinal)"
        default: "\(major)系\(padded(year % 100, 2))教工\(ordinal)"
        }
    }
}

/// Writes rows with who recorded them, and when.
private struct Insert {
    let db: Database
    let stamp: (createdAt: String, createdBy: String)

    func callAsFunction(_ table: String, _ values: [(String, (any DatabaseValueConvertible)?)], in scope: String?) throws {
        var all = values.filter { $0.1 != nil }
        if let scope { all.append(("scope_id", scope)) }
        all += [("created_at", stamp.createdAt), ("created_by", stamp.createdBy)]
        try db.cachedStatement(
            sql: "INSERT INTO \(table) (\(all.map(\.0).joined(separator: ", "))) VALUES (\(all.map { _ in "?" }.joined(separator: ", ")))"
        ).execute(arguments: StatementArguments(all.map { $0.1?.databaseValue ?? .null }))
    }
}
