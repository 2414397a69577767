import Foundation
public import SyncCore

/// Performs a session's actions on a replica; blocks, so it runs on a queue of its own.
public final class ReplicaOwner {
    private let replica: Replica
    /// Only these scopes are offered; nil for all that the peer's grant allows.
    private let onlyScopes: Set<String>?
    /// For a rehearsal: the peer gets nothing.
    private let receivesOnly: Bool
    /// Whether a peer that no control entry enrols is asked for entries that may.
    private let asksStrangers: Bool
    private var isWithStranger = false
    /// About how many bytes a batch has, which is applied in one transaction.
    private let batchBytes: Int
    /// Signs enrolments; nil where this replica enrols nobody.
    private let signer: DeviceSigner?
    private let now: @Sendable () -> Int64
    /// When the session began, or a little before.
    private let began: Int64
    /// Who has proven to be at the other end.
    private var peer: DeviceID?
    private var plans: [String: ArraySlice<LogPosition>] = [:]
    /// Checkpoints that are being sent.
    private var sources: [String: CheckpointSource] = [:]
    /// What the replica held when that was last compared with the peer's.
    private var compared: HeldMark?
    /// Of each scope: what is edited meanwhile the peer need not have got.
    private var comparedFrontiers: [String: [SeenPoint]] = [:]
    private var notedAt: Int64 = .min
    /// Milliseconds between two notes of what a peer holds that stays.
    private static let noteEvery: Int64 = 10_000
    /// Why the replica here could not go on: for this side's own words, never for the wire.
    public private(set) var fault: (any Error)?

    public init(
        _ replica: Replica, onlyScopes: Set<String>? = nil, receivesOnly: Bool = false, asksStrangers: Bool = false,
        batchBytes: Int = 1 << 20, signer: DeviceSigner? = nil, now: @escaping @Sendable () -> Int64
    ) {
        self.replica = replica
        self.onlyScopes = onlyScopes
        self.receivesOnly = receivesOnly
        self.asksStrangers = asksStrangers
        self.batchBytes = batchBytes
        self.signer = signer
        self.now = now
        began = now()
    }

    /// - Returns: The event that answers the action, or nil where none is due.
    public func perform(_ action: SessionAction) -> SessionEvent? {
        do {
            return try answer(action)
        } catch let error as SyncError {
            return .refused(error)
        } catch {
            fault = error
            switch (error as? StoreError)?.code {
            case .fileBusy: return .refused(SyncError(.replicaBusy))
            case .archiveMissing, .archiveDamaged: return .refused(SyncError(.archiveNeeded))
            default: return .refused(SyncError(.replicaFault, "\(error)"))
            }
        }
    }

    private func answer(_ action: SessionAction) throws -> SessionEvent? {
        switch action {
        case .send, .progress, .end: return nil
        case .settled(let summary):
            if now() >= notedAt + Self.noteEvery { try finished(summary) }
            return nil
        case .loadHeld(let peer):
            self.peer = peer.device
            // Folds what is due.
            compared = try replica.heldMark()
            comparedFrontiers = try replica.foldedFrontiers(of: scopes(sharedWith: peer))
            return .held(
                comparedFrontiers.map { HeldScope(scope: $0, digest: Replica.digest(of: $1)) }, ofStranger: isWithStranger)
        case .compareClock(let time):
            try compareClock(time)
            return nil
        case .enrol(let request):
            guard let signer else { throw SyncError(.notEnrolled) }
            try Enrolment(replica: replica, now: now()).accept(request, signer: signer)
            return .enrolled
        case .loadFrontier(let scope, let peer):
            return .frontier(scope: scope, try replica.frontier(scope: scope, locating: peer))
        case .plan(let scope, let peer, let round, let use):
            plans[scope] = receivesOnly || isWithStranger ? [] : try plan(scope, peer, round, use)[...]
            return nil
        case .nextBatch(let scope):
            if let piece = try nextPiece(of: scope) { return piece }
            let rest = plans[scope] ?? []
            let bodies =
                rest.isEmpty ? [] : try replica.bodies(rest, bytesMax: batchBytes)
            plans[scope] = rest.dropFirst(bodies.count)
            return .batch(scope: scope, bodies, left: rest.count - bodies.count)
        case .apply(let scope, let changesets):
            try replica.apply(changesets, from: peer)
            return .committed(scope: scope, count: changesets.count)
        case .stage(let scope, let piece):
            try replica.stage(piece, of: scope)
            return .committed(scope: scope, count: 1)
        }
    }

    /// Who holds nothing of a scope gets what its checkpoint has left, and the log since.
    private func plan(_ scope: String, _ peer: [SeenPoint], _ round: Int, _ use: CheckpointUse) throws -> [LogPosition] {
        if use != .never, peer.isEmpty, let source = try replica.checkpointSource(of: scope) {
            if use == .later { return [] }
            sources[scope] = source
            return try replica.missing(scope: scope, from: source.ends)
        }
        return try replica.missing(scope: scope, from: peer, searching: round == 1)
    }

    private func nextPiece(of scope: String) throws -> SessionEvent? {
        guard var source = sources[scope] else { return nil }
        let piece = try replica.nextPiece(of: &source, bytesMax: batchBytes)
        sources[scope] = source.isAtEnd ? nil : source
        return .batch(scope: scope, [piece], left: (plans[scope]?.count ?? 0) + source.left)
    }

    /// A committee whose only administrator has lost its key enrols another one by the root key: nobody knows that one
    /// yet, and its entries prove it. What it is asked for is asked for once.
    private func scopes(sharedWith peer: SessionPeer) throws -> [String] {
        do {
            let scopes = try replica.scopes(sharedWith: peer.device, among: onlyScopes)
            isWithStranger = false
            return scopes
        } catch let error as SyncError where error.code == .notEnrolled && asksStrangers {
            if isWithStranger { throw SyncError(.wrongPeer, String(peer.device.text.prefix(8))) }
            isWithStranger = true
            return [ControlName.scope]
        }
    }

    /// An administrator's clock is the committee's. It was read after the session began and before now: by no more than
    /// those two allow is this one known to be off.
    private func compareClock(_ time: Int64) throws {
        guard let peer, try replica.control().isAdmin(peer) else { return }
        let (least, most) = (time - now(), time - began)
        try replica.noteClock(offset: least > 0 ? least : min(most, 0))
    }

    /// Whether the replica holds something that it did not when that was last compared with the peer's; folds first.
    /// Where that can't be told it is to be compared: then the session ends with the fault, unless it has passed.
    public func hasNews() -> Bool {
        do {
            return try replica.heldMark() != compared
        } catch {
            fault = error
            return true
        }
    }

    /// Notes what both sides held when they compared that last.
    public func finished(_ summary: SyncSummary) throws {
        notedAt = now()
        for scope in summary.equalScopes where !receivesOnly && !isWithStranger {
            guard let frontier = comparedFrontiers[scope] else { continue }
            try replica.noteSync(
                with: summary.peer.device.text, name: summary.peer.name, scope: scope,
                frontier: frontier, at: now())
        }
    }
}
