public import GRDB
internal import ReplicaStore

/// What people see of a private value.
public enum Sight: Int, Comparable, Sendable {
    /// Nothing that names or reaches somebody, whatever they say.
    case masked
    /// It whole, where they say what for.
    case asked
    /// It whole.
    case plain

    public static func < (one: Sight, other: Sight) -> Bool { one.rawValue < other.rawValue }
}

/// Who sees which columns, as `v_sensitive` (which column is of which class) and `v_sight` (what a role sees of a class) say.
public struct Privacy: Sendable {
    private let classes: [String: String]
    private let sights: [String: Sight]
    private let exported: Set<String>
    /// Whether the schema says who sees what.
    public let isDeclared: Bool

    /// For the roles of this computer; all roles where nobody is enrolled.
    public init(in db: Database) throws {
        try self.init(roles: ThisDevice.roles(in: db), in: db)
    }

    /// - Parameter roles: Those somebody acts in; nil for all.
    package init(roles: Set<String>?, in db: Database) throws {
        isDeclared = try db.viewExists("v_sight")
        guard isDeclared else {
            (classes, sights, exported) = ([:], [:], [])
            return
        }
        classes = try Dictionary(
            Row.fetchAll(db, sql: "SELECT tbl, col, class FROM v_sensitive").map { ("\($0["tbl"] as String)\t\($0["col"] as String)", $0["class"]) }
        ) { first, _ in first }
        var sights: [String: Sight] = [:]
        var exported: Set<String> = []
        for row in try Row.fetchAll(db, sql: "SELECT class, role, sight, exports FROM v_sight") {
            guard roles?.contains(row["role"]) ?? true else { continue }
            let name: String = row["class"]
            sights[name] = max(sights[name] ?? .masked, row["sight"] == "plain" ? .plain : .asked)
            if row["exports"] == 1 { exported.insert(name) }
        }
        (self.sights, self.exported) = (sights, exported)
    }

    /// Nil for a column that is not private.
    public func sight(of table: String, _ column: String) -> Sight? {
        classes["\(table)\t\(column)"].map { sights[$0] ?? .masked }
    }

    /// Whether a private column may leave whole in a file.
    public func mayExport(_ table: String, _ column: String) -> Bool {
        classes["\(table)\t\(column)"].map(exported.contains) ?? true
    }
}
