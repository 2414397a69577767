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

-- A remedy lists each value that is to be written, by table, key and column.

-- Whoever was appointed later follows on the other; where that is not so, the other is a mistake.
INSERT INTO zhibu_remedy (rule, verb, zh, en, sql) VALUES ('SC-01', 'take', '{kept} 在任，{other} 到 {kept} 任职那天为止（先后不明的按误登记归档）',
    '{kept} holds the post; {other} ends on the day when {kept} begins, or was recorded by mistake',
'SELECT ''post'' AS tbl, o.id AS key, ''end_on'' AS col, k.start_on AS value FROM post k JOIN post o ON o.id = :other WHERE k.id = :kept AND o.start_on < k.start_on
UNION ALL SELECT ''post'', o.id, ''end_reason'', ''adjust'' FROM post k JOIN post o ON o.id = :other WHERE k.id = :kept AND o.start_on < k.start_on
UNION ALL SELECT ''post'' AS tbl, x.id AS key, ''archived_at'' AS col, :at AS value FROM post x WHERE x.id = :other AND NOT EXISTS (SELECT 1 FROM post k WHERE k.id = :kept AND x.start_on < k.start_on)
UNION ALL SELECT ''post'', x.id, ''archived_by'', :person FROM post x WHERE x.id = :other AND NOT EXISTS (SELECT 1 FROM post k WHERE k.id = :kept AND x.start_on < k.start_on)
UNION ALL SELECT ''post'', x.id, ''archive_reason'', :reason FROM post x WHERE x.id = :other AND NOT EXISTS (SELECT 1 FROM post k WHERE k.id = :kept AND x.start_on < k.start_on)');

-- The other one stays findable and says whom it is; what would be there twice (the same branch, the same meeting) is archived.
INSERT INTO zhibu_remedy (rule, verb, zh, en, sql) VALUES ('SC-02', 'merge', '是同一人：{other} 并入 {kept}，名下的记录归到 {kept}，重复的归档，{other} 仍可查到',
    'one person: {other} goes into {kept} with its records, what is there twice is archived, and {other} is still found',
'SELECT ''person'' AS tbl, :other AS key, ''merged_into_id'' AS col, :kept AS value
UNION ALL SELECT ''membership'', x.id, ''person_id'', :kept FROM membership x WHERE x.person_id = :other AND NOT EXISTS (SELECT 1 FROM membership k WHERE k.person_id = :kept AND k.branch_id = x.branch_id AND k.status = ''active'' AND k.archived_at IS NULL)
UNION ALL SELECT ''membership'', x.id, ''end_reason'', ''duplicate'' FROM membership x WHERE x.person_id = :other AND x.archived_at IS NULL AND EXISTS (SELECT 1 FROM membership k WHERE k.person_id = :kept AND k.branch_id = x.branch_id AND k.status = ''active'' AND k.archived_at IS NULL)
UNION ALL SELECT ''membership'', x.id, ''archived_at'', :at FROM membership x WHERE x.person_id = :other AND x.archived_at IS NULL AND EXISTS (SELECT 1 FROM membership k WHERE k.person_id = :kept AND k.branch_id = x.branch_id AND k.status = ''active'' AND k.archived_at IS NULL)
UNION ALL SELECT ''membership'', x.id, ''archived_by'', :person FROM membership x WHERE x.person_id = :other AND x.archived_at IS NULL AND EXISTS (SELECT 1 FROM membership k WHERE k.person_id = :kept AND k.branch_id = x.branch_id AND k.status = ''active'' AND k.archived_at IS NULL)
UNION ALL SELECT ''membership'', x.id, ''archive_reason'', :reason FROM membership x WHERE x.person_id = :other AND x.archived_at IS NULL AND EXISTS (SELECT 1 FROM membership k WHERE k.person_id = :kept AND k.branch_id = x.branch_id AND k.status = ''active'' AND k.archived_at IS NULL)
UNION ALL SELECT ''attendance'', x.id, ''person_id'', :kept FROM attendance x WHERE x.person_id = :other AND NOT EXISTS (SELECT 1 FROM attendance k WHERE k.meeting_id = x.meeting_id AND k.person_id = :kept)
UNION ALL SELECT ''attendance'', x.id, ''archived_at'', :at FROM attendance x WHERE x.person_id = :other AND x.archived_at IS NULL AND EXISTS (SELECT 1 FROM attendance k WHERE k.meeting_id = x.meeting_id AND k.person_id = :kept)
UNION ALL SELECT ''attendance'', x.id, ''archived_by'', :person FROM attendance x WHERE x.person_id = :other AND x.archived_at IS NULL AND EXISTS (SELECT 1 FROM attendance k WHERE k.meeting_id = x.meeting_id AND k.person_id = :kept)
UNION ALL SELECT ''attendance'', x.id, ''archive_reason'', :reason FROM attendance x WHERE x.person_id = :other AND x.archived_at IS NULL AND EXISTS (SELECT 1 FROM attendance k WHERE k.meeting_id = x.meeting_id AND k.person_id = :kept)
UNION ALL SELECT ''person_private'', x.id, ''archived_at'', :at FROM person_private x WHERE x.person_id = :other AND x.archived_at IS NULL AND EXISTS (SELECT 1 FROM person_private k WHERE k.person_id = :kept)
UNION ALL SELECT ''person_private'', x.id, ''archived_by'', :person FROM person_private x WHERE x.person_id = :other AND x.archived_at IS NULL AND EXISTS (SELECT 1 FROM person_private k WHERE k.person_id = :kept)
UNION ALL SELECT ''person_private'', x.id, ''archive_reason'', :reason FROM person_private x WHERE x.person_id = :other AND x.archived_at IS NULL AND EXISTS (SELECT 1 FROM person_private k WHERE k.person_id = :kept)
UNION ALL SELECT ''person_private'', x.id, ''person_id'', :kept FROM person_private x WHERE x.person_id = :other AND NOT EXISTS (SELECT 1 FROM person_private k WHERE k.person_id = :kept)
UNION ALL SELECT ''post'', x.id, ''person_id'', :kept FROM post x WHERE x.person_id = :other
UNION ALL SELECT ''dues_record'', x.id, ''person_id'', :kept FROM dues_record x WHERE x.person_id = :other
UNION ALL SELECT ''dues_record'', x.id, ''collector_id'', :kept FROM dues_record x WHERE x.collector_id = :other
UNION ALL SELECT ''college'', x.id, ''linked_leader_id'', :kept FROM college x WHERE x.linked_leader_id = :other
UNION ALL SELECT ''survey'', x.id, ''surveyor_id'', :kept FROM survey x WHERE x.surveyor_id = :other
UNION ALL SELECT ''grade'', x.id, ''graded_by'', :kept FROM grade x WHERE x.graded_by = :other
UNION ALL SELECT ''rect_plan'', x.id, ''responsible_id'', :kept FROM rect_plan x WHERE x.responsible_id = :other
UNION ALL SELECT ''rect_plan'', x.id, ''guide_id'', :kept FROM rect_plan x WHERE x.guide_id = :other
UNION ALL SELECT ''rect_plan'', x.id, ''approved_by'', :kept FROM rect_plan x WHERE x.approved_by = :other
UNION ALL SELECT ''rect_measure'', x.id, ''responsible_id'', :kept FROM rect_measure x WHERE x.responsible_id = :other
UNION ALL SELECT ''rect_measure'', x.id, ''closed_by'', :kept FROM rect_measure x WHERE x.closed_by = :other
UNION ALL SELECT ''meeting'', x.id, ''chair_id'', :kept FROM meeting x WHERE x.chair_id = :other
UNION ALL SELECT ''meeting'', x.id, ''recorder_id'', :kept FROM meeting x WHERE x.recorder_id = :other
UNION ALL SELECT ''venue'', x.id, ''keeper_id'', :kept FROM venue x WHERE x.keeper_id = :other
UNION ALL SELECT ''fund_entry'', x.id, ''handler_id'', :kept FROM fund_entry x WHERE x.handler_id = :other
UNION ALL SELECT ''fund_entry'', x.id, ''approver_id'', :kept FROM fund_entry x WHERE x.approver_id = :other');

-- A member belongs to one branch.
INSERT INTO zhibu_remedy (rule, verb, zh, en, sql) VALUES ('SC-03', 'take', '在 {kept} 的支部，{other} 已转出',
    'a member where {kept} says; {other} was transferred there',
'SELECT ''membership'' AS tbl, o.id AS key, ''status'' AS col, ''out'' AS value FROM membership o WHERE o.id = :other
UNION ALL SELECT ''membership'', o.id, ''out_on'', COALESCE(k.in_on, :day) FROM membership o JOIN membership k ON k.id = :kept WHERE o.id = :other
UNION ALL SELECT ''membership'', o.id, ''out_to'', b.name FROM membership o JOIN membership k ON k.id = :kept JOIN branch b ON b.id = k.branch_id WHERE o.id = :other
UNION ALL SELECT ''membership'', o.id, ''end_reason'', ''transfer'' FROM membership o WHERE o.id = :other');

-- Only one grade may be reported.
INSERT INTO zhibu_remedy (rule, verb, zh, en, sql) VALUES ('SC-04', 'take', '以 {kept} 为准，{other} 归档',
    '{kept} stands; {other} is archived',
'SELECT ''grade'' AS tbl, x.id AS key, ''archived_at'' AS col, :at AS value FROM grade x WHERE x.id = :other
UNION ALL SELECT ''grade'', x.id, ''archived_by'', :person FROM grade x WHERE x.id = :other
UNION ALL SELECT ''grade'', x.id, ''archive_reason'', :reason FROM grade x WHERE x.id = :other');

-- The confirmed grade holds.
INSERT INTO zhibu_remedy (rule, verb, zh, en, sql) VALUES ('SC-05', 'take', '恢复为校党委确认的等次',
    'the grade as the committee confirmed it',
'SELECT ''grade'' AS tbl, g.id AS key, ''level'' AS col, g.confirmed_level AS value FROM grade g WHERE g.id = :kept
UNION ALL SELECT ''promotion'', p.id, ''to_level'', p.confirmed_level FROM promotion p WHERE p.id = :kept');

-- One election, recorded twice.
INSERT INTO zhibu_remedy (rule, verb, zh, en, sql) VALUES ('SC-12', 'take', '以 {kept} 为准，{other} 是同一次换届重复登记，归档；任职归到 {kept}',
    '{kept} stands; {other} is the same election recorded twice, and its posts go to {kept}',
'SELECT ''term'' AS tbl, x.id AS key, ''archived_at'' AS col, :at AS value FROM term x WHERE x.id = :other
UNION ALL SELECT ''term'', x.id, ''archived_by'', :person FROM term x WHERE x.id = :other
UNION ALL SELECT ''term'', x.id, ''archive_reason'', :reason FROM term x WHERE x.id = :other
UNION ALL SELECT ''post'', x.id, ''term_id'', :kept FROM post x WHERE x.term_id = :other');

-- A fact that speaks for a choice; where there is none, nothing is suggested.

INSERT INTO zhibu_advice (about, sql) VALUES ('SC-01',
'SELECT ''take '' || iif(p.doc_no <> '''', 1, 2) AS choice, ''只有 ['' || iif(p.doc_no <> '''', 1, 2) || ''] 有任免文号'' AS zh,
    ''only ['' || iif(p.doc_no <> '''', 1, 2) || ''] has a document number'' AS en
FROM post p JOIN post q ON q.id = :other WHERE p.id = :key AND (COALESCE(p.doc_no, '''') <> '''') <> (COALESCE(q.doc_no, '''') <> '''')');

INSERT INTO zhibu_advice (about, sql) VALUES ('SC-02',
'SELECT ''merge '' || iif(COALESCE(q.created_at, ''9'') < COALESCE(p.created_at, ''9''), 2, 1) AS choice,
    CASE WHEN x.identity_no = y.identity_no AND p.staff_student_no = q.staff_student_no THEN ''证件号码和学号（工号）都相同''
        WHEN x.identity_no = y.identity_no THEN ''证件号码相同'' ELSE ''学号（工号）相同'' END AS zh,
    CASE WHEN x.identity_no = y.identity_no THEN ''the identity numbers are the same'' ELSE ''the student or staff numbers are the same'' END AS en
FROM person p JOIN person q ON q.id = :other
LEFT JOIN person_private x ON x.person_id = p.id LEFT JOIN person_private y ON y.person_id = q.id
WHERE p.id = :key AND p.name = q.name
AND (x.identity_no <> '''' AND x.identity_no = y.identity_no OR p.staff_student_no <> '''' AND p.staff_student_no = q.staff_student_no)');

INSERT INTO zhibu_advice (about, sql) VALUES ('SC-04',
'SELECT ''take '' || iif(g.confirmed_level IS NOT NULL, 1, 2) AS choice, ''只有 ['' || iif(g.confirmed_level IS NOT NULL, 1, 2) || ''] 经校党委确认'' AS zh,
    ''only ['' || iif(g.confirmed_level IS NOT NULL, 1, 2) || ''] is confirmed by the committee'' AS en
FROM grade g JOIN grade h ON h.id = :other WHERE g.id = :key AND (g.confirmed_level IS NULL) <> (h.confirmed_level IS NULL)');

INSERT INTO zhibu_advice (about, sql) VALUES ('SC-05',
'SELECT ''take 1'' AS choice, ''校党委确认文号 '' || g.confirmed_doc_no AS zh, ''confirmed by document '' || g.confirmed_doc_no AS en
FROM grade g WHERE g.id = :key AND g.confirmed_doc_no <> ''''
UNION ALL
SELECT ''take 1'', ''校党委确认文号 '' || p.confirmed_doc_no, ''confirmed by document '' || p.confirmed_doc_no
FROM promotion p WHERE p.id = :key AND p.confirmed_doc_no <> ''''');

INSERT INTO zhibu_advice (about, sql) VALUES ('grade.grading',
'SELECT ''take '' || (c.key + 1) AS choice, ''校党委确认的就是这个等次'' AS zh, ''the committee has confirmed this grade'' AS en
FROM grade g JOIN json_each(:candidates) c ON json_extract(c.value, ''$.level'') = g.confirmed_level
WHERE g.id = :key AND g.confirmed_level IS NOT NULL AND 1 = (
    SELECT count(*) FROM json_each(:candidates) d WHERE json_extract(d.value, ''$.level'') = g.confirmed_level)');
