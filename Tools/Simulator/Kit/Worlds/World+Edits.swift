import GRDB
import ReplicaStore
import SyncCore

/// What people do with records and conflicts on one computer.
extension World {
    /// Whether there is something that this computer may not write: in the library alone everybody may
    /// write all, and a server too.
    private func mayBeRefused(_ who: Computer) -> Bool { plan.isCommittee && !who.isServer }

    /// Whether this computer may be told that it may not decide. What a role decides, nobody may in the
    /// library alone, where nobody has a role.
    private func mayBeRefused(_ who: Computer, _ conflict: Conflict, _ code: StoreError.Code) -> Bool {
        switch code {
        case .roleNeeded: mayBeRefused(who) || !plan.isCommittee && conflict.unit == "w"
        case .notEntitled: mayBeRefused(who)
        default: false
        }
    }

    /// Guards refuse what no right allows, and SQLite a reference to nothing; anything else that fails
    /// is a finding.
    ///
    /// - Returns: Whether it was done.
    private func allowingRefusal(of who: Computer, _ body: () throws -> Void) throws -> Bool {
        do {
            try body()
            return true
        } catch let error as StoreError where error.detail.hasPrefix("zhibu: ") && mayBeRefused(who) {
            events.insert(.refusedEdit)
            tell("  refused: \(error.detail)")
            return false
        } catch let error as DatabaseError
            where error.message?.hasPrefix("zhibu: ") == true && mayBeRefused(who)
        {
            events.insert(.refusedEdit)
            tell("  refused: \(error.message ?? "")")
            return false
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_FOREIGNKEY {
            tell("  refused: \(error.message ?? "")")
            return false
        }
    }

    /// As the file itself says it, at once: whoever edits does not fold before.
    private func writtenVersion(of who: Computer) throws -> Int {
        guard newestVersion > 0 else { return 0 }
        return try who.replica.read { database in
            let text = try String.fetchOne(
                database, sql: "SELECT value FROM zhibu_meta WHERE key = 'schemaVersion'")
            return text.flatMap(Int.init).map { $0 - 1 } ?? 0
        }
    }

    private func note(_ statement: SimulatedSchema.Statement) {
        if statement.sql.contains("REPLACE INTO") { events.insert(.replace) }
        if statement.sql.hasPrefix("UPDATE OR REPLACE") { events.insert(.keyChange) }
        if statement.sql.contains("SET place") { events.insert(.move) }
        tell("  \(statement.sql)")
    }

    func edit(_ who: Computer, _ dice: inout Dice) throws {
        let version = try writtenVersion(of: who)
        let statements = (0...dice.number(below: 3)).map { _ in schema.statement(version: version, &dice) }
        tell("\(who.name) edits:")
        statements.forEach(note)
        let looks = newestVersion == 0 && dice.one(in: 5)
        if looks { try fold(who) }
        let held = try looks ? held(by: who) : []
        at(who)
        var saved: [String] = []
        var (before, after): (Tables, Tables) = ([:], [:])
        let isDone = try allowingRefusal(of: who) {
            try who.replica.edit { database in
                saved = []
                if looks { before = try tables(database, version: version) }
                for statement in statements {
                    try database.execute(sql: statement.sql)
                    if database.changesCount > 0 { saved += statement.tokens }
                }
                if looks { after = try tables(database, version: version) }
            }
        }
        if isDone, looks {
            let new = try who.replica.heldScopes().filter { $0 != "control" }
                .flatMap { try who.replica.changesets(scope: $0) }.filter { !held.contains($0.hash) }
            try expect(new, lead: before, to: after)
        }
        if isDone {
            who.noteFolded()
            who.tokens.formUnion(saved.filter { Self.isWritten($0, statements) })
        }
    }

    /// Of a statement with a choice not every text need be written.
    private static func isWritten(_ token: String, _ statements: [SimulatedSchema.Statement]) -> Bool {
        let sql = statements.first { $0.tokens.contains(token) }?.sql ?? ""
        return !sql.contains("ON CONFLICT") && !sql.contains(";")
    }

    /// By a program that knows nothing of us; nothing is folded.
    func foreignEdit(_ who: Computer, _ dice: inout Dice) throws {
        events.insert(.foreignEdit)
        let connection = try who.foreignConnection()
        let version = try writtenVersion(of: who)
        for round in 0...dice.number(below: 2) {
            let statements = (0...dice.number(below: 2)).map { _ in
                schema.statement(version: version, &dice)
            }
            tell("\(who.name), another program edits:")
            statements.forEach(note)
            if round > 0 || !who.unfolded.isEmpty { events.insert(.twoEditsUnfolded) }
            at(who)
            var saved: [String] = []
            let isDone = try allowingRefusal(of: who) {
                try connection.write { database in
                    saved = []
                    for statement in statements {
                        try database.execute(sql: statement.sql)
                        if database.changesCount > 0 { saved += statement.tokens }
                    }
                }
            }
            guard isDone else { continue }
            who.unfolded.formUnion(saved.filter { Self.isWritten($0, statements) })
            // The one documented exception: REPLACE over a value that was not folded yet.
            if statements.contains(where: { $0.sql.contains("REPLACE") }) { who.unfolded = [] }
        }
    }

    // MARK: conflicts

    /// A person at this computer decides an open conflict, or is told that they may not.
    func decide(_ first: Computer, _ dice: inout Dice) throws {
        // Whoever has something to decide, if the first one has nothing.
        var open: [Conflict] = []
        var who = first
        for candidate in ([first] + computers.filter { $0 !== first }).prefix(3) where open.isEmpty {
            who = candidate
            at(who)
            open = try who.replica.conflicts().filter { $0.status == .open }
            who.noteFolded()
        }
        let disputes = open.filter { ["value", "delete-edit"].contains($0.kind) }
        if !disputes.isEmpty, !dice.one(in: 4) { open = disputes }
        guard !open.isEmpty else { return }
        let conflict = dice.pick(open)
        let choice: Choice
        if conflict.kind.hasPrefix("rule:") || conflict.kind.hasPrefix("finding:") {
            choice = .keep
        } else if conflict.kind == "delete-edit" {
            choice = dice.one(in: 2) ? .keep : .delete
        } else {
            choice = .take(dice.pick(conflict.candidates).number)
        }
        let name = "\(conflict.kind) of \(conflict.table) \(conflict.key) \(conflict.unit ?? "")"
        do {
            at(who)
            try who.replica.resolve(conflict.id.text, choice, reason: "drawn")
            events.insert(choice.isAcceptance(of: conflict) ? .acceptance : .decision)
            tell("\(who.name) decides \(name): \(choice)")
            if dice.one(in: 3), computers.count > 1 {
                let other = other(than: who, dice.number(below: 16))
                try deliver(to: other, from: who, &dice)
                if dice.one(in: 3) { try edit(dice.pick(computers), &dice) }
                try undo(other, &dice)
            }
        } catch let error as StoreError where mayBeRefused(who, conflict, error.code) {
            tell("\(who.name) may not decide \(name)")
        }
    }

    func undo(_ who: Computer, _ dice: inout Dice) throws {
        let resolved = try who.replica.conflicts().filter { $0.status == .resolved }
        who.noteFolded()
        guard !resolved.isEmpty else { return }
        let conflict = dice.pick(resolved)
        let name = "\(conflict.kind) of \(conflict.table) \(conflict.key) \(conflict.unit ?? "")"
        do {
            at(who)
            try who.replica.undo(conflict.id.text, reason: "drawn")
            events.insert(.undo)
            tell("\(who.name) takes back the decision on \(name)")
            if try who.replica.conflicts().contains(where: { $0.id == conflict.id && $0.status == .resolved }) {
                throw Finding(description: "\(name) was taken back on \(who.name), and is resolved")
            }
        } catch let error as StoreError
            where error.code == .undoTooLate || mayBeRefused(who, conflict, error.code)
        {
            tell("\(who.name) can't take back the decision on \(name): \(error.code)")
        }
    }

    func undelete(_ who: Computer, _ dice: inout Dice) throws {
        let table = dice.pick(schema.tableNames)
        guard let dead = try who.replica.deleted(table: table).first else { return }
        do {
            at(who)
            try who.replica.undelete(table: table, key: dead.key)
            events.insert(.undelete)
            tell("\(who.name) brings back \(table) \(dead.key)")
        } catch let error as StoreError
            where [.notEntitled, .roleNeeded].contains(error.code) && mayBeRefused(who)
        {
            tell("\(who.name) may not bring back \(table) \(dead.key)")
        }
    }
}

extension Choice {
    fileprivate func isAcceptance(of conflict: Conflict) -> Bool {
        conflict.kind.hasPrefix("rule:") || conflict.kind.hasPrefix("finding:")
    }
}
