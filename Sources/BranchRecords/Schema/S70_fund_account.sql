-- 党建经费账户 (fund_account)
--
-- The money of a branch or college for a year and a purpose. The balance is counted, not stored: see
-- view v_fund_balance.

CREATE TABLE fund_account (
    id TEXT NOT NULL PRIMARY KEY,  -- organisation/year/kind
    scope_id TEXT,
    org_kind TEXT,
    org_id TEXT,
    year INTEGER,
    fund_kind TEXT,
    opening_fen INTEGER fen,
    overdraft_ok INTEGER bool,
    frozen_on TEXT date,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX fund_account_by_scope ON fund_account (scope_id);
CREATE INDEX fund_account_by_org_id ON fund_account (org_id);

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('fund_account', 'scope_id');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('fund_account', 'COALESCE(
        (SELECT b.name FROM branch b WHERE b.id = org_id),
        (SELECT c.short_name FROM college c WHERE c.id = org_id), ''（未知组织）'')
        || ''，'' || year || ''年'' || COALESCE(
        (SELECT c.zh FROM zhibu_code c WHERE c.list = ''fund_kind'' AND c.code = fund_kind), ''经费'')');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('fund_account', NULL, 'keep'),
    ('fund_account', 'scope_id', 'lww'),
    ('fund_account', 'created_at', 'lww'),
    ('fund_account', 'created_by', 'lww'),
    ('fund_account', 'archived_at', 'keep'),
    ('fund_account', 'archived_by', 'keep'),
    ('fund_account', 'archive_reason', 'keep'),
    ('fund_account', 'org_kind', 'once'),
    ('fund_account', 'org_id', 'once'),
    ('fund_account', 'year', 'once'),
    ('fund_account', 'fund_kind', 'once'),
    ('fund_account', 'opening_fen', 'once'),
    ('fund_account', 'overdraft_ok', 'own(uni_org)'),
    ('fund_account', 'frozen_on', 'own(uni_org)');

-- Columns that one act writes together; they never mix two people's facts.
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('fund_account', 'recording', 'created_at'),
    ('fund_account', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('fund_account', 'archiving', 'archived_at'),
    ('fund_account', 'archiving', 'archived_by'),
    ('fund_account', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('fund_account', NULL, '党建经费账户', 'Fund accounts', NULL),
    ('fund_account', 'id', '记录编号', 'Record number', NULL),
    ('fund_account', 'scope_id', '范围', 'Scope', NULL),
    ('fund_account', 'org_kind', '层级', 'Level of organisation', 'org_kind'),
    ('fund_account', 'org_id', '组织', 'Organisation', NULL),
    ('fund_account', 'year', '年度', 'Year', NULL),
    ('fund_account', 'fund_kind', '经费类别', 'Kind of fund', 'fund_kind'),
    ('fund_account', 'opening_fen', '年初结转(分)', 'Brought forward (fen)', NULL),
    ('fund_account', 'overdraft_ok', '允许赤字', 'May be overdrawn', NULL),
    ('fund_account', 'frozen_on', '冻结日期', 'Frozen on', NULL),
    ('fund_account', 'created_at', '建档时间', 'Recorded at', NULL),
    ('fund_account', 'created_by', '建档人', 'Recorded by', NULL),
    ('fund_account', 'archived_at', '归档时间', 'Archived at', NULL),
    ('fund_account', 'archived_by', '归档人', 'Archived by', NULL),
    ('fund_account', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
