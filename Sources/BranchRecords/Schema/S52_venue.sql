-- 活动场所 (venue)
--
-- The rooms and places of a branch or college.

CREATE TABLE venue (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (
        lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2)))
        || '-4' || substr(lower(hex(randomblob(2))), 2)
        || '-8' || substr(lower(hex(randomblob(2))), 2)
        || '-' || lower(hex(randomblob(6)))),
    scope_id TEXT,
    org_kind TEXT,
    org_id TEXT,
    name TEXT,
    kind TEXT,
    address TEXT,
    area_m2 INTEGER,
    seats INTEGER,
    standard_id TEXT,
    meets_standard INTEGER bool,
    shared_with TEXT list,
    rule_title TEXT,
    keeper_id TEXT,
    opened_on TEXT date,
    closed_on TEXT date,
    status TEXT,
    remark TEXT long,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX venue_by_scope ON venue (scope_id);
CREATE INDEX venue_by_org_id ON venue (org_id);

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('venue', 'scope_id');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('venue', 'name');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('venue', NULL, 'lww'),
    ('venue', 'scope_id', 'lww'),
    ('venue', 'created_at', 'lww'),
    ('venue', 'created_by', 'lww'),
    ('venue', 'archived_at', 'keep'),
    ('venue', 'archived_by', 'keep'),
    ('venue', 'archive_reason', 'keep'),
    ('venue', 'org_kind', 'once'),
    ('venue', 'org_id', 'once'),
    ('venue', 'name', 'keep'),
    ('venue', 'kind', 'keep'),
    ('venue', 'area_m2', 'keep'),
    ('venue', 'meets_standard', 'keep'),
    ('venue', 'shared_with', 'set'),
    ('venue', 'opened_on', 'keep'),
    ('venue', 'closed_on', 'keep'),
    ('venue', 'status', 'keep'),
    ('venue', 'remark', 'text');

-- Columns that one act writes together; they never mix two people's facts.
-- A status and the day of the act that gave it.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('venue', 'state', 'status'),
    ('venue', 'state', 'closed_on');
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('venue', 'recording', 'created_at'),
    ('venue', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('venue', 'archiving', 'archived_at'),
    ('venue', 'archiving', 'archived_by'),
    ('venue', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('venue', NULL, '活动场所', 'Venues', NULL),
    ('venue', 'id', '记录编号', 'Record number', NULL),
    ('venue', 'scope_id', '范围', 'Scope', NULL),
    ('venue', 'org_kind', '管理层级', 'Level of organisation', 'org_kind'),
    ('venue', 'org_id', '管理组织', 'Organisation', NULL),
    ('venue', 'name', '场所名称', 'Name', NULL),
    ('venue', 'kind', '场所类别', 'Kind of venue', 'venue_kind'),
    ('venue', 'address', '地点', 'Address', NULL),
    ('venue', 'area_m2', '面积(㎡)', 'Area (m²)', NULL),
    ('venue', 'seats', '座位数', 'Seats', NULL),
    ('venue', 'standard_id', '建设标准', 'Standard', NULL),
    ('venue', 'meets_standard', '达标', 'Meets the standard', NULL),
    ('venue', 'shared_with', '共用组织', 'Shared with', NULL),
    ('venue', 'rule_title', '管理使用制度', 'Rules of use', NULL),
    ('venue', 'keeper_id', '管理人', 'Kept by', NULL),
    ('venue', 'opened_on', '启用日期', 'Opened on', NULL),
    ('venue', 'closed_on', '停用日期', 'Closed on', NULL),
    ('venue', 'status', '状态', 'Status', 'venue_status'),
    ('venue', 'remark', '备注', 'Remark', NULL),
    ('venue', 'created_at', '建档时间', 'Recorded at', NULL),
    ('venue', 'created_by', '建档人', 'Recorded by', NULL),
    ('venue', 'archived_at', '归档时间', 'Archived at', NULL),
    ('venue', 'archived_by', '归档人', 'Archived by', NULL),
    ('venue', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
