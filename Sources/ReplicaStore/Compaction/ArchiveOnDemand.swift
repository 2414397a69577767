import SyncCore

/// A replica's archive, opened where something is wanted of it.
final class ArchiveOnDemand {
    private let path: String
    private var archive: Archive?

    init(_ path: String) { self.path = path }

    /// Nil where there is none.
    func opened() throws -> Archive? {
        if archive == nil { archive = try Archive.open(of: path) }
        return archive
    }

    /// As ``opened()``; nil, too, where it can't be read.
    var readable: Archive? { get throws { try Self.unlessUnreadable { try opened() } } }

    /// - Returns: Nil where the archive can't be read: for what goes on without it.
    static func unlessUnreadable<Result>(_ body: () throws -> Result?) throws -> Result? {
        do {
            return try body()
        } catch let error as StoreError where error.isOfArchive {
            return nil
        }
    }

    /// Whether it can be read and has these.
    func hasAll(_ hashes: [ChangesetHash]) throws -> Bool {
        try Self.unlessUnreadable { try hashes.allSatisfy { try holds($0, reading: false) } } ?? false
    }

    /// A changeset as its author wrote it.
    ///
    /// - Throws: `StoreError` (`archiveMissing`, `archiveDamaged`).
    func whole(_ hash: ChangesetHash?) throws -> (body: [UInt8], seal: Seal?) {
        guard let hash, let item = try opened()?.changeset(hash) else {
            throw StoreError(.archiveMissing, Archive.path(of: path) ?? "")
        }
        return (item.body, item.seal)
    }

    /// - Parameter reading: Whether it must be whole, too.
    func holds(_ hash: ChangesetHash, reading: Bool) throws -> Bool {
        guard let archive = try opened() else { return false }
        return reading ? try archive.changeset(hash)?.changeset.hash == hash : try archive.contains(hash)
    }

    func close() {
        do { try archive?.close() } catch {
            // It was only read.
            assertionFailure("\(error)")
        }
        archive = nil
    }
}
