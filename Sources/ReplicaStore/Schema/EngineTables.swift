/// The engine's own tables. Each begins with `zhibu_`; the user's tables keep their shape.
enum EngineTables {
    /// "ZHIB", in the header of every replica's file.
    static let applicationID = 0x5A48_4942
    static let formatVersion = 9
    /// Files of this format are read as they are: what came since, an older program can't read.
    static let formatVersionLeast = 2

    /// What a schema file fills: policies, units, rules, labels.
    static let schemaTables = """
        CREATE TABLE zhibu_policy(tbl TEXT NOT NULL, col TEXT, policy TEXT NOT NULL);
        CREATE TABLE zhibu_unit(tbl TEXT NOT NULL, unit TEXT NOT NULL, col TEXT NOT NULL);
        CREATE TABLE zhibu_rule(
            name TEXT NOT NULL, severity TEXT, title TEXT, sql TEXT NOT NULL);
        CREATE TABLE zhibu_role(name TEXT NOT NULL, title TEXT);
        CREATE TABLE zhibu_scope(tbl TEXT NOT NULL, scope_sql TEXT NOT NULL);
        CREATE TABLE zhibu_label(tbl TEXT NOT NULL, col TEXT, zh TEXT, en TEXT, codes TEXT);
        CREATE TABLE zhibu_code(
            list TEXT NOT NULL, code NOT NULL, zh TEXT, en TEXT, sort INTEGER);
        CREATE TABLE zhibu_title(tbl TEXT NOT NULL, title_sql TEXT NOT NULL);
        \(deskTables)
        """

    /// Of the schema's tables, those that older formats did not have: how conflicts are shown and settled.
    static let deskTables = """
        -- Units whose conflicts two people settle; col is NULL for all that is about the table.
        CREATE TABLE IF NOT EXISTS zhibu_second(tbl TEXT NOT NULL, col TEXT);
        -- See `Card`, `Remedy` and `Advice`.
        CREATE TABLE IF NOT EXISTS zhibu_card(rule TEXT NOT NULL, title TEXT, zh TEXT NOT NULL, en TEXT NOT NULL, sql TEXT);
        CREATE TABLE IF NOT EXISTS zhibu_remedy(
            rule TEXT NOT NULL, verb TEXT NOT NULL, zh TEXT, en TEXT, sql TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS zhibu_advice(about TEXT NOT NULL, sql TEXT NOT NULL);
        -- The record that a record is a part of: key_sql gives its key, over the part's columns.
        CREATE TABLE IF NOT EXISTS zhibu_part(tbl TEXT NOT NULL, whole TEXT NOT NULL, key_sql TEXT NOT NULL);
        """

    /// What formats 3 to 5 did not have.
    static let sinceFormat3 = """
        CREATE INDEX IF NOT EXISTS zhibu_covered_scope ON zhibu_covered(id) WHERE kind = 'scope';
        -- What changesets that came early lack, by which they are found: a changeset, a control entry, or a device.
        CREATE TABLE IF NOT EXISTS zhibu_lack(
            lacked BLOB, hash BLOB, PRIMARY KEY(lacked, hash)) WITHOUT ROWID;
        -- The checkpoint that a scope's log begins with; what it has left out is in an archive, if anywhere.
        CREATE TABLE IF NOT EXISTS zhibu_checkpoint(
            scope TEXT PRIMARY KEY, digest BLOB NOT NULL, archived INTEGER NOT NULL) WITHOUT ROWID;
        -- Pieces of a checkpoint that have come, until the last one has.
        CREATE TABLE IF NOT EXISTS zhibu_piece(
            scope TEXT, number INTEGER, bytes BLOB NOT NULL, PRIMARY KEY(scope, number)) WITHOUT ROWID;
        """

    /// What formats before 9 did not have, whose list of conflicts was a walk over all rows with a state.
    static let sinceFormat9 = """
        CREATE INDEX IF NOT EXISTS zhibu_row_aside ON zhibu_row(tbl) WHERE status & 8;
        -- The conflicts of rows that the table shows, by the place in it; their states are with their clocks. The place is a
        -- rowid, or the key in one value.
        CREATE TABLE IF NOT EXISTS zhibu_listed(
            tbl INTEGER, place, scope TEXT NOT NULL, status INTEGER NOT NULL, PRIMARY KEY(tbl, place)) WITHOUT ROWID;
        """

    static let storeTables = """
        CREATE TABLE zhibu_meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
        -- Scopes that this replica holds; the guard triggers ask whether it may write there.
        CREATE TABLE zhibu_held(
            scope TEXT PRIMARY KEY, writes INTEGER NOT NULL, covers_until INTEGER,
            last_sync INTEGER) WITHOUT ROWID;
        CREATE TABLE zhibu_table(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        -- Positions are given once and never used again, so stored clocks survive new columns.
        CREATE TABLE zhibu_column(
            tbl INTEGER, name TEXT, pos INTEGER, PRIMARY KEY(tbl, name)) WITHOUT ROWID;
        CREATE TABLE zhibu_chain(
            id INTEGER PRIMARY KEY, scope TEXT NOT NULL, author TEXT NOT NULL,
            parent INTEGER, fork INTEGER NOT NULL, last INTEGER NOT NULL, hash BLOB NOT NULL,
            at INTEGER NOT NULL);
        -- id = chain << 40 | number: a chain's changesets lie together, in order.
        CREATE TABLE zhibu_log(
            id INTEGER PRIMARY KEY, hash BLOB NOT NULL, at INTEGER NOT NULL, changes INTEGER NOT NULL,
            seal BLOB, body BLOB NOT NULL);
        -- The log is all that others can't rebuild: no tool deletes or renumbers it by mistake.
        CREATE TRIGGER zhibu_log_delete BEFORE DELETE ON zhibu_log BEGIN
            SELECT RAISE(ABORT, 'zhibu: the log of changes is never deleted (更改记录不能删除)');
        END;
        CREATE TRIGGER zhibu_log_update BEFORE UPDATE OF id, hash, at, changes ON zhibu_log BEGIN
            SELECT RAISE(ABORT, 'zhibu: the log of changes is never altered (更改记录不能改动)');
        END;
        -- Changesets that are held, forwarded and shown, and don't count.
        CREATE TABLE zhibu_void(id INTEGER PRIMARY KEY, reason TEXT NOT NULL);
        -- Rows whose state only the log can tell when they are touched again: something was undone,
        -- or an honest edit remains of an insertion that is void.
        CREATE TABLE zhibu_special(
            tbl INTEGER, key BLOB, scope TEXT, flags INTEGER NOT NULL,
            PRIMARY KEY(tbl, key, scope)) WITHOUT ROWID;
        -- Writes that an undo takes out; unit is empty for presence.
        CREATE TABLE zhibu_withdrawn(
            tbl INTEGER, key BLOB, scope TEXT, unit TEXT, id INTEGER,
            PRIMARY KEY(tbl, key, scope, unit, id)) WITHOUT ROWID;
        -- Orders to erase, by the line that they mean; left is empty for a part line.
        CREATE TABLE zhibu_erasure(
            digest BLOB, left BLOB, target BLOB NOT NULL, columns TEXT NOT NULL,
            id INTEGER NOT NULL, PRIMARY KEY(digest, left)) WITHOUT ROWID;
        -- What the control entries say of the devices, for reports and people; never read by rules.
        CREATE TABLE zhibu_device(
            id TEXT PRIMARY KEY, name TEXT, public_key TEXT, agreement_key TEXT, scopes TEXT,
            roles TEXT, revoked TEXT) WITHOUT ROWID;
        -- What the changeset's author had seen, where that differs from its changeset before.
        CREATE TABLE zhibu_seen(id INTEGER PRIMARY KEY, vector BLOB NOT NULL);
        -- Four bytes of key hash for each row that a changeset touches, but for the last few of the
        -- changesets written here: history by a narrow scan.
        CREATE TABLE zhibu_touch(id INTEGER PRIMARY KEY, rows BLOB NOT NULL);
        -- Changesets that came before what they depend on.
        CREATE TABLE zhibu_early(hash BLOB PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
        -- Changesets with a change to a table or column that the schema here doesn't know.
        CREATE TABLE zhibu_parked(id INTEGER, tbl TEXT, PRIMARY KEY(id, tbl)) WITHOUT ROWID;
        -- Rows that the table does not show: deleted ones, and those of a key that it shows of another scope.
        CREATE TABLE zhibu_row(
            tbl INTEGER, key BLOB, scope TEXT, status INTEGER NOT NULL, state BLOB NOT NULL,
            PRIMARY KEY(tbl, key, scope)) WITHOUT ROWID;
        \(sinceFormat9)
        -- Lists of covered heads and decisions, taken out of the changesets.
        CREATE TABLE zhibu_covered(
            id INTEGER, line INTEGER, tbl TEXT, key BLOB, unit TEXT, conflict TEXT, kind TEXT,
            choice TEXT, reason TEXT, heads BLOB, other BLOB, PRIMARY KEY(id, line)) WITHOUT ROWID;
        CREATE INDEX zhibu_covered_conflict ON zhibu_covered(conflict);
        \(sinceFormat3)
        -- What the rules list now; accepted where a person has said that it may be so.
        CREATE TABLE zhibu_finding(
            id TEXT PRIMARY KEY, rule TEXT NOT NULL, tbl INTEGER NOT NULL, key BLOB NOT NULL,
            other BLOB NOT NULL, scope TEXT NOT NULL, detail TEXT, accepted INTEGER NOT NULL)
            WITHOUT ROWID;
        -- Rows that the rules have not looked at since the log told them otherwise.
        CREATE TABLE zhibu_unruled(tbl INTEGER, key BLOB, PRIMARY KEY(tbl, key)) WITHOUT ROWID;
        -- How long each rule took the last time, and why it could not be run.
        CREATE TABLE zhibu_rule_run(
            rule TEXT PRIMARY KEY, milliseconds INTEGER NOT NULL, error TEXT) WITHOUT ROWID;
        CREATE TABLE zhibu_peer(
            device TEXT, scope TEXT, name TEXT, frontier BLOB, last_sync INTEGER,
            PRIMARY KEY(device, scope)) WITHOUT ROWID;
        CREATE TABLE zhibu_invite(
            id TEXT PRIMARY KEY, secret_hash BLOB NOT NULL, scopes TEXT NOT NULL,
            roles TEXT NOT NULL, expires INTEGER NOT NULL, used_by TEXT) WITHOUT ROWID;
        \(scopeStatus)
        """

    /// For reports: up to when each scope's data reach, what is undecided (in all, and of rules that say high or low), how many
    /// changes of this replica no peer is known to hold, and with whom and when it was synced last. Times are UTC+8.
    static let scopeStatus = """
        CREATE VIEW zhibu_scope_status(
            scope, open_conflicts, covers_until, pending, open_high, open_low, last_sync, last_peer, schema_version) AS
            WITH found(scope, number, high, low) AS (
                SELECT f.scope, count(*), sum(r.severity IS 'high'), sum(r.severity IS 'low') FROM zhibu_finding f
                LEFT JOIN (SELECT name, min(severity) AS severity FROM zhibu_rule GROUP BY name) r ON r.name = f.rule
                WHERE f.accepted = 0 GROUP BY f.scope),
            -- Own chains, with the last changeset that some peer holds: `author number` in a line of its frontier.
            own(scope, held, last) AS MATERIALIZED (
                SELECT c.scope, c.id << 40 | COALESCE((
                    SELECT max(CAST(substr(p.points, instr(p.points, c.author || ' ') + length(c.author) + 1) AS INTEGER))
                    FROM (SELECT CAST(frontier AS TEXT) AS points FROM zhibu_peer WHERE scope = c.scope) p
                    WHERE instr(p.points, c.author || ' ')), 0), c.id << 40 | c.last
                FROM zhibu_chain c
                WHERE EXISTS (SELECT 1 FROM zhibu_meta m
                    WHERE m.key IN ('device', 'former') AND instr(m.value, substr(c.author, 1, 32)))),
            unsent(scope, changes) AS (
                SELECT o.scope, sum((SELECT COALESCE(sum(l.changes), 0) FROM zhibu_log l WHERE l.id > o.held AND l.id <= o.last))
                FROM own o GROUP BY o.scope)
            SELECT h.scope,
                (SELECT count(*) FROM zhibu_listed d WHERE d.scope = h.scope AND d.status & 3)
                + (SELECT count(*) FROM zhibu_row r WHERE r.status & 8 AND r.scope = h.scope AND r.status & 3)
                + COALESCE(f.number, 0),
                strftime('%Y-%m-%dT%H:%M:%S+08:00', h.covers_until / 1000 + 28800, 'unixepoch'),
                COALESCE(u.changes, 0), COALESCE(f.high, 0), COALESCE(f.low, 0),
                (SELECT strftime('%Y-%m-%dT%H:%M:%S+08:00', max(p.last_sync) / 1000 + 28800, 'unixepoch')
                    FROM zhibu_peer p WHERE p.scope = h.scope),
                (SELECT p.name FROM zhibu_peer p WHERE p.scope = h.scope ORDER BY p.last_sync DESC, p.device LIMIT 1),
                (SELECT m.value FROM zhibu_meta m WHERE m.key = 'schemaVersion')
            FROM zhibu_held h LEFT JOIN found f ON f.scope = h.scope LEFT JOIN unsent u ON u.scope = h.scope;
        """
}
