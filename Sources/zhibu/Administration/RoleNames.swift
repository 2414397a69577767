import ReplicaStore
import SyncCore

extension Replica {
    /// A role that the schema doesn't name decides nothing: most likely it is misspelled.
    ///
    /// - Throws: `CommandFailure.roleUnknown`, with the roles there are.
    func requireKnown(roles: [String]) throws {
        let own = [
            ControlName.admin, ControlName.editor, ControlName.reader, ControlName.propose,
        ]
        let known = try own + schemaRoles().keys.sorted()
        guard let stray = roles.first(where: { !known.contains($0) }) else { return }
        let meant = Likeness.nearest(to: stray, among: known).map { "\(stray)（\($0)?）" } ?? stray
        throw CommandFailure(.roleUnknown, "\(meant) (\(known.joined(separator: ", ")))")
    }
}
