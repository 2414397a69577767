import Foundation
import ReplicaStore
import SyncCore
import TestKit

extension Benchmark {
    static let initialSync = Benchmark(
        name: "W5", title: "all rows into an empty replica, chains and seals checked, durable"
    ) { station in
        let station = try station.unedited("w5")
        let copy = try PlainFile(station.path("plain-copy"))
        try copy.run(Rows.table)
        let columns = Rows.columns.count + 1
        let reference = try Cost.of {
            try PackedRows("SELECT * FROM t", of: station.plain, columns: columns)
                .write(to: copy, by: "INSERT OR REPLACE" + Rows.insert.dropFirst(6))
        }
        let server = station.committee.server
        let cost = try Cost.of { try Station.send("uni", from: station.office.replica, to: server.replica) }
        try station.expect(server.replica, like: copy)
        let wire = try Station.bytes("uni", of: station.office.replica, from: [])
        return [
            Figure("W5", "initial sync", rows: station.count, cost, beside: reference, atMost: 2.5)
        ] + (try station.compressed(wire).map {
            [
                Figure(
                    "W5", "on the wire, gzip", rows: station.count, $0 / 1e6, "MB",
                    atMost: 22 * Double(station.count) / 100_000, parts: ["plain": Double(wire.count)])
            ]
        } ?? [])
    }

    /// Beside it: two plain files write the same cells, and each takes over what the other had, whatever it has itself.
    static let conflictingMerge = Benchmark(
        name: "W6", title: "half of the rows edited on both sides, exchanged, all heads kept and registered"
    ) { station in
        let station = try station.unedited("w6")
        station.isEdited = true
        let count = station.count / 2
        let (left, right) = (station.office.replica, try station.peer("right").replica)
        let (plainLeft, plainRight) = (station.plain, try PlainFile(station.path("plain-right")))
        try plainRight.run(Rows.table)
        try PackedRows("SELECT * FROM t", of: plainLeft, columns: Rows.columns.count + 1).write(to: plainRight, by: Rows.insert)
        let chosen = "rowid IN (SELECT rowid FROM t ORDER BY id LIMIT \(count))"
        for file in [plainLeft, try PlainFile(left.path)] {
            try file.run("UPDATE t SET a = a || '左', b = b || '左' WHERE \(chosen)")
        }
        for file in [plainRight, try PlainFile(right.path)] {
            try file.run("UPDATE t SET a = a || '右' WHERE \(chosen)")
        }
        for replica in [left, right] { try replica.fold() }
        let reference = try Cost.of {
            let lefts = try PackedRows("SELECT a, b, id FROM t WHERE \(chosen)", of: plainLeft, columns: 3)
            let rights = try PackedRows("SELECT a, id FROM t WHERE \(chosen)", of: plainRight, columns: 2)
            try lefts.write(to: plainRight, by: "UPDATE t SET a = ?, b = ? WHERE id = ?")
            try rights.write(to: plainLeft, by: "UPDATE t SET a = ? WHERE id = ?")
        }
        for (file, other) in [(plainLeft, "右"), (plainRight, "左")] {
            let taken = try file.text("SELECT count(*) FROM t WHERE a LIKE '%\(other)'")
            guard taken == "\(count)" else { throw WrongResult(what: "\(taken) plain rows taken over, not \(count)") }
        }
        let cost = try Cost.of {
            try Station.send("uni", from: left, to: right)
            try Station.send("uni", from: right, to: left)
        }
        let open = try left.openConflictCounts()["uni"] ?? 0
        guard open == count else { throw WrongResult(what: "\(open) conflicts, not \(count)") }
        let changes = Double(count * 3)
        return [
            Figure("W6", "conflicting merge", rows: station.count, cost, beside: reference, atMost: 2.5),
            Figure("W6", "changes", rows: station.count, changes / cost.wall, "per second", atLeast: 100_000),
        ]
    }

    /// What each side of an initial sync needs beside the idle process; the batches lie in a file between.
    static let memory = Benchmark(name: "W9", title: "peak memory of the sender and of the receiver of all rows") { station in
        let station = try station.unedited("w9")
        let missing = try station.office.replica.missing(scope: "uni", from: [])
        let target = try station.committee.enrol("thrifty", scopes: ["uni"]).replica
        let folder = station.folder.appending(path: "batches")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var count = 0
        let sender = try PeakMemory.of {
            var rest = missing[...]
            while !rest.isEmpty {
                let bodies = try station.office.replica.bodies(rest, bytesMax: 1 << 20)
                rest = rest.dropFirst(bodies.count)
                try Data(bodies.joined(separator: [0])).write(to: folder.appending(path: "\(count)"))
                count += 1
            }
        }
        let receiver = try PeakMemory.of {
            for number in 0..<count {
                let batch = try Data(contentsOf: folder.appending(path: "\(number)"))
                try target.apply(batch.split(separator: 0).map { Array($0) })
            }
        }
        try FileManager.default.removeItem(at: folder)
        try station.expect(target, like: station.plain)
        return [
            Figure("W9", "sender", rows: station.count, max(0.01, sender / 1e6), "MB above idle", atMost: 24),
            Figure("W9", "receiver", rows: station.count, max(0.01, receiver / 1e6), "MB above idle", atMost: 24),
        ]
    }

    /// What a session's own packing leaves of whole rows, and of changes of one cell each; the latter then go over TCP.
    static let wire = Benchmark(
        name: "W13", title: "bytes of a session for each cell; 20,000 changed cells over TCP and TLS, durable"
    ) { station in
        let station = try station.unedited("w13")
        station.isEdited = true
        let now = station.committee.world.surroundings.now
        let (fresh, behind) = (try station.committee.enrol("fresh", scopes: ["uni"]), try station.peer("behind"))
        try station.office.replica.pull(from: station.committee.server.replica, scope: "control")
        let whole = try ReplicaPair(finished: station.office, fresh, now: now)
        let changed = min(20_000, 2 * station.count)
        let cells = station.rows.cells(changed)
        try station.rows.write(cells[...], into: station.officeFile())
        try station.office.replica.fold()
        let single = try ReplicaPair(finished: station.office, fresh, now: now)
        let cost = try Cost.of { try waiting { [office = station.office] in try await Loopback(server: behind, now: now).sync([office]) } }
        for peer in [fresh, behind] { try station.expect(peer.replica, like: PlainFile(station.office.replica.path)) }
        let written = Double(station.count * Rows.columns.count)
        return [
            Figure("W13", "whole rows", rows: station.count, Double(whole.bytes) / written, "bytes a cell", atMost: 22),
            Figure(
                "W13", "one cell each", rows: station.count, Double(single.bytes) / Double(changed), "bytes a change",
                atMost: 45),
            Figure(
                "W13", "\(changed) cells", rows: station.count, cost.wall, "s", atMost: 2,
                parts: ["cpu": cost.cpu, "wall": cost.wall, "written": cost.written]),
        ]
    }

    static let crowd = Benchmark(
        name: "W10", title: "changesets of one cell, 25 authors at once, over TCP and TLS to a server, durable"
    ) { station in
        let folder = station.folder.appending(path: "crowd")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let crowd = try Crowd(station.count, in: folder)
        let cost = try Cost.of { try waiting(for: crowd.syncAll) }
        try crowd.expectEqual()
        try FileManager.default.removeItem(at: folder)
        return [
            Figure(
                "W10", "small changesets", rows: station.count, Double(crowd.count) / cost.wall, "per second",
                atLeast: 40_000, parts: ["cpu": cost.cpu, "wall": cost.wall, "written": cost.written])
        ]
    }

    /// What the rules cost is what the first look at the conflicts costs beyond a second one, for which nothing is new.
    static let rules = Benchmark(
        name: "W12", title: "the rules of the branch records after a college's week was merged into its university"
    ) { station in
        // The bar is about the first slice of the domain's rules; the others came later.
        let first = (1...16).map { "SC-\($0 < 10 ? "0" : "")\($0)" } + ["SC-30", "SC-31"]
        return [try rules(station, first, "the first 18 rules", atMost: 1), try rules(station, nil, "all rules", atMost: nil)]
    }

    private static func rules(_ station: Station, _ names: [String]?, _ title: String, atMost bar: Double?) throws -> Figure {
        let folder = station.folder.appending(path: "university")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let university = try University(station.count, rules: names, in: folder)
        let merged = try Cost.of { try university.merge() }
        let first = try Cost.of { _ = try university.server.replica.openConflictCounts() }
        let second = try Cost.of { _ = try university.server.replica.openConflictCounts() }
        let status = try university.server.replica.status(digesting: false)
        if let rule = status.rules.first(where: { $0.error != nil }) {
            throw WrongResult(what: "\(rule.name): \(rule.error ?? "")")
        }
        guard status.rules.count >= 18, names.map({ $0.count == status.rules.count }) ?? true else {
            throw WrongResult(what: "\(status.rules.count) rules")
        }
        let cost = max(1e-6, first.cpu - second.cpu)
        return Figure(
            "W12", title, rows: station.count, cost / merged.cpu, "× the merge", atMost: bar,
            parts: ["merge cpu": merged.cpu, "rules cpu": cost, "changes": Double(university.changes)])
    }

    static let nothingNew = Benchmark(name: "W7", title: "a session where nothing is new") { station in
        try station.fill()
        let peer = try station.peer("idle")
        let world = station.committee.world
        _ = try ReplicaPair(finished: station.office, peer) { world.surroundings.now() }
        let times = 20
        var pair: ReplicaPair?
        let cost = try Cost.of {
            for _ in 0..<times { pair = try ReplicaPair(finished: station.office, peer) { world.surroundings.now() } }
        }
        guard let pair, pair.summaries.allSatisfy({ $0.sent == 0 && $0.received == 0 }) else {
            throw WrongResult(what: "there was something new")
        }
        return [
            Figure("W7", "bytes both ways", rows: station.count, Double(pair.bytes), "bytes", atMost: 1_024),
            Figure("W7", "round trips", rows: station.count, Double(pair.roundTrips), "", atMost: 2),
            Figure(
                "W7", "both sides", rows: station.count, cost.cpu * 1000 / Double(times) / 2, "ms of CPU each", atMost: 1),
        ]
    }

    static let fewCells = Benchmark(name: "W8", title: "find, pack and send 100 changed cells") { station in
        try station.fill()
        let peer = try station.peer("behind")
        let frontier = try peer.replica.frontier(scope: "uni")
        let other = try station.officeFile()
        station.isEdited = true
        let cells = station.rows.cells(100)
        try station.rows.write(cells[...], into: other)
        try station.rows.write(cells[...], into: station.plain)
        try station.office.replica.fold()
        var bodies: [[UInt8]] = []
        let packed = try Cost.of {
            let missing = try station.office.replica.missing(scope: "uni", from: frontier)
            bodies = try station.office.replica.bodies(missing[...], bytesMax: .max)
        }
        let applied = try Cost.of { try peer.replica.apply(bodies) }
        try station.expect(peer.replica, like: PlainFile(station.office.replica.path))
        return [
            Figure("W8", "find and pack", rows: station.count, packed.cpu * 1000, "ms of CPU", atMost: 1),
            Figure("W8", "apply", rows: station.count, applied.cpu * 1000, "ms of CPU"),
        ] + (try station.compressed(bodies.flatMap { $0 }).map {
            [Figure("W8", "on the wire, gzip", rows: station.count, $0 / 1000, "kB", atMost: 4.5)]
        } ?? [])
    }
}
