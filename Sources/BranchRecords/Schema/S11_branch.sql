-- 党支部 (branch)
--
-- The branches. How many members a branch has and which grade it holds now is counted, not
-- stored: see view v_branch.

CREATE TABLE branch (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (
        lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2)))
        || '-4' || substr(lower(hex(randomblob(2))), 2)
        || '-8' || substr(lower(hex(randomblob(2))), 2)
        || '-' || lower(hex(randomblob(6)))),
    scope_id TEXT,
    college_id TEXT,
    code TEXT code,
    name TEXT,
    short_name TEXT,
    kind TEXT,
    admin_unit_id TEXT,
    established_on TEXT date partial,
    established_doc_no TEXT docno,
    status TEXT,
    dissolved_on TEXT date,
    dissolved_doc_no TEXT docno,
    successor_branch_id TEXT,
    has_committee INTEGER bool,
    term_years INTEGER,
    is_temporary INTEGER bool,
    setup_note TEXT long,
    sort_no INTEGER,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX branch_by_scope ON branch (scope_id);
CREATE INDEX branch_by_college_id ON branch (college_id);
CREATE INDEX branch_by_code ON branch (code);
CREATE INDEX branch_by_name ON branch (name);
CREATE INDEX branch_by_status ON branch (status);
CREATE INDEX branch_by_established_doc_no ON branch (established_doc_no) WHERE established_doc_no <> '';

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('branch', 'scope_id');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('branch', 'name');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('branch', NULL, 'lww'),
    ('branch', 'scope_id', 'lww'),
    ('branch', 'created_at', 'lww'),
    ('branch', 'created_by', 'lww'),
    ('branch', 'archived_at', 'keep'),
    ('branch', 'archived_by', 'keep'),
    ('branch', 'archive_reason', 'keep'),
    ('branch', 'college_id', 'once'),
    ('branch', 'code', 'once'),
    ('branch', 'name', 'keep'),
    ('branch', 'kind', 'keep'),
    ('branch', 'established_on', 'keep'),
    ('branch', 'established_doc_no', 'keep'),
    ('branch', 'status', 'keep'),
    ('branch', 'dissolved_on', 'keep'),
    ('branch', 'dissolved_doc_no', 'keep'),
    ('branch', 'successor_branch_id', 'keep'),
    ('branch', 'setup_note', 'text');

-- Columns that one act writes together; they never mix two people's facts.
-- The day and the document of one founding.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('branch', 'establishment', 'established_on'),
    ('branch', 'establishment', 'established_doc_no');
-- A status and the papers of the act that gave it.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('branch', 'state', 'status'),
    ('branch', 'state', 'dissolved_on'),
    ('branch', 'state', 'dissolved_doc_no'),
    ('branch', 'state', 'successor_branch_id');
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('branch', 'recording', 'created_at'),
    ('branch', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('branch', 'archiving', 'archived_at'),
    ('branch', 'archiving', 'archived_by'),
    ('branch', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('branch', NULL, '党支部', 'Branches', NULL),
    ('branch', 'id', '记录编号', 'Record number', NULL),
    ('branch', 'scope_id', '范围', 'Scope', NULL),
    ('branch', 'college_id', '所属学院', 'College', NULL),
    ('branch', 'code', '支部代码', 'Branch code', NULL),
    ('branch', 'name', '支部名称', 'Name of the branch', NULL),
    ('branch', 'short_name', '简称', 'Short name', NULL),
    ('branch', 'kind', '支部类型', 'Kind of branch', 'branch_kind'),
    ('branch', 'admin_unit_id', '对应单位(系/所/年级)', 'Administrative unit', NULL),
    ('branch', 'established_on', '成立日期', 'Established on', NULL),
    ('branch', 'established_doc_no', '成立批复文号', 'Approval document no.', NULL),
    ('branch', 'status', '状态', 'Status', 'org_status'),
    ('branch', 'dissolved_on', '撤销日期', 'Dissolved on', NULL),
    ('branch', 'dissolved_doc_no', '撤销批复文号', 'Dissolution document no.', NULL),
    ('branch', 'successor_branch_id', '承接支部', 'Successor branch', NULL),
    ('branch', 'has_committee', '设支委会', 'Has a committee', NULL),
    ('branch', 'term_years', '届期年限', 'Term (years)', NULL),
    ('branch', 'is_temporary', '临时党支部', 'Temporary branch', NULL),
    ('branch', 'setup_note', '组织设置说明', 'Note on organisation', NULL),
    ('branch', 'sort_no', '排序号', 'Official order', NULL),
    ('branch', 'created_at', '建档时间', 'Recorded at', NULL),
    ('branch', 'created_by', '建档人', 'Recorded by', NULL),
    ('branch', 'archived_at', '归档时间', 'Archived at', NULL),
    ('branch', 'archived_by', '归档人', 'Archived by', NULL),
    ('branch', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
