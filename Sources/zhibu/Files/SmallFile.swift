import Foundation
import SyncCore

/// Files that hold one line: invites and requests to join. They come from outside, on a stick.
enum SmallFile {
    /// Reads no more than a line may have and one byte, however large the file is.
    ///
    /// - Returns: Nil where there is none.
    /// - Throws: `CommandFailure.fileUnreadable`.
    static func read(_ path: String) throws -> [UInt8]? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            let bytes = try file.read(upToCount: Limits.lineBytesMax + 1) ?? Data()
            try file.close()
            return Array(bytes)
        } catch {
            throw CommandFailure(.fileUnreadable, path)
        }
    }
}
