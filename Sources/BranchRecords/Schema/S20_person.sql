-- 人员 (person)
--
-- The people a college keeps records of. What is private stands in person_private.

CREATE TABLE person (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (
        lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2)))
        || '-4' || substr(lower(hex(randomblob(2))), 2)
        || '-8' || substr(lower(hex(randomblob(2))), 2)
        || '-' || lower(hex(randomblob(6)))),
    scope_id TEXT,
    name TEXT name,
    name_pinyin TEXT,
    gender TEXT,
    birth_date TEXT date partial,
    ethnicity TEXT,
    native_place TEXT,
    person_kind TEXT,
    staff_student_no TEXT code,
    admin_unit_id TEXT,
    class_name TEXT,
    enrol_year INTEGER,
    education TEXT,
    degree TEXT,
    tech_title TEXT,
    admin_post TEXT,
    work_start_on TEXT date,
    retired_on TEXT date,
    left_on TEXT date,
    deceased_on TEXT date,
    merged_into_id TEXT,
    remark TEXT long,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX person_by_scope ON person (scope_id);
CREATE INDEX person_by_name_birth_date ON person (name, birth_date);
CREATE INDEX person_by_staff_student_no ON person (staff_student_no);

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('person', 'scope_id');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('person', 'name');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('person', NULL, 'lww'),
    ('person', 'scope_id', 'lww'),
    ('person', 'created_at', 'lww'),
    ('person', 'created_by', 'lww'),
    ('person', 'archived_at', 'keep'),
    ('person', 'archived_by', 'keep'),
    ('person', 'archive_reason', 'keep'),
    ('person', 'name', 'keep'),
    ('person', 'gender', 'keep'),
    ('person', 'birth_date', 'keep'),
    ('person', 'person_kind', 'keep'),
    ('person', 'staff_student_no', 'keep'),
    ('person', 'retired_on', 'keep'),
    ('person', 'left_on', 'keep'),
    ('person', 'deceased_on', 'keep'),
    ('person', 'merged_into_id', 'once'),
    ('person', 'remark', 'text');

-- Columns that one act writes together; they never mix two people's facts.
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('person', 'recording', 'created_at'),
    ('person', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('person', 'archiving', 'archived_at'),
    ('person', 'archiving', 'archived_by'),
    ('person', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('person', NULL, '人员', 'People', NULL),
    ('person', 'id', '记录编号', 'Record number', NULL),
    ('person', 'scope_id', '范围', 'Scope', NULL),
    ('person', 'name', '姓名', 'Name', NULL),
    ('person', 'name_pinyin', '姓名拼音', 'Name in pinyin', NULL),
    ('person', 'gender', '性别', 'Sex', 'gender'),
    ('person', 'birth_date', '出生日期', 'Date of birth', NULL),
    ('person', 'ethnicity', '民族', 'Ethnic group', 'ethnicity'),
    ('person', 'native_place', '籍贯', 'Native place', NULL),
    ('person', 'person_kind', '人员类别', 'Kind of person', 'person_kind'),
    ('person', 'staff_student_no', '工号/学号', 'Staff or student no.', NULL),
    ('person', 'admin_unit_id', '所在单位', 'Administrative unit', NULL),
    ('person', 'class_name', '班级', 'Class', NULL),
    ('person', 'enrol_year', '年级', 'Year of entry', NULL),
    ('person', 'education', '学历', 'Education', 'education'),
    ('person', 'degree', '学位', 'Degree', 'degree'),
    ('person', 'tech_title', '专业技术职务', 'Professional title', NULL),
    ('person', 'admin_post', '行政职务', 'Administrative post', NULL),
    ('person', 'work_start_on', '参加工作时间', 'Began work on', NULL),
    ('person', 'retired_on', '离退休日期', 'Retired on', NULL),
    ('person', 'left_on', '离校日期', 'Left the university on', NULL),
    ('person', 'deceased_on', '去世日期', 'Deceased on', NULL),
    ('person', 'merged_into_id', '并入人员', 'Merged into person', NULL),
    ('person', 'remark', '备注', 'Remark', NULL),
    ('person', 'created_at', '建档时间', 'Recorded at', NULL),
    ('person', 'created_by', '建档人', 'Recorded by', NULL),
    ('person', 'archived_at', '归档时间', 'Archived at', NULL),
    ('person', 'archived_by', '归档人', 'Archived by', NULL),
    ('person', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
