/// A changeset as it came, with the seal that came after it. A class, because batches of them are handed on and
/// sifted, and each has a dozen parts that would be counted each time.
public final class ReceivedChangeset: Sendable {
    public let changeset: Changeset
    /// From begin line to end line.
    public let body: [UInt8]
    public let seal: Seal?

    /// - Parameter bytes: A changeset, and the line that seals it if there is one.
    /// - Throws: `FormatError`; what is read is checked in itself.
    public init(_ bytes: [UInt8]) throws(FormatError) {
        let (own, sealLine) = Seal.split(bytes)
        body = sealLine == nil ? bytes : Array(own)
        changeset = try Changeset(decoding: body)
        seal = sealLine.flatMap(Seal.init(line:))
        if sealLine != nil, seal == nil { throw FormatError(.fieldMalformed, "seal") }
    }

    /// For histories that others made: a changeset whose hash is given, not computed.
    package init(unchecked changeset: Changeset) {
        self.changeset = changeset
        body = changeset.encoded()
        seal = nil
    }

    /// Without its seal.
    package init(unsealed other: ReceivedChangeset) {
        changeset = other.changeset
        body = other.body
        seal = nil
    }

    /// As it came.
    public var bytes: [UInt8] { body + (seal?.line ?? []) }
}
