import Foundation
import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

/// SQLite's write-ahead log is carried over by us alone: if that is never done, it grows for ever. That nobody can commit
/// meanwhile the simulated disk looks after in every world.
@Suite final class WALCheckpointTests {
    private let folder: URL
    private let committee: Committee
    private let replica: Replica
    private static let pages = 50

    init() throws {
        let folder = URL.temporaryDirectory.appending(path: "checkpoints-\(UUID().uuidString)")
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        committee = try Committee(seed: 3, schema: "CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, a);", scopes: [])
        let desk = try committee.enrol("desk", scopes: ["uni"])
        let path = folder.appending(path: "desk.db").path
        try desk.replica.backUp(to: path)
        var surroundings = committee.world.surroundings
        surroundings.walPagesMax = Self.pages
        replica = try Replica(opening: path, surroundings: surroundings, signer: desk.signer)
    }

    deinit {
        do {
            try replica.close()
            try FileManager.default.removeItem(at: folder)
        } catch { Issue.record(error) }
    }

    /// Pages that the log has room for; a log that was carried over is begun anew from its start.
    private var pages: Int {
        get throws { try Data(contentsOf: URL(filePath: replica.path + "-wal")).count / 4096 }
    }

    private func row(_ number: Int) -> String {
        "INSERT OR REPLACE INTO t VALUES ('k\(number)', '\(String(repeating: "x", count: 3_000))')"
    }

    enum Way: CaseIterable { case edits, script, notesThenFolds, changesetsOfOthers }

    @Test(arguments: Way.allCases) func theLogStaysAsSmallAsIsAskedFor(way: Way) throws {
        switch way {
        case .edits:
            for number in 0..<100 { try replica.edit { try $0.execute(sql: row(number)) } }
        case .script:
            let script = (0..<200).map(row).joined(separator: ";")
            try replica.editWithoutTransaction { try $0.execute(sql: script) }
        case .notesThenFolds:
            for number in 0..<100 {
                try replica.capture { try $0.execute(sql: row(number)) }
                try replica.fold()
            }
        case .changesetsOfOthers:
            for number in 0..<100 {
                try committee.server.replica.edit { try $0.execute(sql: row(number)) }
                try replica.pull(from: committee.server.replica, scope: "uni")
            }
        }
        let pages = try pages
        #expect((Self.pages..<Self.pages * 3).contains(pages), "\(pages) pages")
        #expect(try replica.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM t") } ?? 0 >= 100)
    }
}
