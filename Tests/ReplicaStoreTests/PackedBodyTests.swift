import Foundation
import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

/// Large changesets lie packed in the log; nobody outside sees any of it.
@Suite struct PackedBodyTests {
    private let replica: Replica
    private static let schema = "CREATE TABLE t(k TEXT NOT NULL PRIMARY KEY, v TEXT);"

    init() throws {
        replica = try Replica.inMemory("a", schema: Self.schema, world: HandMovedWorld(seed: 7_201))
        try replica.edit { database in
            for row in 0..<200 {
                try database.execute(sql: "INSERT INTO t VALUES (?, ?)", arguments: ["k\(row)", "党支部记录 \(row)"])
            }
        }
    }

    private func stored() throws -> [UInt8] {
        let data = try replica.read { try Data.fetchOne($0, sql: "SELECT body FROM zhibu_log") }
        return try Array(#require(data))
    }

    private func store(_ body: [UInt8]) throws {
        try replica.editWithoutTransaction {
            try $0.execute(sql: "UPDATE zhibu_log SET body = ?", arguments: [Data(body)])
        }
    }

    private func sent() throws -> [UInt8] {
        let missing = try replica.missing(scope: "uni", from: [])
        return try replica.bodies(missing[...], bytesMax: .max).flatMap { $0 }
    }

    @Test func whatIsSentIsWhatWasWritten() throws {
        let (stored, sent) = (try stored(), try sent())
        #expect(stored.first == UInt8(ascii: "L") && stored.count < sent.count / 2)
        #expect(try Changeset(decoding: sent).encoded() == sent)
        #expect(try replica.verify(deep: true).isOK)
    }

    @Test func aSmallOneAndOneOfTheFormatBeforeLieAsTheyAre() throws {
        let sent = try sent()
        try store(sent)
        #expect(try self.sent() == sent)
        #expect(try replica.verify(deep: true).isOK)
        let small = try Replica.inMemory("b", schema: Self.schema, world: HandMovedWorld(seed: 7_202))
        try small.edit { try $0.execute(sql: "INSERT INTO t VALUES ('k', 'v')") }
        let body = try small.read { try Data.fetchOne($0, sql: "SELECT body FROM zhibu_log") }
        #expect(body?.first == UInt8(ascii: "c"))
    }

    /// Whatever became of the bytes: it is found, and nothing more is asked of memory than a changeset may have.
    @Test func damageIsFound() throws {
        let whole = try stored()
        for place in stride(from: 0, to: whole.count, by: max(1, whole.count / 60)) {
            var body = whole
            body[place] ^= 0x20
            try store(body)
            #expect(try !replica.verify(deep: false).isOK, "\(place)")
        }
        for body in [[], [0x4C], [0x4C, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0], Array(whole.dropLast())] {
            try store(body)
            #expect(try !replica.verify(deep: false).isOK, "\(body.count) bytes")
        }
        try store(whole)
        #expect(try replica.verify(deep: true).isOK)
    }
}
