import ArgumentParser
import ReplicaStore
import SyncCore

/// By what many conflicts are decided at once.
enum BulkRule: ExpressibleByArgument {
    case number(Int)
    case later, earlier, longer, largest, smallest, own
    case person(String)
    case device(String)
    case role(String)
    case office(String)

    static let form = "N | later | earlier | longest | largest | smallest | own | person:NAME | device:NAME | role:NAME | office:SCOPE"

    init?(argument: String) {
        switch argument {
        case "later": self = .later
        case "earlier": self = .earlier
        case "longer", "longest": self = .longer
        case "largest": self = .largest
        case "smallest": self = .smallest
        case "own": self = .own
        default:
            if let number = Int(argument), number > 0 {
                self = .number(number)
                return
            }
            let parts = argument.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { return nil }
            switch parts[0] {
            case "person": self = .person(parts[1])
            case "device": self = .device(parts[1])
            case "role": self = .role(parts[1])
            case "office": self = .office(parts[1])
            default: return nil
            }
        }
    }
}

/// A rule with the names in it looked up.
struct BulkTake {
    private let rule: BulkRule
    /// Whose writes are taken, where the rule names somebody.
    private let devices: Set<String>

    init(_ rule: BulkRule, _ replica: Replica) throws {
        self.rule = rule
        func read<Result>(_ body: (Names) throws -> Result) throws -> Result {
            try replica.read { try body(Names(database: $0, language: .zh)) }
        }
        switch rule {
        case .own: devices = [try read { try $0.ownDevice() }]
        case .device(let name): devices = [try replica.device(named: name).id.text]
        case .office(let scope): devices = try read { try $0.devices(ofOffice: scope) }
        case .role(let text):
            let role = try read { try $0.role(titled: text) }
            try replica.requireKnown(roles: [role])
            devices = try read { try $0.devices(inRole: role) }
        default: devices = []
        }
    }

    /// - Returns: Nil where the rule does not say which, or says it of several.
    func candidate(of conflict: Conflict) -> Conflict.Candidate? {
        let candidates = conflict.candidates
        switch rule {
        case .number(let number): return candidates.first { $0.number == number }
        case .later: return only(candidates) { $0.writes.map(\.at).max() ?? 0 }
        case .earlier: return only(candidates) { -($0.writes.map(\.at).min() ?? 0) }
        case .longer: return only(candidates, by: Self.length)
        case .largest: return extreme(of: conflict) { Value.precedes($0, $1) }
        case .smallest: return extreme(of: conflict) { Value.precedes($1, $0) }
        case .person(let name): return only(candidates) { $0.writes.contains { $0.person == name } ? 1 : 0 }
        case .own, .device, .role, .office:
            return only(candidates) { $0.writes.contains { devices.contains($0.author.device) } ? 1 : 0 }
        }
    }

    /// The one that has most of it, and more than the others.
    private func only(_ candidates: [Conflict.Candidate], by measure: (Conflict.Candidate) -> Int64) -> Conflict.Candidate? {
        let measures = candidates.map(measure)
        guard let most = measures.max(), measures.count(where: { $0 == most }) == 1 else { return nil }
        return candidates[measures.firstIndex(of: most) ?? 0]
    }

    /// Of one column: of several, the one may be larger here and the other there.
    private func extreme(of conflict: Conflict, _ isBefore: (Value, Value) -> Bool) -> Conflict.Candidate? {
        let differing = conflict.columns.indices.filter { place in Set(conflict.candidates.map { $0.values[place] }).count > 1 }
        guard conflict.unit != nil, differing.count == 1, let place = differing.first,
            let most = conflict.candidates.map({ $0.values[place] }).max(by: isBefore), most != .null
        else { return nil }
        return conflict.candidates.first { $0.values[place] == most }
    }

    private static func length(_ candidate: Conflict.Candidate) -> Int64 {
        candidate.values.reduce(0) { sum, value in
            if case .text(let bytes) = value { sum + Int64(String(decoding: bytes, as: UTF8.self).count) } else { sum }
        }
    }
}
