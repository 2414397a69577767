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

    /// Removes what commands have left beside a file that were killed while they made it.
    package static func sweep(_ path: String) {
        let url = URL(filePath: path)
        let folder = url.deletingLastPathComponent()
        let own = url.lastPathComponent + "."
        do {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasPrefix(own) {
                // Its own, its archive's, and of what was to be kept of it.
                guard let mark = name.range(of: ".part-", options: .backwards) else { continue }
                let digits = name[mark.upperBound...].prefix { $0.isASCII && $0.isNumber }
                guard let process = pid_t(digits), process > 0, !isAlive(process) else { continue }
                try FileManager.default.removeItem(at: folder.appending(path: name))
            }
        } catch {
            // What can't be taken away is in the way of nobody; what is done next says what is wrong with the folder.
        }
    }

    /// Whether there is a process of that number, be it another's.
    private static func isAlive(_ process: pid_t) -> Bool { kill(process, 0) == 0 || errno != ESRCH }

    /// Gives a file a second name.
    ///
    /// - Returns: False where the file system has no such thing.
    package static func link(_ path: String, as other: String) -> Bool {
        #if canImport(Glibc)
            Glibc.link(path, other) == 0
        #elseif canImport(Musl)
            Musl.link(path, other) == 0
        #else
            Darwin.link(path, other) == 0
        #endif
    }

    /// Copies a file; the copy has its name only when it is whole and on the medium.
    ///
    /// - Throws: `StoreError` (`diskFull`, `fileNotWritable`).
    static func copy(_ path: String, to other: String) throws {
        let draft = draft(of: other)
        do {
            try FileManager.default.copyItem(atPath: path, toPath: draft)
            try synchronize(draft)
            try rename(draft, to: other)
        } catch {
            let code = (error as NSError).code
            if FileManager.default.fileExists(atPath: draft) { try FileManager.default.removeItem(atPath: draft) }
            if let error = error as? StoreError { throw error }
            throw StoreError(code == CocoaError.fileWriteOutOfSpace.rawValue ? .diskFull : .fileNotWritable, other)
        }
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
        try synchronizeFolder(of: other)
    }

    /// Puts the names in a file's folder on the medium.
    ///
    /// - Throws: `StoreError.fileNotWritable`.
    package static func synchronizeFolder(of path: String) throws {
        let folder = open(URL(filePath: path).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { throw StoreError(.fileNotWritable, path) }
        defer { close(folder) }
        // A file system that can't do that for folders has no more to give.
        guard fsync(folder) == 0 || errno == EINVAL else { throw StoreError(.fileNotWritable, path) }
    }
}
