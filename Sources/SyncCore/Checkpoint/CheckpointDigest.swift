import Crypto

/// A run of changesets of one author without a fork: so every replica cuts a scope's chains in the same places, however
/// it has numbered them.
public struct CheckpointSegment: Equatable, Sendable {
    public var author: Author
    /// The number of its first changeset, and of its last.
    public var first: Int64
    public var last: Int64
    /// The changeset before the first; nil where that is number 1.
    public var previous: ChangesetHash?

    public init(author: Author, first: Int64, last: Int64, previous: ChangesetHash?) {
        self.author = author
        self.first = first
        self.last = last
        self.previous = previous
    }
}

/// What a checkpoint keeps of one changeset.
public enum CheckpointRest: Equatable, Sendable {
    /// Its hash alone.
    case stub
    /// As its author wrote it, or what was left of that by order of the committee.
    case whole([UInt8])
    /// Some of its lines (``Redaction/excerpt(keeping:)``).
    case excerpt([UInt8])

    /// As it lies in the log: nothing, a changeset, or an excerpt.
    public init(body: [UInt8]) throws(FormatError) {
        if body.isEmpty {
            self = .stub
        } else {
            let isExcerpt = try Changeset(decodingExcerpt: body).archivedCount > 0
            self = isExcerpt ? .excerpt(body) : .whole(body)
        }
    }
}

/// The hash that an administrator signs: of everything that a checkpoint keeps of a scope, in the one order.
///
/// What is erased afterwards by order of the committee does not change it.
/// - SeeAlso: `Protocol/checkpoint.md`, *Digest*.
public struct CheckpointDigest: Sendable {
    private var hasher = SHA256()
    /// What the last one that is kept had seen of others, as it was told.
    private var seen: [SeenPoint] = []

    public init(scope: String) { add("zhibu-checkpoint-1\n\(scope)\n") }

    private mutating func add(_ text: String) { hasher.update(data: Array(text.utf8)) }

    /// Begins a segment; they come sorted by author, number and hash of the first changeset.
    ///
    /// - Parameters:
    ///   - segment: Which it is.
    ///   - time: The last changeset's, in milliseconds since 1970.
    public mutating func begin(_ segment: CheckpointSegment, at time: Int64) {
        let previous = segment.previous.map { "\($0)" } ?? "-"
        add("path\t\(segment.author.text)\t\(segment.first)\t\(segment.last)\t\(previous)\t\(time)\n")
        seen = []
    }

    /// The segment's next changeset.
    ///
    /// - Parameters:
    ///   - hash: Its name.
    ///   - rest: What is kept of it.
    ///   - seen: Of one that is kept, and of the segment's last one, what it had seen beyond its own path: the ends of
    ///     paths, sorted.
    /// - Throws: `FormatError` where an excerpt is none.
    public mutating func add(_ hash: ChangesetHash, _ rest: CheckpointRest, seen: [SeenPoint]?) throws(FormatError) {
        switch rest {
        case .stub: add("\(hash)\n")
        case .whole: add("whole\t\(hash)\n")
        case .excerpt(let body):
            add("excerpt\t\(hash)\n")
            let excerpt = try Redaction(body)
            guard excerpt.hash == hash else { throw FormatError(.hashMismatch) }
            hasher.update(data: excerpt.outline)
        }
        guard let seen, seen != self.seen else { return }
        self.seen = seen
        var line = Array("seen".utf8)
        for point in seen {
            line.append(0x09)
            ChangesetWriter.append(point, to: &line)
        }
        hasher.update(data: line + [0x0A])
    }

    /// 32 bytes.
    public func finish() -> [UInt8] { Array(hasher.finalize()) }
}
