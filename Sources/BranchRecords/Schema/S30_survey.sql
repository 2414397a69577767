-- 调查摸底 (survey)
--
-- What a branch or college found when it looked at itself.

CREATE TABLE survey (
    id TEXT NOT NULL PRIMARY KEY,  -- campaign/organisation/round, for example jczz2012/<branch>/1
    scope_id TEXT,
    campaign_id TEXT DEFAULT 'jczz2012',
    org_kind TEXT,
    org_id TEXT,
    round INTEGER DEFAULT 1,
    surveyed_on TEXT date,
    surveyor_id TEXT,
    method TEXT list,
    overall TEXT long,
    member_opinion TEXT long,
    status TEXT,
    submitted_on TEXT date,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX survey_by_scope ON survey (scope_id);
CREATE INDEX survey_by_org_id ON survey (org_id);

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('survey', 'scope_id');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('survey', 'COALESCE(
        (SELECT b.name FROM branch b WHERE b.id = org_id),
        (SELECT c.short_name FROM college c WHERE c.id = org_id), ''（未知组织）'')
        || ''，'' || substr(campaign_id, -4) || ''年第''
        || CASE round WHEN 1 THEN ''一'' WHEN 2 THEN ''二'' WHEN 3 THEN ''三'' ELSE round END || ''轮摸底''');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('survey', NULL, 'keep'),
    ('survey', 'scope_id', 'lww'),
    ('survey', 'created_at', 'lww'),
    ('survey', 'created_by', 'lww'),
    ('survey', 'archived_at', 'keep'),
    ('survey', 'archived_by', 'keep'),
    ('survey', 'archive_reason', 'keep'),
    ('survey', 'campaign_id', 'once'),
    ('survey', 'org_kind', 'once'),
    ('survey', 'org_id', 'once'),
    ('survey', 'round', 'once'),
    ('survey', 'surveyor_id', 'lww'),
    ('survey', 'method', 'set'),
    ('survey', 'overall', 'text'),
    ('survey', 'member_opinion', 'text'),
    ('survey', 'status', 'keep'),
    ('survey', 'submitted_on', 'keep');

-- Columns that one act writes together; they never mix two people's facts.
-- Submitting is one act: the status and its day.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('survey', 'state', 'status'),
    ('survey', 'state', 'submitted_on');
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('survey', 'recording', 'created_at'),
    ('survey', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('survey', 'archiving', 'archived_at'),
    ('survey', 'archiving', 'archived_by'),
    ('survey', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('survey', NULL, '调查摸底', 'Surveys', NULL),
    ('survey', 'id', '记录编号', 'Record number', NULL),
    ('survey', 'scope_id', '范围', 'Scope', NULL),
    ('survey', 'campaign_id', '活动', 'Campaign', 'campaign'),
    ('survey', 'org_kind', '组织层级', 'Level of organisation', 'org_kind'),
    ('survey', 'org_id', '组织', 'Organisation', NULL),
    ('survey', 'round', '轮次', 'Round', NULL),
    ('survey', 'surveyed_on', '调查日期', 'Surveyed on', NULL),
    ('survey', 'surveyor_id', '调查人', 'Surveyed by', NULL),
    ('survey', 'method', '调查方式', 'Method', 'survey_method'),
    ('survey', 'overall', '总体情况', 'Overall picture', NULL),
    ('survey', 'member_opinion', '党员群众意见', 'Opinions of members and others', NULL),
    ('survey', 'status', '状态', 'Status', 'approval_status'),
    ('survey', 'submitted_on', '上报日期', 'Submitted on', NULL),
    ('survey', 'created_at', '建档时间', 'Recorded at', NULL),
    ('survey', 'created_by', '建档人', 'Recorded by', NULL),
    ('survey', 'archived_at', '归档时间', 'Archived at', NULL),
    ('survey', 'archived_by', '归档人', 'Archived by', NULL),
    ('survey', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
