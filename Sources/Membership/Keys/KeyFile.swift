import Foundation
import ReplicaStore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Files that only their owner may read.
enum KeyFile {
    /// - Throws: `StoreError` (`keyMissing`; `keyUnfit` for a file that others may read).
    static func lines(_ path: String) throws -> [String] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw StoreError(.keyMissing, path)
        }
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        guard let mode = mode as? Int, mode & 0o077 == 0 else {
            throw StoreError(.keyUnfit, path)
        }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    static func field(_ name: String, in line: String) -> Data? {
        guard line.hasPrefix("\(name) ") else { return nil }
        return Data(base64Encoded: String(line.dropFirst(name.count + 1)))
    }

    /// Whole and durable when it has its name; never over a file that is there.
    static func write(_ text: String, to path: String) throws {
        DurableName.sweep(path)
        if FileManager.default.fileExists(atPath: path) { throw StoreError(.fileExists, path) }
        let draft = DurableName.draft(of: path)
        let file = open(draft, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        if file < 0 { throw StoreError(.fileNotWritable, path) }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: Data(text.utf8))
            try handle.synchronize()
            try handle.close()
            // A second name is given to one only, where two want it at once.
            guard DurableName.link(draft, as: path) else {
                if FileManager.default.fileExists(atPath: path) { throw StoreError(.fileExists, path) }
                return try DurableName.rename(draft, to: path)
            }
            unlink(draft)
            try DurableName.synchronizeFolder(of: path)
        } catch {
            unlink(draft)
            throw error
        }
    }
}
