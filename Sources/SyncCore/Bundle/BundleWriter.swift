import Crypto

/// Writes a bundle piece by piece; `take()` gives what is ready, so memory stays flat.
public struct BundleWriter {
    private var lines = LineWriter()
    private var hasher = SHA256()
    private var scope: String?
    private var scopeCount = 0
    private var total = 0

    /// - Parameter scopes: All scopes that follow, in the order of `SyncBundle.ordered`; at most 252.
    public init(_ header: SyncBundle.Header, scopes: [String]) {
        precondition(scopes.count <= Limits.fieldsMax - 4, "too many scopes for one bundle")
        precondition(scopes == SyncBundle.ordered(scopes), "scopes out of order")
        lines.line(
            .bundle, ["1", header.device.text, header.name, String(header.createdAt)] + scopes)
    }

    /// Begins the next scope with what the sender holds of it.
    public mutating func begin(scope: String, frontier: [SeenPoint]) {
        endScope()
        self.scope = scope
        lines.frontier(scope, frontier)
    }

    /// Adds a changeset of the scope begun last, after those it depends on.
    public mutating func append(_ changeset: [UInt8]) {
        precondition(scope != nil, "a changeset before its scope")
        lines.append(changeset)
        scopeCount += 1
        total += 1
    }

    /// What was written since the last call.
    public mutating func take() -> [UInt8] {
        let bytes = lines.bytes
        hasher.update(data: bytes)
        lines = LineWriter()
        return bytes
    }

    /// The rest of the file; the writer is used up.
    public consuming func finish() -> [UInt8] {
        endScope()
        let rest = take()
        let digest = Array(hasher.finalize()).hexText
        return rest + LineWriter.one(.bundleEnd, String(total), digest)
    }

    private mutating func endScope() {
        if let scope { lines.line(.sent, scope, String(scopeCount), "last") }
        scope = nil
        scopeCount = 0
    }
}
