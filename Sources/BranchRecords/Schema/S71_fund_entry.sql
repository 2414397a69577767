-- 经费流水 (fund_entry)
--
-- Money that came in or went out. Nothing is edited: an entry is put right by one that reverses it.

CREATE TABLE fund_entry (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (
        lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2)))
        || '-4' || substr(lower(hex(randomblob(2))), 2)
        || '-8' || substr(lower(hex(randomblob(2))), 2)
        || '-' || lower(hex(randomblob(6)))),
    scope_id TEXT,
    account_id TEXT,
    entry_on TEXT date,
    direction TEXT,
    amount_fen INTEGER fen,
    item TEXT,
    summary TEXT,
    voucher_no TEXT code,
    handler_id TEXT,
    approver_id TEXT,
    meeting_id TEXT,
    reverses_id TEXT,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX fund_entry_by_scope_entry_on_created_at ON fund_entry (scope_id, entry_on, created_at);
CREATE INDEX fund_entry_by_account_id_archived_at_direction_amount_fen ON fund_entry (account_id, archived_at, direction, amount_fen);
CREATE INDEX fund_entry_by_account_id_voucher_no ON fund_entry (account_id, voucher_no);
CREATE INDEX fund_entry_by_reverses_id ON fund_entry (reverses_id);

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('fund_entry', 'scope_id');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('fund_entry', 'COALESCE(entry_on, '''') || ''，'' || COALESCE(summary, '''') || ''，凭证'' || COALESCE(voucher_no, '''')');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('fund_entry', NULL, 'once'),
    ('fund_entry', 'scope_id', 'lww'),
    ('fund_entry', 'created_at', 'lww'),
    ('fund_entry', 'created_by', 'lww'),
    ('fund_entry', 'archived_at', 'keep'),
    ('fund_entry', 'archived_by', 'keep'),
    ('fund_entry', 'archive_reason', 'keep'),
    ('fund_entry', 'entry_on', 'once'),
    ('fund_entry', 'direction', 'once'),
    ('fund_entry', 'amount_fen', 'once');

-- Columns that one act writes together; they never mix two people's facts.
-- An amount means something only with its direction and day.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('fund_entry', 'payment', 'entry_on'),
    ('fund_entry', 'payment', 'direction'),
    ('fund_entry', 'payment', 'amount_fen');
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('fund_entry', 'recording', 'created_at'),
    ('fund_entry', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('fund_entry', 'archiving', 'archived_at'),
    ('fund_entry', 'archiving', 'archived_by'),
    ('fund_entry', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('fund_entry', NULL, '经费流水', 'Fund entries', NULL),
    ('fund_entry', 'id', '记录编号', 'Record number', NULL),
    ('fund_entry', 'scope_id', '范围', 'Scope', NULL),
    ('fund_entry', 'account_id', '账户', 'Account', NULL),
    ('fund_entry', 'entry_on', '发生日期', 'Date', NULL),
    ('fund_entry', 'direction', '收支', 'In or out', 'fund_direction'),
    ('fund_entry', 'amount_fen', '金额(分)', 'Amount (fen)', NULL),
    ('fund_entry', 'item', '用途', 'Purpose', 'fund_item'),
    ('fund_entry', 'summary', '摘要', 'Summary', NULL),
    ('fund_entry', 'voucher_no', '凭证号', 'Voucher no.', NULL),
    ('fund_entry', 'handler_id', '经办人', 'Handled by', NULL),
    ('fund_entry', 'approver_id', '审批人', 'Approved by', NULL),
    ('fund_entry', 'meeting_id', '关联活动', 'Meeting', NULL),
    ('fund_entry', 'reverses_id', '冲销流水', 'Reverses entry', NULL),
    ('fund_entry', 'created_at', '建档时间', 'Recorded at', NULL),
    ('fund_entry', 'created_by', '建档人', 'Recorded by', NULL),
    ('fund_entry', 'archived_at', '归档时间', 'Archived at', NULL),
    ('fund_entry', 'archived_by', '归档人', 'Archived by', NULL),
    ('fund_entry', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
