import ArgumentParser
import ReplicaStore
import SyncCore

/// By what many conflicts are decided at once.
enum BulkRule: ExpressibleByArgument {
    case number(Int)
    case later, earlier, longer, own
    case person(String)
    case device(String)

    static let form = "N | later | earlier | longer | own | person:NAME | device:NAME"

    init?(argument: String) {
        switch argument {
        case "later": self = .later
        case "earlier": self = .earlier
        case "longer": self = .longer
        case "own": self = .own
        default:
            if let number = Int(argument), number > 0 {
                self = .number(number)
            } else if argument.hasPrefix("person:"), argument.count > 7 {
                self = .person(String(argument.dropFirst(7)))
            } else if argument.hasPrefix("device:"), argument.count > 7 {
                self = .device(String(argument.dropFirst(7)))
            } else {
                return nil
            }
        }
    }
}

/// A rule with the names in it looked up.
struct BulkTake {
    private let rule: BulkRule
    private let device: String

    init(_ rule: BulkRule, _ replica: Replica) throws {
        self.rule = rule
        if case .device(let name) = rule {
            device = try replica.device(named: name).id.text
        } else {
            device = try replica.read { try Names(database: $0, language: .zh).ownDevice() }
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
        case .person(let name): return only(candidates) { $0.writes.contains { $0.person == name } ? 1 : 0 }
        case .own, .device: return only(candidates) { $0.writes.contains { $0.author.device == device } ? 1 : 0 }
        }
    }

    /// The one that has most of it, and more than the others.
    private func only(_ candidates: [Conflict.Candidate], by measure: (Conflict.Candidate) -> Int64) -> Conflict.Candidate? {
        let measures = candidates.map(measure)
        guard let most = measures.max(), measures.count(where: { $0 == most }) == 1 else { return nil }
        return candidates[measures.firstIndex(of: most) ?? 0]
    }

    private static func length(_ candidate: Conflict.Candidate) -> Int64 {
        candidate.values.reduce(0) { sum, value in
            if case .text(let bytes) = value { sum + Int64(String(decoding: bytes, as: UTF8.self).count) } else { sum }
        }
    }
}
