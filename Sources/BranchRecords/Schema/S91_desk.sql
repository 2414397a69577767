-- How a person settles what no rule may decide: which conflicts two people settle, under which record a conflict is listed,
-- and what speaks for a value. What puts a finding of a rule right, and what speaks for that, stands with the rule.

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

-- A fact that speaks for a choice; where there is none, nothing is suggested.
INSERT INTO zhibu_advice (about, sql) VALUES ('grade.grading',
'WITH confirmed(number) AS (
    SELECT c.key + 1 FROM grade g JOIN json_each(:candidates) c ON json_extract(c.value, ''$.level'') = g.confirmed_level
    WHERE g.id = :key)
SELECT ''take '' || max(number) AS choice, ''校党委确认的就是这个等次'' AS zh, ''the committee has confirmed this grade'' AS en
FROM confirmed HAVING count(*) = 1');
