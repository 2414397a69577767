import Foundation
import GRDB
import ReplicaStore
import SyncCore
import TestKit

extension Benchmark {
    static let insert = Benchmark(
        name: "W1", title: "insert rows, 1,000 per transaction, by plain SQL; then fold"
    ) { station in
        let rows = station.rows
        station.isFilled = true
        return try station.captureAndFold("W1", atMost: (1.5, 2.2)) { try rows.insert(into: $0) }
    }

    static let update = Benchmark(
        name: "W2", title: "update as many random cells as there are rows, 1,000 per transaction"
    ) { station in
        try station.fill()
        let cells = station.rows.cells(station.count)
        station.isEdited = true
        return try station.captureAndFold("W2", atMost: (1.3, 1.7)) { [rows = station.rows] in
            try rows.write(cells[...], into: $0)
        }
    }

    /// Bytes are the WAL's, which no checkpoint interrupts. Time is CPU without waiting for the disk, on both sides:
    /// what a disk takes for a commit, it takes for either.
    static let oneRowCommits = Benchmark(
        name: "W3", title: "one cell per durable commit, through our API, folded"
    ) { station in
        try station.fill()
        station.isEdited = true
        // What one commit costs among many, and the WAL of as many as are not carried over yet.
        let (count, timed) = (min(400, station.count), min(2_000, station.count))
        let cells = station.rows.cells(2 * timed + count)
        func edit(_ cells: ArraySlice<Rows.Cell>) throws {
            for cell in cells {
                let column = Rows.columns[cell.column]
                let value: any DatabaseValueConvertible =
                    cell.column < Rows.texts.count ? String(decoding: cell.text, as: UTF8.self) : cell.number
                let key = String(decoding: station.rows.rows[cell.row].key, as: UTF8.self)
                try station.office.replica.edit {
                    try $0.cachedStatement(sql: "UPDATE t SET \(column) = ? WHERE id = ?").execute(arguments: [value, key])
                }
            }
        }
        let office = try PlainFile(station.office.replica.path)
        try station.plain.run("PRAGMA synchronous = OFF")
        let reference = try Cost.of { try station.rows.write(cells[..<timed], into: station.plain, perTransaction: 1) }
        try station.office.replica.editWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = OFF") }
        let cost = try Cost.of { try edit(cells[..<timed]) }
        try station.office.replica.editWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        let samePages = try station.writeSamePages(cells[timed..<2 * timed])
        try edit(cells[timed..<2 * timed])
        try station.plain.run("PRAGMA synchronous = FULL")
        _ = try office.text("PRAGMA wal_checkpoint(TRUNCATE)")
        try edit(cells[(2 * timed)...])
        try station.rows.write(cells[(2 * timed)...], into: station.plain)
        let wal = try FileManager.default.attributesOfItem(atPath: station.office.replica.path + "-wal")[.size] as? Int ?? 0
        try station.expect(station.office.replica, like: station.plain)
        return [
            Figure("W3", "WAL per commit", rows: station.count, Double(wal) / Double(count) / 1000, "kB", atMost: 26),
            Figure("W3", "one cell per commit", rows: station.count, cost, beside: reference, atMost: 2.5),
            Figure("W3", "its pages by SQLite alone", rows: station.count, samePages, beside: reference, atMost: nil),
        ]
    }

    static let sizes = Benchmark(name: "W4", title: "sizes after that, without free pages") { station in
        try station.fill()
        func size(_ file: PlainFile, _ name: String) throws -> Double {
            let copy = station.path(name)
            try file.run("VACUUM INTO '\(copy)'")
            let size = try FileManager.default.attributesOfItem(atPath: copy)[.size] as? Int ?? 0
            return Double(size)
        }
        let plain = try size(station.plain, "plain-vacuumed")
        let ours = try size(station.officeFile(), "office-vacuumed")
        let parts = try PlainFile(station.path("office-vacuumed")).text(
            """
            SELECT coalesce(sum(iif(name LIKE 'zhibu_clock_%' OR name LIKE 'zhibu_row%' OR name = 'zhibu_listed', pgsize, 0)), 0) || ' '
            || coalesce(sum(iif(name LIKE 'zhibu_log%', pgsize, 0)), 0) FROM dbstat
            """
        ).split(separator: " ").compactMap { Double($0) }
        let cells = Double(station.count * Rows.columns.count)
        return [
            Figure("W4", "clocks per live cell", rows: station.count, parts[0] / cells, "bytes", atMost: 3),
            Figure(
                "W4", "whole file", rows: station.count, ours / plain, "× plain", atMost: 2.2,
                parts: ["file": ours, "plain file": plain, "clocks": parts[0], "log": parts[1]]),
        ]
    }

    static let history = Benchmark(
        name: "W11", title: "every value that one row ever had"
    ) { station in
        try station.fill()
        let keys = stride(from: 0, to: station.count, by: max(1, station.count / 20)).map { station.rows.rows[$0].key }
        var entries = 0
        let cost = try Cost.of {
            for key in keys { entries += try station.office.replica.history(table: "t", key: [.text(key)]).count }
        }
        guard entries >= Rows.columns.count * keys.count else { throw WrongResult(what: "history: \(entries) entries") }
        return [
            Figure(
                "W11", "history of one row", rows: station.count, cost.cpu * 1000 / Double(keys.count), "ms of CPU",
                atMost: 50)
        ]
    }
}

extension Station {
    /// What is left to us under the bar: the plain file writes cells one by one, and with each what a commit of ours writes
    /// besides, in bytes that mean nothing: a clock, a changeset with its seal, its chain's head, a note that comes and goes.
    fileprivate func writeSamePages(_ cells: ArraySlice<Rows.Cell>) throws -> Cost {
        try plain.run(
            """
            CREATE TABLE clock(rid INTEGER PRIMARY KEY, v BLOB);
            INSERT INTO clock SELECT rowid, zeroblob(12) FROM t;
            CREATE TABLE note(seq INTEGER PRIMARY KEY, at, rid, col);
            CREATE TABLE log(id INTEGER PRIMARY KEY, hash BLOB, at, changes, seal BLOB, body BLOB);
            CREATE TABLE chain(id INTEGER PRIMARY KEY, scope, author, parent, fork, last, hash, at);
            INSERT INTO chain VALUES (1, 'uni', hex(zeroblob(32)), NULL, 0, 0, zeroblob(32), 0);
            """)
        let statements = try Rows.columns.map { try plain.prepare("UPDATE t SET \($0) = ? WHERE id = ?") }
        let besides = try [
            "INSERT OR REPLACE INTO clock VALUES (?, zeroblob(16))",
            "INSERT INTO log VALUES (NULL, zeroblob(32), ?, 1, zeroblob(80), zeroblob(420))",
            "UPDATE chain SET last = last + 1, hash = randomblob(32), at = ?", "INSERT INTO note VALUES (1, 2, ?, 3)",
            "DELETE FROM note WHERE rid = ?",
        ].map(plain.prepare)
        let cost = try Cost.of {
            for cell in cells {
                try plain.transaction {
                    let statement = statements[cell.column]
                    if cell.column < Rows.texts.count {
                        statement.bind(1, cell.text[...])
                    } else {
                        statement.bind(1, cell.number)
                    }
                    statement.bind(2, rows.rows[cell.row].key[...])
                    try statement.run()
                    for statement in besides {
                        statement.bind(1, Int64(cell.row + 1))
                        try statement.run()
                    }
                }
            }
        }
        // The benchmarks that follow compare with a file that has the rows alone.
        try plain.run("DROP TABLE clock; DROP TABLE note; DROP TABLE log; DROP TABLE chain")
        return cost
    }

    /// The same work on the plain file and, as another program, on the office's; then the fold.
    fileprivate func captureAndFold(
        _ name: String, atMost bars: (capture: Double, fold: Double), _ work: (PlainFile) throws -> Void
    ) throws -> [Figure] {
        let reference = try Cost.of { try work(plain) }
        let other = try officeFile()
        let captured = try Cost.of { try work(other) }
        let folded = try Cost.of { try office.replica.fold() }
        try expect(office.replica, like: plain)
        return [
            Figure(name, "capture", rows: count, captured, beside: reference, atMost: bars.capture),
            Figure(name, "capture and fold", rows: count, captured + folded, beside: reference, atMost: bars.fold),
        ]
    }
}
