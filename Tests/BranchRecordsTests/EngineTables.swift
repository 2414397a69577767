import BranchRecords
import GRDB

/// The tables that the engine provides, as the contract with it describes them, and nothing else
/// of the engine: records can be tested without it.
enum EngineTables {
    static let sql = """
        CREATE TABLE zhibu_policy(tbl TEXT, col TEXT, policy TEXT);
        CREATE TABLE zhibu_unit(tbl TEXT, unit TEXT, col TEXT);
        CREATE TABLE zhibu_rule(name TEXT, severity TEXT, title TEXT, sql TEXT);
        CREATE TABLE zhibu_role(name TEXT, title TEXT);
        CREATE TABLE zhibu_scope(tbl TEXT, scope_sql TEXT);
        CREATE TABLE zhibu_label(tbl TEXT, col TEXT, zh TEXT, en TEXT, codes TEXT);
        CREATE TABLE zhibu_code(list TEXT, code TEXT, zh TEXT, en TEXT, sort INTEGER);
        CREATE TABLE zhibu_title(tbl TEXT, title_sql TEXT);
        CREATE TABLE zhibu_second(tbl TEXT, col TEXT);
        CREATE TABLE zhibu_device(id TEXT, roles TEXT);
        CREATE TABLE zhibu_meta(key TEXT, value);
        CREATE TABLE zhibu_card(rule TEXT, title TEXT, zh TEXT, en TEXT, sql TEXT);
        CREATE TABLE zhibu_remedy(rule TEXT, verb TEXT, zh TEXT, en TEXT, sql TEXT);
        CREATE TABLE zhibu_advice(about TEXT, sql TEXT);
        CREATE TABLE zhibu_part(tbl TEXT, whole TEXT, key_sql TEXT);
        CREATE TABLE zhibu_scope_status(
            scope TEXT, open_conflicts INTEGER, covers_until TEXT, pending INTEGER, open_high INTEGER, open_low INTEGER,
            last_sync TEXT, last_peer TEXT, schema_version TEXT);
        """

    /// The tables that the engine fills before it runs rules: the rows that changed, what they showed before, and
    /// the day.
    static let whatRulesRead = """
        CREATE TEMP TABLE zhibu_touched(
            tbl TEXT NOT NULL, key NOT NULL, PRIMARY KEY(tbl, key)) WITHOUT ROWID;
        CREATE TEMP TABLE zhibu_former(
            tbl TEXT NOT NULL, key NOT NULL, col TEXT NOT NULL, value NOT NULL,
            PRIMARY KEY(tbl, col, value, key)) WITHOUT ROWID;
        CREATE TEMP TABLE zhibu_asof(day TEXT NOT NULL);
        """

    /// An empty university in memory.
    static func emptyUniversity() throws -> DatabaseQueue {
        let queue = try DatabaseQueue()
        try template.get().backup(to: queue)
        return queue
    }

    /// Made once: more than a hundred tables take their time.
    private static let template = Result {
        let queue = try DatabaseQueue()
        try queue.write { db in
            try db.execute(sql: sql)
            try db.execute(sql: BranchSchema.sql)
        }
        return queue
    }
}
