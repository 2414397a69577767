import Membership
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
        throw CommandFailure(.notAdministrator, names.isEmpty ? "-" : names.joined(separator: ", "))
    }

    /// Without an administrator only the root key could go on.
    ///
    /// - Throws: `CommandFailure.lastAdministrator` where this device is the only one.
    func requireAnotherAdministrator(than device: ControlDevice) throws {
        let control = try control()
        guard control.isAdmin(device.id),
            !control.devices.keys.contains(where: { $0 != device.id && control.isAdmin($0) })
        else { return }
        throw CommandFailure(.lastAdministrator, device.name)
    }
}
