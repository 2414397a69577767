internal import GRDB

/// Finds the record that a cell names: a branch by its name, a person by number or name.
final class ReferenceFinder {
    struct Found: Equatable {
        let id: String
        /// Whether it is a branch, a college or a person, where it is one of those.
        let kind: String?
        /// The scope of records that belong to it.
        let scope: String?
    }

    private enum Answer {
        case found(Found)
        case none
        case several(Int)
    }

    private let db: Database
    private var answers: [String: Answer] = [:]

    init(_ db: Database) {
        self.db = db
    }

    /// The one record of `target` that `cell` names. People of `scope` come before their namesakes.
    func find(_ cell: String, target: String, scope: String?) throws -> Found {
        let asked = CellReader.withoutApostrophe(
            target == "person" ? CleanText.name(cell) : CleanText.code(cell))
        let memory = "\(target)\n\(scope ?? "")\n\(asked)"
        let answer = try answers[memory] ?? search(asked, target, scope)
        answers[memory] = answer
        let kind = Self.words[target] ?? Wording(zh: "记录", en: "record")
        switch answer {
        case .found(let found): return found
        case .none:
            throw CellFault(
                "没有这个\(kind.zh)：\(asked)", "no such \(kind.en): \(asked)",
                advice: ("核对写法；新的先登记", "check the spelling; a new one is entered first"))
        case .several(let count):
            throw CellFault(
                "有 \(count) 个\(kind.zh)叫 \(asked)", "\(count) records are called \(asked)",
                advice: ("改写\(kind.number)", "write the \(kind.en)'s number or code instead"))
        }
    }

    private static let words = [
        "college": Wording(zh: "学院", en: "college"), "branch": Wording(zh: "支部", en: "branch"),
        "org": Wording(zh: "组织", en: "organisation"), "person": Wording(zh: "人", en: "person"),
        "subject": Wording(zh: "对象", en: "person or organisation"),
    ]

    private func search(_ asked: String, _ target: String, _ scope: String?) throws -> Answer {
        switch target {
        case "college":
            return try records(
                "id AS id, 'college' AS kind, 'college:' || id AS scope FROM college",
                ["id = :asked", Self.called("short_name") + " OR " + Self.called("name")],
                asked, scope)
        case "branch":
            return try records(
                "id AS id, 'branch' AS kind, scope_id AS scope FROM branch",
                ["code = :asked OR id = :asked", Self.called("name"), Self.called("short_name")],
                asked, scope)
        case "org":
            let branch = try search(asked, "branch", scope)
            if case .none = branch { return try search(asked, "college", scope) }
            return branch
        case "subject":
            let org = try search(asked, "org", scope)
            if case .none = org { return try search(CleanText.name(asked), "person", scope) }
            return org
        case "person":
            return try records(
                "id AS id, 'person' AS kind, scope_id AS scope FROM person",
                [
                    "staff_student_no = :asked OR id = :asked",
                    "name = :asked AND scope_id = :scope", "name = :asked",
                ], asked, scope)
        default:
            return try anyRecord(asked, target, scope)
        }
    }

    /// The question is in half width, a record's name may hold brackets of either width.
    private static func called(_ column: String) -> String {
        "\(narrow(column)) = :asked"
    }

    private static func narrow(_ sql: String) -> String {
        zip("（），：；－．／", "(),:;-./").reduce(sql) { "replace(\($0), '\($1.0)', '\($1.1)')" }
    }

    /// By its key, by the branch it is of, such as a plan, or by what it is called.
    private func anyRecord(_ asked: String, _ target: String, _ scope: String?) throws -> Answer {
        let select = "id AS id, NULL AS kind, scope_id AS scope FROM \"\(target)\""
        let byId = try records(select, ["id = :asked"], asked, scope)
        if case .found = byId { return byId }
        if try db.columns(in: target).contains(where: { $0.name == "org_id" }),
            case .found(let org) = try search(asked, "org", scope)
        {
            return try records(select, ["org_id = :asked"], org.id, scope)
        }
        let title = try String.fetchOne(db, sql: "SELECT title_sql FROM zhibu_title WHERE tbl = ?", arguments: [target])
        return try title.map(Self.narrow).map { try records(select, ["\($0) = :asked", "instr(\($0), :asked) > 0"], asked, scope) } ?? .none
    }

    /// The first way that finds anything decides.
    private func records(
        _ select: String, _ ways: [String], _ asked: String, _ scope: String?
    ) throws -> Answer {
        for way in ways {
            let rows = try Row.fetchAll(
                db, sql: "SELECT \(select) WHERE archived_at IS NULL AND (\(way))",
                arguments: StatementArguments(
                    way.contains(":scope") ? ["asked": asked, "scope": scope] : ["asked": asked]))
            if rows.count > 1 { return .several(rows.count) }
            if let row = rows.first, let id = row.text("id") {
                return .found(Found(id: id, kind: row.text("kind"), scope: row.text("scope")))
            }
        }
        return .none
    }
}

extension Wording {
    /// What a record of this kind is written as when its name does not say enough.
    fileprivate var number: String {
        en == "person" ? "为工号或学号" : "为代码"
    }
}
