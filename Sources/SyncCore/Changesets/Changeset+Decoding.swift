extension Changeset {
    /// Reads one changeset and checks everything that can be checked without other changesets.
    ///
    /// - Parameter bytes: From the begin line to the end line, LF included.
    /// - Throws: `FormatError` with the line to blame. What is accepted is canonical: encoding it
    ///   again gives the same bytes.
    public init(decoding bytes: [UInt8]) throws(FormatError) {
        guard bytes.count <= Limits.changesetBytesMax else { throw FormatError(.tooLarge) }
        var reader = ChangesetReader(bytes)
        self = try reader.read()
    }

    /// Reads a changeset, or what a checkpoint has left of one: then nothing here proves its hash, and nothing says what
    /// the lines were that it lacks.
    ///
    /// - Parameter bytes: As for ``init(decoding:)``, or an excerpt (`Protocol/checkpoint.md`).
    /// - Throws: `FormatError`.
    public init(decodingExcerpt bytes: [UInt8]) throws(FormatError) {
        guard bytes.count <= Limits.changesetBytesMax else { throw FormatError(.tooLarge) }
        var reader = ChangesetReader(bytes)
        reader.mayBeExcerpt = true
        self = try reader.read()
    }

    /// Reads what a changeset says of some rows. It must have been read whole before: lines that insert or change other rows
    /// are passed over, most of them unread, and nothing is compared with the hash. It must not be encoded again.
    ///
    /// - Parameters:
    ///   - bytes: As for ``init(decodingExcerpt:)``.
    ///   - isWanted: Whether to read such a line. It is asked of most of them, not of all.
    /// - Throws: `FormatError`.
    package init(
        decodingExcerpt bytes: [UInt8], where isWanted: @escaping (PlainLine) -> Bool
    ) throws(FormatError) {
        guard bytes.count <= Limits.changesetBytesMax else { throw FormatError(.tooLarge) }
        var reader = ChangesetReader(bytes)
        reader.mayBeExcerpt = true
        reader.isWanted = isWanted
        self = try reader.read()
    }

    /// Reads the begin line of a changeset that was read whole before.
    package static func header(of bytes: [UInt8]) throws(FormatError) -> ChangesetHeader {
        var reader = ChangesetReader(bytes)
        return try reader.header()
    }

    /// Reads a changeset as it travels: a seal line may follow it.
    public init(decodingSealed bytes: [UInt8]) throws(FormatError) {
        try self.init(decoding: Array(Seal.split(bytes).changeset))
    }
}
