-- 整改措施 (rect_measure)
--
-- The single steps of a plan, each with a person and a date, closed one by one.

CREATE TABLE rect_measure (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (
        lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2)))
        || '-4' || substr(lower(hex(randomblob(2))), 2)
        || '-8' || substr(lower(hex(randomblob(2))), 2)
        || '-' || lower(hex(randomblob(6)))),
    scope_id TEXT,
    plan_id TEXT,
    seq_no INTEGER,
    aspect TEXT,
    opinion_id TEXT,
    problem TEXT long,
    action TEXT long,
    responsible_id TEXT,
    due_on TEXT date,
    progress_pct INTEGER,
    closed_on TEXT date,
    closed_by TEXT,
    close_evidence TEXT long,
    reopened_on TEXT date,
    reopen_reason TEXT long,
    satisfaction_pct INTEGER,
    status TEXT,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX rect_measure_by_scope ON rect_measure (scope_id);
CREATE INDEX rect_measure_by_plan_id_status ON rect_measure (plan_id, status);
CREATE INDEX rect_measure_by_due_on ON rect_measure (due_on);

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('rect_measure', 'scope_id');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('rect_measure', 'COALESCE(
        (SELECT b.name FROM rect_plan p JOIN branch b ON b.id = p.org_id WHERE p.id = plan_id),
        (SELECT c.short_name FROM rect_plan p JOIN college c ON c.id = p.org_id
         WHERE p.id = plan_id), ''（未知组织）'')
        || ''整改措施 '' || seq_no');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('rect_measure', NULL, 'keep'),
    ('rect_measure', 'scope_id', 'lww'),
    ('rect_measure', 'created_at', 'lww'),
    ('rect_measure', 'created_by', 'lww'),
    ('rect_measure', 'archived_at', 'keep'),
    ('rect_measure', 'archived_by', 'keep'),
    ('rect_measure', 'archive_reason', 'keep'),
    ('rect_measure', 'plan_id', 'once'),
    ('rect_measure', 'seq_no', 'lww'),
    ('rect_measure', 'opinion_id', 'lww'),
    ('rect_measure', 'problem', 'text'),
    ('rect_measure', 'action', 'text'),
    ('rect_measure', 'due_on', 'keep'),
    ('rect_measure', 'progress_pct', 'max'),
    ('rect_measure', 'closed_on', 'keep'),
    ('rect_measure', 'closed_by', 'keep'),
    ('rect_measure', 'close_evidence', 'text'),
    ('rect_measure', 'reopened_on', 'keep'),
    ('rect_measure', 'reopen_reason', 'keep'),
    ('rect_measure', 'satisfaction_pct', 'lww'),
    ('rect_measure', 'status', 'keep');

-- Columns that one act writes together; they never mix two people's facts.
-- Closing a measure and extending it at once is a conflict.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('rect_measure', 'state', 'status'),
    ('rect_measure', 'state', 'closed_on'),
    ('rect_measure', 'state', 'closed_by'),
    ('rect_measure', 'state', 'due_on');
-- The day and the reason of one reopening.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('rect_measure', 'reopening', 'reopened_on'),
    ('rect_measure', 'reopening', 'reopen_reason');
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('rect_measure', 'recording', 'created_at'),
    ('rect_measure', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('rect_measure', 'archiving', 'archived_at'),
    ('rect_measure', 'archiving', 'archived_by'),
    ('rect_measure', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('rect_measure', NULL, '整改措施', 'Rectification measures', NULL),
    ('rect_measure', 'id', '记录编号', 'Record number', NULL),
    ('rect_measure', 'scope_id', '范围', 'Scope', NULL),
    ('rect_measure', 'plan_id', '整改方案', 'Rectification plan', NULL),
    ('rect_measure', 'seq_no', '序号', 'Number', NULL),
    ('rect_measure', 'aspect', '所涉方面', 'Aspect', 'aspect'),
    ('rect_measure', 'opinion_id', '对应意见', 'Answering opinion', NULL),
    ('rect_measure', 'problem', '问题', 'Problem', NULL),
    ('rect_measure', 'action', '整改措施', 'Measure', NULL),
    ('rect_measure', 'responsible_id', '责任人', 'Person responsible', NULL),
    ('rect_measure', 'due_on', '完成时限', 'Due on', NULL),
    ('rect_measure', 'progress_pct', '完成进度(%)', 'Progress (%)', NULL),
    ('rect_measure', 'closed_on', '销号日期', 'Closed on', NULL),
    ('rect_measure', 'closed_by', '销号认定人', 'Closed by', NULL),
    ('rect_measure', 'close_evidence', '销号佐证', 'Evidence for closing', NULL),
    ('rect_measure', 'reopened_on', '重新整改日期', 'Reopened on', NULL),
    ('rect_measure', 'reopen_reason', '重新整改原因', 'Reason for reopening', NULL),
    ('rect_measure', 'satisfaction_pct', '群众满意度(%)', 'Satisfaction (%)', NULL),
    ('rect_measure', 'status', '状态', 'State of the measure', 'measure_status'),
    ('rect_measure', 'created_at', '建档时间', 'Recorded at', NULL),
    ('rect_measure', 'created_by', '建档人', 'Recorded by', NULL),
    ('rect_measure', 'archived_at', '归档时间', 'Archived at', NULL),
    ('rect_measure', 'archived_by', '归档人', 'Archived by', NULL),
    ('rect_measure', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
