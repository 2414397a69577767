-- Changed after confirmation. Only the row itself matters.
-- rule: SC-05 | high | 校党委确认后等次被改动 | Changed after confirmation
-- card: {org}的{what}，确认的等次是“{confirmed}”，现在的等次是“{level}”，两者不一致，请查谁在何时改过。 | The {what_en} of {org} was confirmed as “{confirmed_en}” and says “{level_en}” now; see who changed it, and when.
SELECT 'grade' AS tbl, g.id AS key, NULL AS other_key, g.confirmed_level || '→' || g.level AS detail
FROM zhibu_touched t
CROSS JOIN grade g ON g.id = t.key
WHERE t.tbl = 'grade' AND g.archived_at IS NULL AND g.level <> g.confirmed_level
UNION ALL
SELECT 'promotion', p.id, NULL, p.confirmed_level || '→' || p.to_level
FROM zhibu_touched t
CROSS JOIN promotion p ON p.id = t.key
WHERE t.tbl = 'promotion' AND p.archived_at IS NULL AND p.to_level <> p.confirmed_level
AND p.result_kind IN ('up', 'keep')

-- values
WITH changed(what, what_en, org_id, confirmed, level) AS (
    SELECT '分类定级', 'grade', g.org_id, g.confirmed_level, g.level FROM grade g WHERE g.id = :key
    UNION ALL
    SELECT '晋位升级', 'promotion', p.org_id, p.confirmed_level, p.to_level FROM promotion p WHERE p.id = :key)
SELECT c.what AS what, c.what_en AS what_en,
    COALESCE((SELECT name FROM branch WHERE id = c.org_id), (SELECT short_name FROM college WHERE id = c.org_id), '？') AS org,
    COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'grade_level' AND k.code = c.confirmed), '？') AS confirmed,
    COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'grade_level' AND k.code = c.confirmed), '？') AS confirmed_en,
    COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'grade_level' AND k.code = c.level), '？') AS level,
    COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'grade_level' AND k.code = c.level), '？') AS level_en
FROM changed c LIMIT 1

-- take: 恢复为校党委确认的等次 | the grade as the committee confirmed it
-- The confirmed grade holds.
SELECT 'grade' AS tbl, id AS key, 'level' AS col, confirmed_level AS value FROM grade WHERE id = :kept
UNION ALL SELECT 'promotion', id, 'to_level', confirmed_level FROM promotion WHERE id = :kept

-- advice
WITH document(number) AS (
    SELECT confirmed_doc_no FROM grade WHERE id = :key UNION ALL SELECT confirmed_doc_no FROM promotion WHERE id = :key)
SELECT 'take 1' AS choice, '校党委确认文号 ' || number AS zh, 'confirmed by document ' || number AS en
FROM document WHERE number <> ''
