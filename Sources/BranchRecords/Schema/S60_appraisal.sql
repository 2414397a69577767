-- 评议 (appraisal)
--
-- Votes on a branch or college: one row per vote held.

CREATE TABLE appraisal (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (
        lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2)))
        || '-4' || substr(lower(hex(randomblob(2))), 2)
        || '-8' || substr(lower(hex(randomblob(2))), 2)
        || '-' || lower(hex(randomblob(6)))),
    scope_id TEXT,
    campaign_id TEXT,
    org_kind TEXT,
    org_id TEXT,
    year INTEGER,
    kind TEXT,
    meeting_id TEXT,
    duty_report_id TEXT,
    rated_on TEXT date,
    ballots_out INTEGER,
    ballots_in INTEGER,
    ballots_invalid INTEGER,
    n_excellent INTEGER,
    n_good INTEGER,
    n_fair INTEGER,
    n_poor INTEGER,
    result_level TEXT,
    fed_back_on TEXT date,
    status TEXT,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX appraisal_by_scope ON appraisal (scope_id);
CREATE INDEX appraisal_by_org_id ON appraisal (org_id);
CREATE INDEX appraisal_by_meeting_id ON appraisal (meeting_id);

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('appraisal', 'scope_id');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('appraisal', 'COALESCE(
        (SELECT b.name FROM branch b WHERE b.id = org_id),
        (SELECT c.short_name FROM college c WHERE c.id = org_id), ''（未知组织）'')
        || ''，'' || year || ''年'' || COALESCE(
        (SELECT c.zh FROM zhibu_code c WHERE c.list = ''appraisal_kind'' AND c.code = kind), ''评议'')');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('appraisal', NULL, 'keep'),
    ('appraisal', 'scope_id', 'lww'),
    ('appraisal', 'created_at', 'lww'),
    ('appraisal', 'created_by', 'lww'),
    ('appraisal', 'archived_at', 'keep'),
    ('appraisal', 'archived_by', 'keep'),
    ('appraisal', 'archive_reason', 'keep'),
    ('appraisal', 'campaign_id', 'once'),
    ('appraisal', 'org_kind', 'once'),
    ('appraisal', 'org_id', 'once'),
    ('appraisal', 'year', 'once'),
    ('appraisal', 'kind', 'once'),
    ('appraisal', 'duty_report_id', 'lww'),
    ('appraisal', 'ballots_out', 'keep'),
    ('appraisal', 'ballots_in', 'keep'),
    ('appraisal', 'ballots_invalid', 'keep'),
    ('appraisal', 'n_excellent', 'keep'),
    ('appraisal', 'n_good', 'keep'),
    ('appraisal', 'n_fair', 'keep'),
    ('appraisal', 'n_poor', 'keep'),
    ('appraisal', 'result_level', 'keep'),
    ('appraisal', 'fed_back_on', 'lww');

-- Columns that one act writes together; they never mix two people's facts.
-- Counting the ballots is one act: all numbers and what they came to.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('appraisal', 'count', 'ballots_out'),
    ('appraisal', 'count', 'ballots_in'),
    ('appraisal', 'count', 'ballots_invalid'),
    ('appraisal', 'count', 'n_excellent'),
    ('appraisal', 'count', 'n_good'),
    ('appraisal', 'count', 'n_fair'),
    ('appraisal', 'count', 'n_poor'),
    ('appraisal', 'count', 'result_level');
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('appraisal', 'recording', 'created_at'),
    ('appraisal', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('appraisal', 'archiving', 'archived_at'),
    ('appraisal', 'archiving', 'archived_by'),
    ('appraisal', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('appraisal', NULL, '评议', 'Appraisals', NULL),
    ('appraisal', 'id', '记录编号', 'Record number', NULL),
    ('appraisal', 'scope_id', '范围', 'Scope', NULL),
    ('appraisal', 'campaign_id', '活动', 'Campaign', 'campaign'),
    ('appraisal', 'org_kind', '被评层级', 'Level of organisation', 'org_kind'),
    ('appraisal', 'org_id', '被评组织', 'Organisation', NULL),
    ('appraisal', 'year', '年度', 'Year', NULL),
    ('appraisal', 'kind', '评议类型', 'Kind of appraisal', 'appraisal_kind'),
    ('appraisal', 'meeting_id', '评议会议', 'Meeting', NULL),
    ('appraisal', 'duty_report_id', '述职报告', 'Report on duty', NULL),
    ('appraisal', 'rated_on', '评议日期', 'Rated on', NULL),
    ('appraisal', 'ballots_out', '发出票数', 'Ballots given out', NULL),
    ('appraisal', 'ballots_in', '收回票数', 'Ballots returned', NULL),
    ('appraisal', 'ballots_invalid', '无效票', 'Invalid ballots', NULL),
    ('appraisal', 'n_excellent', '好(满意)', 'Good (satisfied)', NULL),
    ('appraisal', 'n_good', '较好(基本满意)', 'Fair (mostly satisfied)', NULL),
    ('appraisal', 'n_fair', '一般', 'So-so', NULL),
    ('appraisal', 'n_poor', '差(不满意)', 'Poor (not satisfied)', NULL),
    ('appraisal', 'result_level', '综合结果', 'Result', 'appraisal_level'),
    ('appraisal', 'fed_back_on', '反馈日期', 'Told to the branch on', NULL),
    ('appraisal', 'status', '状态', 'Status', 'approval_status'),
    ('appraisal', 'created_at', '建档时间', 'Recorded at', NULL),
    ('appraisal', 'created_by', '建档人', 'Recorded by', NULL),
    ('appraisal', 'archived_at', '归档时间', 'Archived at', NULL),
    ('appraisal', 'archived_by', '归档人', 'Archived by', NULL),
    ('appraisal', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
