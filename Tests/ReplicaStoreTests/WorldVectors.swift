import Foundation
import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

/// `Protocol/vectors/worlds.json`: what any implementation must make of several changesets together.
///
/// With `ZHIBU_WRITE_VECTORS=1` they are made anew. `Tools/read-changeset` runs the same file.
@Suite struct WorldVectors {
    @Test func everyWorldIsSeenAsItSaysInEveryOrder() throws {
        let worlds = try Self.stored()
        #expect(worlds.count == 11)
        for (index, world) in worlds.enumerated() {
            let (control, records) = (world.held.filter(\.isControl), world.held.filter { !$0.isControl })
            var random = SeededRandom(seed: UInt64(index))
            try check(world, [control + records], "at once")
            try check(world, world.held.map { [$0] }, "one by one")
            try check(
                world, records.shuffled(using: &random).map { [$0] } + control.map { [$0] },
                "records first, in another order")
        }
    }

    /// Their bytes hold the time at which they were made: what is told of them is compared.
    @Test func tellWhatTheProgramMakes() throws {
        let made = try WorldVectorMaker.all()
        if ProcessInfo.processInfo.environment["ZHIBU_WRITE_VECTORS"] == "1" {
            try Self.write(made)
        }
        let stored = try Self.stored()
        #expect(stored.map(\.name) == made.map(\.name))
        for (stored, made) in zip(stored, made) {
            #expect(stored.held.count == made.held.count, "\(made.name)")
            #expect(stored.void.values.sorted() == made.void.values.sorted(), "\(made.name)")
            #expect(stored.rows == made.rows, "\(made.name)")
        }
    }

    private func check(_ world: Stored, _ batches: [[String]], _ way: String) throws {
        let surroundings = HandMovedWorld(seed: 1)
        let replica = try Replica.inMemory(
            "world", schema: world.schema, scopes: ["control", "uni"], world: surroundings)
        try replica.trust(root: try #require(DeviceID(world.root)))
        for batch in batches { try replica.apply(batch.map { Array($0.utf8) }) }
        let place: Comment = "\(world.name), \(way)"
        func hashes(_ table: String) throws -> Set<String> {
            Set(
                try replica.read {
                    try String.fetchAll(
                        $0,
                        sql: """
                            SELECT lower(hex(hash)) FROM zhibu_log l
                            WHERE EXISTS (SELECT 1 FROM \(table) p WHERE p.id = l.id)
                            """)
                })
        }
        let early = try replica.read {
            try String.fetchAll($0, sql: "SELECT lower(hex(hash)) FROM zhibu_early")
        }
        #expect(Set(early) == Set(world.early), place)
        #expect(try hashes("zhibu_parked") == Set(world.parked), place)
        let void = try replica.voidChangesets().map { ($0.hash.description, $0.reason.rawValue) }
        #expect(Dictionary(uniqueKeysWithValues: void) == world.void, place)
        #expect(try replica.control().scopes.keys.sorted() == world.scopes, place)
        for (scope, points) in world.frontier {
            let frontier = try replica.frontier(scope: scope)
            #expect(frontier.map { "\($0.author) \($0.number) \($0.hash)" } == points, place)
        }
        for (table, rows) in world.rows {
            let shown = try replica.read { try Row.fetchAll($0, sql: "SELECT * FROM \(table)") }
            let values = shown.map { row -> (String, [String?]) in
                (row[0], Array(row.databaseValues.dropFirst()).map { String.fromDatabaseValue($0) })
            }
            #expect(Dictionary(uniqueKeysWithValues: values) == rows, place)
        }
        #expect(try replica.verify(deep: true).findings.map(\.detail) == [], place)
        try replica.close()
    }

    // MARK: file

    private struct Stored: Codable {
        var name: String
        var about: String
        var root: String
        var schema: String
        var held: [String]
        var frontier: [String: [String]]
        var void: [String: String]
        var parked: [String]
        var early: [String]
        var scopes: [String]
        var rows: [String: [String: [String?]]]
    }

    private static var file: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Protocol/vectors/worlds.json")
    }

    private static func stored() throws -> [Stored] {
        try JSONDecoder().decode([Stored].self, from: Data(contentsOf: file))
    }

    private static func write(_ worlds: [WorldVectorMaker.World]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let stored = worlds.map { world in
            Stored(
                name: world.name, about: world.about, root: world.root, schema: world.schema,
                held: world.held.map { String(decoding: $0, as: UTF8.self) },
                frontier: world.frontier, void: world.void, parked: world.parked.sorted(),
                early: world.early.sorted(), scopes: world.scopes, rows: world.rows)
        }
        try (encoder.encode(stored) + Data("\n".utf8)).write(to: file)
    }
}

extension String {
    fileprivate var isControl: Bool { hasPrefix("changeset\t1\tcontrol\t") }
}
