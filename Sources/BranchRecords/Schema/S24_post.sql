-- 任职 (post)
--
-- Who holds which post in a branch or college: one row per person per post per stint.

CREATE TABLE post (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (
        lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2)))
        || '-4' || substr(lower(hex(randomblob(2))), 2)
        || '-8' || substr(lower(hex(randomblob(2))), 2)
        || '-' || lower(hex(randomblob(6)))),
    scope_id TEXT,
    org_kind TEXT,
    org_id TEXT,
    term_id TEXT,
    person_id TEXT,
    post_kind TEXT,
    is_part_time INTEGER bool,
    appoint_mode TEXT,
    start_on TEXT date,
    end_on TEXT date,
    end_reason TEXT,
    doc_no TEXT docno,
    is_dept_head INTEGER bool,
    exception_reason TEXT long,
    sort_no INTEGER,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX post_by_scope ON post (scope_id);
CREATE INDEX post_by_org_id ON post (org_id);
CREATE INDEX post_by_person_id ON post (person_id);
CREATE INDEX post_by_doc_no ON post (doc_no) WHERE doc_no <> '';

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('post', 'scope_id');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('post', 'COALESCE((SELECT p.name FROM person p WHERE p.id = person_id), ''（未知人员）'')
        || ''，'' || COALESCE(
        (SELECT b.name FROM branch b WHERE b.id = org_id),
        (SELECT c.short_name FROM college c WHERE c.id = org_id), ''（未知组织）'')
        || COALESCE(
        (SELECT c.zh FROM zhibu_code c WHERE c.list = ''post_kind'' AND c.code = post_kind), '''')');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('post', NULL, 'keep'),
    ('post', 'scope_id', 'lww'),
    ('post', 'created_at', 'lww'),
    ('post', 'created_by', 'lww'),
    ('post', 'archived_at', 'keep'),
    ('post', 'archived_by', 'keep'),
    ('post', 'archive_reason', 'keep'),
    ('post', 'org_kind', 'once'),
    ('post', 'org_id', 'once'),
    ('post', 'person_id', 'once'),
    ('post', 'is_part_time', 'lww'),
    ('post', 'appoint_mode', 'keep'),
    ('post', 'start_on', 'keep'),
    ('post', 'end_on', 'keep'),
    ('post', 'end_reason', 'keep'),
    ('post', 'doc_no', 'keep'),
    ('post', 'is_dept_head', 'lww'),
    ('post', 'exception_reason', 'text'),
    ('post', 'sort_no', 'lww');

-- Columns that one act writes together; they never mix two people's facts.
-- The day, the manner and the document of one appointment.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('post', 'appointment', 'appoint_mode'),
    ('post', 'appointment', 'start_on'),
    ('post', 'appointment', 'doc_no');
-- The day and the reason of one ending.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('post', 'ending', 'end_on'),
    ('post', 'ending', 'end_reason');
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('post', 'recording', 'created_at'),
    ('post', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('post', 'archiving', 'archived_at'),
    ('post', 'archiving', 'archived_by'),
    ('post', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('post', NULL, '任职', 'Posts', NULL),
    ('post', 'id', '记录编号', 'Record number', NULL),
    ('post', 'scope_id', '范围', 'Scope', NULL),
    ('post', 'org_kind', '组织层级', 'Level of organisation', 'org_kind'),
    ('post', 'org_id', '组织', 'Organisation', NULL),
    ('post', 'term_id', '届期', 'Term', NULL),
    ('post', 'person_id', '人员', 'Person', NULL),
    ('post', 'post_kind', '职务', 'Post', 'post_kind'),
    ('post', 'is_part_time', '兼任', 'Part-time', NULL),
    ('post', 'appoint_mode', '产生方式', 'How appointed', 'appoint_mode'),
    ('post', 'start_on', '任职日期', 'Holds it from', NULL),
    ('post', 'end_on', '免职日期', 'Held it until', NULL),
    ('post', 'end_reason', '免职原因', 'Reason for ending', 'post_end'),
    ('post', 'doc_no', '任免文号', 'Document no.', NULL),
    ('post', 'is_dept_head', '兼部门负责人', 'Also head of a department', NULL),
    ('post', 'exception_reason', '例外说明', 'Why an exception', NULL),
    ('post', 'sort_no', '排序号', 'Official order', NULL),
    ('post', 'created_at', '建档时间', 'Recorded at', NULL),
    ('post', 'created_by', '建档人', 'Recorded by', NULL),
    ('post', 'archived_at', '归档时间', 'Archived at', NULL),
    ('post', 'archived_by', '归档人', 'Archived by', NULL),
    ('post', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
