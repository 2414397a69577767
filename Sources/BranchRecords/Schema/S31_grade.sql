-- 分类定级 (grade)
--
-- Grades of branches and colleges. Two people may propose, so a branch may have two rows in
-- one round; only one may be confirmed.

CREATE TABLE grade (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (
        lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2)))
        || '-4' || substr(lower(hex(randomblob(2))), 2)
        || '-8' || substr(lower(hex(randomblob(2))), 2)
        || '-' || lower(hex(randomblob(6)))),
    scope_id TEXT,
    campaign_id TEXT DEFAULT 'jczz2012',
    org_kind TEXT,
    org_id TEXT,
    round INTEGER DEFAULT 1,
    self_level TEXT,
    level TEXT,
    score INTEGER,
    grader_org TEXT,
    graded_by TEXT,
    graded_on TEXT date,
    reason TEXT long,
    confirmed_level TEXT,
    confirmed_on TEXT date,
    confirmed_doc_no TEXT docno,
    notified_on TEXT date,
    status TEXT,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX grade_by_scope ON grade (scope_id);
CREATE INDEX grade_by_campaign_id_org_id_round ON grade (campaign_id, org_id, round);
CREATE INDEX grade_by_org_id ON grade (org_id);
CREATE INDEX grade_by_confirmed_doc_no ON grade (confirmed_doc_no) WHERE confirmed_doc_no <> '';

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('grade', 'scope_id');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('grade', 'COALESCE(
        (SELECT b.name FROM branch b WHERE b.id = org_id),
        (SELECT c.short_name FROM college c WHERE c.id = org_id), ''（未知组织）'')
        || ''，'' || substr(campaign_id, -4) || ''年第''
        || CASE round WHEN 1 THEN ''一'' WHEN 2 THEN ''二'' WHEN 3 THEN ''三'' ELSE round END || ''轮定级''');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('grade', NULL, 'keep'),
    ('grade', 'scope_id', 'lww'),
    ('grade', 'created_at', 'lww'),
    ('grade', 'created_by', 'lww'),
    ('grade', 'archived_at', 'keep'),
    ('grade', 'archived_by', 'keep'),
    ('grade', 'archive_reason', 'keep'),
    ('grade', 'campaign_id', 'once'),
    ('grade', 'org_kind', 'once'),
    ('grade', 'org_id', 'once'),
    ('grade', 'round', 'once'),
    ('grade', 'self_level', 'own(br_sec)'),
    ('grade', 'level', 'keep'),
    ('grade', 'score', 'keep'),
    ('grade', 'grader_org', 'keep'),
    ('grade', 'graded_by', 'keep'),
    ('grade', 'graded_on', 'keep'),
    ('grade', 'reason', 'text'),
    ('grade', 'confirmed_level', 'once'),
    ('grade', 'confirmed_on', 'once'),
    ('grade', 'confirmed_doc_no', 'once'),
    ('grade', 'notified_on', 'own(col_org)');

-- Columns that one act writes together; they never mix two people's facts.
-- Who gave which grade, when, in which meeting: one act. Two people may grade, so a
-- person decides between them.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('grade', 'grading', 'level'),
    ('grade', 'grading', 'score'),
    ('grade', 'grading', 'grader_org'),
    ('grade', 'grading', 'graded_by'),
    ('grade', 'grading', 'graded_on');
-- What the committee confirmed, when, by which document.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('grade', 'confirmation', 'confirmed_level'),
    ('grade', 'confirmation', 'confirmed_on'),
    ('grade', 'confirmation', 'confirmed_doc_no');
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('grade', 'recording', 'created_at'),
    ('grade', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('grade', 'archiving', 'archived_at'),
    ('grade', 'archiving', 'archived_by'),
    ('grade', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('grade', NULL, '分类定级', 'Grades', NULL),
    ('grade', 'id', '记录编号', 'Record number', NULL),
    ('grade', 'scope_id', '范围', 'Scope', NULL),
    ('grade', 'campaign_id', '活动', 'Campaign', 'campaign'),
    ('grade', 'org_kind', '定级对象层级', 'Level of organisation', 'org_kind'),
    ('grade', 'org_id', '定级对象', 'Organisation', NULL),
    ('grade', 'round', '轮次', 'Round', NULL),
    ('grade', 'self_level', '自评等次', 'Self-assessed grade', 'grade_level'),
    ('grade', 'level', '评定等次', 'Grade given', 'grade_level'),
    ('grade', 'score', '综合得分', 'Total score', NULL),
    ('grade', 'grader_org', '评定组织', 'Grading organisation', NULL),
    ('grade', 'graded_by', '评定人', 'Graded by', NULL),
    ('grade', 'graded_on', '评定日期', 'Graded on', NULL),
    ('grade', 'reason', '定级理由', 'Reason for the grade', NULL),
    ('grade', 'confirmed_level', '确认等次', 'Confirmed grade', 'grade_level'),
    ('grade', 'confirmed_on', '确认日期', 'Confirmed on', NULL),
    ('grade', 'confirmed_doc_no', '确认文号', 'Confirming document no.', NULL),
    ('grade', 'notified_on', '反馈日期', 'Told to the branch on', NULL),
    ('grade', 'status', '状态', 'Status', 'grade_status'),
    ('grade', 'created_at', '建档时间', 'Recorded at', NULL),
    ('grade', 'created_by', '建档人', 'Recorded by', NULL),
    ('grade', 'archived_at', '归档时间', 'Archived at', NULL),
    ('grade', 'archived_by', '归档人', 'Archived by', NULL),
    ('grade', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
