-- 整改方案 (rect_plan)
--
-- What a branch or college wants to put right, who answers for it and until when.

CREATE TABLE rect_plan (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (
        lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2)))
        || '-4' || substr(lower(hex(randomblob(2))), 2)
        || '-8' || substr(lower(hex(randomblob(2))), 2)
        || '-' || lower(hex(randomblob(6)))),
    scope_id TEXT,
    campaign_id TEXT DEFAULT 'jczz2012',
    org_kind TEXT,
    org_id TEXT,
    grade_id TEXT,
    strategy TEXT,
    target_level TEXT,
    goal TEXT long,
    responsible_id TEXT,
    guide_id TEXT,
    start_on TEXT date,
    due_on TEXT date,
    approved_by TEXT,
    approved_on TEXT date,
    summary TEXT long,
    summary_on TEXT date,
    status TEXT,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX rect_plan_by_scope ON rect_plan (scope_id);
CREATE INDEX rect_plan_by_campaign_id_org_id ON rect_plan (campaign_id, org_id);
CREATE INDEX rect_plan_by_org_id ON rect_plan (org_id);
CREATE INDEX rect_plan_by_responsible_id ON rect_plan (responsible_id);

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('rect_plan', 'scope_id');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('rect_plan', 'COALESCE(
        (SELECT b.name FROM branch b WHERE b.id = org_id),
        (SELECT c.short_name FROM college c WHERE c.id = org_id), ''（未知组织）'')
        || ''，'' || substr(campaign_id, -4) || ''年整改方案''');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('rect_plan', NULL, 'keep'),
    ('rect_plan', 'scope_id', 'lww'),
    ('rect_plan', 'created_at', 'lww'),
    ('rect_plan', 'created_by', 'lww'),
    ('rect_plan', 'archived_at', 'keep'),
    ('rect_plan', 'archived_by', 'keep'),
    ('rect_plan', 'archive_reason', 'keep'),
    ('rect_plan', 'campaign_id', 'once'),
    ('rect_plan', 'org_kind', 'once'),
    ('rect_plan', 'org_id', 'once'),
    ('rect_plan', 'grade_id', 'once'),
    ('rect_plan', 'goal', 'text'),
    ('rect_plan', 'guide_id', 'own(col_sec)'),
    ('rect_plan', 'due_on', 'max'),
    ('rect_plan', 'approved_by', 'keep'),
    ('rect_plan', 'approved_on', 'keep'),
    ('rect_plan', 'summary', 'text'),
    ('rect_plan', 'summary_on', 'keep'),
    ('rect_plan', 'status', 'keep');

-- Columns that one act writes together; they never mix two people's facts.
-- Approving and summarising are acts: the status with its stamps.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('rect_plan', 'state', 'status'),
    ('rect_plan', 'state', 'approved_by'),
    ('rect_plan', 'state', 'approved_on'),
    ('rect_plan', 'state', 'summary_on');
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('rect_plan', 'recording', 'created_at'),
    ('rect_plan', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('rect_plan', 'archiving', 'archived_at'),
    ('rect_plan', 'archiving', 'archived_by'),
    ('rect_plan', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('rect_plan', NULL, '整改方案', 'Rectification plans', NULL),
    ('rect_plan', 'id', '记录编号', 'Record number', NULL),
    ('rect_plan', 'scope_id', '范围', 'Scope', NULL),
    ('rect_plan', 'campaign_id', '活动', 'Campaign', 'campaign'),
    ('rect_plan', 'org_kind', '组织层级', 'Level of organisation', 'org_kind'),
    ('rect_plan', 'org_id', '组织', 'Organisation', NULL),
    ('rect_plan', 'grade_id', '依据定级', 'Based on grade', NULL),
    ('rect_plan', 'strategy', '整改类别', 'Kind of rectification', 'rect_strategy'),
    ('rect_plan', 'target_level', '目标等次', 'Grade aimed at', 'grade_level'),
    ('rect_plan', 'goal', '改进提高目标', 'Goal', NULL),
    ('rect_plan', 'responsible_id', '第一责任人', 'Person responsible', NULL),
    ('rect_plan', 'guide_id', '上级指导人', 'Guided by', NULL),
    ('rect_plan', 'start_on', '开始', 'Starts on', NULL),
    ('rect_plan', 'due_on', '完成期限', 'Due on', NULL),
    ('rect_plan', 'approved_by', '审定人', 'Approved by', NULL),
    ('rect_plan', 'approved_on', '审定日期', 'Approved on', NULL),
    ('rect_plan', 'summary', '整改总结', 'Summary', NULL),
    ('rect_plan', 'summary_on', '总结日期', 'Summarised on', NULL),
    ('rect_plan', 'status', '状态', 'Status', 'plan_status'),
    ('rect_plan', 'created_at', '建档时间', 'Recorded at', NULL),
    ('rect_plan', 'created_by', '建档人', 'Recorded by', NULL),
    ('rect_plan', 'archived_at', '归档时间', 'Archived at', NULL),
    ('rect_plan', 'archived_by', '归档人', 'Archived by', NULL),
    ('rect_plan', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
