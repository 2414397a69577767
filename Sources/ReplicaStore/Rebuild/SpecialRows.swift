import SyncCore

/// Why a row's next change must be computed from the log, and not from its state.
struct RowFlags: OptionSet {
    let rawValue: Int
    /// A decision about it was undone; a late write may make that undo void.
    static let undone = RowFlags(rawValue: 1)
    /// No insertion of it counts, while honest writes remain.
    static let lacksInsertion = RowFlags(rawValue: 2)
    /// A counter or set of it has a finding: its total can't be told from what is shown.
    static let unsoundTotal = RowFlags(rawValue: 4)
}

/// The few rows that are not merged step by step.
final class SpecialRows {
    private let log: ChangesetLog
    private var flags: [RowName: RowFlags] = [:]
    /// Row and unit (empty for presence) → the changesets whose write of it is out.
    private var withdrawn: [RowName: [String: Set<Dot>]] = [:]

    init(_ log: ChangesetLog) throws {
        self.log = log
        let rows = try log.statement("SELECT tbl, key, scope, flags FROM zhibu_special")
        while try rows.step() { flags[Self.name(rows)] = RowFlags(rawValue: Int(rows.int(3))) }
        let out = try log.statement("SELECT tbl, key, scope, unit, id FROM zhibu_withdrawn")
        while try out.step() {
            withdrawn[Self.name(out), default: [:]][out.text(3), default: []]
                .insert(Dot(packed: out.int(4)))
        }
    }

    private static func name(_ row: Statement) -> RowName {
        RowName(table: Int(row.int(0)), scope: row.text(2), key: RowKey(bytes: row.bytes(1)))
    }

    var isEmpty: Bool { flags.isEmpty }
    func flags(of name: RowName) -> RowFlags { flags[name] ?? [] }
    func contains(_ name: RowName) -> Bool { flags[name] != nil }

    func rows(with flag: RowFlags) -> [RowName] {
        flags.filter { $0.value.contains(flag) }.map(\.key)
    }

    /// Whether an undo took a changeset's write of a unit, or (nil) of presence, out.
    func isWithdrawn(_ dot: Dot, unit: String?, of name: RowName) -> Bool {
        withdrawn[name]?[unit ?? ""]?.contains(dot) ?? false
    }

    /// The stored rows are gone already.
    func forget(_ tables: Set<Int>) {
        flags = flags.filter { !tables.contains($0.key.table) }
        withdrawn = withdrawn.filter { !tables.contains($0.key.table) }
    }

    func set(_ name: RowName, _ flags: RowFlags, withdrawn: [String: Set<Dot>]) throws {
        guard self.flags[name] ?? [] != flags || self.withdrawn[name] ?? [:] != withdrawn else {
            return
        }
        for table in ["zhibu_special", "zhibu_withdrawn"] {
            try log.statement("DELETE FROM \(table) WHERE tbl = ? AND key = ? AND scope = ?")
                .bind(1, name.table).bind(2, blob: name.key.bytes).bind(3, name.scope).run()
        }
        self.flags[name] = flags.isEmpty ? nil : flags
        self.withdrawn[name] = withdrawn.isEmpty ? nil : withdrawn
        if !flags.isEmpty {
            try log.statement(
                "INSERT INTO zhibu_special(tbl, key, scope, flags) VALUES (?, ?, ?, ?)"
            )
            .bind(1, name.table).bind(2, blob: name.key.bytes).bind(3, name.scope)
            .bind(4, flags.rawValue).run()
        }
        for (unit, dots) in withdrawn {
            for dot in dots {
                try log.statement(
                    "INSERT INTO zhibu_withdrawn(tbl, key, scope, unit, id) VALUES (?, ?, ?, ?, ?)"
                )
                .bind(1, name.table).bind(2, blob: name.key.bytes).bind(3, name.scope)
                .bind(4, unit).bind(5, dot.packed).run()
            }
        }
    }
}
