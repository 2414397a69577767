-- How a person settles what no rule may decide: which conflicts two people settle, what puts a finding right and what
-- speaks for it, and under which record a conflict is listed.

-- Grades, promotions, confirmed results and what was handed in: a second person signs, on another device.
INSERT INTO zhibu_second (tbl, col) VALUES
    ('grade', NULL),
    ('promotion', NULL),
    ('assessment', 'confirmed_level'),
    ('report_submission', 'submitted_on');

-- What a record is a part of: its conflicts are listed under that.
INSERT INTO zhibu_part (tbl, whole, key_sql) VALUES
    ('membership', 'person', 'person_id'),
    ('person_private', 'person', 'person_id'),
    ('dues_record', 'person', 'person_id'),
    ('post', 'branch', 'iif(org_kind = ''branch'', org_id, NULL)'),
    ('term', 'branch', 'iif(org_kind = ''branch'', org_id, NULL)'),
    ('survey', 'branch', 'iif(org_kind = ''branch'', org_id, NULL)'),
    ('survey_item', 'survey', 'survey_id'),
    ('grade', 'branch', 'iif(org_kind = ''branch'', org_id, NULL)'),
    ('rect_plan', 'branch', 'iif(org_kind = ''branch'', org_id, NULL)'),
    ('rect_measure', 'rect_plan', 'plan_id'),
    ('opinion', 'branch', 'iif(org_kind = ''branch'', org_id, NULL)'),
    ('promotion', 'branch', 'iif(org_kind = ''branch'', org_id, NULL)'),
    ('meeting', 'branch', 'iif(org_kind = ''branch'', org_id, NULL)'),
    ('attendance', 'meeting', 'meeting_id'),
    ('venue', 'branch', 'iif(org_kind = ''branch'', org_id, NULL)'),
    ('appraisal', 'branch', 'iif(org_kind = ''branch'', org_id, NULL)'),
    ('assessment', 'branch', 'iif(org_kind = ''branch'', org_id, NULL)'),
    ('fund_account', 'branch', 'iif(org_kind = ''branch'', org_id, NULL)'),
    ('fund_entry', 'fund_account', 'account_id'),
    ('report_submission', 'branch', 'iif(org_kind = ''branch'', org_id, NULL)');

-- A remedy lists each value that is to be written, by table, key and column; `:kept` and `:other` are the two records.
-- What is archived says when, by whom and why.

-- Whoever was appointed later follows on the other; where that is not so, the other is a mistake.
INSERT INTO zhibu_remedy (rule, verb, zh, en, sql) VALUES ('SC-01', 'take',
    '{kept} 在任，{other} 到 {kept} 任职那天为止（先后不明的按误登记归档）',
    '{kept} holds the post; {other} ends on the day when {kept} begins, or was recorded by mistake',
'WITH pair AS (
    SELECT o.id, k.start_on, COALESCE(o.start_on < k.start_on, 0) AS follows
    FROM post k JOIN post o ON o.id = :other WHERE k.id = :kept)
SELECT ''post'' AS tbl, id AS key, ''end_on'' AS col, start_on AS value FROM pair WHERE follows
UNION ALL SELECT ''post'', id, ''end_reason'', ''adjust'' FROM pair WHERE follows
UNION ALL SELECT ''post'', id, ''archived_at'', :at FROM pair WHERE NOT follows
UNION ALL SELECT ''post'', id, ''archived_by'', :person FROM pair WHERE NOT follows
UNION ALL SELECT ''post'', id, ''archive_reason'', :reason FROM pair WHERE NOT follows');

-- The other one stays findable and says whom it is; what would be there twice (a member of the same branch, at the same
-- meeting, with numbers of their own) is archived, and all else is the kept one's.
INSERT INTO zhibu_remedy (rule, verb, zh, en, sql) VALUES ('SC-02', 'merge',
    '是同一人：{other} 并入 {kept}，名下的记录归到 {kept}，重复的归档，{other} 仍可查到',
    'one person: {other} goes into {kept} with its records, what is there twice is archived, and {other} is still found',
'WITH twice(tbl, id) AS (
    SELECT ''membership'', x.id FROM membership x
    WHERE x.person_id = :other AND x.archived_at IS NULL AND EXISTS (
        SELECT 1 FROM membership k
        WHERE k.person_id = :kept AND k.branch_id = x.branch_id AND k.status = ''active'' AND k.archived_at IS NULL)
    UNION ALL
    SELECT ''attendance'', x.id FROM attendance x
    WHERE x.person_id = :other AND x.archived_at IS NULL AND EXISTS (
        SELECT 1 FROM attendance k WHERE k.meeting_id = x.meeting_id AND k.person_id = :kept)
    UNION ALL
    SELECT ''person_private'', x.id FROM person_private x
    WHERE x.person_id = :other AND x.archived_at IS NULL AND EXISTS (
        SELECT 1 FROM person_private k WHERE k.person_id = :kept)),
link(tbl, id, col) AS (
    SELECT ''membership'', id, ''person_id'' FROM membership WHERE person_id = :other
    UNION ALL SELECT ''attendance'', id, ''person_id'' FROM attendance WHERE person_id = :other
    UNION ALL SELECT ''person_private'', id, ''person_id'' FROM person_private WHERE person_id = :other
    UNION ALL SELECT ''post'', id, ''person_id'' FROM post WHERE person_id = :other
    UNION ALL SELECT ''dues_record'', id, ''person_id'' FROM dues_record WHERE person_id = :other
    UNION ALL SELECT ''dues_record'', id, ''collector_id'' FROM dues_record WHERE collector_id = :other
    UNION ALL SELECT ''college'', id, ''linked_leader_id'' FROM college WHERE linked_leader_id = :other
    UNION ALL SELECT ''survey'', id, ''surveyor_id'' FROM survey WHERE surveyor_id = :other
    UNION ALL SELECT ''grade'', id, ''graded_by'' FROM grade WHERE graded_by = :other
    UNION ALL SELECT ''rect_plan'', id, ''responsible_id'' FROM rect_plan WHERE responsible_id = :other
    UNION ALL SELECT ''rect_plan'', id, ''guide_id'' FROM rect_plan WHERE guide_id = :other
    UNION ALL SELECT ''rect_plan'', id, ''approved_by'' FROM rect_plan WHERE approved_by = :other
    UNION ALL SELECT ''rect_measure'', id, ''responsible_id'' FROM rect_measure WHERE responsible_id = :other
    UNION ALL SELECT ''rect_measure'', id, ''closed_by'' FROM rect_measure WHERE closed_by = :other
    UNION ALL SELECT ''meeting'', id, ''chair_id'' FROM meeting WHERE chair_id = :other
    UNION ALL SELECT ''meeting'', id, ''recorder_id'' FROM meeting WHERE recorder_id = :other
    UNION ALL SELECT ''venue'', id, ''keeper_id'' FROM venue WHERE keeper_id = :other
    UNION ALL SELECT ''fund_entry'', id, ''handler_id'' FROM fund_entry WHERE handler_id = :other
    UNION ALL SELECT ''fund_entry'', id, ''approver_id'' FROM fund_entry WHERE approver_id = :other)
SELECT ''person'' AS tbl, :other AS key, ''merged_into_id'' AS col, :kept AS value
UNION ALL SELECT tbl, id, ''archived_at'', :at FROM twice
UNION ALL SELECT tbl, id, ''archived_by'', :person FROM twice
UNION ALL SELECT tbl, id, ''archive_reason'', :reason FROM twice
UNION ALL SELECT tbl, id, ''end_reason'', ''duplicate'' FROM twice WHERE tbl = ''membership''
UNION ALL SELECT l.tbl, l.id, l.col, :kept FROM link l
WHERE NOT EXISTS (SELECT 1 FROM twice t WHERE t.tbl = l.tbl AND t.id = l.id)');

-- A member belongs to one branch.
INSERT INTO zhibu_remedy (rule, verb, zh, en, sql) VALUES ('SC-03', 'take',
    '在 {kept} 的支部，{other} 已转出', 'a member where {kept} says; {other} was transferred there',
'WITH pair AS (
    SELECT o.id, COALESCE(k.in_on, :day) AS moved_on, b.name AS branch
    FROM membership k JOIN membership o ON o.id = :other LEFT JOIN branch b ON b.id = k.branch_id WHERE k.id = :kept)
SELECT ''membership'' AS tbl, id AS key, ''status'' AS col, ''out'' AS value FROM pair
UNION ALL SELECT ''membership'', id, ''out_on'', moved_on FROM pair
UNION ALL SELECT ''membership'', id, ''out_to'', branch FROM pair
UNION ALL SELECT ''membership'', id, ''end_reason'', ''transfer'' FROM pair');

-- Only one grade may be reported.
INSERT INTO zhibu_remedy (rule, verb, zh, en, sql) VALUES ('SC-04', 'take',
    '以 {kept} 为准，{other} 归档', '{kept} stands; {other} is archived',
'SELECT ''grade'' AS tbl, :other AS key, ''archived_at'' AS col, :at AS value
UNION ALL SELECT ''grade'', :other, ''archived_by'', :person
UNION ALL SELECT ''grade'', :other, ''archive_reason'', :reason');

-- The confirmed grade holds.
INSERT INTO zhibu_remedy (rule, verb, zh, en, sql) VALUES ('SC-05', 'take',
    '恢复为校党委确认的等次', 'the grade as the committee confirmed it',
'SELECT ''grade'' AS tbl, id AS key, ''level'' AS col, confirmed_level AS value FROM grade WHERE id = :kept
UNION ALL SELECT ''promotion'', id, ''to_level'', confirmed_level FROM promotion WHERE id = :kept');

-- One election, recorded twice.
INSERT INTO zhibu_remedy (rule, verb, zh, en, sql) VALUES ('SC-12', 'take',
    '以 {kept} 为准，{other} 是同一次换届重复登记，归档；任职归到 {kept}',
    '{kept} stands; {other} is the same election recorded twice, and its posts go to {kept}',
'SELECT ''term'' AS tbl, :other AS key, ''archived_at'' AS col, :at AS value
UNION ALL SELECT ''term'', :other, ''archived_by'', :person
UNION ALL SELECT ''term'', :other, ''archive_reason'', :reason
UNION ALL SELECT ''post'', id, ''term_id'', :kept FROM post WHERE term_id = :other');

-- A fact that speaks for a choice; where there is none, nothing is suggested.
INSERT INTO zhibu_advice (about, sql) VALUES ('SC-01',
'WITH pair AS (
    SELECT iif(p.doc_no <> '''', 1, 2) AS number FROM post p JOIN post q ON q.id = :other
    WHERE p.id = :key AND (COALESCE(p.doc_no, '''') <> '''') <> (COALESCE(q.doc_no, '''') <> ''''))
SELECT ''take '' || number AS choice, ''只有 ['' || number || ''] 有任免文号'' AS zh,
    ''only ['' || number || ''] has a document number'' AS en
FROM pair');

INSERT INTO zhibu_advice (about, sql) VALUES ('SC-02',
'WITH pair AS (
    SELECT iif(COALESCE(q.created_at, ''9'') < COALESCE(p.created_at, ''9''), 2, 1) AS number,
        COALESCE(x.identity_no <> '''' AND x.identity_no = y.identity_no, 0) AS identity,
        COALESCE(p.staff_student_no <> '''' AND p.staff_student_no = q.staff_student_no, 0) AS staff
    FROM person p JOIN person q ON q.id = :other
    LEFT JOIN person_private x ON x.person_id = p.id LEFT JOIN person_private y ON y.person_id = q.id
    WHERE p.id = :key AND p.name = q.name)
SELECT ''merge '' || number AS choice,
    CASE WHEN identity AND staff THEN ''证件号码和学号（工号）都相同'' WHEN identity THEN ''证件号码相同''
        ELSE ''学号（工号）相同'' END AS zh,
    CASE WHEN identity THEN ''the identity numbers are the same''
        ELSE ''the student or staff numbers are the same'' END AS en
FROM pair WHERE identity OR staff');

INSERT INTO zhibu_advice (about, sql) VALUES ('SC-04',
'WITH pair AS (
    SELECT iif(g.confirmed_level IS NOT NULL, 1, 2) AS number FROM grade g JOIN grade h ON h.id = :other
    WHERE g.id = :key AND (g.confirmed_level IS NULL) <> (h.confirmed_level IS NULL))
SELECT ''take '' || number AS choice, ''只有 ['' || number || ''] 经校党委确认'' AS zh,
    ''only ['' || number || ''] is confirmed by the committee'' AS en
FROM pair');

INSERT INTO zhibu_advice (about, sql) VALUES ('SC-05',
'WITH document(number) AS (
    SELECT confirmed_doc_no FROM grade WHERE id = :key UNION ALL SELECT confirmed_doc_no FROM promotion WHERE id = :key)
SELECT ''take 1'' AS choice, ''校党委确认文号 '' || number AS zh, ''confirmed by document '' || number AS en
FROM document WHERE number <> ''''');

INSERT INTO zhibu_advice (about, sql) VALUES ('grade.grading',
'WITH confirmed(number) AS (
    SELECT c.key + 1 FROM grade g JOIN json_each(:candidates) c ON json_extract(c.value, ''$.level'') = g.confirmed_level
    WHERE g.id = :key)
SELECT ''take '' || max(number) AS choice, ''校党委确认的就是这个等次'' AS zh, ''the committee has confirmed this grade'' AS en
FROM confirmed HAVING count(*) = 1');
