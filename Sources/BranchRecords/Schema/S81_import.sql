-- How a spreadsheet of an office finds its way into the tables. Most of it stands with the tables (`M….tables`) and is made
-- into views: v_reference (columns that name another record; `org` is a branch or a college, `subject` a person too),
-- v_import_key (the columns by which a line finds its record, in their order; a weak way is tried only where no other is
-- filled in), v_import_scope (the column through which a record belongs to a college), v_import_required (without these a
-- line is refused), v_required (without these a record stays a draft), v_import_default (what a new record gets where
-- nothing is said), v_import_part (further tables that one line fills) and v_sensitive (what is private: in no message, no
-- log and no file name). A new record's id is made of its scope and the first way that is filled in, so two computers that
-- import one file make the same records.

-- Headings that offices use besides the labels: heading, table, column (NULL: names the table).
CREATE VIEW v_import_alias (heading, tbl, col) AS VALUES
    ('学院', 'college', NULL),
    ('支部', 'branch', NULL),
    ('党员', 'person', NULL),
    ('党员名册', 'person', NULL),
    ('花名册', 'person', NULL),
    ('定级', 'grade', NULL),
    ('会议', 'meeting', NULL),
    ('出席', 'attendance', NULL),
    ('状态', 'attendance', 'state'),
    ('意见', 'opinion', NULL),
    ('方案', 'rect_plan', NULL),
    ('措施', 'rect_measure', NULL),
    ('晋位', 'promotion', NULL),
    ('述职', 'duty_report', NULL),
    ('考核', 'assessment', NULL),
    ('党费', 'dues_record', NULL),
    ('场所', 'venue', NULL),
    ('督查', 'inspection', NULL),
    ('转接', 'transfer_case', NULL),
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
