-- 年度考核 (assessment)
--
-- The one official result of a branch or college in a year. Who scores differs between branches and
-- colleges, so two who score at once wait for a person.

CREATE TABLE assessment (
    id TEXT NOT NULL PRIMARY KEY,  -- organisation/year
    scope_id TEXT,
    org_kind TEXT,
    org_id TEXT,
    year INTEGER,
    self_score INTEGER,
    party_score INTEGER,
    total_score INTEGER,
    result_level TEXT,
    campaign_weight_pct INTEGER,
    comment TEXT long,
    confirmed_level TEXT,
    confirmed_on TEXT date,
    confirmed_doc_no TEXT docno,
    used_in_cadre INTEGER bool,
    status TEXT,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX assessment_by_scope ON assessment (scope_id);
CREATE INDEX assessment_by_org_id ON assessment (org_id);
CREATE INDEX assessment_by_confirmed_doc_no ON assessment (confirmed_doc_no) WHERE confirmed_doc_no <> '';

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('assessment', 'scope_id');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('assessment', 'COALESCE(
        (SELECT b.name FROM branch b WHERE b.id = org_id),
        (SELECT c.short_name FROM college c WHERE c.id = org_id), ''（未知组织）'')
        || ''，'' || year || ''年度考核''');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('assessment', NULL, 'keep'),
    ('assessment', 'scope_id', 'lww'),
    ('assessment', 'created_at', 'lww'),
    ('assessment', 'created_by', 'lww'),
    ('assessment', 'archived_at', 'keep'),
    ('assessment', 'archived_by', 'keep'),
    ('assessment', 'archive_reason', 'keep'),
    ('assessment', 'org_kind', 'once'),
    ('assessment', 'org_id', 'once'),
    ('assessment', 'year', 'once'),
    ('assessment', 'total_score', 'own(uni_org)'),
    ('assessment', 'result_level', 'own(uni_org)'),
    ('assessment', 'campaign_weight_pct', 'own(uni_org)'),
    ('assessment', 'comment', 'text'),
    ('assessment', 'confirmed_level', 'once'),
    ('assessment', 'confirmed_on', 'once'),
    ('assessment', 'confirmed_doc_no', 'once'),
    ('assessment', 'used_in_cadre', 'own(uni_org)');

-- Columns that one act writes together; they never mix two people's facts.
-- The total and the level that it gives.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('assessment', 'result', 'total_score'),
    ('assessment', 'result', 'result_level');
-- What the committee confirmed, when, by which document.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('assessment', 'confirmation', 'confirmed_level'),
    ('assessment', 'confirmation', 'confirmed_on'),
    ('assessment', 'confirmation', 'confirmed_doc_no');
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('assessment', 'recording', 'created_at'),
    ('assessment', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('assessment', 'archiving', 'archived_at'),
    ('assessment', 'archiving', 'archived_by'),
    ('assessment', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('assessment', NULL, '年度考核', 'Assessments', NULL),
    ('assessment', 'id', '记录编号', 'Record number', NULL),
    ('assessment', 'scope_id', '范围', 'Scope', NULL),
    ('assessment', 'org_kind', '层级', 'Level of organisation', 'org_kind'),
    ('assessment', 'org_id', '被考核组织', 'Organisation', NULL),
    ('assessment', 'year', '年度', 'Year', NULL),
    ('assessment', 'self_score', '自评分', 'Own score', NULL),
    ('assessment', 'party_score', '党建考核分', 'Score for Party work', NULL),
    ('assessment', 'total_score', '总分', 'Total score', NULL),
    ('assessment', 'result_level', '考核等次', 'Level given', 'assess_level'),
    ('assessment', 'campaign_weight_pct', '建设年任务权重(%)', 'Weight of the campaign (%)', NULL),
    ('assessment', 'comment', '考核评语', 'Comment', NULL),
    ('assessment', 'confirmed_level', '确认等次', 'Confirmed level', 'assess_level'),
    ('assessment', 'confirmed_on', '确认日期', 'Confirmed on', NULL),
    ('assessment', 'confirmed_doc_no', '确认文号', 'Confirming document no.', NULL),
    ('assessment', 'used_in_cadre', '作为干部考核依据', 'Used to assess cadres', NULL),
    ('assessment', 'status', '状态', 'Status', 'grade_status'),
    ('assessment', 'created_at', '建档时间', 'Recorded at', NULL),
    ('assessment', 'created_by', '建档人', 'Recorded by', NULL),
    ('assessment', 'archived_at', '归档时间', 'Archived at', NULL),
    ('assessment', 'archived_by', '归档人', 'Archived by', NULL),
    ('assessment', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
