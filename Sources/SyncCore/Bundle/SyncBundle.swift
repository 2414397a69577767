/// What a bundle file says: the lines of a session, one way, for a stick.
public struct SyncBundle: Equatable, Sendable {
    public struct Header: Equatable, Sendable {
        public var device: DeviceID
        public var name: String
        /// Milliseconds since 1970.
        public var createdAt: Int64

        public init(device: DeviceID, name: String, createdAt: Int64) {
            self.device = device
            self.name = name
            self.createdAt = createdAt
        }
    }

    /// One scope: what the sender holds, and changesets in causal order.
    public struct Section: Equatable, Sendable {
        public var scope: String
        public var frontier: [SeenPoint]
        public var changesets: [[UInt8]]

        public init(scope: String, frontier: [SeenPoint], changesets: [[UInt8]]) {
            self.scope = scope
            self.frontier = frontier
            self.changesets = changesets
        }
    }

    public var header: Header
    public var sections: [Section]

    public init(header: Header, sections: [Section]) {
        self.header = header
        self.sections = sections
    }

    /// The order of scopes in a file: `control` first, the rest by bytes.
    public static func ordered(_ scopes: [String]) -> [String] { Exchange(scopes: scopes).scopes }
}
