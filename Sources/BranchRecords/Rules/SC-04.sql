-- Two different grades in one round. Only the two grades matter.
-- rule: SC-04 | high | 同一组织两个不同等次 | Two different grades
-- card: {org}第{round}轮有两份定级：{by_a}评“{a}”，{by_b}评“{b}”，只能上报一份。 | {org} has two grades in round {round}, “{a_en}” ({by_a}) and “{b_en}” ({by_b}); only one may be reported.
SELECT DISTINCT 'grade' AS tbl, min(g.id, h.id) AS key, max(g.id, h.id) AS other_key,
    iif(g.id < h.id, g.level || '/' || h.level, h.level || '/' || g.level) AS detail
FROM zhibu_touched t
CROSS JOIN grade g ON g.id = t.key
CROSS JOIN grade h ON h.campaign_id = g.campaign_id AND h.org_id = g.org_id AND h.round = g.round
    AND h.org_kind = g.org_kind
WHERE t.tbl = 'grade' AND g.archived_at IS NULL AND h.archived_at IS NULL AND g.level <> h.level

-- values
SELECT
    COALESCE((SELECT name FROM branch WHERE id = g.org_id), (SELECT short_name FROM college WHERE id = g.org_id), '？') AS org,
    COALESCE(g.round, '？') AS round,
    COALESCE((SELECT name FROM person WHERE id = g.graded_by), g.grader_org, '？') AS by_a,
    COALESCE((SELECT name FROM person WHERE id = h.graded_by), h.grader_org, '？') AS by_b,
    COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'grade_level' AND k.code = g.level), '？') AS a,
    COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'grade_level' AND k.code = h.level), '？') AS b,
    COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'grade_level' AND k.code = g.level), '？') AS a_en,
    COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'grade_level' AND k.code = h.level), '？') AS b_en
FROM grade g JOIN grade h ON h.id = :other WHERE g.id = :key

-- take: 以 {kept} 为准，{other} 归档 | {kept} stands; {other} is archived
-- Only one grade may be reported.
SELECT 'grade' AS tbl, :other AS key, 'archived_at' AS col, :at AS value
UNION ALL SELECT 'grade', :other, 'archived_by', :person
UNION ALL SELECT 'grade', :other, 'archive_reason', :reason

-- advice
WITH pair AS (
    SELECT iif(g.confirmed_level IS NOT NULL, 1, 2) AS number FROM grade g JOIN grade h ON h.id = :other
    WHERE g.id = :key AND (g.confirmed_level IS NULL) <> (h.confirmed_level IS NULL))
SELECT 'take ' || number AS choice, '只有 [' || number || '] 经校党委确认' AS zh,
    'only [' || number || '] is confirmed by the committee' AS en
FROM pair
