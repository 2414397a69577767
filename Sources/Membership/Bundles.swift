import Foundation
public import ReplicaStore
public import SyncCore

/// Why a bundle could not be made or taken in; then nothing has changed.
public struct BundleError: Error, Equatable, Sendable {
    public enum Code: Sendable {
        /// Cut short or altered.
        case damaged
        /// Sealed for another device, or without anything in this replica's scopes.
        case notForUs
        /// Sealed by a device that no control entry here enrols.
        case senderUnknown
        /// Sealed by a device that was revoked.
        case senderRevoked
        /// The receiver left no key to encrypt to when it was enrolled.
        case receiverHasNoKey
    }

    public var code: Code
    public var detail: String

    public init(_ code: Code, _ detail: String = "") {
        self.code = code
        self.detail = detail
    }
}

/// How many changesets of a bundle were looked at so far, and how many it has.
public typealias BundleProgress = (_ done: Int, _ total: Int) -> Void

/// What a bundle brought.
public struct BundleTaken: Sendable, Equatable {
    public var applied: ApplyResult
    /// The sender's name as its bundle gives it. Which device sealed a bundle is proven, its
    /// name is not.
    public var sender: String
    public var isSealed: Bool
}

extension Member {
    /// What another device lacks, in a file that it alone can read: for an office without a network.
    ///
    /// - Parameters:
    ///   - receiver: A device of the control entries; it gets the scopes that they let it read.
    ///   - everything: Also what it held when the last sync with it ended: for one that has lost its file.
    /// - Returns: The file's bytes, and how many changesets are in it.
    /// - Throws: `SyncError` (`notEnrolled`, `deviceRevoked`); `BundleError.receiverHasNoKey`.
    public func bundle(
        for receiver: DeviceID, everything: Bool = false
    ) throws -> (bytes: [UInt8], changesets: Int) {
        let scopes = try replica.scopes(sharedWith: receiver)
        guard let device = try replica.control().devices[receiver] else { throw SyncError(.notEnrolled) }
        let bundle = try bundle(of: scopes) { try everything ? [] : replica.lastFrontier(of: receiver, scope: $0) }
        return (try SealedBundle(bundle.encoded(), from: keys, to: device).encoded(), bundle.changesets.count)
    }

    private func bundle(of scopes: [String], from frontier: (String) throws -> [SeenPoint]) throws -> SyncBundle {
        try replica.bundle(of: scopes, device: keys.device.text, name: name, at: surroundings.now(), from: frontier)
    }

    /// Takes in a bundle, sealed or plain: all of it durably, or nothing.
    ///
    /// - Parameters:
    ///   - bytes: The file's.
    ///   - progressed: Told how many of how many changesets were looked at so far.
    /// - Throws: `BundleError`; what the replica throws.
    public func take(bundle bytes: [UInt8], progressed: BundleProgress? = nil) throws -> BundleTaken {
        guard SealedBundle.begins(bytes) else { return try replica.take(plainBundle: bytes, progressed: progressed) }
        let sealed = try SealedBundle(decoding: bytes)
        guard sealed.receiver == keys.device else { throw BundleError(.notForUs) }
        let control = try replica.control()
        guard let device = control.devices[sealed.sender] else { throw BundleError(.senderUnknown) }
        if control.revoked[sealed.sender] != nil { throw BundleError(.senderRevoked) }
        let bundle = try SyncBundle(readFrom: try sealed.opened(with: keys, from: device))
        guard bundle.device == sealed.sender.text else { throw BundleError(.damaged) }
        return try replica.take(bundle, isSealed: true, progressed)
    }

    /// Whether a file begins as a bundle does that its receiver alone can read.
    public static func isSealed(bundle bytes: [UInt8]) -> Bool { SealedBundle.begins(bytes) }
}

extension Replica {
    /// All that this replica holds, in a file that anybody can read who finds it; works without the device's key. Where it
    /// has begun from a checkpoint, all since: the rest is in no file here.
    ///
    /// - Parameter now: Milliseconds since 1970.
    public func plainBundle(at now: Int64) throws -> (bytes: [UInt8], changesets: Int) {
        let status = try status(digesting: false)
        let bundle = try bundle(
            of: status.scopes.map(\.name), device: status.device, name: status.name, at: now, mayLackArchive: true,
            from: { _ in [] })
        return (bundle.encoded(), bundle.changesets.count)
    }

    /// Takes in a bundle that was not sealed: all of it durably, or nothing.
    ///
    /// - Parameters:
    ///   - bytes: The file's.
    ///   - progressed: Told how many of how many changesets were looked at so far.
    /// - Throws: `BundleError` (`damaged`, `notForUs`); what the replica throws.
    public func take(plainBundle bytes: [UInt8], progressed: BundleProgress? = nil) throws -> BundleTaken {
        try take(SyncBundle(readFrom: bytes), isSealed: false, progressed)
    }

    func take(_ bundle: SyncBundle, isSealed: Bool, _ progressed: BundleProgress?) throws -> BundleTaken {
        let held = Set(try heldScopes())
        let all = try bundle.changesets.map { bytes throws(FormatError) in try ReceivedChangeset(bytes) }
        let mine = all.filter { held.contains($0.changeset.header.scope) }
        guard !mine.isEmpty || all.isEmpty else { throw BundleError(.notForUs) }
        var applied = try apply(mine, progressed: progressed.map { tell in { tell($0, mine.count) } })
        // Its control entries may have given this device more scopes, of which it has the changesets as well.
        let given = Set(try heldScopes()).subtracting(held)
        let more = all.filter { given.contains($0.changeset.header.scope) }
        if !more.isEmpty { applied.add(try apply(more)) }
        return BundleTaken(applied: applied, sender: bundle.name, isSealed: isSealed)
    }

    fileprivate func bundle(
        of scopes: [String], device: String, name: String, at now: Int64, mayLackArchive: Bool = false,
        from frontier: (String) throws -> [SeenPoint]
    ) throws -> SyncBundle {
        try fold()
        var bodies: [[UInt8]] = []
        for scope in scopes {
            do {
                bodies += try self.bodies(scope, from: frontier(scope))
            } catch let error as StoreError where error.code == .archiveMissing && mayLackArchive {
                bodies += try self.bodies(scope, from: checkpointEnds(of: scope))
            }
        }
        return SyncBundle(device: device, name: name, createdAt: now, scopes: scopes, changesets: bodies)
    }
}

extension Replica {
    private func bodies(_ scope: String, from frontier: [SeenPoint]) throws -> [[UInt8]] {
        let positions = try missing(scope: scope, from: frontier)
        return positions.isEmpty ? [] : try bodies(positions[...], bytesMax: .max)
    }
}

extension SyncBundle {
    init(readFrom bytes: [UInt8]) throws {
        do {
            try self.init(decoding: bytes)
        } catch {
            throw BundleError(.damaged)
        }
    }
}
