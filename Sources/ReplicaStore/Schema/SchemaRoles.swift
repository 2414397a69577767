import GRDB

extension Replica {
    /// The roles that the schema names, besides those of the engine: name → title.
    public func schemaRoles() throws -> [String: String] {
        try read { database in
            let rows = try Row.fetchAll(database, sql: "SELECT name, title FROM zhibu_role")
            return Dictionary(
                rows.map { ($0["name"] as String, $0["title"] as String? ?? "") }) { first, _ in first }
        }
    }
}
