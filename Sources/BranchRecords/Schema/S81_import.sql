-- How a spreadsheet of an office finds its way into the tables. Data for RecordImport; to teach it
-- another heading or another key, change a line here.

-- Headings that offices use besides the labels: heading, table, column (NULL: names the table).
CREATE VIEW v_import_alias (heading, tbl, col) AS VALUES
    ('学院', 'college', NULL),
    ('支部', 'branch', NULL),
    ('党员', 'person', NULL),
    ('党员名册', 'person', NULL),
    ('花名册', 'person', NULL),
    ('定级', 'grade', NULL),
    ('会议', 'meeting', NULL),
    ('代码', 'college', 'id'),
    ('代码', 'branch', 'code'),
    ('名称', 'branch', 'name'),
    ('学院', 'branch', 'college_id'),
    ('学号', 'person', 'staff_student_no'),
    ('工号', 'person', 'staff_student_no'),
    ('出生年月', 'person', 'birth_date'),
    ('身份证号', 'person_private', 'identity_no'),
    ('身份证号码', 'person_private', 'identity_no'),
    ('手机号', 'person_private', 'mobile'),
    ('手机号码', 'person_private', 'mobile'),
    ('联系电话', 'person_private', 'mobile'),
    ('邮箱', 'person_private', 'email'),
    ('支部', 'membership', 'branch_id'),
    ('党支部', 'membership', 'branch_id'),
    ('所属支部', 'membership', 'branch_id'),
    ('入党时间', 'membership', 'joined_on'),
    ('转正时间', 'membership', 'regularised_on'),
    ('党员备注', 'membership', 'remark'),
    ('支部', 'survey', 'org_id'),
    ('支部', 'grade', 'org_id'),
    ('支部', 'rect_plan', 'org_id'),
    ('支部', 'rect_measure', 'plan_id'),
    ('支部', 'meeting', 'org_id'),
    ('措施', 'rect_measure', 'action');

-- Tables that one line of a file may fill besides the one it is for: table, further table, the
-- column there that gets the id of the first.
CREATE VIEW v_import_part (tbl, part, link) AS VALUES
    ('person', 'person_private', 'person_id'),
    ('person', 'membership', 'person_id');

-- Columns that hold the id of another record: `org` is a branch or a college. A file gives the
-- record's name or code instead.
CREATE VIEW v_reference (tbl, col, target) AS VALUES
    ('college', 'linked_leader_id', 'person'),
    ('branch', 'college_id', 'college'),
    ('branch', 'successor_branch_id', 'branch'),
    ('person', 'merged_into_id', 'person'),
    ('person_private', 'person_id', 'person'),
    ('membership', 'person_id', 'person'),
    ('membership', 'branch_id', 'branch'),
    ('survey', 'org_id', 'org'),
    ('survey', 'surveyor_id', 'person'),
    ('grade', 'org_id', 'org'),
    ('grade', 'graded_by', 'person'),
    ('rect_plan', 'org_id', 'org'),
    ('rect_plan', 'grade_id', 'grade'),
    ('rect_plan', 'responsible_id', 'person'),
    ('rect_plan', 'guide_id', 'person'),
    ('rect_plan', 'approved_by', 'person'),
    ('rect_measure', 'plan_id', 'rect_plan'),
    ('rect_measure', 'responsible_id', 'person'),
    ('rect_measure', 'closed_by', 'person'),
    ('meeting', 'org_id', 'org'),
    ('meeting', 'chair_id', 'person'),
    ('meeting', 'recorder_id', 'person');

-- By which columns a line finds the record it means, in this order: the first way that finds one
-- decides. A way that is weak, because two people may share a name and a birthday, is tried only
-- where no other is filled in. A new record's id is made of its scope and the first way that is
-- filled in, so two computers that import one file make the same records.
CREATE VIEW v_import_key (tbl, rank, columns, is_weak) AS VALUES
    ('college', 1, 'id', 0),
    ('branch', 1, 'code', 0),
    ('person', 1, 'staff_student_no', 0),
    ('person', 2, 'identity_no', 0),
    ('person', 3, 'name,birth_date', 1),
    ('person_private', 1, 'person_id', 0),
    ('membership', 1, 'person_id,branch_id', 0),
    ('survey', 1, 'campaign_id,org_id,round', 0),
    ('grade', 1, 'campaign_id,org_id,round', 0),
    ('rect_plan', 1, 'campaign_id,org_id', 0),
    ('rect_measure', 1, 'plan_id,seq_no', 0),
    ('meeting', 1, 'org_id,kind,held_on,title', 0);

-- The column through which a record belongs to a college, and the table that column refers to.
CREATE VIEW v_import_scope (tbl, col, target) AS VALUES
    ('branch', 'college_id', 'college'),
    ('person', 'branch_id', 'branch'),
    ('membership', 'branch_id', 'branch'),
    ('survey', 'org_id', 'org'),
    ('grade', 'org_id', 'org'),
    ('rect_plan', 'org_id', 'org'),
    ('rect_measure', 'plan_id', 'rect_plan'),
    ('meeting', 'org_id', 'org');

-- Columns without which a line is refused.
CREATE VIEW v_import_required (tbl, col) AS VALUES
    ('college', 'id'), ('college', 'name'), ('college', 'short_name'),
    ('branch', 'code'), ('branch', 'name'), ('branch', 'college_id'),
    ('person', 'name'),
    ('membership', 'branch_id'), ('membership', 'member_kind'),
    ('survey', 'org_id'),
    ('grade', 'org_id'),
    ('rect_plan', 'org_id'),
    ('rect_measure', 'plan_id'), ('rect_measure', 'seq_no'), ('rect_measure', 'action'),
    ('meeting', 'org_id'), ('meeting', 'kind'), ('meeting', 'title'), ('meeting', 'held_on');

-- What a new record gets where the file says nothing.
CREATE VIEW v_import_default (tbl, col, value) AS VALUES
    ('college', 'status', 'active'),
    ('branch', 'status', 'active'),
    ('membership', 'status', 'active'),
    ('survey', 'status', 'draft'),
    ('grade', 'status', 'draft'),
    ('rect_plan', 'status', 'draft'),
    ('rect_measure', 'status', 'open'),
    ('meeting', 'status', 'held');
