-- 届期 (term)
--
-- The terms of office of a branch's or college's committee.

CREATE TABLE term (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (
        lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2)))
        || '-4' || substr(lower(hex(randomblob(2))), 2)
        || '-8' || substr(lower(hex(randomblob(2))), 2)
        || '-' || lower(hex(randomblob(6)))),
    scope_id TEXT,
    org_kind TEXT,
    org_id TEXT,
    seq_no INTEGER,
    start_on TEXT date,
    due_on TEXT date,
    end_on TEXT date,
    election_id TEXT,
    approved_doc_no TEXT docno,
    approved_on TEXT date,
    status TEXT,
    postponed_reason TEXT long,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX term_by_scope ON term (scope_id);
CREATE INDEX term_by_org_id ON term (org_id);
CREATE INDEX term_by_approved_doc_no ON term (approved_doc_no) WHERE approved_doc_no <> '';

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('term', 'scope_id');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('term', 'COALESCE(
        (SELECT b.name FROM branch b WHERE b.id = org_id),
        (SELECT c.short_name FROM college c WHERE c.id = org_id), ''（未知组织）'')
        || ''，第'' || seq_no || ''届''');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('term', NULL, 'keep'),
    ('term', 'scope_id', 'lww'),
    ('term', 'created_at', 'lww'),
    ('term', 'created_by', 'lww'),
    ('term', 'archived_at', 'keep'),
    ('term', 'archived_by', 'keep'),
    ('term', 'archive_reason', 'keep'),
    ('term', 'org_kind', 'once'),
    ('term', 'org_id', 'once'),
    ('term', 'due_on', 'max'),
    ('term', 'end_on', 'keep'),
    ('term', 'election_id', 'lww'),
    ('term', 'approved_doc_no', 'once'),
    ('term', 'approved_on', 'once'),
    ('term', 'status', 'keep'),
    ('term', 'postponed_reason', 'text');

-- Columns that one act writes together; they never mix two people's facts.
-- The day and the document of one approval.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('term', 'approval', 'approved_doc_no'),
    ('term', 'approval', 'approved_on');
-- A status and the day of the act that gave it.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('term', 'state', 'status'),
    ('term', 'state', 'end_on');
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('term', 'recording', 'created_at'),
    ('term', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('term', 'archiving', 'archived_at'),
    ('term', 'archiving', 'archived_by'),
    ('term', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('term', NULL, '届期', 'Terms', NULL),
    ('term', 'id', '记录编号', 'Record number', NULL),
    ('term', 'scope_id', '范围', 'Scope', NULL),
    ('term', 'org_kind', '组织层级', 'Level of organisation', 'org_kind'),
    ('term', 'org_id', '组织', 'Organisation', NULL),
    ('term', 'seq_no', '第几届', 'Number of the term', NULL),
    ('term', 'start_on', '起始日期', 'Starts on', NULL),
    ('term', 'due_on', '应届满日期', 'Due to end on', NULL),
    ('term', 'end_on', '实际结束日期', 'Ended on', NULL),
    ('term', 'election_id', '选举', 'Election', NULL),
    ('term', 'approved_doc_no', '批复文号', 'Approval document no.', NULL),
    ('term', 'approved_on', '批复日期', 'Approved on', NULL),
    ('term', 'status', '状态', 'Status', 'term_status'),
    ('term', 'postponed_reason', '延期原因', 'Reason for postponing', NULL),
    ('term', 'created_at', '建档时间', 'Recorded at', NULL),
    ('term', 'created_by', '建档人', 'Recorded by', NULL),
    ('term', 'archived_at', '归档时间', 'Archived at', NULL),
    ('term', 'archived_by', '归档人', 'Archived by', NULL),
    ('term', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
