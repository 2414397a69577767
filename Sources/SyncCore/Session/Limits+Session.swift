extension Limits {
    /// Scopes are organisations; a province has fewer. All lines of a list are kept in memory.
    public static let scopesMax = 10_000
    /// Chains in one scope: devices times their lives, over decades.
    public static let frontierPointsMax = 65_536
    /// Of these, what a device may itself bring of its own: a path a day for eleven years.
    package static let ownPathsMax = 4_096
    /// Rounds of frontiers in one session; a fork needs two, edits meanwhile one more.
    public static let roundsMax = 4
    /// What is sent before it is acknowledged, in batches.
    static let windowBatches = 2
    /// A receiver begins no further changeset in a batch that has this much already.
    static let batchBytesMax = 2 << 20
    /// What one device may have begun and not ended, in all its sessions: one batch with the largest changeset.
    package static let openBytesMax = packedSizeMax + (4 << 20)
    /// Less than this needs no account.
    package static let openBytesFree = 4 << 20
    /// What may wait to leave while nothing is exchanged: the longest list of scopes fits.
    static let unreadBytesMax = 8 << 20
    /// Words that a `hello` offers, and the bytes of one.
    static let offersMax = 16
    static let offerBytesMax = 32
    /// Shorter batches go as they are: one edit that goes to those who stay.
    static let packedSizeMin = 512
    /// What a block may become: a batch that is full, and the changeset behind it.
    static let packedSizeMax = batchBytesMax + changesetBytesMax
    /// What one byte may become. A sender whose batch would be smaller sends it as it is.
    static let packedRatioMax = 100
    /// As the ratio above, of a piece of a checkpoint: zlib itself makes no more of a byte.
    static let pieceRatioMax = 1_100
    /// What a piece of a checkpoint says, in items: one of 1 MiB with the smallest changesets has a tenth.
    static let pieceItemsMax = 65_536
    /// No line of the session needs more; splitting a line stops here.
    static let fieldsMax = 256
    /// A clock that says less or more is no clock: to the end of the year 9999.
    static let clockRange: ClosedRange<Int64> = 0...253_402_300_799_999
    /// A sentence in an `error` line.
    static let sentenceBytesMax = 1_024
    package static let nonceBytes = 32
    package static let keyBytes = 32
    package static let signatureBytes = 64
    package static let digestBytes = 32
}
