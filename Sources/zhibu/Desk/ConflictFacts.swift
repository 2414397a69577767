import BranchRecords
import ReplicaStore
import SyncCore

/// What stands beside a conflict where a person looks at it: what may be done, what speaks for which, and what depends on it.
struct ConflictFacts {
    var offers: [Offer] = []
    /// What a rule's finding says.
    var card: Card?
    var advice: Advice?
    /// Why there is no card or advice, where its query can't be run.
    var failure: String?
    /// Titles of rules, and numbers of reports.
    var rules: [String] = []
    var reports: [String] = []
    /// Of the second record that a rule names.
    var otherHistory: [HistoryEntry] = []
}

extension Replica {
    /// What open findings say; one whose card can't be filled in is left out, its page says why.
    func cards(of conflicts: [Conflict]) throws -> [String: Card] {
        var cards: [String: Card] = [:]
        for conflict in conflicts where conflict.isFinding && conflict.status == .open {
            do {
                cards[conflict.id.text] = try card(of: conflict)
            } catch let error as StoreError where error.code == .statementFailed {
                continue
            }
        }
        return cards
    }

    func facts(for conflict: Conflict) throws -> ConflictFacts {
        let queries = try ReportCatalog.list().flatMap { report in report.queries.map { (name: report.id, sql: $0) } }
        let readers = try readers(of: conflict, among: queries)
        // Several queries of one report stand together.
        let reports = readers.queries.reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
        guard conflict.status == .open else { return ConflictFacts(rules: readers.rules, reports: reports) }
        let other = try conflict.otherKey.map { try history(table: conflict.table, key: $0) } ?? []
        var facts = ConflictFacts(
            offers: try offers(for: conflict), advice: conflict.onlyOneFilledIn, rules: readers.rules, reports: reports,
            otherHistory: other)
        do {
            facts.card = try card(of: conflict)
            facts.advice = try advice(on: conflict) ?? facts.advice
        } catch let error as StoreError where error.code == .statementFailed {
            facts.failure = error.detail
        }
        return facts
    }
}

extension Conflict {
    /// Where all the other sides have left it empty.
    fileprivate var onlyOneFilledIn: Advice? {
        let filled = candidates.filter { $0.values.contains { !$0.isBlank } }
        guard unit != nil, candidates.count > 1, filled.count == 1 else { return nil }
        let words = Message.onlyOneFilledIn(filled[0].number)
        return Advice(choice: "take \(filled[0].number)", zh: words.zh, en: words.en)
    }
}

extension Value {
    fileprivate var isBlank: Bool {
        switch self {
        case .null: true
        case .text(let bytes): bytes.isEmpty
        case .integer, .real, .blob: false
        }
    }
}
