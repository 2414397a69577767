-- 学院级党组织 (college)
--
-- The Party organisations at college level. Written by the organisation department; every
-- office reads them.

CREATE TABLE college (
    id TEXT NOT NULL PRIMARY KEY,  -- the three-digit code issued by the organisation department
    scope_id TEXT DEFAULT 'uni',
    name TEXT,
    short_name TEXT,
    kind TEXT,
    admin_unit_id TEXT,
    established_on TEXT date partial,
    established_doc_no TEXT docno,
    status TEXT,
    sort_no INTEGER,
    office_phone TEXT phone,
    term_years INTEGER,
    linked_leader_id TEXT,
    remark TEXT long,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX college_by_scope ON college (scope_id);

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('college', '''uni''');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('college', 'short_name');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('college', NULL, 'own(uni_org)'),
    ('college', 'scope_id', 'lww'),
    ('college', 'created_at', 'lww'),
    ('college', 'created_by', 'lww'),
    ('college', 'archived_at', 'keep'),
    ('college', 'archived_by', 'keep'),
    ('college', 'archive_reason', 'keep'),
    ('college', 'established_on', 'own(uni_org)'),
    ('college', 'established_doc_no', 'own(uni_org)'),
    ('college', 'office_phone', 'own(col_org)'),
    ('college', 'remark', 'text');

-- Columns that one act writes together; they never mix two people's facts.
-- The day and the document of one founding.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('college', 'establishment', 'established_on'),
    ('college', 'establishment', 'established_doc_no');
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('college', 'recording', 'created_at'),
    ('college', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('college', 'archiving', 'archived_at'),
    ('college', 'archiving', 'archived_by'),
    ('college', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('college', NULL, '学院级党组织', 'Colleges', NULL),
    ('college', 'id', '学院代码', 'College code', NULL),
    ('college', 'scope_id', '范围', 'Scope', NULL),
    ('college', 'name', '党组织全称', 'Full name', NULL),
    ('college', 'short_name', '简称', 'Short name', NULL),
    ('college', 'kind', '类别', 'Kind', 'college_kind'),
    ('college', 'admin_unit_id', '对应行政单位', 'Administrative unit', NULL),
    ('college', 'established_on', '成立日期', 'Established on', NULL),
    ('college', 'established_doc_no', '成立批复文号', 'Approval document no.', NULL),
    ('college', 'status', '状态', 'Status', 'org_status'),
    ('college', 'sort_no', '排序号', 'Official order', NULL),
    ('college', 'office_phone', '办公电话', 'Office telephone', NULL),
    ('college', 'term_years', '届期年限', 'Term (years)', NULL),
    ('college', 'linked_leader_id', '联系校领导', 'Linked university leader', NULL),
    ('college', 'remark', '备注', 'Remark', NULL),
    ('college', 'created_at', '建档时间', 'Recorded at', NULL),
    ('college', 'created_by', '建档人', 'Recorded by', NULL),
    ('college', 'archived_at', '归档时间', 'Archived at', NULL),
    ('college', 'archived_by', '归档人', 'Archived by', NULL),
    ('college', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
