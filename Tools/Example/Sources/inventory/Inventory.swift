import Foundation
import GRDB
import Logging
import Membership
import ReplicaStore
import SyncTransport

/// A laboratory and its storeroom keep one inventory, each in a SQLite file of its own.
@main
struct Inventory {
    static let schema = """
        CREATE TABLE item(
            id TEXT NOT NULL PRIMARY KEY, name TEXT, shelf TEXT, pieces INTEGER, note TEXT);
        INSERT INTO zhibu_policy VALUES
            ('item', NULL, 'lww'),           -- the later is shown, the other is listed
            ('item', 'shelf', 'keep'),       -- a person decides
            ('item', 'pieces', 'counter'),   -- all increments count
            ('item', 'note', 'text');        -- merged word by word
        """

    static func main() async throws {
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        let folder = URL.temporaryDirectory.appending(path: "inventory-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        func path(_ name: String) -> String { folder.appending(path: name).path }

        // The first one founds, listens and invites; the other one joins with one line of text.
        let laboratory = try Member.found(at: path("laboratory.db"), name: "laboratory", schema: schema)
        try laboratory.replica.edit {
            try $0.execute(sql: "INSERT INTO item VALUES ('a1', 'beaker', 'A', 10, 'Rinse twice. Dry upright.')")
        }
        let listening = try await laboratory.listen(at: PeerAddress("127.0.0.1:0")!)
        let server = Task { try await listening.serve() }
        let line = try laboratory.invite(to: "127.0.0.1:\(listening.port)", scopes: ["uni"]).text
        let (storeroom, received) = try await Member.join(
            Invite(text: line)!, at: path("storeroom.db"), name: "storeroom")
        print("the storeroom has joined and received \(received.received) changesets")

        // Both work without a network, by plain SQL; any other program may too.
        try storeroom.replica.edit {
            try $0.execute(
                sql: "UPDATE item SET shelf = 'B', pieces = pieces + 5, note = 'Rinse three times. Dry upright.'")
        }
        try laboratory.replica.edit {
            try $0.execute(sql: "UPDATE item SET shelf = 'C', pieces = pieces - 2, note = 'Rinse twice. Dry flat.'")
        }

        // Who shows records on a screen learns what changes, whoever changes it.
        var changes = storeroom.replica.updates(every: .milliseconds(20)).makeAsyncIterator()
        var conflicts = storeroom.replica.openConflicts(every: .milliseconds(20)).makeAsyncIterator()
        _ = try await conflicts.next()
        try await storeroom.sync()
        for record in try await changes.next()?.records ?? [] { print("changed: \(record.table) \(record.key)") }
        for conflict in try await conflicts.next() ?? [] {
            let values = conflict.candidates.map { "\($0.values[0])" }.sorted()
            print("\(conflict.unit ?? ""): \(values.joined(separator: " or "))")
            let mine = conflict.candidates.first { $0.values == ["B"] }!
            try storeroom.replica.resolve(conflict.id.text, .take(mine.number), reason: "seen on the shelf")
        }
        try await storeroom.sync()

        // Both are equal now, and nothing is lost: the value that lost is in the history.
        try show(storeroom, "storeroom")
        try show(laboratory, "laboratory")
        let shelves = try laboratory.replica.history(table: "item", key: ["a1"])
            .filter { $0.column == "shelf" }.compactMap(\.value?.string)
        print("it was on these shelves: \(Set(shelves).sorted().joined(separator: ", "))")
        let digests = try [laboratory, storeroom].map { try $0.replica.status().scopes.map(\.digest) }
        precondition(digests[0] == digests[1], "both hold the same")

        server.cancel()
        _ = await server.result
        try storeroom.close()
        try laboratory.close()
        try FileManager.default.removeItem(at: folder)
    }

    static func show(_ member: Member, _ title: String) throws {
        try member.replica.read { database in
            for row in try Row.fetchAll(database, sql: "SELECT shelf, pieces, note FROM item") {
                print("\(title): shelf \(row["shelf"] as String), \(row["pieces"] as Int) pieces, \(row["note"] as String)")
            }
        }
    }
}
