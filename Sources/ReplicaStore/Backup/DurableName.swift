import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Names of files that are there after a power cut as well.
package enum DurableName {
    /// A name beside a file for a draft of it, this process's own.
    package static func draft(of path: String) -> String {
        "\(path).part-\(ProcessInfo.processInfo.processIdentifier)"
    }

    /// Puts a file's contents on the medium.
    ///
    /// - Throws: `StoreError` (`diskFull`, `fileNotWritable`).
    package static func synchronize(_ path: String) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw StoreError(.fileNotWritable, path) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw StoreError(errno == ENOSPC ? .diskFull : .fileNotWritable, path) }
    }

    /// Gives a file another name, in the place of one that has it, and returns when that is on the medium.
    ///
    /// - Throws: `StoreError.fileNotWritable`.
    package static func rename(_ path: String, to other: String) throws {
        #if canImport(Glibc)
            let code = Glibc.rename(path, other)
        #elseif canImport(Musl)
            let code = Musl.rename(path, other)
        #else
            let code = Darwin.rename(path, other)
        #endif
        guard code == 0 else { throw StoreError(.fileNotWritable, other) }
        let folder = open(URL(filePath: other).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { throw StoreError(.fileNotWritable, other) }
        defer { close(folder) }
        // A file system that can't do that for folders has no more to give.
        guard fsync(folder) == 0 || errno == EINVAL else { throw StoreError(.fileNotWritable, other) }
    }
}
