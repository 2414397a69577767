import SyncCore

/// Counters and sets: all writes count together, not the heads alone.
extension RowStory {
    func countVerdict(on unit: ModelUnit) -> UnitVerdict {
        let parts = contributions(to: unit)
        var sum: Int128 = 0
        for (_, write) in parts {
            guard case .count(let part, _, _) = write else { continue }
            sum += part
        }
        let clamped = Int64(clamping: sum)
        var verdict = UnitVerdict(shown: [.integer(clamped)])
        if Int128(clamped) != sum { verdict.findings.append("finding:clamp") }
        if isUnsound(parts) { verdict.findings.append("finding:non-integer") }
        return verdict
    }

    func setVerdict(on unit: ModelUnit) -> UnitVerdict {
        let parts = contributions(to: unit)
        var shown: Set<ModelItem> = []
        for (place, write) in parts {
            guard case .items(let change, _, _) = write else { continue }
            shown.formUnion(
                change.add.filter { item in
                    !parts.contains { remover, other in
                        guard case .items(let later, _, _) = other else { return false }
                        return later.remove.contains(item) && held.order.isBefore(place, remover)
                    }
                })
        }
        var verdict = UnitVerdict(shown: [ModelItem.shown(shown)])
        if isUnsound(parts) { verdict.findings.append("finding:non-array") }
        return verdict
    }

    /// Whether something was written that is no integer or no array, and nobody who had seen it has
    /// written the unit properly since.
    private func isUnsound(_ parts: [(place: Int, write: UnitWrite)]) -> Bool {
        parts.contains { place, write in
            !write.isSound
                && !parts.contains { $0.write.isSound && held.order.isBefore(place, $0.place) }
        }
    }

    /// The writes that no later insertion has ended; and, while an insertion among them is not
    /// dead, no dead ones.
    private func contributions(to unit: ModelUnit) -> [(place: Int, write: UnitWrite)] {
        let all = writes(of: unit.name)
        let bases = all.filter { $0.write.isBase }.map(\.place)
        let standing = all.filter { part in
            !bases.contains { held.order.isBefore(part.place, $0) }
        }
        let hasLiveBase = standing.contains { $0.write.isBase && !isDead($0.place) }
        return hasLiveBase ? standing.filter { !isDead($0.place) } : standing
    }
}

extension UnitWrite {
    fileprivate var isBase: Bool {
        switch self {
        case .count(_, let isBase, _), .items(_, let isBase, _): isBase
        case .value: false
        }
    }

    fileprivate var isSound: Bool {
        switch self {
        case .count(_, _, let isSound), .items(_, _, let isSound): isSound
        case .value: true
        }
    }
}
