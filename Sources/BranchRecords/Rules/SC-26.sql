-- A file counts for the quota that it names, and else for that of its branch's college, of the year of approval and of what
-- kind of person it is. The key of a quota is made of those three, but it is looked up by them.
-- rule: SC-26 | mid | 发展计划数超额 | Development quota exceeded
-- card: {college}{year}年{kind}发展计划{planned}人，各支部合计已批准{used}人 | {college} has {used} approvals against a quota of {planned} for {kind_en}, {year}
WITH file(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'dev_case'
    UNION
    SELECT c.id FROM zhibu_touched t CROSS JOIN dev_case c ON c.person_id = t.key WHERE t.tbl = 'person'),
near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'dev_quota'
    UNION
    SELECT c.quota_id FROM file CROSS JOIN dev_case c ON c.id = file.id WHERE c.quota_id <> ''
    UNION
    SELECT q.id FROM file CROSS JOIN dev_case c ON c.id = file.id CROSS JOIN branch b ON b.id = c.branch_id
    CROSS JOIN dev_quota q ON q.college_id = b.college_id AND q.year = substr(c.approved_on, 1, 4)
    UNION
    SELECT q.id FROM zhibu_touched t CROSS JOIN branch b ON b.id = t.key
    CROSS JOIN dev_quota q ON q.college_id = b.college_id WHERE t.tbl = 'branch'),
counted AS MATERIALIZED (
    SELECT q.id, q.planned,
        (SELECT count(*) FROM dev_case c
            WHERE c.quota_id = q.id AND c.approved_on <> '' AND c.archived_at IS NULL)
        + (SELECT count(*) FROM branch b CROSS JOIN dev_case c ON c.branch_id = b.id CROSS JOIN person p ON p.id = c.person_id
            WHERE b.college_id = q.college_id AND substr(c.approved_on, 1, 4) = CAST(q.year AS TEXT)
            AND COALESCE(c.quota_id, '') = '' AND c.archived_at IS NULL AND p.person_kind = q.person_kind) AS used
    FROM near CROSS JOIN dev_quota q ON q.id = near.id
    WHERE q.archived_at IS NULL AND q.planned IS NOT NULL)
SELECT 'dev_quota' AS tbl, counted.id AS key, NULL AS other_key, counted.used || '/' || counted.planned AS detail
FROM counted WHERE counted.used > counted.planned

-- values
SELECT COALESCE(g.short_name, g.name, q.college_id, '？') AS college, COALESCE(q.year, '？') AS year,
    COALESCE(k.zh, q.person_kind, '？') AS kind, COALESCE(k.en, q.person_kind, '？') AS kind_en,
    COALESCE(q.planned, '？') AS planned,
    (SELECT count(*) FROM dev_case c WHERE c.quota_id = q.id AND c.approved_on <> '' AND c.archived_at IS NULL)
    + (SELECT count(*) FROM branch b JOIN dev_case c ON c.branch_id = b.id JOIN person p ON p.id = c.person_id
        WHERE b.college_id = q.college_id AND substr(c.approved_on, 1, 4) = CAST(q.year AS TEXT)
        AND COALESCE(c.quota_id, '') = '' AND c.archived_at IS NULL AND p.person_kind = q.person_kind) AS used
FROM dev_quota q LEFT JOIN college g ON g.id = q.college_id
LEFT JOIN zhibu_code k ON k.list = 'person_kind' AND k.code = q.person_kind
WHERE q.id = :key
