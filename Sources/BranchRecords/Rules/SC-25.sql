-- Only the two files matter. Where both are of one application the papers of the other go to the file that is kept, but no
-- step or review that it has already; the other stays findable.
-- rule: SC-25 | high | 同一人两份发展档案 | Two development files
-- card: {name}有两份进行中的发展档案（{branch}，{day}申请；{branch2}，{day2}申请） | {name} has two running development files, in {branch} (applied {day}) and {branch2} (applied {day2})
SELECT DISTINCT 'dev_case' AS tbl, min(c.id, d.id) AS key, max(c.id, d.id) AS other_key,
    iif(c.id < d.id, COALESCE(c.applied_on, '?') || ' / ' || COALESCE(d.applied_on, '?'),
        COALESCE(d.applied_on, '?') || ' / ' || COALESCE(c.applied_on, '?')) AS detail
FROM zhibu_touched t
CROSS JOIN dev_case c ON c.id = t.key
CROSS JOIN dev_case d ON d.person_id = c.person_id AND d.id <> c.id
WHERE t.tbl = 'dev_case' AND c.archived_at IS NULL AND d.archived_at IS NULL
AND c.status IN ('active', 'paused') AND d.status IN ('active', 'paused')

-- values
SELECT COALESCE(p.name, '？') AS name, COALESCE(b.name, '？') AS branch, COALESCE(c.applied_on, '？') AS day,
    COALESCE(e.name, '？') AS branch2, COALESCE(d.applied_on, '？') AS day2
FROM dev_case c JOIN dev_case d ON d.id = :other
LEFT JOIN person p ON p.id = c.person_id LEFT JOIN branch b ON b.id = c.branch_id LEFT JOIN branch e ON e.id = d.branch_id
WHERE c.id = :key

-- take: 以 {kept} 为准，{other} 归档 | {kept} stands; {other} is archived
SELECT 'dev_case' AS tbl, :other AS key, 'archived_at' AS col, :at AS value
UNION ALL SELECT 'dev_case', :other, 'archived_by', :person
UNION ALL SELECT 'dev_case', :other, 'archive_reason', :reason

-- merge: 是同一次申请：{other} 的步骤和材料中 {kept} 没有的归到 {kept}，{other} 归档 | one application: steps and papers of {other} that {kept} lacks go to {kept}, and {other} is archived
SELECT 'dev_step' AS tbl, x.id AS key, 'case_id' AS col, :kept AS value FROM dev_step x
WHERE x.case_id = :other AND x.archived_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM dev_step k WHERE k.case_id = :kept AND k.step = x.step AND k.archived_at IS NULL)
UNION ALL SELECT 'dev_review', x.id, 'case_id', :kept FROM dev_review x
WHERE x.case_id = :other AND x.archived_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM dev_review k WHERE k.case_id = :kept AND k.half = x.half AND k.archived_at IS NULL)
UNION ALL SELECT 'dev_mentor', x.id, 'case_id', :kept FROM dev_mentor x
WHERE x.case_id = :other AND x.archived_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM dev_mentor k WHERE k.case_id = :kept AND k.person_id = x.person_id AND k.kind = x.kind
    AND k.archived_at IS NULL)
UNION ALL SELECT 'dev_vetting', x.id, 'case_id', :kept FROM dev_vetting x
WHERE x.case_id = :other AND x.archived_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM dev_vetting k WHERE k.case_id = :kept AND k.subject_name = x.subject_name AND k.archived_at IS NULL)
UNION ALL SELECT 'dev_notice', x.id, 'case_id', :kept FROM dev_notice x
WHERE x.case_id = :other AND x.archived_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM dev_notice k WHERE k.case_id = :kept AND k.kind = x.kind AND k.start_on = x.start_on
    AND k.archived_at IS NULL)
UNION ALL SELECT 'dev_vote', x.id, 'case_id', :kept FROM dev_vote x
WHERE x.case_id = :other AND x.archived_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM dev_vote k WHERE k.case_id = :kept AND k.meeting_id = x.meeting_id AND k.kind = x.kind
    AND k.archived_at IS NULL)
UNION ALL SELECT 'league_recommend', x.id, 'case_id', :kept FROM league_recommend x
WHERE x.case_id = :other AND x.archived_at IS NULL
UNION ALL SELECT 'dev_case', :other, 'status', 'moved'
UNION ALL SELECT 'dev_case', :other, 'archived_at', :at
UNION ALL SELECT 'dev_case', :other, 'archived_by', :person
UNION ALL SELECT 'dev_case', :other, 'archive_reason', :reason

-- advice
WITH pair AS (
    SELECT iif(c.applied_on < d.applied_on, 1, 2) AS number FROM dev_case c JOIN dev_case d ON d.id = :other
    WHERE c.id = :key AND c.applied_on <> d.applied_on)
SELECT 'merge ' || number AS choice, '[' || number || '] 申请在先' AS zh, '[' || number || '] is the earlier application' AS en
FROM pair
