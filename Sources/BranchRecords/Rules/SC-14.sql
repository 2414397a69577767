-- Promotion without a confirmed grade, or applied for twice.
-- rule: SC-14 | high | 未定级或等次不符即晋位 | Promotion without a confirmed grade
-- card: {org}申报{what}。 | {org} applies {what_en}.
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'promotion'
    UNION
    SELECT p.id FROM zhibu_touched t CROSS JOIN promotion p ON p.from_grade_id = t.key WHERE t.tbl = 'grade')
SELECT 'promotion' AS tbl, p.id AS key, NULL AS other_key, p.from_level AS detail
FROM near CROSS JOIN promotion p ON p.id = near.id
LEFT JOIN grade g ON g.id = p.from_grade_id AND g.archived_at IS NULL
WHERE p.archived_at IS NULL AND p.status <> 'draft'
AND (g.id IS NULL OR g.confirmed_level IS NULL OR g.confirmed_level <> p.from_level OR g.org_id <> p.org_id)
UNION ALL
SELECT DISTINCT 'promotion', min(p.id, q.id), max(p.id, q.id), 'twice'
FROM near
CROSS JOIN promotion p ON p.id = near.id
CROSS JOIN promotion q ON q.campaign_id = p.campaign_id AND q.org_id = p.org_id AND q.id <> p.id
WHERE p.archived_at IS NULL AND q.archived_at IS NULL AND q.to_level <> p.to_level
AND p.status <> 'returned' AND q.status <> 'returned'

-- values
WITH applied AS (
    SELECT p.org_id, p.from_level, p.to_level, q.id AS second_id, q.to_level AS second_level,
        g.id AS grade_id, g.org_id AS grade_org_id, g.confirmed_level AS confirmed
    FROM promotion p
    LEFT JOIN promotion q ON q.id = :other
    LEFT JOIN grade g ON g.id = p.from_grade_id AND g.archived_at IS NULL
    WHERE p.id = :key),
named AS (
    SELECT a.*,
        COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'grade_level' AND k.code = a.from_level), '？') AS from_zh,
        COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'grade_level' AND k.code = a.from_level), '？') AS from_en,
        COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'grade_level' AND k.code = a.to_level), '？') AS to_zh,
        COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'grade_level' AND k.code = a.to_level), '？') AS to_en,
        COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'grade_level' AND k.code = a.second_level), '？') AS second_zh,
        COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'grade_level' AND k.code = a.second_level), '？') AS second_en,
        COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'grade_level' AND k.code = a.confirmed), '？') AS confirmed_zh,
        COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'grade_level' AND k.code = a.confirmed), '？') AS confirmed_en
    FROM applied a)
SELECT
    COALESCE((SELECT name FROM branch WHERE id = n.org_id), (SELECT short_name FROM college WHERE id = n.org_id), '？') AS org,
    CASE WHEN n.second_id IS NOT NULL
            THEN '晋位升级两次：一份到“' || n.to_zh || '”，一份到“' || n.second_zh || '”，只能保留一份'
        ELSE '由“' || n.from_zh || '”晋为“' || n.to_zh || '”，但' || CASE
            WHEN n.grade_id IS NULL THEN '没有对应的定级'
            WHEN n.grade_org_id <> n.org_id THEN '所依据的是别的组织的定级'
            WHEN n.confirmed IS NULL THEN '原等次未经校党委确认'
            ELSE '校党委确认的原等次是“' || n.confirmed_zh || '”' END END AS what,
    CASE WHEN n.second_id IS NOT NULL
            THEN 'twice, to become “' || n.to_en || '” and “' || n.second_en || '”: only one may stand'
        ELSE 'to move from “' || n.from_en || '” to “' || n.to_en || '”, but ' || CASE
            WHEN n.grade_id IS NULL THEN 'has no grade to start from'
            WHEN n.grade_org_id <> n.org_id THEN 'names the grade of another organisation'
            WHEN n.confirmed IS NULL THEN 'its grade is not confirmed'
            ELSE 'was confirmed as “' || n.confirmed_en || '”' END END AS what_en
FROM named n
