import ReplicaStore
import SyncCore

/// What an administrator names when he gives rights: slips are found before they are signed.
extension Replica {
    /// A role that the schema doesn't name decides nothing: most likely it is misspelled. The right to
    /// propose is one beside a role.
    ///
    /// - Throws: `CommandFailure.roleUnknown`, with the roles there are; `roleNeedsAnother`.
    func requireKnown(roles: [String]) throws {
        let own = [
            ControlName.admin, ControlName.editor, ControlName.reader, ControlName.propose,
        ]
        let known = try own + schemaRoles().keys.sorted()
        if let stray = roles.first(where: { !known.contains($0) }) {
            let meant = Likeness.nearest(to: stray, among: known).map { "\(stray)（\($0)?）" } ?? stray
            throw CommandFailure(.roleUnknown, "\(meant) (\(known.joined(separator: ", ")))")
        }
        if Set(roles).isSubset(of: [ControlName.propose, ControlName.reader]),
            roles.contains(ControlName.propose)
        {
            throw CommandFailure(.roleNeedsAnother, ControlName.propose)
        }
    }

    /// A college's scope is made by its first invite; what only looks like one would hold rows that
    /// nobody else sees.
    ///
    /// - Returns: Those that are new.
    /// - Throws: `CommandFailure.scopeUnknown` for one that is most likely misspelled.
    func newScopes(among scopes: [String]) throws -> [String] {
        func kind(_ name: String) -> String { String(name.prefix { $0 != ":" }) }
        let known = try control().scopes
        let kinds = Set(known.keys.map(kind)).union(["college"])
        let new = scopes.filter { $0 != ControlName.allScopes && known[$0] == nil }
        // An invite parts its scopes by spaces.
        if let stray = new.first(where: { $0.isEmpty || $0.contains(where: \.isWhitespace) }) {
            throw CommandFailure(.scopeUnknown, "“\(stray)”")
        }
        for scope in new where !kinds.contains(kind(scope)) {
            guard let meant = Likeness.nearest(to: kind(scope), among: kinds.sorted()) else { continue }
            throw CommandFailure(.scopeUnknown, "\(scope)（\(meant)?）")
        }
        return new
    }
}
