import CSimulatedDisk

/// A disk and a clock in memory, under a VFS of SQLite's of their own: what a computer wrote outlives its
/// crash as it would on a real disk.
///
/// Guarded by its user: one thread at a time works with a disk and the replicas on it.
final class SimulatedDisk: @unchecked Sendable {
    private let handle: OpaquePointer
    let vfs: String

    init(name: String) {
        guard let handle = zhibu_disk_create(name) else {
            preconditionFailure("SQLite takes no further VFS")
        }
        self.handle = handle
        vfs = name
    }

    /// Where SQLite finds a computer's file.
    func address(of computer: String) -> String { "file:\(Self.path(computer))?vfs=\(vfs)" }

    private static func path(_ computer: String) -> String { "/\(computer)/replica.db" }

    /// - Parameter isLying: Syncs are answered and not made.
    func clear(seed: UInt64, isTorn: Bool, isLying: Bool = false) {
        zhibu_disk_clear(handle, seed)
        zhibu_disk_set_torn(handle, isTorn ? 1 : 0)
        zhibu_disk_set_lying(handle, isLying ? 1 : 0)
    }

    /// Milliseconds since 1970, for SQL and for replicas alike.
    var now: Int64 {
        get { zhibu_disk_now(handle) }
        set { zhibu_disk_set_now(handle, newValue) }
    }

    /// Copies a computer's file with its write-ahead log, as a person would who copies the folder.
    func copy(_ computer: String, from other: SimulatedDisk, _ source: String) {
        let code = zhibu_disk_copy(other.handle, Self.path(source), handle, Self.path(computer))
        precondition(code == 0, "nothing to copy: \(source)")
    }

    /// Lets something happen to a computer after so many further writes, syncs and truncations.
    func arm(_ computer: String, after operations: Int, _ mishap: Mishap = .crash) {
        let kind =
            switch mishap {
            case .crash: ZHIBU_DISK_CRASH
            case .error: ZHIBU_DISK_ERROR
            case .full: ZHIBU_DISK_FULL
            }
        zhibu_disk_arm(handle, "/\(computer)/", Int64(operations), Int32(kind))
    }

    func disarm() { zhibu_disk_disarm(handle) }
    var isDown: Bool { zhibu_disk_is_down(handle) != 0 }
    /// Whether what was armed has happened.
    var hasStruck: Bool { zhibu_disk_has_struck(handle) != 0 }
    func powerOn() { zhibu_disk_power_on(handle) }
    /// How many writes carried a WAL over while somebody could have committed.
    var unguardedWrites: Int { Int(zhibu_disk_unguarded(handle)) }
    var lostBytes: Int { Int(zhibu_disk_lost(handle)) }
}
