import ReplicaStore
import SyncCore
import TerminalScreen

/// What may be chosen, what speaks for it, and what somebody has chosen already.
extension ConflictScreen {
    /// Behind what is in conflict, where two people are to settle it.
    var signatureMark: String {
        guard conflict.needsSecond, conflict.status == .open else { return "" }
        if conflict.signatures.isEmpty { return words(.secondNeeded) }
        return words(Set(conflict.signatures.map(\.choice)).count > 1 ? .signaturesDiffer : .secondAwaited)
    }

    /// What others have signed, on other devices: whoever chooses the same here settles it. Nil where they differ.
    func signable() throws -> Conflict.Decision? {
        guard conflict.needsSecond, conflict.status == .open else { return nil }
        let (device, person) = (try names.ownDevice(), try names.ownPerson())
        let others = conflict.signatures.filter { $0.by.author.device != device && $0.by.person != person }
        return Set(others.map(\.choice)).count == 1 ? others.last : nil
    }

    private func ownSignature() throws -> Conflict.Decision? {
        let device = try names.ownDevice()
        return conflict.signatures.first { $0.by.author.device == device }
    }

    func signatures() throws -> [String] {
        let isOpen = conflict.needsSecond && conflict.status == .open
        guard !conflict.signatures.isEmpty else { return isOpen ? [words(.secondExplained)] : [] }
        let lines = try conflict.signatures.map { signature in
            words(
                .signedBy(
                    try names.person(signature.by.person, signature.by.author), time(signature.by.at), try names.device(signature.by.author),
                    words(.choice(signature.choice)), signature.reason))
        }
        guard isOpen else { return lines }
        let choices = Set(conflict.signatures.map(\.choice))
        if choices.count > 1 { return lines + [words(.signersDiffer)] }
        if conflict.signatures.count > 1 { return lines + [words(.signersAgree)] }
        return lines + [words(try signable() == nil || ownSignature() != nil ? .mayNotSign : .maySign)]
    }

    func advice() -> [String] {
        if let failure = facts.failure { return [words(.factsFailed(failure))] }
        guard let advice = facts.advice else { return [] }
        return [words(.suggested(advice.choice, zh: advice.zh, en: advice.en))]
    }

    func dependents() -> [String] {
        guard !facts.rules.isEmpty || !facts.reports.isEmpty else { return [] }
        return [words(.dependsOnIt(rules: facts.rules, reports: facts.reports))]
    }

    /// - Parameter asKeys: By the keys of the walk, else by the options of `resolve`.
    func offers(asKeys: Bool) -> [String] {
        let accept = (asKeys ? "k" : "--keep", words(.offerAccept))
        let offers = facts.offers.map { offer in
            (asKeys ? Self.key(offer.choice) : Self.option(offer.choice.words), names.language == .zh ? offer.zh : offer.en)
        } + [accept]
        let width = offers.map { displayWidth($0.0) }.max() ?? 0
        return [words(.mayChoose)] + offers.map { "  " + $0.0 + String(repeating: " ", count: width + 2 - displayWidth($0.0)) + $0.1 }
    }

    static func key(_ choice: Choice) -> String {
        switch choice {
        case .take(let number): "\(number)"
        case .merge(let number): number == 1 ? "m" : "n"
        case .keep: "k"
        case .delete: "d"
        case .set: "e"
        }
    }

    /// As `resolve` has it.
    static func option(_ choice: String) -> String { "--" + choice }

    func remedyLines(_ choice: Choice, _ reach: [(table: String, rows: Int)]) throws -> [String] {
        let offer = facts.offers.first { $0.choice.words == choice.words }
        let counts = try reach.map { "\(try names.label($0.table)) \($0.rows)" }
        return [words(.wouldRemedy(zh: offer?.zh ?? "", en: offer?.en ?? "", counts))]
    }
}
