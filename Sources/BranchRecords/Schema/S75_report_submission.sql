-- 报表报送 (report_submission)
--
-- Reports that an office handed in, with the figures as they were.

CREATE TABLE report_submission (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (
        lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2)))
        || '-4' || substr(lower(hex(randomblob(2))), 2)
        || '-8' || substr(lower(hex(randomblob(2))), 2)
        || '-' || lower(hex(randomblob(6)))),
    scope_id TEXT,
    campaign_id TEXT,
    report_code TEXT code,
    org_kind TEXT,
    org_id TEXT,
    period_label TEXT,
    cutoff_at TEXT datetime,
    row_count INTEGER,
    content_hash TEXT code,
    body TEXT long,
    submitted_by TEXT,
    submitted_on TEXT date,
    accepted_on TEXT date,
    returned_reason TEXT long,
    superseded_by TEXT,
    status TEXT,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX report_submission_by_scope_cutoff_at ON report_submission (scope_id, cutoff_at);
CREATE INDEX report_submission_by_org_id ON report_submission (org_id);
CREATE INDEX report_submission_by_status ON report_submission (status);

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('report_submission', 'scope_id');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('report_submission', 'COALESCE(
        (SELECT b.name FROM branch b WHERE b.id = org_id),
        (SELECT c.short_name FROM college c WHERE c.id = org_id), ''（未知组织）'')
        || ''，'' || report_code || ''，'' || COALESCE(period_label, '''')');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('report_submission', NULL, 'keep'),
    ('report_submission', 'scope_id', 'lww'),
    ('report_submission', 'created_at', 'lww'),
    ('report_submission', 'created_by', 'lww'),
    ('report_submission', 'archived_at', 'keep'),
    ('report_submission', 'archived_by', 'keep'),
    ('report_submission', 'archive_reason', 'keep'),
    ('report_submission', 'campaign_id', 'once'),
    ('report_submission', 'report_code', 'once'),
    ('report_submission', 'org_kind', 'once'),
    ('report_submission', 'org_id', 'once'),
    ('report_submission', 'period_label', 'once'),
    ('report_submission', 'cutoff_at', 'once'),
    ('report_submission', 'row_count', 'once'),
    ('report_submission', 'content_hash', 'once'),
    ('report_submission', 'body', 'once'),
    ('report_submission', 'submitted_by', 'once'),
    ('report_submission', 'submitted_on', 'once'),
    ('report_submission', 'accepted_on', 'own(uni_org)'),
    ('report_submission', 'returned_reason', 'own(uni_org)'),
    ('report_submission', 'superseded_by', 'once');

-- Columns that one act writes together; they never mix two people's facts.
-- Handing in is one act: the figures, up to when, who and when.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('report_submission', 'submission', 'cutoff_at'),
    ('report_submission', 'submission', 'row_count'),
    ('report_submission', 'submission', 'content_hash'),
    ('report_submission', 'submission', 'body'),
    ('report_submission', 'submission', 'submitted_by'),
    ('report_submission', 'submission', 'submitted_on');
-- What the organisation department answered.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('report_submission', 'answer', 'accepted_on'),
    ('report_submission', 'answer', 'returned_reason');
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('report_submission', 'recording', 'created_at'),
    ('report_submission', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('report_submission', 'archiving', 'archived_at'),
    ('report_submission', 'archiving', 'archived_by'),
    ('report_submission', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('report_submission', NULL, '报表报送', 'Reports handed in', NULL),
    ('report_submission', 'id', '记录编号', 'Record number', NULL),
    ('report_submission', 'scope_id', '范围', 'Scope', NULL),
    ('report_submission', 'campaign_id', '活动', 'Campaign', 'campaign'),
    ('report_submission', 'report_code', '报表编号', 'Report', NULL),
    ('report_submission', 'org_kind', '报送层级', 'Level of organisation', 'org_kind'),
    ('report_submission', 'org_id', '报送组织', 'Organisation', NULL),
    ('report_submission', 'period_label', '统计期', 'Period', NULL),
    ('report_submission', 'cutoff_at', '数据截止时点', 'Data up to', NULL),
    ('report_submission', 'row_count', '记录数', 'Rows', NULL),
    ('report_submission', 'content_hash', '内容校验码', 'Checksum', NULL),
    ('report_submission', 'body', '报送内容', 'Figures', NULL),
    ('report_submission', 'submitted_by', '报送人', 'Handed in by', NULL),
    ('report_submission', 'submitted_on', '报送日期', 'Handed in on', NULL),
    ('report_submission', 'accepted_on', '接收日期', 'Accepted on', NULL),
    ('report_submission', 'returned_reason', '退回原因', 'Reason for returning', NULL),
    ('report_submission', 'superseded_by', '被替代为', 'Replaced by', NULL),
    ('report_submission', 'status', '状态', 'Status', 'submission_status'),
    ('report_submission', 'created_at', '建档时间', 'Recorded at', NULL),
    ('report_submission', 'created_by', '建档人', 'Recorded by', NULL),
    ('report_submission', 'archived_at', '归档时间', 'Archived at', NULL),
    ('report_submission', 'archived_by', '归档人', 'Archived by', NULL),
    ('report_submission', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
