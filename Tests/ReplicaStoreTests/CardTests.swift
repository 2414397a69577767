import GRDB
import ReplicaStore
import SyncCore
import TestKit
import Testing

private let tables = """
    CREATE TABLE person(id TEXT NOT NULL PRIMARY KEY, number TEXT, name TEXT);
    INSERT INTO zhibu_policy VALUES ('person', NULL, 'keep');
    INSERT INTO zhibu_rule VALUES ('number', 'high', '号码重复',
        'SELECT ''person'' AS tbl, a.id AS key, b.id AS other_key, a.number AS detail
        FROM person a JOIN person b ON b.number = a.number AND b.id > a.id');

    """

/// What the schema has for people to read of a finding.
@Suite struct CardTests {
    private let world = HandMovedWorld(seed: 47)

    private func finding(_ card: String, name: String) throws -> (replica: Replica, conflict: Conflict) {
        let replica = try Replica.inMemory("a", schema: tables + card, world: world)
        try replica.edit { try $0.execute(sql: "INSERT INTO person VALUES ('1', '007', ?), ('2', '007', 'Wang')", arguments: [name]) }
        return (replica, try #require(try replica.conflicts().first { $0.status == .open }))
    }

    private static let card = """
        INSERT INTO zhibu_card VALUES ('number', 'one number twice', '{a}和{b}同号{n}（{gone}）', '{a} and {b} share {n} ({gone})',
            'SELECT a.name AS a, b.name AS b, a.number AS n, NULL AS gone FROM person a JOIN person b ON b.id = :other WHERE a.id = :key');
        """

    @Test func itsPlacesAreFilledWithWhatTheRecordsSay() throws {
        let (replica, conflict) = try finding(Self.card, name: "Li")
        let card = try #require(try replica.card(of: conflict))
        #expect(card.zh == "Li和Wang同号007（—）" && card.en == "Li and Wang share 007 (—)")
        #expect(conflict.title == "号码重复" && conflict.englishTitle == "one number twice" && conflict.rule == "number")
        #expect(try replica.status().rules.first?.englishTitle == "one number twice")
    }

    /// Whoever wrote the record: what it says is text.
    @Test(arguments: ["{b}", "{", "}", "{n} {gone}", "\\(x)", ""])
    func whatARecordSaysIsNoPlace(name: String) throws {
        let (replica, conflict) = try finding(Self.card, name: name)
        #expect(try replica.card(of: conflict)?.zh == "\(name.isEmpty ? "—" : name)和Wang同号007（—）")
    }

    @Test func withoutOneThereIsNone() throws {
        let (replica, conflict) = try finding("", name: "Li")
        #expect(try replica.card(of: conflict) == nil && conflict.englishTitle == nil)
    }

    @Test func oneWhoseQueryFailsSaysSoAndTheFindingStands() throws {
        let (replica, conflict) = try finding(
            "INSERT INTO zhibu_card VALUES ('number', NULL, '{a}', '{a}', 'SELECT json(name) AS a FROM person WHERE id = :key');", name: "{")
        #expect { try replica.card(of: conflict) } throws: { ($0 as? StoreError)?.code == .statementFailed }
        #expect(try replica.conflicts().count { $0.status == .open } == 1)
    }

    @Test(arguments: [
        ("'other', NULL, 'a', 'a', NULL", "other"), ("'number', NULL, '{a}', 'a', NULL", "{a}"), ("'number', NULL, 'a', '{b}', 'SELECT 1 AS a'", "{b}"),
        ("'number', NULL, 'a', 'a', 'SELECT nothing'", "nothing"), ("'number', NULL, 'a', 'a', 'DELETE FROM person'", "not a SELECT"),
    ])
    func oneThatCannotBeShownIsRefusedWithTheSchema(values: String, fault: String) {
        #expect { try Replica.inMemory("x", schema: tables + "INSERT INTO zhibu_card VALUES (\(values));", world: world) } throws: {
            guard let problems = ($0 as? SchemaUnfit)?.problems else { return false }
            return problems.map(\.kind) == [.ruleUnfit] && problems[0].detail.contains(fault) && problems[0].line > 0
        }
    }
}
