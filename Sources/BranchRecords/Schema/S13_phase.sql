-- 阶段 (phase)
--
-- The parts of a campaign and their days. Written by the organisation department; every office
-- reads them.

CREATE TABLE phase (
    id TEXT NOT NULL PRIMARY KEY,  -- campaign/number, for example jczz2012/1
    scope_id TEXT DEFAULT 'uni',
    campaign_id TEXT,
    seq INTEGER,
    name TEXT,
    start_on TEXT date,
    due_on TEXT date,
    extended_to TEXT date,
    requirement TEXT long,
    status TEXT,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX phase_by_scope ON phase (scope_id);
CREATE INDEX phase_by_campaign_id ON phase (campaign_id);

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('phase', '''uni''');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('phase', 'COALESCE((SELECT c.name FROM campaign c WHERE c.id = campaign_id), ''（未知活动）'')
        || ''，'' || name');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('phase', NULL, 'own(uni_org)'),
    ('phase', 'scope_id', 'lww'),
    ('phase', 'created_at', 'lww'),
    ('phase', 'created_by', 'lww'),
    ('phase', 'archived_at', 'keep'),
    ('phase', 'archived_by', 'keep'),
    ('phase', 'archive_reason', 'keep'),
    ('phase', 'campaign_id', 'once'),
    ('phase', 'seq', 'once'),
    ('phase', 'extended_to', 'max'),
    ('phase', 'requirement', 'text');

-- Columns that one act writes together; they never mix two people's facts.
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('phase', 'recording', 'created_at'),
    ('phase', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('phase', 'archiving', 'archived_at'),
    ('phase', 'archiving', 'archived_by'),
    ('phase', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('phase', NULL, '阶段', 'Phases', NULL),
    ('phase', 'id', '记录编号', 'Record number', NULL),
    ('phase', 'scope_id', '范围', 'Scope', NULL),
    ('phase', 'campaign_id', '活动', 'Campaign', 'campaign'),
    ('phase', 'seq', '序号', 'Number', NULL),
    ('phase', 'name', '阶段名称', 'Name', NULL),
    ('phase', 'start_on', '开始', 'Starts on', NULL),
    ('phase', 'due_on', '截止', 'Due on', NULL),
    ('phase', 'extended_to', '延期至', 'Extended to', NULL),
    ('phase', 'requirement', '阶段要求', 'Requirement', NULL),
    ('phase', 'status', '状态', 'Status', 'phase_status'),
    ('phase', 'created_at', '建档时间', 'Recorded at', NULL),
    ('phase', 'created_by', '建档人', 'Recorded by', NULL),
    ('phase', 'archived_at', '归档时间', 'Archived at', NULL),
    ('phase', 'archived_by', '归档人', 'Archived by', NULL),
    ('phase', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
