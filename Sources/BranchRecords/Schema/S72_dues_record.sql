-- 党费交纳 (dues_record)
--
-- Receipts of dues. Nothing is edited: a receipt is put right by one that reverses it.

CREATE TABLE dues_record (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (
        lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2)))
        || '-4' || substr(lower(hex(randomblob(2))), 2)
        || '-8' || substr(lower(hex(randomblob(2))), 2)
        || '-' || lower(hex(randomblob(6)))),
    scope_id TEXT,
    person_id TEXT,
    branch_id TEXT,
    period TEXT date partial,
    amount_fen INTEGER fen,
    paid_on TEXT date,
    kind TEXT,
    receipt_no TEXT code,
    collector_id TEXT,
    reverses_id TEXT,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX dues_record_by_scope_paid_on_created_at ON dues_record (scope_id, paid_on, created_at);
CREATE INDEX dues_record_by_person_id_period ON dues_record (person_id, period);
CREATE INDEX dues_record_by_branch_id_period ON dues_record (branch_id, period);
CREATE INDEX dues_record_by_branch_id_receipt_no_person_id ON dues_record (branch_id, receipt_no, person_id);
CREATE INDEX dues_record_by_reverses_id ON dues_record (reverses_id);

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('dues_record', 'scope_id');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('dues_record', 'COALESCE((SELECT p.name FROM person p WHERE p.id = person_id), ''（未知人员）'')
        || ''，'' || COALESCE(period, '''') || ''党费''');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('dues_record', NULL, 'once'),
    ('dues_record', 'scope_id', 'lww'),
    ('dues_record', 'created_at', 'lww'),
    ('dues_record', 'created_by', 'lww'),
    ('dues_record', 'archived_at', 'keep'),
    ('dues_record', 'archived_by', 'keep'),
    ('dues_record', 'archive_reason', 'keep'),
    ('dues_record', 'amount_fen', 'once'),
    ('dues_record', 'paid_on', 'once'),
    ('dues_record', 'kind', 'once');

-- Columns that one act writes together; they never mix two people's facts.
-- An amount means something only with its kind and day.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('dues_record', 'payment', 'amount_fen'),
    ('dues_record', 'payment', 'paid_on'),
    ('dues_record', 'payment', 'kind');
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('dues_record', 'recording', 'created_at'),
    ('dues_record', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('dues_record', 'archiving', 'archived_at'),
    ('dues_record', 'archiving', 'archived_by'),
    ('dues_record', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('dues_record', NULL, '党费交纳', 'Dues', NULL),
    ('dues_record', 'id', '记录编号', 'Record number', NULL),
    ('dues_record', 'scope_id', '范围', 'Scope', NULL),
    ('dues_record', 'person_id', '党员', 'Member', NULL),
    ('dues_record', 'branch_id', '收缴支部', 'Collecting branch', NULL),
    ('dues_record', 'period', '所属月份', 'For the month', NULL),
    ('dues_record', 'amount_fen', '金额(分)', 'Amount (fen)', NULL),
    ('dues_record', 'paid_on', '交纳日期', 'Paid on', NULL),
    ('dues_record', 'kind', '类别', 'Kind of dues', 'dues_kind'),
    ('dues_record', 'receipt_no', '收据号', 'Receipt no.', NULL),
    ('dues_record', 'collector_id', '收缴人', 'Collected by', NULL),
    ('dues_record', 'reverses_id', '冲销记录', 'Reverses receipt', NULL),
    ('dues_record', 'created_at', '建档时间', 'Recorded at', NULL),
    ('dues_record', 'created_by', '建档人', 'Recorded by', NULL),
    ('dues_record', 'archived_at', '归档时间', 'Archived at', NULL),
    ('dues_record', 'archived_by', '归档人', 'Archived by', NULL),
    ('dues_record', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
