-- 出席情况 (attendance)
--
-- Who was at a meeting. Two people who fill in one sheet write the same row.

CREATE TABLE attendance (
    id TEXT NOT NULL PRIMARY KEY,  -- meeting/person
    scope_id TEXT,
    meeting_id TEXT,
    person_id TEXT,
    state TEXT,
    has_vote INTEGER bool,
    leave_reason TEXT,
    signed_at TEXT datetime,
    made_up_on TEXT date,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX attendance_by_scope ON attendance (scope_id);
CREATE INDEX attendance_by_meeting_id ON attendance (meeting_id);
CREATE INDEX attendance_by_person_id ON attendance (person_id);

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('attendance', 'scope_id');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('attendance', 'COALESCE((SELECT p.name FROM person p WHERE p.id = person_id), ''（未知人员）'')
        || ''，'' || COALESCE((SELECT m.held_on FROM meeting m WHERE m.id = meeting_id), ''（未知会议）'')
        || COALESCE(
        (SELECT c.zh FROM zhibu_code c WHERE c.list = ''attend_state'' AND c.code = state), '''')');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('attendance', NULL, 'keep'),
    ('attendance', 'scope_id', 'lww'),
    ('attendance', 'created_at', 'lww'),
    ('attendance', 'created_by', 'lww'),
    ('attendance', 'archived_at', 'keep'),
    ('attendance', 'archived_by', 'keep'),
    ('attendance', 'archive_reason', 'keep'),
    ('attendance', 'meeting_id', 'once'),
    ('attendance', 'person_id', 'once'),
    ('attendance', 'state', 'keep'),
    ('attendance', 'has_vote', 'keep'),
    ('attendance', 'leave_reason', 'lww'),
    ('attendance', 'signed_at', 'min'),
    ('attendance', 'made_up_on', 'min');

-- Columns that one act writes together; they never mix two people's facts.
-- Who is only a guest has no vote: both are one fact.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('attendance', 'attending', 'state'),
    ('attendance', 'attending', 'has_vote');
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('attendance', 'recording', 'created_at'),
    ('attendance', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('attendance', 'archiving', 'archived_at'),
    ('attendance', 'archiving', 'archived_by'),
    ('attendance', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('attendance', NULL, '出席情况', 'Attendance', NULL),
    ('attendance', 'id', '记录编号', 'Record number', NULL),
    ('attendance', 'scope_id', '范围', 'Scope', NULL),
    ('attendance', 'meeting_id', '会议活动', 'Meeting', NULL),
    ('attendance', 'person_id', '人员', 'Person', NULL),
    ('attendance', 'state', '出席状态', 'Attendance', 'attend_state'),
    ('attendance', 'has_vote', '有表决权', 'Has a vote', NULL),
    ('attendance', 'leave_reason', '请假原因', 'Reason for absence', NULL),
    ('attendance', 'signed_at', '签到时间', 'Signed in at', NULL),
    ('attendance', 'made_up_on', '补课日期', 'Made up on', NULL),
    ('attendance', 'created_at', '建档时间', 'Recorded at', NULL),
    ('attendance', 'created_by', '建档人', 'Recorded by', NULL),
    ('attendance', 'archived_at', '归档时间', 'Archived at', NULL),
    ('attendance', 'archived_by', '归档人', 'Archived by', NULL),
    ('attendance', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
