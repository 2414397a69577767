import ReplicaStore
import SyncCore

extension Replica {
    /// What only an administrator's computer may do is refused before anything is written.
    ///
    /// - Throws: `CommandFailure.notAdministrator` with the names of those that may.
    func requireAdministrator(_ keys: DeviceKeys) throws {
        let control = try control()
        guard !control.isAdmin(keys.device) else { return }
        let names = control.devices.values.filter { control.isAdmin($0.id) }.map(\.name).sorted()
        throw CommandFailure(.notAdministrator, names.joined(separator: ", "))
    }
}
