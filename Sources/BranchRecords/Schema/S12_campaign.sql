-- 活动 (campaign)
--
-- What the university does for a year, with its document. Written by the organisation department;
-- every office reads it.

CREATE TABLE campaign (
    id TEXT NOT NULL PRIMARY KEY,  -- a short code, for example jczz2012
    scope_id TEXT DEFAULT 'uni',
    name TEXT,
    theme TEXT,
    doc_no TEXT docno,
    issuer TEXT,
    issued_on TEXT date,
    printed_by TEXT,
    subject_words TEXT list,
    requirement TEXT,
    goal TEXT long,
    basis TEXT long,
    start_on TEXT date,
    end_on TEXT date,
    status TEXT,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX campaign_by_scope ON campaign (scope_id);
CREATE INDEX campaign_by_doc_no ON campaign (doc_no) WHERE doc_no <> '';

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('campaign', '''uni''');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('campaign', 'name');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('campaign', NULL, 'own(uni_org)'),
    ('campaign', 'scope_id', 'lww'),
    ('campaign', 'created_at', 'lww'),
    ('campaign', 'created_by', 'lww'),
    ('campaign', 'archived_at', 'keep'),
    ('campaign', 'archived_by', 'keep'),
    ('campaign', 'archive_reason', 'keep'),
    ('campaign', 'doc_no', 'own(uni_org)'),
    ('campaign', 'issuer', 'own(uni_org)'),
    ('campaign', 'issued_on', 'own(uni_org)'),
    ('campaign', 'subject_words', 'set'),
    ('campaign', 'goal', 'text'),
    ('campaign', 'basis', 'text');

-- Columns that one act writes together; they never mix two people's facts.
-- The document of one issuing, who issued it and when.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('campaign', 'issue', 'doc_no'),
    ('campaign', 'issue', 'issuer'),
    ('campaign', 'issue', 'issued_on');
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('campaign', 'recording', 'created_at'),
    ('campaign', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('campaign', 'archiving', 'archived_at'),
    ('campaign', 'archiving', 'archived_by'),
    ('campaign', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('campaign', NULL, '活动', 'Campaigns', NULL),
    ('campaign', 'id', '记录编号', 'Record number', NULL),
    ('campaign', 'scope_id', '范围', 'Scope', NULL),
    ('campaign', 'name', '活动名称', 'Name', NULL),
    ('campaign', 'theme', '主题', 'Theme', NULL),
    ('campaign', 'doc_no', '印发文号', 'Document no.', NULL),
    ('campaign', 'issuer', '印发机关', 'Issued by', NULL),
    ('campaign', 'issued_on', '印发日期', 'Issued on', NULL),
    ('campaign', 'printed_by', '印制机关', 'Printed by', NULL),
    ('campaign', 'subject_words', '主题词', 'Subject words', NULL),
    ('campaign', 'requirement', '工作要求', 'Requirement', NULL),
    ('campaign', 'goal', '目标任务', 'Goal', NULL),
    ('campaign', 'basis', '依据', 'Basis', NULL),
    ('campaign', 'start_on', '开始', 'Starts on', NULL),
    ('campaign', 'end_on', '结束', 'Ends on', NULL),
    ('campaign', 'status', '状态', 'Status', 'campaign_status'),
    ('campaign', 'created_at', '建档时间', 'Recorded at', NULL),
    ('campaign', 'created_by', '建档人', 'Recorded by', NULL),
    ('campaign', 'archived_at', '归档时间', 'Archived at', NULL),
    ('campaign', 'archived_by', '归档人', 'Archived by', NULL),
    ('campaign', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
