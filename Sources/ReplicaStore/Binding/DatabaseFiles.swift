import Foundation

/// A database is several files.
package enum DatabaseFiles {
    /// Behind the name of the main one (https://www.sqlite.org/tempfiles.html).
    static let suffixes = ["", "-journal", "-wal", "-shm"]

    /// Those that are there.
    package static func present(_ path: String) -> [String] {
        suffixes.map { path + $0 }.filter(FileManager.default.fileExists(atPath:))
    }

    /// Removes what a failed attempt or a trial has left.
    package static func remove(_ path: String) throws {
        for file in present(path) { try FileManager.default.removeItem(atPath: file) }
    }
}
