import ArgumentParser
import ReplicaStore
import SyncCore

/// `zhibu conflicts`: on a terminal the open ones one by one; in a pipe the list.
struct ConflictsWalk: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "walk", abstract: "逐个裁定（在终端上）/ one by one, on a terminal")

    @OptionGroup var common: CommonOptions
    @OptionGroup var filter: ConflictFilter

    func run() throws {
        guard Terminal.isInteractive, !common.json, !filter.all, !filter.settled, !filter.resolved else {
            return try ConflictsList.run(common, filter)
        }
        let left = try common.withReplica { replica in
            let choice = try ConflictChoice(filter, replica, common)
            let all = try replica.conflicts()
            let open = try replica.grouped(all.filter(choice.accepts), common.language)
            guard !open.isEmpty else {
                let open = all.count { $0.status == .open }
                common.show(common.words(.nothingListed(open: open)))
                return open
            }
            var walk = Walk(open, choice, ShortIDs(all), replica, common)
            try walk.run()
            return try replica.openConflictCounts().values.reduce(0, +)
        }
        if left > 0 { throw ExitCode(3) }
    }
}

/// One walk through open conflicts. Nothing is written before Enter is pressed, and what was is there whatever happens to
/// the window.
struct Walk {
    private let replica: Replica
    private let common: CommonOptions
    private let ids: ShortIDs
    private let terminal = Terminal()
    private var rest: ArraySlice<Conflict>
    private let choice: ConflictChoice
    /// Those that were on the screen.
    private var met: Set<ConflictID> = []
    private var total: Int
    private var place = 1
    /// About the one on the screen.
    private var facts = ConflictFacts()
    private var decided: [(conflict: Conflict, settlement: Settlement)] = []
    private var skipped = 0
    private var signed: Int { decided.count { $0.settlement == .signed } }
    private var hasLeft = false

    init(_ open: [Conflict], _ choice: ConflictChoice, _ ids: ShortIDs, _ replica: Replica, _ common: CommonOptions) {
        (rest, total, self.choice) = (open[...], open.count, choice)
        (self.ids, self.replica, self.common) = (ids, replica, common)
    }

    private func words(_ message: Message) -> String { common.words(message) }

    mutating func run() throws {
        repeat {
            while !hasLeft, let conflict = rest.popFirst() {
                met.insert(conflict.id)
                try showPage(conflict)
                try decide(conflict)
                place += 1
            }
        } while try !hasLeft && goesOn()
        let left = try replica.openConflictCounts().values.reduce(0, +)
        common.show(prose: [
            words(.walked(decided: decided.count, signed: signed, skipped: skipped, left: left)), words(decided.isEmpty ? .nextConflicts : .nextAfterWalk),
        ])
    }

    /// Whether there is more: what has come meanwhile, or the last one once more.
    private mutating func goesOn() throws -> Bool {
        let news = try replica.conflicts().filter { choice.accepts($0) && !met.contains($0.id) }
        if !news.isEmpty {
            common.show(words(.moreHaveCome(news.count)))
            rest = try replica.grouped(news, common.language)[...]
            total += news.count
            return true
        }
        guard !decided.isEmpty else { return false }
        terminal.write(words(.lastChance))
        let key = terminal.key()
        terminal.write("\n")
        guard key == .character("u") else { return false }
        try takeBack(before: nil)
        return !rest.isEmpty
    }

    private func onScreen<Result>(_ conflict: Conflict, _ body: (ConflictScreen) throws -> Result) throws -> Result {
        try replica.read { database in
            let names = Names(database: database, language: common.language)
            return try body(ConflictScreen(conflict, names, id: ids[conflict], facts))
        }
    }

    private mutating func showPage(_ conflict: Conflict) throws {
        facts = try replica.facts(for: conflict)
        let history = try replica.history(table: conflict.table, key: conflict.key)
        common.show("")
        common.show(words(.walkPlace(place, of: total, words(.urgency(conflict.urgency)), conflict.scope)))
        common.show(prose: try onScreen(conflict) { try $0.page(history: history, next: false) })
    }

    /// Until it is decided, or skipped.
    private mutating func decide(_ conflict: Conflict) throws {
        let choices = try onScreen(conflict) { try WalkChoices($0) }
        while true {
            common.show(prose: [words(choices.keys(canUndo: !decided.isEmpty))])
            let key = ask()
            switch key {
            case .leave, .character("q"):
                hasLeft = true
                return
            case .enter: continue
            case .character("s"):
                skipped += 1
                return
            case .character("?"): common.show(prose: [words(.walkHelp)])
            case .character("h"):
                let history = try replica.history(table: conflict.table, key: conflict.key)
                common.show(prose: try onScreen(conflict) { try $0.story(history: history) })
            case .character("u") where !decided.isEmpty:
                try takeBack(before: conflict)
                return
            case .character(let character):
                guard let choice = try choices.choice(for: character, ask: { try set(conflict) }) else {
                    common.show(words(.keyUnknown(character)))
                    continue
                }
                if try write(choice, to: conflict) { return }
            }
        }
    }

    private func ask() -> Key {
        terminal.write("> ")
        let key = terminal.key()
        if case .character(let character) = key { terminal.write("\(character)\n") } else { terminal.write("\n") }
        return key
    }

    /// - Returns: Whether the walk goes on with the next one.
    private mutating func write(_ choice: Choice, to conflict: Conflict) throws -> Bool {
        let reach: [(table: String, rows: Int)]
        do {
            reach = try replica.reach(of: choice, on: conflict)
        } catch let error as StoreError where error.leavesAChoice {
            common.show(error.explanation.text(in: common.language))
            return false
        }
        common.show(prose: try onScreen(conflict) { try $0.consequence(of: choice, reach: reach) })
        guard let reason = reason() else {
            common.show(words(.notWritten))
            return false
        }
        terminal.write(words(.enterWrites))
        let key = terminal.key()
        terminal.write("\n")
        guard key == .enter else {
            common.show(words(.notWritten))
            if key == .leave { hasLeft = true }
            return hasLeft
        }
        let settlement: Settlement
        do {
            settlement = try replica.resolve(conflict.id.text, choice, reason: reason)
        } catch let error as StoreError where [.conflictChanged, .conflictDecided, .conflictSettled, .conflictUnknown].contains(error.code) {
            try changed(conflict)
            return true
        } catch let error as StoreError where error.leavesAChoice {
            common.show(error.explanation.text(in: common.language))
            // What was typed while it waited was meant for the next one.
            terminal.forgetTyped()
            return false
        }
        decided.append((conflict, settlement))
        common.show(words(settlement == .signed ? .writtenSigned : .written))
        return true
    }

    /// A sync has come in, or another window.
    private mutating func changed(_ conflict: Conflict) throws {
        guard let successor = try replica.conflicts().first(where: { $0.status == .open && $0.isAbout(sameAs: conflict) }) else {
            return common.show(words(.goneMeanwhile(ids[conflict])))
        }
        common.show(words(.changedMeanwhile))
        rest = [successor] + rest
        place -= 1
    }

    private mutating func takeBack(before conflict: Conflict?) throws {
        if let conflict {
            rest = [conflict] + rest
            place -= 1
        }
        guard let last = decided.last?.conflict else { return }
        do {
            try replica.undo(last.id.text, reason: words(.takenBackAtOnce))
        } catch let error as StoreError where error.leavesAChoice || error.code == .undoTooLate {
            return common.show(error.explanation.text(in: common.language))
        }
        decided.removeLast()
        rest = [last] + rest
        place -= 1
        common.show(words(.undoneNow(ids[last])))
    }

    /// One of the usual ones, or words of one's own; nil where nothing was said.
    private func reason() -> String? {
        common.show(prose: [words(.reasons)])
        let key = ask()
        guard case .character(let character) = key, let number = character.wholeNumberValue, number > 0 else { return nil }
        if number <= Message.usualReasons.count { return words(Message.usualReasons[number - 1]) }
        guard number == Message.usualReasons.count + 1, let typed = terminal.line(words(.reasonQuestion)), !typed.isEmpty else { return nil }
        return typed
    }

    /// Asks for each column in which the candidates differ; an empty line leaves what is shown now.
    private func set(_ conflict: Conflict) throws -> Choice? {
        var values: [String: Value] = [:]
        for column in try onScreen(conflict, { $0.disputedColumns }) {
            while true {
                let question = try onScreen(conflict) { try $0.question(for: column) }
                guard let typed = terminal.line(question) else { return nil }
                if typed.isEmpty { break }
                do {
                    values[column] = try replica.read {
                        try Names(database: $0, language: common.language).value(typed: typed, conflict.table, column)
                    }
                    break
                } catch let error as CommandFailure {
                    common.show(error.explanation.text(in: common.language))
                }
            }
        }
        return values.isEmpty ? nil : .set(values)
    }
}

extension Replica {
    /// In the order in which they are shown.
    fileprivate func grouped(_ conflicts: [Conflict], _ language: Language) throws -> [Conflict] {
        try read { try ConflictGroups(conflicts, Names(database: $0, language: language)).conflicts }
    }
}

extension Conflict {
    /// Whether it is about the same value or row; its sides may be others.
    fileprivate func isAbout(sameAs other: Conflict) -> Bool {
        kind == other.kind && scope == other.scope && table == other.table && key == other.key && unit == other.unit
            && otherKey == other.otherKey
    }
}

extension StoreError {
    /// Whether something else may be chosen, or the same again later.
    fileprivate var leavesAChoice: Bool {
        [.choiceUnfit, .roleNeeded, .notEntitled, .fileBusy, .reasonMissing, .statementFailed, .signedAlready].contains(code)
    }
}
