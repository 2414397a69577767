-- 党员身份 (membership)
--
-- One row per person per stay in a branch. Current members: view v_member.

CREATE TABLE membership (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (
        lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2)))
        || '-4' || substr(lower(hex(randomblob(2))), 2)
        || '-8' || substr(lower(hex(randomblob(2))), 2)
        || '-' || lower(hex(randomblob(6)))),
    scope_id TEXT,
    person_id TEXT,
    branch_id TEXT,
    group_id TEXT,
    member_kind TEXT,
    joined_on TEXT date partial,
    regularised_on TEXT date,
    probation_due_on TEXT date,
    in_on TEXT date,
    in_from TEXT,
    out_on TEXT date,
    out_to TEXT,
    status TEXT,
    is_floating INTEGER bool,
    end_reason TEXT,
    remark TEXT long,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX membership_by_scope_in_on_created_at ON membership (scope_id, in_on, created_at);
CREATE INDEX membership_by_person_id_in_on ON membership (person_id, in_on);
CREATE INDEX membership_by_branch_id_status ON membership (branch_id, status);

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('membership', 'scope_id');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('membership', 'COALESCE((SELECT p.name FROM person p WHERE p.id = person_id), ''（未知人员）'')
        || ''，'' || COALESCE((SELECT b.name FROM branch b WHERE b.id = branch_id), ''（未知支部）'')');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('membership', NULL, 'keep'),
    ('membership', 'scope_id', 'lww'),
    ('membership', 'created_at', 'lww'),
    ('membership', 'created_by', 'lww'),
    ('membership', 'archived_at', 'keep'),
    ('membership', 'archived_by', 'keep'),
    ('membership', 'archive_reason', 'keep'),
    ('membership', 'person_id', 'once'),
    ('membership', 'group_id', 'lww'),
    ('membership', 'member_kind', 'keep'),
    ('membership', 'regularised_on', 'keep'),
    ('membership', 'probation_due_on', 'max'),
    ('membership', 'in_from', 'lww'),
    ('membership', 'out_on', 'keep'),
    ('membership', 'out_to', 'keep'),
    ('membership', 'status', 'keep'),
    ('membership', 'is_floating', 'lww'),
    ('membership', 'end_reason', 'keep'),
    ('membership', 'remark', 'text');

-- Columns that one act writes together; they never mix two people's facts.
-- Becoming a full member is one act: the kind and its day.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('membership', 'standing', 'member_kind'),
    ('membership', 'standing', 'regularised_on');
-- Leaving is one act: status, day, where to and why.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('membership', 'state', 'status'),
    ('membership', 'state', 'out_on'),
    ('membership', 'state', 'out_to'),
    ('membership', 'state', 'end_reason');
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('membership', 'recording', 'created_at'),
    ('membership', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('membership', 'archiving', 'archived_at'),
    ('membership', 'archiving', 'archived_by'),
    ('membership', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('membership', NULL, '党员身份', 'Memberships', NULL),
    ('membership', 'id', '记录编号', 'Record number', NULL),
    ('membership', 'scope_id', '范围', 'Scope', NULL),
    ('membership', 'person_id', '人员', 'Person', NULL),
    ('membership', 'branch_id', '所在支部', 'Branch', NULL),
    ('membership', 'group_id', '党小组', 'Party group', NULL),
    ('membership', 'member_kind', '党员类别', 'Kind of member', 'member_kind'),
    ('membership', 'joined_on', '入党日期', 'Joined the Party on', NULL),
    ('membership', 'regularised_on', '转正日期', 'Full member since', NULL),
    ('membership', 'probation_due_on', '预备期满日期', 'Probation ends on', NULL),
    ('membership', 'in_on', '转入日期', 'Came in on', NULL),
    ('membership', 'in_from', '转入自', 'Came from', NULL),
    ('membership', 'out_on', '转出日期', 'Left on', NULL),
    ('membership', 'out_to', '转往', 'Went to', NULL),
    ('membership', 'status', '党籍状态', 'Status', 'membership_status'),
    ('membership', 'is_floating', '流动党员', 'Floating member', NULL),
    ('membership', 'end_reason', '终止原因', 'Reason for ending', 'membership_end'),
    ('membership', 'remark', '备注', 'Remark', NULL),
    ('membership', 'created_at', '建档时间', 'Recorded at', NULL),
    ('membership', 'created_by', '建档人', 'Recorded by', NULL),
    ('membership', 'archived_at', '归档时间', 'Archived at', NULL),
    ('membership', 'archived_by', '归档人', 'Archived by', NULL),
    ('membership', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
