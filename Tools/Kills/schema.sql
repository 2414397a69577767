-- A table for edits, and as much of the branch records as `zhibu import` needs to fill another one.
CREATE TABLE note(id TEXT NOT NULL PRIMARY KEY, number INTEGER);
CREATE TABLE college(id TEXT NOT NULL PRIMARY KEY, archived_at TEXT);
CREATE TABLE branch(
    id TEXT NOT NULL PRIMARY KEY, scope_id TEXT, code TEXT, name TEXT, college_id TEXT, archived_at TEXT);
CREATE TABLE sheet(
    id TEXT NOT NULL PRIMARY KEY, scope_id TEXT, branch_id TEXT, number INTEGER, created_at TEXT, created_by TEXT,
    archived_at TEXT);
INSERT INTO zhibu_policy VALUES
    ('note', NULL, 'keep'), ('college', NULL, 'keep'), ('branch', NULL, 'keep'), ('sheet', NULL, 'keep');
INSERT INTO zhibu_label(tbl, col, zh, en, codes) VALUES ('sheet', NULL, '表', 'Sheet', NULL);
CREATE VIEW v_sensitive(tbl, col) AS SELECT 'none', 'none';
CREATE VIEW v_reference(tbl, col, target) AS VALUES ('sheet', 'branch_id', 'branch');
CREATE VIEW v_import_alias(heading, tbl, col) AS VALUES ('branch', 'sheet', 'branch_id');
CREATE VIEW v_import_part(tbl, part, link) AS SELECT NULL, NULL, NULL WHERE 0;
CREATE VIEW v_import_key(tbl, rank, columns, is_weak) AS VALUES ('sheet', 1, 'id', 0);
CREATE VIEW v_import_required(tbl, col) AS VALUES ('sheet', 'branch_id');
CREATE VIEW v_import_default(tbl, col, value) AS SELECT NULL, NULL, NULL WHERE 0;
CREATE VIEW v_import_scope(tbl, col, target) AS VALUES ('sheet', 'branch_id', 'branch');
