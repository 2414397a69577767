import Foundation
import ReplicaStore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Files for others to carry away.
enum DurableFile {
    /// Writes a file whole or not at all, and returns when it is on the medium: a stick that is pulled out then has it,
    /// and one that is pulled out before has no half one of this name.
    ///
    /// - Parameter record: Runs when all of it is on the medium and nobody sees it yet; where it throws, there is no file.
    /// - Throws: `StoreError` (`diskFull`, `fileNotWritable`), and what `record` throws.
    static func write(_ bytes: [UInt8], to path: String, record: () throws -> Void = {}) throws {
        DurableName.sweep(path)
        let draft = DurableName.draft(of: path)
        let descriptor = open(draft, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw StoreError(.fileNotWritable, path) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data(bytes))
            try file.synchronize()
            try file.close()
        } catch {
            // It may never have been made; what remains of it would only be in the way.
            unlink(draft)
            throw isFull(error) ? StoreError(.diskFull, path) : StoreError(.fileNotWritable, path)
        }
        do {
            try record()
        } catch {
            unlink(draft)
            throw error
        }
        do {
            try DurableName.rename(draft, to: path)
        } catch {
            unlink(draft)
            throw StoreError(.fileNotWritable, path)
        }
    }

    private static func isFull(_ error: any Error) -> Bool {
        let error = error as NSError
        return error.code == CocoaError.fileWriteOutOfSpace.rawValue
            || (error.userInfo[NSUnderlyingErrorKey] as? NSError)?.code == Int(ENOSPC)
    }
}
