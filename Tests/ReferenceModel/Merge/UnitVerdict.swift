import SyncCore

/// What a unit of a live row shows, and what stands open or settled about it.
struct UnitVerdict {
    var shown: [Value]
    /// The heads of a value that are judged; nil for counters and sets.
    var judged: [Int]?
    var standing = Standing.nothing
    /// Kinds of the findings without dots, such as `finding:clamp`.
    var findings: [String] = []

    /// What becomes of unequal heads.
    enum Standing { case nothing, settled, open }
}

extension RowStory {
    /// The verdict on a unit, for a live row.
    func verdict(on unit: ModelUnit) -> UnitVerdict {
        switch unit.policy {
        case .counter: return countVerdict(on: unit)
        case .set: return setVerdict(on: unit)
        case .lww, .keep, .max, .min, .once, .own, .text: return valueVerdict(on: unit)
        }
    }

    /// The heads of a unit, whatever its policy.
    func heads(of unit: ModelUnit) -> [Int] {
        guard case .own(let role) = unit.policy else {
            return held.heads(among: writes(of: unit.name).map(\.place))
        }
        return ownHeads(of: unit, role: role)
    }

    private func valueVerdict(on unit: ModelUnit) -> UnitVerdict {
        let judged = judged(of: unit)
        let byTime = judged.sorted(by: held.isEarlier)
        let values = judged.compactMap { value(of: unit.name, by: $0) }
        let given = byTime.filter { !isNull($0, unit) }
        var verdict = UnitVerdict(shown: unit.defaultValue, judged: judged)
        var chosen = byTime.last
        switch unit.policy {
        case .lww:
            verdict.standing = 1 < Set(values).count ? .settled : .nothing
        case .keep:
            verdict.standing = 1 < Set(values).count ? .open : .nothing
        case .max:
            chosen = extreme(of: given, in: unit, by: >) ?? byTime.last
        case .min:
            chosen = extreme(of: given, in: unit, by: <) ?? byTime.last
        case .once:
            chosen = given.first ?? byTime.first
            let numbers = Set(given.compactMap { value(of: unit.name, by: $0) })
            verdict.standing = 1 < numbers.count ? .open : .nothing
        case .own(let role):
            let holders = byTime.filter { isHolder($0, of: role) }
            let proposals = byTime.filter { !isHolder($0, of: role) && proposes($0, unit) }
            chosen = holders.last ?? proposals.last ?? byTime.last
            let choices = Set((holders + proposals).compactMap { value(of: unit.name, by: $0) })
            let waits = holders.isEmpty && !proposals.isEmpty
            verdict.standing = waits || 1 < choices.count ? .open : .nothing
        case .text:
            if let merged = mergedText(judged, of: unit) {
                return UnitVerdict(shown: merged, judged: judged)
            }
            verdict.standing = 1 < Set(values).count ? .open : .nothing
        case .counter, .set: break
        }
        verdict.shown = chosen.flatMap { value(of: unit.name, by: $0) } ?? unit.defaultValue
        return verdict
    }

    /// The heads that no deletion has seen, if there are any, else all.
    private func judged(of unit: ModelUnit) -> [Int] {
        let heads = heads(of: unit)
        let alive = heads.filter { !isDead($0) }
        return alive.isEmpty ? heads : alive
    }

    private func isNull(_ place: Int, _ unit: ModelUnit) -> Bool {
        value(of: unit.name, by: place)?.allSatisfy { $0 == .null } ?? true
    }

    /// The write whose value is outermost in BINARY order; of equal places, the latest.
    private func extreme(
        of byTime: [Int], in unit: ModelUnit, by isBeyond: ([Value], [Value]) -> Bool
    ) -> Int? {
        byTime.reduce(nil) { (best: Int?, place) in
            guard let best else { return place }
            let current = value(of: unit.name, by: best) ?? []
            let next = value(of: unit.name, by: place) ?? []
            return isBeyond(current, next) ? best : place
        }
    }
}

/// `own(role)`: the role's writes are a register of their own, and the others' wait beside it.
extension RowStory {
    func isHolder(_ place: Int, of role: String) -> Bool {
        held.rights.roles(of: held.history.changesets[place]).contains(role)
    }

    /// The heads among the role's writes, and the proposals that neither a holder's write nor a
    /// newer proposal has seen.
    func ownHeads(of unit: ModelUnit, role: String) -> [Int] {
        let writers = writes(of: unit.name).map(\.place)
        let holders = writers.filter { isHolder($0, of: role) }
        let proposals = writers.filter { place in
            !isHolder(place, of: role) && !writers.contains { held.order.isBefore(place, $0) }
        }
        return (held.heads(among: holders) + proposals).sorted()
    }

    /// An insertion's NULL proposes nothing.
    func proposes(_ place: Int, _ unit: ModelUnit) -> Bool {
        guard case .value(let value, let isInsertion)? = changes[place]?.writes[unit.name] else {
            return false
        }
        return !(isInsertion && value.allSatisfy { $0 == .null })
    }
}
