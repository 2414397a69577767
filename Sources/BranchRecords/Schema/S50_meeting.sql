-- 会议活动 (meeting)
--
-- Meetings, lectures and activities of a branch or college.

CREATE TABLE meeting (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (
        lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2)))
        || '-4' || substr(lower(hex(randomblob(2))), 2)
        || '-8' || substr(lower(hex(randomblob(2))), 2)
        || '-' || lower(hex(randomblob(6)))),
    scope_id TEXT,
    org_kind TEXT,
    org_id TEXT,
    group_id TEXT,
    kind TEXT,
    title TEXT,
    held_on TEXT date,
    start_time TEXT time,
    place TEXT,
    venue_id TEXT,
    chair_id TEXT,
    recorder_id TEXT,
    agenda TEXT long,
    minutes TEXT long,
    due_count INTEGER,
    guest_note TEXT list,
    needs_quorum INTEGER bool,
    quorum_rule TEXT,
    closed_on TEXT date,
    status TEXT,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX meeting_by_scope_held_on_created_at ON meeting (scope_id, held_on, created_at);
CREATE INDEX meeting_by_org_id_held_on ON meeting (org_id, held_on);
CREATE INDEX meeting_by_venue_id_held_on ON meeting (venue_id, held_on);
CREATE INDEX meeting_by_needs_quorum_status ON meeting (needs_quorum, status);

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('meeting', 'scope_id');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('meeting', 'COALESCE((SELECT c.zh FROM zhibu_code c WHERE c.list = ''meeting_kind'' AND c.code = kind), ''会议'')
        || ''，'' || held_on || ''，'' || COALESCE(
        (SELECT b.name FROM branch b WHERE b.id = org_id),
        (SELECT c.short_name FROM college c WHERE c.id = org_id), ''（未知组织）'')');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('meeting', NULL, 'keep'),
    ('meeting', 'scope_id', 'lww'),
    ('meeting', 'created_at', 'lww'),
    ('meeting', 'created_by', 'lww'),
    ('meeting', 'archived_at', 'keep'),
    ('meeting', 'archived_by', 'keep'),
    ('meeting', 'archive_reason', 'keep'),
    ('meeting', 'org_kind', 'once'),
    ('meeting', 'org_id', 'once'),
    ('meeting', 'group_id', 'once'),
    ('meeting', 'start_time', 'lww'),
    ('meeting', 'place', 'lww'),
    ('meeting', 'venue_id', 'lww'),
    ('meeting', 'recorder_id', 'lww'),
    ('meeting', 'agenda', 'text'),
    ('meeting', 'minutes', 'text'),
    ('meeting', 'guest_note', 'set'),
    ('meeting', 'needs_quorum', 'max'),
    ('meeting', 'closed_on', 'keep'),
    ('meeting', 'status', 'keep');

-- Columns that one act writes together; they never mix two people's facts.
-- Closing the minutes is one act: the status and its day.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('meeting', 'state', 'status'),
    ('meeting', 'state', 'closed_on');
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('meeting', 'recording', 'created_at'),
    ('meeting', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('meeting', 'archiving', 'archived_at'),
    ('meeting', 'archiving', 'archived_by'),
    ('meeting', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('meeting', NULL, '会议活动', 'Meetings and activities', NULL),
    ('meeting', 'id', '记录编号', 'Record number', NULL),
    ('meeting', 'scope_id', '范围', 'Scope', NULL),
    ('meeting', 'org_kind', '组织层级', 'Level of organisation', 'org_kind'),
    ('meeting', 'org_id', '组织', 'Organisation', NULL),
    ('meeting', 'group_id', '党小组', 'Party group', NULL),
    ('meeting', 'kind', '类型', 'Kind of meeting', 'meeting_kind'),
    ('meeting', 'title', '主题', 'Subject', NULL),
    ('meeting', 'held_on', '日期', 'Date', NULL),
    ('meeting', 'start_time', '开始时间', 'Begins at', NULL),
    ('meeting', 'place', '地点', 'Place', NULL),
    ('meeting', 'venue_id', '活动场所', 'Venue', NULL),
    ('meeting', 'chair_id', '主持人', 'Chaired by', NULL),
    ('meeting', 'recorder_id', '记录人', 'Minutes taken by', NULL),
    ('meeting', 'agenda', '议程', 'Agenda', NULL),
    ('meeting', 'minutes', '记录', 'Minutes', NULL),
    ('meeting', 'due_count', '应到人数', 'Number expected', NULL),
    ('meeting', 'guest_note', '列席人员', 'Guests', NULL),
    ('meeting', 'needs_quorum', '需法定人数', 'Needs a quorum', NULL),
    ('meeting', 'quorum_rule', '法定人数规则', 'Quorum rule', 'quorum_rule'),
    ('meeting', 'closed_on', '定稿日期', 'Minutes closed on', NULL),
    ('meeting', 'status', '状态', 'Status', 'meeting_status'),
    ('meeting', 'created_at', '建档时间', 'Recorded at', NULL),
    ('meeting', 'created_by', '建档人', 'Recorded by', NULL),
    ('meeting', 'archived_at', '归档时间', 'Archived at', NULL),
    ('meeting', 'archived_by', '归档人', 'Archived by', NULL),
    ('meeting', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
