import SyncCore

extension String {
    /// A reason says something, in as many bytes as a line has for it.
    ///
    /// - Throws: `StoreError.reasonMissing`.
    func requireReason() throws {
        guard utf8.count <= Limits.reasonBytesMax, contains(where: { !$0.isWhitespace }) else { throw StoreError(.reasonMissing) }
    }
}
