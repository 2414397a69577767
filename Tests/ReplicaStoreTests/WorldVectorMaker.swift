import GRDB
import ReplicaStore
import SyncCore
import TestKit

/// Makes the vectors of several changesets: small stories of a committee, with what must be seen of
/// them said by hand.
struct WorldVectorMaker {
    struct World {
        var name: String
        var about: String
        var root: String
        /// Of the replica that reads; not always that of those who wrote.
        var schema: String
        /// As they travel, each with its seal: control entries first, every one after what it depends on.
        var held: [[UInt8]]
        var void: [String: String] = [:]
        var parked: [String] = []
        var early: [String] = []
        /// Table → key → the values of the other columns.
        var rows: [String: [String: [String?]]]
        /// Names of the scopes that the control entries list.
        var scopes: [String]
        var frontier: [String: [String]]
    }

    static let first = """
        CREATE TABLE note(id TEXT NOT NULL PRIMARY KEY, title TEXT, body TEXT DEFAULT '');
        INSERT INTO zhibu_policy VALUES ('note', NULL, 'lww');
        """
    static let second = """
        CREATE TABLE note(
            id TEXT NOT NULL PRIMARY KEY, title TEXT, body TEXT DEFAULT '', colour TEXT DEFAULT 'red');
        CREATE TABLE tag(id TEXT NOT NULL PRIMARY KEY, word TEXT);
        INSERT INTO zhibu_policy VALUES ('note', NULL, 'lww');
        """

    static func all() throws -> [World] {
        try [
            fork(), forkCut(), restored(), lateCut(), rightTakenAway(), retired(), erased(),
            parked(under: first), parked(under: second), rootRestored(), early(),
        ]
    }

    private var committee: Committee
    private let server: Committee.Computer
    private let desk: Committee.Computer
    private let laptop: Committee.Computer

    private init(_ seed: UInt64) throws {
        committee = try Committee(seed: seed, schema: Self.first, scopes: [])
        server = committee.server
        desk = try committee.enrol("desk", scopes: ["uni"])
        laptop = try committee.enrol("laptop", scopes: ["uni"])
    }

    // MARK: telling

    private func run(_ computer: Committee.Computer, _ sql: String) throws {
        committee.world.advance(milliseconds: 1_000)
        try computer.replica.edit { try $0.execute(sql: sql) }
    }

    private func copy(_ computer: Committee.Computer, _ name: String) throws -> Committee.Computer {
        Committee.Computer(
            replica: try Replica(
                copying: computer.replica,
                at: "file:/vector-\(name)-\(computer.replica.path.hashValue)?vfs=memdb",
                surroundings: committee.world.surroundings, signer: computer.signer),
            signer: computer.signer, publicKey: computer.publicKey)
    }

    private func world(
        _ name: String, _ about: String, seenBy reader: Committee.Computer,
        schema: String = first, rows: [String: [String: [String?]]], leavingOut: Set<String> = []
    ) throws -> World {
        var held: [[UInt8]] = []
        var frontier: [String: [String]] = [:]
        for scope in ["control", "uni"] {
            // One by one, so that each comes with its own seal.
            for position in try reader.replica.missing(scope: scope, from: []) {
                let body = try reader.replica.bodies([position][...], bytesMax: .max)[0]
                if try !leavingOut.contains(Changeset(decodingSealed: body).hash.description) {
                    held.append(body)
                }
            }
            frontier[scope] = try reader.replica.frontier(scope: scope).map {
                "\($0.author) \($0.number) \($0.hash)"
            }
        }
        return World(
            name: name, about: about, root: committee.root.device.text, schema: schema, held: held,
            rows: rows, scopes: try reader.replica.control().scopes.keys.sorted(), frontier: frontier)
    }

    /// The hash of a device's changeset with that number; `after` tells copies of one file apart.
    private func hash(_ computer: Committee.Computer, _ number: Int64) throws -> String {
        let all = try computer.replica.changesets(scope: "uni").filter {
            $0.header.author.device == computer.device.text && $0.header.number == number
        }
        precondition(all.count == 1, "\(all.count) changesets with that number")
        return all[0].hash.description
    }

    private func point(_ computer: Committee.Computer, _ number: Int64) throws -> ScopedPoint {
        let changeset = try computer.replica.changesets(scope: "uni").first {
            $0.header.author.device == computer.device.text && $0.header.number == number
        }
        guard let changeset else { preconditionFailure("no changeset \(number)") }
        return ScopedPoint(
            scope: "uni",
            point: SeenPoint(
                author: changeset.header.author, number: number, hash: changeset.hash))
    }

    // MARK: stories

    private static func fork() throws -> World {
        let its = try Self(31)
        try its.run(its.desk, "INSERT INTO note VALUES ('a', 'common', '')")
        let twin = try its.copy(its.desk, "twin")
        try its.run(its.desk, "INSERT INTO note VALUES ('b', 'desk', '')")
        try its.run(twin, "INSERT INTO note VALUES ('c', 'twin', ''); UPDATE note SET body = 'twin'")
        try its.server.pull(from: its.desk)
        try its.server.pull(from: twin)
        return try its.world(
            "fork", "A file was copied with its key and both went on: both paths count.",
            seenBy: its.server,
            rows: [
                "note": [
                    "a": ["common", "twin"], "b": ["desk", ""], "c": ["twin", "twin"],
                ]
            ])
    }

    private static func forkCut() throws -> World {
        let its = try Self(32)
        try its.run(its.desk, "INSERT INTO note VALUES ('a', 'common', '')")
        let twin = try its.copy(its.desk, "twin")
        try its.run(its.desk, "INSERT INTO note VALUES ('b', 'desk', '')")
        try its.run(twin, "INSERT INTO note VALUES ('c', 'thief', '')")
        let (own, stolen) = (try its.point(its.desk, 2), try its.hash(twin, 2))
        try its.server.pull(from: its.desk)
        try its.server.pull(from: twin)
        try its.server.replica.revoke(
            its.desk.device, reason: "copied", until: [own], by: its.server.signer)
        var world = try its.world(
            "a cut on one of two copies",
            "The device is revoked with one path's end as what counts: the other path is void from "
                + "the fork on.",
            seenBy: its.server, rows: ["note": ["a": ["common", ""], "b": ["desk", ""]]])
        world.void = [stolen: "revoked"]
        return world
    }

    private static func restored() throws -> World {
        let its = try Self(33)
        try its.run(its.desk, "INSERT INTO note VALUES ('a', 'old', '')")
        let backup = try its.copy(its.desk, "backup")
        try its.run(its.desk, "INSERT INTO note VALUES ('b', 'forgotten', '')")
        try its.server.pull(from: its.desk)
        try backup.pull(from: its.server)
        try its.run(backup, "INSERT INTO note VALUES ('c', 'new', '')")
        try its.server.pull(from: backup)
        return try its.world(
            "a restored file",
            "A backup took the file's place, met its own forgotten changeset, and goes on in a new "
                + "epoch.", seenBy: its.server,
            rows: ["note": ["a": ["old", ""], "b": ["forgotten", ""], "c": ["new", ""]]])
    }

    private static func lateCut() throws -> World {
        let its = try Self(34)
        try its.run(its.laptop, "INSERT INTO note VALUES ('a', 'honest', '')")
        try its.server.pull(from: its.laptop)
        let last = try its.point(its.laptop, 1)
        try its.run(its.laptop, "UPDATE note SET title = 'stolen'")
        try its.run(its.laptop, "INSERT INTO note VALUES ('b', 'stolen', 'stolen')")
        try its.desk.pull(from: its.laptop)
        try its.run(its.desk, "UPDATE note SET body = 'seen' WHERE id = 'b'")
        try its.server.replica.revoke(
            its.laptop.device, reason: "lost", until: [last], by: its.server.signer)
        let void = [try its.hash(its.laptop, 2), try its.hash(its.laptop, 3)]
        try its.server.pull(from: its.desk)
        var world = try its.world(
            "a late cut",
            "The cut comes after changesets that it makes void. An honest edit of a row whose "
                + "insertion is void keeps the row; what nobody else wrote shows its default.",
            seenBy: its.server, rows: ["note": ["a": ["honest", ""], "b": [nil, "seen"]]])
        world.void = Dictionary(uniqueKeysWithValues: void.map { ($0, "revoked") })
        return world
    }

    private static func rightTakenAway() throws -> World {
        let its = try Self(35)
        try its.run(its.laptop, "INSERT INTO note VALUES ('a', 'editor', '')")
        let before = try its.copy(its.laptop, "before")
        try its.server.replica.sign(
            [
                .grant(
                    ControlGrant(device: its.laptop.device, roles: ["reader"], scopes: ["uni"]))
            ], by: its.server.signer)
        // It doesn't know yet: what it writes counts.
        try its.run(before, "INSERT INTO note VALUES ('b', 'before', '')")
        try before.pull(from: its.server)
        // It knows, and a tool has taken the guards away.
        try before.replica.edit {
            try $0.execute(sql: "UPDATE zhibu_held SET writes = 1 WHERE scope = 'uni'")
        }
        try its.run(before, "INSERT INTO note VALUES ('c', 'after', '')")
        let void = try its.hash(before, 3)
        try its.server.pull(from: before)
        var world = try its.world(
            "a right taken away",
            "What names an entry by which its author may not write is void; what was written before "
                + "its author knew counts.", seenBy: its.server,
            rows: ["note": ["a": ["editor", ""], "b": ["before", ""]]])
        world.void = [void: "no-right"]
        return world
    }

    private static func retired() throws -> World {
        let its = try Self(36)
        try its.run(its.desk, "INSERT INTO note VALUES ('a', 'before', '')")
        try its.server.replica.sign([.retire(scope: "uni", reason: "merged")], by: its.server.signer)
        try its.desk.pull(from: its.server)
        try its.desk.replica.edit {
            try $0.execute(sql: "UPDATE zhibu_held SET writes = 1 WHERE scope = 'uni'")
        }
        try its.run(its.desk, "INSERT INTO note VALUES ('b', 'after', '')")
        let void = try its.hash(its.desk, 2)
        try its.server.pull(from: its.desk)
        var world = try its.world(
            "a retired scope", "Nobody writes in it who knows the entry.", seenBy: its.server,
            rows: ["note": ["a": ["before", ""]]])
        world.void = [void: "no-right"]
        return world
    }

    private static func erased() throws -> World {
        let its = try Self(37)
        try its.run(its.desk, "INSERT INTO note VALUES ('a', 'kept', 'secret')")
        try its.server.pull(from: its.desk)
        try its.server.replica.erase(
            table: "note", key: [.text("a")], columns: ["body"], reason: "by law")
        return try its.world(
            "an erased value",
            "The order of an administrator, and the changeset that it was carried out on: its hash "
                + "and seal still hold.", seenBy: its.server, rows: ["note": ["a": ["kept", nil]]])
    }

    private static func parked(under schema: String) throws -> World {
        let its = try Self(38)
        let isOld = schema == first
        try its.run(its.desk, "INSERT INTO note VALUES ('a', 'old', '')")
        try its.desk.replica.install(schema: second, version: "2")
        try its.run(its.desk, "UPDATE note SET colour = 'blue', title = 'new'")
        try its.run(its.desk, "INSERT INTO tag VALUES ('t', 'word')")
        let parked = [try its.hash(its.desk, 2), try its.hash(its.desk, 3)]
        try its.server.pull(from: its.desk)
        var world = try its.world(
            isOld ? "an unknown column and an unknown table" : "the same under the schema that knows them",
            isOld
                ? "What the schema here lacks is parked; what it knows of the same changeset counts."
                : "After the upgrade nothing is parked.", seenBy: its.server, schema: schema,
            rows: isOld
                ? ["note": ["a": ["new", ""]]]
                : ["note": ["a": ["new", "", "blue"]], "tag": ["t": ["word"]]])
        world.parked = isOld ? parked : []
        return world
    }

    private static func rootRestored() throws -> World {
        let its = try Self(39)
        let backup = try its.copy(its.server, "backup")
        try its.server.replica.sign([.scope(name: "one", title: "")], by: its.server.signer)
        try backup.replica.sign([.scope(name: "two", title: "")], by: its.server.signer)
        try its.server.pull(from: backup)
        try its.server.replica.sign([.scope(name: "three", title: "")], by: its.server.signer)
        try its.desk.pull(from: its.server)
        try its.run(its.desk, "INSERT INTO note VALUES ('a', 'all', '')")
        try its.server.pull(from: its.desk)
        return try its.world(
            "the root restored",
            "Two entries have one number: both count, and the next one names both.",
            seenBy: its.server, rows: ["note": ["a": ["all", ""]]])
    }

    private static func early() throws -> World {
        let its = try Self(40)
        try its.run(its.desk, "INSERT INTO note VALUES ('a', 'one', '')")
        try its.run(its.desk, "INSERT INTO note VALUES ('b', 'two', '')")
        try its.laptop.pull(from: its.desk)
        try its.run(its.laptop, "INSERT INTO note VALUES ('c', 'three', '')")
        let lost = try its.hash(its.desk, 1)
        let early = [try its.hash(its.desk, 2), try its.hash(its.laptop, 1)]
        try its.server.pull(from: its.laptop)
        var world = try its.world(
            "one is missing", "What follows it, and what has seen it, waits and counts for nothing.",
            seenBy: its.server, rows: ["note": [:]], leavingOut: [lost])
        world.early = early
        world.frontier["uni"] = []
        return world
    }
}
