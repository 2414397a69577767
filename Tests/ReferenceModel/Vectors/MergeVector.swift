public import Foundation

/// A history with its expected outcome, from `Protocol/vectors/merge`.
public struct MergeVector: Sendable {
    public var name: String
    /// What it is about, in one sentence.
    public var story: String
    /// Whether the outcome was worked out by hand; the others are random.
    public var byHand: Bool
    public var history: ModelHistory
    public var expected: ModelOutcome
}

/// One file of vectors.
public struct MergeVectorFile: Sendable {
    public var topic: String
    public var vectors: [MergeVector]

    /// - Throws: `MergeVectorFault` that names what is not as the README says.
    public init(contentsOf url: URL) throws {
        let node = try JSONNode(parsing: Array(Data(contentsOf: url)))
        topic = try node["topic"].string
        guard try node["format"].integer == 1 else { throw MergeVectorFault("format") }
        vectors = try node["histories"].elements.map(MergeVector.init)
    }

    /// `Protocol/vectors/merge` of this repository.
    public static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent()  // Vectors
        .deletingLastPathComponent()  // ReferenceModel
        .deletingLastPathComponent()  // Tests
        .deletingLastPathComponent()
        .appending(path: "Protocol/vectors/merge")

    /// The topics that have a file, sorted.
    public static let topics = [
        "counter", "forks", "keep", "lww", "max-min", "mixed-random", "once", "own",
        "presence-and-deletion", "set", "undo", "units", "void-and-cuts",
    ]

    public init(topic: String) throws {
        try self.init(contentsOf: Self.folder.appending(path: "\(topic).json"))
    }

    /// Every file, in the order of `topics`.
    public static func all() throws -> [MergeVectorFile] { try topics.map { try .init(topic: $0) } }
}

/// A vector file that is not as its README says.
public struct MergeVectorFault: Error, CustomStringConvertible {
    public var description: String

    init(_ what: String) { description = "merge vector: unexpected \(what)" }
}
