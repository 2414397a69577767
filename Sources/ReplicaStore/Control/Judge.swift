import SyncCore

/// Why a changeset doesn't count; as stored and shown.
public enum VoidReason: String, Sendable, CaseIterable {
    /// It names no control entry, though there is one.
    case noEntry = "no-entry"
    /// The entry that it names gives its author no right to write in its scope.
    case noRight = "no-right"
    /// Written after the cut of a device that was revoked.
    case revoked
}

/// Says of each changeset whether it counts: by the rights at the control entry that it names, minus
/// every later cut that is held (design §3).
///
/// What is void is kept and forwarded, and its rows are computed again without it.
struct Judge {
    let transaction: StoreTransaction
    private var log: ChangesetLog { transaction.log }
    private var chains: ChainTable { transaction.chains }
    private var control: ControlLog { transaction.control }

    /// - Returns: Nil where the changeset counts.
    func reason(_ header: ChangesetHeader, at dot: Dot) throws -> VoidReason? {
        guard !control.isEmpty, header.scope != ControlName.scope else { return nil }
        guard let rights = transaction.rights(of: header) else {
            return DeviceID(header.author.device) == nil ? .noRight : .noEntry
        }
        if !rights.mayWrite { return .noRight }
        if !control.current.revoked.isEmpty, let device = DeviceID(header.author.device),
            let cut = control.current.revoked[device]
        {
            return try reaches(cut, scope: header.scope, author: header.author, dot) ? nil : .revoked
        }
        return nil
    }

    /// Whether a cut lets a changeset count: it is, or comes before, one of the cut's last ones.
    private func reaches(
        _ cut: ControlState.Revocation, scope: String, author: Author, _ dot: Dot
    ) throws -> Bool {
        for until in cut.until + cut.kept where until.scope == scope && until.point.author == author {
            guard let last = try chains.dot(scope: scope, until.point) else {
                // The last one is not here yet; when it comes, its author is judged again.
                if dot.number <= until.point.number { return true }
                continue
            }
            if chains.path(to: last).contains(dot) { return true }
        }
        return false
    }

    /// Notes the verdict on a changeset that was just added to the log.
    func enter(_ header: ChangesetHeader, at dot: Dot) throws -> VoidReason? {
        guard let reason = try reason(header, at: dot) else { return nil }
        try transaction.voids.insert(dot, reason)
        return reason
    }

    /// Judges all changesets of these devices again; the rows of those whose verdict changed are
    /// computed again.
    func reconsider(_ devices: Set<DeviceID>) throws {
        for chain in chains.chains.values.sorted(by: { $0.index < $1.index })
        where chain.scope != ControlName.scope && chain.fork < chain.last {
            guard let device = DeviceID(chain.author.device), devices.contains(device) else {
                continue
            }
            // Of a stub nothing can be taken out, and nothing is to be.
            for number in try log.numbersWithLines(of: chain.index, chain.fork + 1...chain.last) {
                let dot = Dot(chain: chain.index, number: number)
                let changeset = try log.changeset(at: dot)
                let verdict = try reason(changeset.header, at: dot)
                guard verdict != transaction.voids.reason(of: dot) else { continue }
                try transaction.voids.set(dot, verdict)
                try transaction.markTouched(by: changeset, at: dot)
            }
        }
    }
}

/// The changesets that are held and don't count.
final class VoidTable {
    private let log: ChangesetLog
    private var reasons: [Dot: VoidReason] = [:]

    init(_ log: ChangesetLog) throws {
        self.log = log
        let rows = try log.statement("SELECT id, reason FROM zhibu_void")
        while try rows.step() { reasons[Dot(packed: rows.int(0))] = VoidReason(rawValue: rows.text(1)) }
    }

    var isEmpty: Bool { reasons.isEmpty }

    func contains(_ dot: Dot) -> Bool { reasons[dot] != nil }
    func reason(of dot: Dot) -> VoidReason? { reasons[dot] }
    var all: [Dot: VoidReason] { reasons }

    func insert(_ dot: Dot, _ reason: VoidReason) throws { try set(dot, reason) }

    func set(_ dot: Dot, _ reason: VoidReason?) throws {
        reasons[dot] = reason
        if let reason {
            try log.statement("INSERT OR REPLACE INTO zhibu_void(id, reason) VALUES (?, ?)")
                .bind(1, dot.packed).bind(2, reason.rawValue).run()
        } else {
            try log.statement("DELETE FROM zhibu_void WHERE id = ?").bind(1, dot.packed).run()
        }
    }
}
