import Foundation
import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

/// What checkpoints and archives do where something is lacking, altered or against the rules.
@Suite final class CompactionTests {
    private let folder: URL
    private let committee: Committee
    private let office: Committee.Computer
    private var server: Committee.Computer { committee.server }

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "compaction-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.folder = folder
        committee = try Committee(seed: 7, schema: CompactionLaws.schema, scopes: ["c"], serverRoles: ["admin", "boss"]) {
            folder.appending(path: "\($0).db").path
        }
        try committee.server.replica.sign([.schema(version: "1", sql: CompactionLaws.schema)], by: committee.server.signer)
        office = try committee.enrol("office", scopes: ["c", "uni"])
        try office.replica.edit { try $0.execute(sql: "INSERT INTO t(id, a) VALUES ('k', 'first'), ('other', 'x')") }
        try office.replica.edit { try $0.execute(sql: "UPDATE t SET a = '13800138000' WHERE id = 'k'") }
        for value in 2...30 { try office.replica.edit { try $0.execute(sql: "UPDATE t SET a = 'value \(value)' WHERE id = 'k'") } }
        try office.sync(with: server, now: committee.world.surroundings.now)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Of everything that both hold.
    @discardableResult
    private func checkpoint() throws -> [CompactionReport] {
        try server.replica.checkpoint(olderThan: -(1 << 50), by: server.signer)
    }

    private func sync(_ one: Committee.Computer) throws { try one.sync(with: server, now: committee.world.surroundings.now) }

    private func file(_ name: String) -> String { folder.appending(path: name).path }

    private func values(_ computer: Committee.Computer) throws -> [Value] {
        try computer.replica.history(table: "t", key: [.text("k")]).filter { $0.column == "a" }.compactMap(\.value)
    }

    @Test func onlyWhatSaysSomethingStays() throws {
        let whole = try values(server)
        let reports = try checkpoint()
        #expect(reports.map(\.scope) == ["uni"] && reports[0].changesets == 31 && reports[0].archived == 29, "\(reports)")
        let left = try server.replica.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM zhibu_log WHERE length(body) > 0 AND id >> 40 > 1") }
        #expect(left == 2, "the insertion of both rows, and the last value")
        #expect(try values(server) == whole && whole.count == 31)
        #expect(try server.replica.verify(deep: true).isOK)
        #expect(try checkpoint().isEmpty, "nothing more is old enough")
        // The office follows it.
        try sync(office)
        #expect(try office.replica.compact().map(\.archived) == [29])
        #expect(try values(office) == whole)
        #expect(try office.replica.status().scopes.map(\.digest) == server.replica.status().scopes.map(\.digest))
    }

    private func kept(_ scope: String) throws -> Int? {
        try server.replica.read {
            try Int.fetchOne(
                $0, sql: "SELECT count(*) FROM zhibu_log l JOIN zhibu_chain c ON c.id = l.id >> 40 WHERE scope = ? AND length(body) > 0",
                arguments: [scope])
        }
    }

    /// The row is there by a decision alone: what was inserted may have had columns that the next schema knows.
    @Test func theInsertionOfARowThatWasBroughtBackStays() throws {
        let other = try committee.enrol("other", scopes: ["c", "uni"])
        try office.replica.edit { try $0.execute(sql: "INSERT INTO t(id, a) VALUES ('z', 1)") }
        for computer in [office, other] { try sync(computer) }
        try server.replica.edit {
            try $0.execute(sql: "UPDATE t SET a = 2, b = 2, c = 2, d = '2', e = 2, f = '2', g = 2, h = 2 WHERE id = 'z'")
        }
        try other.replica.edit { try $0.execute(sql: "DELETE FROM t WHERE id = 'z'") }
        for computer in [office, other, office] { try sync(computer) }
        let conflict = try #require(try server.replica.conflicts().first { $0.kind == "delete-edit" })
        try server.replica.resolve(conflict.id.text, .keep, reason: "still needed")
        for computer in [office, other, office, other] { try sync(computer) }
        let before = try #require(try kept("uni"))
        try checkpoint()
        #expect(try kept("uni") == before - 29, "of the others' two the insertion and the last value")
        #expect(try server.replica.verify(deep: true).isOK)
    }

    /// Of a move that says nothing any more the link stays: its other half may be on its way.
    @Test func theLinkOfAMoveStays() throws {
        try office.replica.edit { try $0.execute(sql: "INSERT INTO m VALUES ('k', 'c', 1, 1)") }
        for scope in ["uni", "c"] { try office.replica.edit { try $0.execute(sql: "UPDATE m SET scope_id = '\(scope)' WHERE id = 'k'") } }
        try sync(office)
        try checkpoint()
        #expect(try kept("c") == 2, "the link of the way there, and the way back")
        #expect(try server.replica.verify(deep: true).isOK)
    }

    @Test func whoHasNotGotEverythingHoldsItBack() throws {
        let away = try committee.enrol("away", scopes: ["c", "uni"], isEmpty: true)
        #expect(try checkpoint().isEmpty)
        #expect(try server.replica.devicesLagging(behind: -(1 << 50)) == [away.device])
        let reports = try server.replica.checkpoint(olderThan: -(1 << 50), without: [away.device], by: server.signer)
        #expect(reports.count == 1)
        // It catches up all the same.
        try sync(away)
        #expect(try away.replica.status().scopes.map(\.digest) == server.replica.status().scopes.map(\.digest))
    }

    @Test func anArchiveThatIsAwayIsNamed() throws {
        let late = try committee.enrol("late", scopes: ["c", "uni"])
        try office.replica.edit { try $0.execute(sql: "UPDATE t SET a = 'last' WHERE id = 'k'") }
        try office.replica.edit { try $0.execute(sql: "UPDATE t SET a = 'very last' WHERE id = 'k'") }
        try sync(office)
        try server.replica.checkpoint(olderThan: -(1 << 50), without: [late.device], by: server.signer)
        #expect(try server.replica.lookBack(table: "t", key: [.text("k")]).begins == nil)
        try FileManager.default.moveItem(atPath: file("server.db.archive"), toPath: file("elsewhere"))
        #expect(try server.replica.lookBack(table: "t", key: [.text("k")]).begins != nil)
        #expect(try values(server).count == 2)
        #expect(try server.replica.verify(deep: false).findings.map(\.kind) == ["archive"])
        #expect(throws: StoreError(.archiveMissing)) { try self.sync(late) }
        // Whoever has an archive helps it on.
        try sync(office)
        try office.replica.compact()
        let helped = try committee.enrol("helped", scopes: ["c", "uni"], isEmpty: true)
        for scope in ["control", "uni"] { try helped.replica.pull(from: office.replica, scope: scope) }
        try sync(helped)
        #expect(try values(helped).last == .text("very last"))
        try FileManager.default.moveItem(atPath: file("elsewhere"), toPath: file("server.db.archive"))
        try sync(late)
        #expect(try values(late).last == .text("very last"))
        #expect(try server.replica.verify(deep: true).isOK)
    }

    @Test func whatIsErasedGoesFromTheArchiveToo() throws {
        try checkpoint()
        #expect(try bytes("server.db.archive").contains("13800138000"))
        try server.replica.erase(table: "t", key: [.text("k")], columns: ["a"], reason: "by law")
        #expect(try !bytes("server.db.archive").contains("13800138000"))
        #expect(try values(server).allSatisfy { $0 == .null })
        // Also where the order comes from elsewhere, and what was signed stays what it was.
        try sync(office)
        try office.replica.compact()
        #expect(try !bytes("office.db.archive").contains("13800138000"))
        #expect(try server.replica.verify(deep: true).findings.isEmpty && office.replica.verify(deep: true).findings.isEmpty)
    }

    /// Orders reach an archive that was away when they came; one that is none is in nobody's way.
    @Test func anErasureReachesAnArchiveThatComesBack() throws {
        try checkpoint()
        try sync(office)
        try office.replica.compact()
        try FileManager.default.moveItem(atPath: file("server.db.archive"), toPath: file("elsewhere"))
        #expect(throws: StoreError(.archiveMissing)) {
            try server.replica.erase(table: "t", key: [.text("k")], columns: ["a"], reason: "by law")
        }
        #expect(throws: StoreError(.archiveMissing)) {
            try server.replica.edit { try $0.execute(sql: "UPDATE t SET a = 'x' WHERE id = 'k'") }
            try server.replica.edit { try $0.execute(sql: "UPDATE t SET a = 'y' WHERE id = 'k'") }
            try sync(office)
            try checkpoint()
        }
        try FileManager.default.moveItem(atPath: file("elsewhere"), toPath: file("server.db.archive"))
        try server.replica.erase(table: "t", key: [.text("k")], columns: ["a"], reason: "by law")
        try FileManager.default.moveItem(atPath: file("office.db.archive"), toPath: file("elsewhere"))
        try Data("no archive".utf8).write(to: folder.appending(path: "office.db.archive"))
        try sync(office)
        try FileManager.default.removeItem(atPath: file("office.db.archive"))
        try FileManager.default.moveItem(atPath: file("elsewhere"), toPath: file("office.db.archive"))
        #expect(try bytes("office.db.archive").contains("13800138000") && office.replica.archiveHoldsErased())
        #expect(try values(office).allSatisfy { $0 == .null })
        try office.replica.close()
        let opened = try Replica(opening: office.replica.path, surroundings: committee.world.surroundings, signer: office.signer)
        #expect(try !bytes("office.db.archive").contains("13800138000") && !opened.archiveHoldsErased())
        try opened.close()
    }

    /// Pieces of a sync that was cut, and then the log came whole from somebody else.
    @Test func whatIsErasedGoesFromPiecesThatWait() throws {
        for row in 0..<200 { try office.replica.edit { try $0.execute(sql: "INSERT INTO t(id, a) VALUES ('r\(row)', \(row))") } }
        try sync(office)
        try checkpoint()
        let new = try committee.enrol("new", scopes: ["c", "uni"], isEmpty: true)
        try new.replica.pull(from: server.replica, scope: "control")
        try new.replica.stage(server.replica.checkpointPieces(of: "uni", bytesMax: 8_192)[0], of: "uni")
        func pieces() throws -> Int? { try new.replica.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM zhibu_piece") } }
        try new.replica.pull(from: office.replica, scope: "uni")
        #expect(try pieces() == 1)
        try server.replica.erase(table: "t", key: [.text("k")], columns: ["a"], reason: "by law")
        try sync(new)
        #expect(try pieces() == 0 && new.replica.verify(deep: true).isOK)
    }

    /// A log of which lines went, and no changeset whole.
    @Test func anArchiveOfExcerptsAloneIsMissedToo() throws {
        let desk = try committee.enrol("desk", scopes: ["c", "uni"])
        try desk.replica.edit { try $0.execute(sql: "INSERT INTO m VALUES ('k', 'c', 1, 1), ('l', 'c', 1, 1)") }
        try desk.replica.edit { try $0.execute(sql: "UPDATE m SET b = '13800138000'") }
        try desk.replica.edit { try $0.execute(sql: "UPDATE m SET b = 'new' WHERE id = 'k'") }
        for computer in [desk, office, desk] { try sync(computer) }
        try checkpoint()
        for computer in [desk, office] { try sync(computer) }
        try FileManager.default.moveItem(atPath: file("server.db.archive"), toPath: file("elsewhere"))
        let stubs = try server.replica.read {
            try Int.fetchOne(
                $0, sql: "SELECT count(*) FROM zhibu_log l JOIN zhibu_chain c ON c.id = l.id >> 40 WHERE scope = 'c' AND length(body) = 0")
        }
        #expect(stubs == 0, "\(stubs as Any)")
        #expect(try server.replica.scopesLackingArchive() == ["c", "uni"])
        #expect(throws: StoreError(.archiveMissing)) {
            try self.server.replica.erase(table: "m", key: [.text("k")], columns: ["b"], reason: "by law")
        }
    }

    /// The disk that a backup goes to is no archive.
    @Test func aBackupWithoutRoomForItsArchiveIsNone() throws {
        try checkpoint()
        try FileManager.default.createDirectory(atPath: file("copy.db.archive"), withIntermediateDirectories: false)
        #expect(throws: StoreError.self) { try self.server.replica.backUp(to: self.file("copy.db")) }
        #expect(!FileManager.default.fileExists(atPath: file("copy.db")))
    }

    /// Whatever lies there in the archive's place, the records are read, and nothing is lost of what is here.
    @Test(arguments: ["no archive", "", "folder", "page"]) func anArchiveThatCannotBeReadIsInNobodysWay(_ what: String) throws {
        try office.replica.edit { try $0.execute(sql: "UPDATE t SET b = 1 WHERE id = 'k'") }
        try sync(office)
        try checkpoint()
        let whole = try values(server).count
        let archive = URL(filePath: file("server.db.archive"))
        var bytes = try Data(contentsOf: archive)
        try FileManager.default.removeItem(at: archive)
        switch what {
        case "folder": try FileManager.default.createDirectory(at: archive, withIntermediateDirectories: false)
        case "page":
            for place in 4_096..<bytes.count { bytes[place] ^= 0x55 }
            try bytes.write(to: archive)
        default: try Data(what.utf8).write(to: archive)
        }
        #expect(try server.replica.scopesLackingArchive() == ["uni"])
        let short = try server.replica.lookBack(table: "t", key: [.text("k")])
        #expect(try short.begins != nil && values(server).count < whole && values(server).last == .text("value 30"))
        #expect(try server.replica.conflicts().isEmpty)
        #expect(try server.replica.verify(deep: false).findings.map(\.kind) == ["archive"])
        try server.replica.backUp(to: file("copy.db"))
        #expect(try Replica.rehearse(restoring: file("copy.db"), beside: server.replica.path, surroundings: committee.world.surroundings).isOK)
    }

    /// Who began from a checkpoint has no archive of what that left out, and says so; a later one is its own.
    @Test func whoBeganFromACheckpointIsWholeWithoutItsArchive() throws {
        try checkpoint()
        let new = try committee.enrol("new", scopes: ["c", "uni"], isEmpty: true)
        try sync(new)
        for value in 1...5 { try new.replica.edit { try $0.execute(sql: "UPDATE t SET a = 'new \(value)' WHERE id = 'k'") } }
        try sync(new)
        try sync(office)
        try checkpoint()
        try sync(new)
        #expect(try !new.replica.compact().isEmpty)
        #expect(try new.replica.verify(deep: true).isOK)
        let short = try new.replica.lookBack(table: "t", key: [.text("k")])
        #expect(try short.begins != nil && new.replica.scopesLackingArchive().isEmpty)
        #expect(try values(new).count < values(server).count)
        // Its own is wanted again, all the same, and no second one is begun beside it.
        try FileManager.default.moveItem(atPath: file("new.db.archive"), toPath: file("elsewhere"))
        #expect(try new.replica.scopesLackingArchive() == ["uni"])
        for value in 6...9 { try new.replica.edit { try $0.execute(sql: "UPDATE t SET a = 'new \(value)' WHERE id = 'k'") } }
        try sync(new)
        try sync(office)
        try checkpoint()
        try sync(new)
        #expect(throws: StoreError(.archiveMissing)) { try new.replica.compact() }
        try FileManager.default.moveItem(atPath: file("elsewhere"), toPath: file("new.db.archive"))
        #expect(try !new.replica.compact().isEmpty && new.replica.verify(deep: true).isOK)
    }

    private func bytes(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
    }

    @Test(arguments: [
        "UPDATE zhibu_log SET hash = randomblob(32) WHERE length(body) = 0 AND id & 255 = 9",
        "DELETE FROM zhibu_seen",
        "UPDATE zhibu_log SET body = x'' WHERE id & 255 = 31",
    ]) func whatIsNotWhatWasSignedIsFound(damage: String) throws {
        let third = try committee.enrol("third", scopes: ["c", "uni"])
        for value in 1...3 { try third.replica.edit { try $0.execute(sql: "UPDATE t SET b = \(value) WHERE id = 'k'") } }
        try sync(third)
        try sync(office)
        try checkpoint()
        #expect(try server.replica.verify(deep: false).isOK)
        let other = try DatabaseQueue(path: server.replica.path)
        try other.write { database in
            for trigger in ["zhibu_log_delete", "zhibu_log_update"] { try database.execute(sql: "DROP TRIGGER \(trigger)") }
            try database.execute(sql: damage)
        }
        try other.close()
        #expect(try !server.replica.verify(deep: false).isOK)
    }

    @Test func whatACheckpointTookInIsNotCutOff() throws {
        try checkpoint()
        let point = try #require(try server.replica.points(of: office.device, until: 3).first)
        try server.replica.revoke(office.device, reason: "lost", until: [point], by: server.signer)
        #expect(try server.replica.voidCount() == 0)
        #expect(try server.replica.read { try String.fetchOne($0, sql: "SELECT a FROM t WHERE id = 'k'") } == "value 30")
        #expect(try server.replica.verify(deep: true).isOK)
    }

    /// What awaits review is in checkpoints too, and stays void: nobody has said that it counts.
    @Test func whatIsVoidDoesNotCountForBeingInACheckpoint() throws {
        let last = try #require(try server.replica.points(of: office.device, until: .max).first)
        try server.replica.revoke(office.device, reason: "lost", until: [last], by: server.signer)
        for value in 1...4 { try office.replica.edit { try $0.execute(sql: "UPDATE t SET a = 'void \(value)' WHERE id = 'k'") } }
        try server.replica.pull(from: office.replica, scope: "uni")
        #expect(try server.replica.voidCount() == 4)
        #expect(try !checkpoint().isEmpty)
        #expect(try server.replica.control().checkpoints["uni"]?.last?.until.map(\.number) == [last.point.number + 4])
        // A cut that is moved back, or forward, does not bring them in, and what the first cut let count stays.
        for number in [3, last.point.number + 1] {
            let points = try server.replica.points(of: office.device, until: number)
            try server.replica.revoke(office.device, reason: "lost", until: points, by: server.signer)
            #expect(try server.replica.voidCount() == (number == 3 ? 4 : 3))
            #expect(try server.replica.verify(deep: true).isOK)
        }
        #expect(try server.replica.read { try String.fetchOne($0, sql: "SELECT a FROM t WHERE id = 'k'") } == "void 1")
    }

    /// Texts that were merged, and whose writer turns out to be late: it must not matter who learnt what first.
    @Test(arguments: [true, false]) func aLateTextIsTheSameWhoeverLearntOfItFirst(isFirst: Bool) throws {
        let away = try committee.enrol("away", scopes: ["c", "uni"])
        try office.replica.edit { try $0.execute(sql: "UPDATE t SET d = 'a b' WHERE id = 'k'") }
        for computer in [office, away, office] { try sync(computer) }
        try office.replica.edit { try $0.execute(sql: "UPDATE t SET d = 'x a b' WHERE id = 'k'") }
        try sync(office)
        try away.replica.edit { try $0.execute(sql: "UPDATE t SET d = 'a b z' WHERE id = 'k'") }
        func text(_ computer: Committee.Computer) throws -> String? {
            try computer.replica.read { try String.fetchOne($0, sql: "SELECT d FROM t WHERE id = 'k'") }
        }
        if isFirst {
            // The server has merged them before it signs what they turn out to be late for.
            try server.replica.pull(from: away.replica, scope: "uni")
            #expect(try text(server) == "x a b z")
        }
        let at = try away.replica.read { try Int64.fetchOne($0, sql: "SELECT max(at) FROM zhibu_log WHERE id >> 40 > 1") } ?? 0
        let age = committee.world.surroundings.now() - at
        #expect(try !server.replica.checkpoint(olderThan: age, without: [away.device], by: server.signer).isEmpty)
        let new = try committee.enrol("new", scopes: ["c", "uni"], isEmpty: true)
        // The office holds all that was signed before it hears of it; the new one hears of it first.
        for computer in [away, office, new] { try sync(computer) }
        for computer in [office, away, new, server] {
            #expect(try text(computer) == "a b z")
            #expect(try computer.replica.conflicts().filter { $0.status == .open && $0.unit == "d" }.count == 1)
            #expect(try computer.replica.verify(deep: true).isOK)
        }
        #expect(try Set([office, away, new, server].map { try $0.replica.status().scopes.map(\.digest) }).count == 1)
    }

    /// Whoever was waited for has seen all of a checkpoint in what it writes behind it.
    @Test func nothingThatIsHeldIsLateButOfThoseWhoAreNotWaitedFor() throws {
        let other = try committee.enrol("other", scopes: ["c", "uni"])
        try office.replica.edit { try $0.execute(sql: "UPDATE t SET d = 'x a b' WHERE id = 'k'") }
        try sync(office)
        // Beside it, and younger than what may go.
        try other.replica.edit { try $0.execute(sql: "UPDATE t SET d = 'a b z' WHERE id = 'k'") }
        let at = try other.replica.read { try Int64.fetchOne($0, sql: "SELECT max(at) FROM zhibu_log WHERE id >> 40 > 1") } ?? 0
        for computer in [other, office, other] { try sync(computer) }
        let merged = try server.replica.read { try String.fetchOne($0, sql: "SELECT d FROM t WHERE id = 'k'") }
        try server.replica.checkpoint(olderThan: committee.world.surroundings.now() - at, by: server.signer)
        #expect(try server.replica.read { try String.fetchOne($0, sql: "SELECT d FROM t WHERE id = 'k'") } == merged)
        let taken = try server.replica.control().checkpoints["uni"]?.last?.until.map(\.number) ?? []
        #expect(taken == [31], "all that both had seen, and not the last text")
    }

    /// Those who were waited for the first time may not be the second time.
    @Test func acheckpointTakesInAllThatTheOneBeforeDid() throws {
        let away = try committee.enrol("away", scopes: ["c", "uni"], isEmpty: true)
        #expect(try !server.replica.checkpoint(olderThan: -(1 << 50), without: [away.device], by: server.signer).isEmpty)
        try office.replica.edit { try $0.execute(sql: "UPDATE t SET a = 'p' WHERE id = 'k'") }
        try office.replica.edit { try $0.execute(sql: "UPDATE t SET a = 'q' WHERE id = 'k'") }
        try sync(office)
        // Nothing more has reached the one who is away.
        #expect(try checkpoint().isEmpty)
        #expect(try server.replica.verify(deep: true).isOK)
        try sync(away)
        #expect(try !checkpoint().isEmpty)
        let all = try server.replica.control().checkpoints["uni"]?.map { $0.until.map(\.number) } ?? []
        #expect(all == [[31], [33]])
    }

    @Test func aBackupHasItsArchive() throws {
        try checkpoint()
        let whole = try values(server)
        try server.replica.backUp(to: file("copy.db"))
        #expect(FileManager.default.fileExists(atPath: file("copy.db.archive")))
        #expect(try Replica.rehearse(restoring: file("copy.db"), beside: server.replica.path, surroundings: committee.world.surroundings).isOK)
        _ = try Replica.restore(file("copy.db"), to: file("back.db"), surroundings: committee.world.surroundings)
        let back = try Replica(opening: file("back.db"), surroundings: committee.world.surroundings, signer: server.signer)
        #expect(try back.history(table: "t", key: [.text("k")]).filter { $0.column == "a" }.compactMap(\.value) == whole)
        #expect(try back.verify(deep: true).isOK)
        try back.close()
    }

    @Test func aDamagedFileIsRepairedWithItsCheckpoint() throws {
        try sync(office)
        try checkpoint()
        try sync(office)
        try office.replica.compact()
        try office.replica.edit { try $0.execute(sql: "UPDATE t SET a = 'new' WHERE id = 'other'") }
        let path = office.replica.path
        try office.replica.close()
        let other = try DatabaseQueue(path: path)
        // Rows that nobody has written, and clocks of nothing.
        try other.write { try $0.execute(sql: "DELETE FROM zhibu_clock_1; DELETE FROM zhibu_touch; DELETE FROM zhibu_seen") }
        try other.close()
        let report = try Replica.repair(path, surroundings: committee.world.surroundings, signer: office.signer)
        #expect(report.kept != nil && report.lost.isEmpty, "\(report)")
        let mended = try Replica(opening: path, surroundings: committee.world.surroundings, signer: office.signer)
        #expect(try mended.verify(deep: true).findings.isEmpty)
        #expect(try mended.read { try String.fetchOne($0, sql: "SELECT a FROM t WHERE id = 'k'") } == "value 30")
        #expect(try mended.history(table: "t", key: [.text("k")]).count { $0.column == "a" } == 31)
        try mended.close()
    }

    // MARK: on the wire

    @Test func aCheckpointIsTakenInPiecesAndOnlyAsSigned() throws {
        for row in 0..<200 { try office.replica.edit { try $0.execute(sql: "INSERT INTO t(id, a) VALUES ('r\(row)', \(row))") } }
        try sync(office)
        try checkpoint()
        let new = try committee.enrol("new", scopes: ["c", "uni"], isEmpty: true)
        let pieces = try server.replica.checkpointPieces(of: "uni", bytesMax: 8_192)
        #expect(pieces.count > 5)
        // Nobody has told it of the checkpoint yet.
        #expect(throws: SyncError(.scopeNotAgreed)) { try new.replica.stage(pieces[0], of: "uni") }
        try new.replica.pull(from: server.replica, scope: "control")
        // Out of order, of another scope, altered.
        #expect(throws: SyncError(.lineOutOfPlace)) { try new.replica.stage(pieces[1], of: "uni") }
        #expect(throws: SyncError(.lineOutOfPlace)) { try new.replica.stage(pieces[0], of: "c") }
        for piece in pieces.dropLast() { try new.replica.stage(piece, of: "uni") }
        var altered = pieces[pieces.count - 1]
        let place = try #require(altered.firstRange(of: Array("r199".utf8))?.lowerBound)
        altered[place + 3] = UInt8(ascii: "8")
        #expect(throws: SyncError(.hashMismatch)) { try new.replica.stage(altered, of: "uni") }
        #expect(try new.replica.frontier(scope: "uni").isEmpty)
        // From the first again; a session that was cut begins anew, too.
        for piece in pieces.prefix(3) + pieces { try new.replica.stage(piece, of: "uni") }
        #expect(try new.replica.verify(deep: true).isOK)
        #expect(try new.replica.heldDigest(scope: "uni") == server.replica.heldDigest(scope: "uni"))
        // Where the log has begun nothing can take its place.
        #expect(throws: SyncError(.lineOutOfPlace)) { try new.replica.stage(pieces[0], of: "uni") }
    }

    @Test func aSealThatARelayHasTurnedIsNotKept() throws {
        try checkpoint()
        let new = try committee.enrol("new", scopes: ["c", "uni"], isEmpty: true)
        try new.replica.pull(from: server.replica, scope: "control")
        var piece = try server.replica.checkpointPieces(of: "uni", bytesMax: 1 << 20)[0]
        let seal = try #require(piece.firstRange(of: Array("\nseal\t".utf8)))
        // In the signature, behind the device; what stands there is still a sign of base64.
        let place = seal.upperBound + 40
        piece[place] = piece[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        try new.replica.stage(piece, of: "uni")
        let seals = "SELECT count(*) FROM zhibu_log WHERE id >> 40 > 1 AND seal IS NOT NULL"
        let (held, kept) = (try server.replica.read { try Int.fetchOne($0, sql: seals) }, try new.replica.read { try Int.fetchOne($0, sql: seals) })
        #expect(try #require(held) - 1 == kept && new.replica.verify(deep: true).findings.isEmpty)
    }

    /// Nil where it can't be read.
    private static func withoutSeals(_ bytes: [UInt8]) -> [String]? {
        guard let piece = try? CheckpointPiece(decoding: bytes) else { return nil }
        return [piece.scope, "\(piece.digest)", "\(piece.number)"] + piece.items.map { item in
            if case .kept(let body, _) = item { "\(body)" } else { "\(item)" }
        }
    }

    /// A line of five bytes is a hundred in memory, and a piece may have 130 MiB.
    @Test func aPieceOfTooManyItemsIsRefused() throws {
        let head = CheckpointPiece(scope: "uni", digest: Array(repeating: 0, count: 32), number: 1).encoded
        let seen = Array(repeating: Array("seen\n".utf8), count: 65_536).flatMap { $0 }
        #expect(try CheckpointPiece(decoding: head + seen).items.count == 65_536)
        #expect(throws: FormatError(.tooLarge)) { try CheckpointPiece(decoding: head + seen + Array("seen\n".utf8)) }
    }

    @Test(arguments: 0..<60) func piecesThatAreTurnedInSomePlaceAreRefused(seed: Int) throws {
        try checkpoint()
        let new = try committee.enrol("new", scopes: ["c", "uni"], isEmpty: true)
        try new.replica.pull(from: server.replica, scope: "control")
        let piece = try server.replica.checkpointPieces(of: "uni", bytesMax: 1 << 20)[0]
        var random = SeededRandom(seed: UInt64(seed))
        var altered = piece
        altered[Int(random.next() % UInt64(piece.count))] ^= UInt8(1 << (random.next() % 8))
        // A seal is no part of what was signed: it proves itself.
        guard Self.withoutSeals(piece) == Self.withoutSeals(altered) else {
            #expect(throws: SyncError.self) { try new.replica.stage(altered, of: "uni") }
            return
        }
        // One that is not good is not kept.
        try new.replica.stage(altered, of: "uni")
        #expect(try new.replica.verify(deep: true).findings.isEmpty)
    }
}
