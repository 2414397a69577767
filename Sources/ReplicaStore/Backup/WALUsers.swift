import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Other processes that have a database in WAL mode open.
enum WALUsers {
    /// Each connection holds a shared lock on this byte of the `-shm` file as long as it is open: `UNIX_SHM_DMS` of SQLite's
    /// `os_unix.c`, the "deadman switch".
    private static let switchByte: off_t = 128

    /// Whether there are any beside this process; looks only, and waits for nobody.
    ///
    /// - Throws: `StoreError.fileNotWritable` where that can't be told.
    static func areAny(of path: String) throws -> Bool {
        let shared = path + "-shm"
        guard FileManager.default.fileExists(atPath: shared) else { return false }
        let file = open(shared, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { throw StoreError(.fileNotWritable, shared) }
        defer { close(file) }
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = switchByte
        lock.l_len = 1
        guard fcntl(file, F_GETLK, &lock) == 0 else { throw StoreError(.fileNotWritable, shared) }
        return lock.l_type != Int16(F_UNLCK)
    }
}
