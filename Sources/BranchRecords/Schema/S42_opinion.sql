-- 征求意见 (opinion)
--
-- What members, others and superiors said about a branch or college, and what it answered.

CREATE TABLE opinion (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (
        lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2)))
        || '-4' || substr(lower(hex(randomblob(2))), 2)
        || '-8' || substr(lower(hex(randomblob(2))), 2)
        || '-' || lower(hex(randomblob(6)))),
    scope_id TEXT,
    campaign_id TEXT DEFAULT 'jczz2012',
    org_kind TEXT,
    org_id TEXT,
    source_kind TEXT,
    raised_by TEXT name,
    raised_on TEXT date,
    aspect TEXT,
    content TEXT long,
    reply TEXT long,
    adopted TEXT,
    replied_on TEXT date,
    doc_no TEXT docno,
    status TEXT,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX opinion_by_scope ON opinion (scope_id);
CREATE INDEX opinion_by_org_id ON opinion (org_id);
CREATE INDEX opinion_by_doc_no ON opinion (doc_no) WHERE doc_no <> '';

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('opinion', 'scope_id');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('opinion', 'COALESCE(
        (SELECT b.name FROM branch b WHERE b.id = org_id),
        (SELECT c.short_name FROM college c WHERE c.id = org_id), ''（未知组织）'')
        || ''，'' || COALESCE(raised_on, '''') || ''意见''');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('opinion', NULL, 'keep'),
    ('opinion', 'scope_id', 'lww'),
    ('opinion', 'created_at', 'lww'),
    ('opinion', 'created_by', 'lww'),
    ('opinion', 'archived_at', 'keep'),
    ('opinion', 'archived_by', 'keep'),
    ('opinion', 'archive_reason', 'keep'),
    ('opinion', 'campaign_id', 'once'),
    ('opinion', 'org_kind', 'once'),
    ('opinion', 'org_id', 'once'),
    ('opinion', 'source_kind', 'once'),
    ('opinion', 'raised_by', 'lww'),
    ('opinion', 'raised_on', 'once'),
    ('opinion', 'aspect', 'lww'),
    ('opinion', 'content', 'text'),
    ('opinion', 'reply', 'text'),
    ('opinion', 'adopted', 'keep'),
    ('opinion', 'replied_on', 'keep'),
    ('opinion', 'doc_no', 'keep'),
    ('opinion', 'status', 'keep');

-- Columns that one act writes together; they never mix two people's facts.
-- Answering is one act: the status, whether adopted, the day and the document.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('opinion', 'state', 'status'),
    ('opinion', 'state', 'adopted'),
    ('opinion', 'state', 'replied_on'),
    ('opinion', 'state', 'doc_no');
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('opinion', 'recording', 'created_at'),
    ('opinion', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('opinion', 'archiving', 'archived_at'),
    ('opinion', 'archiving', 'archived_by'),
    ('opinion', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('opinion', NULL, '征求意见', 'Opinions', NULL),
    ('opinion', 'id', '记录编号', 'Record number', NULL),
    ('opinion', 'scope_id', '范围', 'Scope', NULL),
    ('opinion', 'campaign_id', '活动', 'Campaign', 'campaign'),
    ('opinion', 'org_kind', '对象层级', 'Level of organisation', 'org_kind'),
    ('opinion', 'org_id', '意见对象', 'Organisation', NULL),
    ('opinion', 'source_kind', '意见来源', 'Source', 'opinion_source'),
    ('opinion', 'raised_by', '提出人', 'Raised by', NULL),
    ('opinion', 'raised_on', '提出日期', 'Raised on', NULL),
    ('opinion', 'aspect', '所涉方面', 'Aspect', 'aspect'),
    ('opinion', 'content', '意见内容', 'Opinion', NULL),
    ('opinion', 'reply', '答复', 'Answer', NULL),
    ('opinion', 'adopted', '采纳情况', 'Adopted', 'adopt_status'),
    ('opinion', 'replied_on', '答复日期', 'Answered on', NULL),
    ('opinion', 'doc_no', '反馈文号', 'Document of the answer', NULL),
    ('opinion', 'status', '状态', 'Status', 'issue_status'),
    ('opinion', 'created_at', '建档时间', 'Recorded at', NULL),
    ('opinion', 'created_by', '建档人', 'Recorded by', NULL),
    ('opinion', 'archived_at', '归档时间', 'Archived at', NULL),
    ('opinion', 'archived_by', '归档人', 'Archived by', NULL),
    ('opinion', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
