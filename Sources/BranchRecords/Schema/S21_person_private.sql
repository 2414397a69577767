-- 人员敏感信息 (person_private)
--
-- What only the own office sees of a person. It goes away with the person.

CREATE TABLE person_private (
    id TEXT NOT NULL PRIMARY KEY,  -- the person's id: exactly one row per person
    scope_id TEXT,
    person_id TEXT,
    identity_kind TEXT,
    identity_no TEXT identity,
    mobile TEXT phone,
    email TEXT email,
    home_address TEXT,
    family_note TEXT long,
    health_note TEXT long,
    dues_base_fen INTEGER fen,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX person_private_by_scope ON person_private (scope_id);
CREATE INDEX person_private_by_identity_no ON person_private (identity_no);
CREATE INDEX person_private_by_person_id ON person_private (person_id);

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('person_private', 'scope_id');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('person_private', '(SELECT p.name FROM person p WHERE p.id = person_id)');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('person_private', NULL, 'keep'),
    ('person_private', 'scope_id', 'lww'),
    ('person_private', 'created_at', 'lww'),
    ('person_private', 'created_by', 'lww'),
    ('person_private', 'archived_at', 'keep'),
    ('person_private', 'archived_by', 'keep'),
    ('person_private', 'archive_reason', 'keep'),
    ('person_private', 'person_id', 'once'),
    ('person_private', 'identity_kind', 'keep'),
    ('person_private', 'identity_no', 'keep'),
    ('person_private', 'mobile', 'lww'),
    ('person_private', 'email', 'lww'),
    ('person_private', 'home_address', 'lww'),
    ('person_private', 'family_note', 'text'),
    ('person_private', 'health_note', 'text');

-- Columns that one act writes together; they never mix two people's facts.
-- A number means something only with its kind.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('person_private', 'identity', 'identity_kind'),
    ('person_private', 'identity', 'identity_no');
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('person_private', 'recording', 'created_at'),
    ('person_private', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('person_private', 'archiving', 'archived_at'),
    ('person_private', 'archiving', 'archived_by'),
    ('person_private', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('person_private', NULL, '人员敏感信息', 'Private data of people', NULL),
    ('person_private', 'id', '记录编号', 'Record number', NULL),
    ('person_private', 'scope_id', '范围', 'Scope', NULL),
    ('person_private', 'person_id', '人员', 'Person', NULL),
    ('person_private', 'identity_kind', '证件类型', 'Kind of document', 'identity_kind'),
    ('person_private', 'identity_no', '证件号码', 'Identity number', NULL),
    ('person_private', 'mobile', '手机', 'Mobile telephone', NULL),
    ('person_private', 'email', '电子邮箱', 'E-mail', NULL),
    ('person_private', 'home_address', '家庭住址', 'Home address', NULL),
    ('person_private', 'family_note', '家庭情况', 'Family circumstances', NULL),
    ('person_private', 'health_note', '健康状况', 'Health', NULL),
    ('person_private', 'dues_base_fen', '党费计算基数(分)', 'Base for dues (fen)', NULL),
    ('person_private', 'created_at', '建档时间', 'Recorded at', NULL),
    ('person_private', 'created_by', '建档人', 'Recorded by', NULL),
    ('person_private', 'archived_at', '归档时间', 'Archived at', NULL),
    ('person_private', 'archived_by', '归档人', 'Archived by', NULL),
    ('person_private', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
