import CSQLiteShim

/// Drives that several computers share, on which SQLite's locks and its shared memory can't be relied upon
/// (https://www.sqlite.org/wal.html: "all processes using a database must be on the same host computer").
public enum NetworkDrive {
    /// Numbers of Linux's file systems (statfs(2)).
    private static let kinds: [UInt32: String] = [
        0x6969: "nfs", 0x517B: "smb", 0xFF53_4D42: "cifs", 0xFE53_4D42: "smb2", 0x0102_1997: "9p", 0x5346_414F: "afs",
        0x7375_7245: "coda", 0x00C3_6400: "ceph", 0x0BD0_0BD0: "lustre",
    ]

    package static func kind(ofNumber number: UInt32) -> String? { kinds[number] }

    /// What kind of network drive a folder lies on; nil for none, and where that can't be told.
    public static func kind(of folder: String) -> String? { kind(ofNumber: zhibu_file_system(folder)) }
}
