import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

/// The index of which changesets name which rows lags behind what is written here, and nobody notices.
@Suite struct TouchIndexTests {
    private let world = HandMovedWorld(seed: 88)
    private static let schema = "CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, v);"

    private func written(_ replica: Replica) throws -> [Value] {
        try replica.history(table: "t", key: [.text("k")]).filter { $0.column == "v" }.compactMap(\.value)
    }

    private func indexed(_ replica: Replica) throws -> Int {
        try replica.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM zhibu_touch") ?? 0 }
    }

    @Test func smallCommitsAreFoundBeforeTheyAreInTheIndex() throws {
        let a = try Replica.inMemory("a", schema: Self.schema, world: world)
        try a.edit { try $0.execute(sql: "INSERT INTO t VALUES ('k', 0)") }
        var lagged = false
        for number in 1...30 {
            try a.edit { try $0.execute(sql: "UPDATE t SET v = \(number)") }
            #expect(try written(a) == (0...number).map { .integer(Int64($0)) })
            let rest = try number + 1 - indexed(a)
            #expect(rest <= 8)
            lagged = lagged || rest > 0
        }
        #expect(lagged)
        #expect(try a.verify(deep: true).findings.map(\.detail) == [])
    }

    /// A restored file gets its own later changesets back from others, while earlier ones are not indexed.
    @Test func whatWasLeftIsIndexedBeforeWhatComesBack() throws {
        let a = try Replica.inMemory("a", schema: Self.schema, world: world)
        let b = try Replica.inMemory("b", schema: Self.schema, world: world)
        for number in 0...4 {
            try a.edit {
                try $0.execute(sql: number == 0 ? "INSERT INTO t VALUES ('k', 0)" : "UPDATE t SET v = \(number)")
            }
        }
        #expect(try indexed(a) < 5)
        let restored = try Replica(
            copying: a, at: "file:restored-88?mode=memory&cache=shared", surroundings: world.surroundings, signer: nil)
        for number in 5...6 { try a.edit { try $0.execute(sql: "UPDATE t SET v = \(number)") } }
        try b.pull(from: a)
        try restored.pull(from: b)
        #expect(try written(restored) == (0...6).map { .integer(Int64($0)) })
        #expect(try indexed(restored) == 7)
    }
}
