extension Limits {
    /// The only protocol number there is.
    public static let protocolVersion: Int64 = 1
    /// A session sends no new batch while more than this is unacknowledged; a receiver keeps no
    /// more of one batch, except for the changeset that passes it.
    public static let windowBytesMax = 1 << 20
    /// What the store is asked for at once; four of them fill the window.
    public static let batchBytesMax = 262_144
    /// Scopes are organisations; a province has fewer. All lines of a list are kept in memory.
    public static let scopesMax = 10_000
    /// Chains in one scope: devices times their lives, over decades.
    public static let frontierPointsMax = 65_536
    /// Rounds of frontiers in one session; a fork needs two, edits meanwhile one more.
    public static let roundsMax = 4
    /// No line of the session needs more; split fields stop here.
    static let fieldsMax = 256
    /// A bundle is read into memory before anything in it is believed.
    public static let bundleBytesMax = 1 << 30
    package static let nonceBytes = 32
    package static let keyBytes = 32
    package static let digestBytes = 32
    package static let signatureBytes = 64
}
