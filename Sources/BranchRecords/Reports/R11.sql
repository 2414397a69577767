-- id: R11
-- title: 晋位升级情况对照表
-- title-en: Promotions
-- submitted: 1
-- period: SELECT substr(:campaign, -4) || '年'
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: campaign | 活动 | campaign | jczz2012 | > campaign
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- parameter: result | 结果（空为全部） | result (empty: all) | | = promotion_result
-- parameter: round | 原定级轮次（空为全部） | round of the first grade (empty: all) | | integer
-- column: 原等次 | From | left
-- column: 先进 | Advanced | right
-- column: 较好 | Good | right
-- column: 一般 | Fair | right
-- column: 后进 | Behind | right
-- column: 未确认 | Not confirmed | right
-- column: 合计 | Total | right
-- chart: stacked | 原等次 | 先进, 较好, 一般, 后进, 未确认
-- repeated: 1
--
-- How many organisations came from which grade to which; then each of them. Of two applications of
-- one organisation the confirmed one counts.

WITH
org AS (
    SELECT 'college' AS kind, id, id AS college_id, short_name AS college, short_name AS name, sort_no AS s1, -1 AS s2,
        '' AS s3
    FROM college WHERE archived_at IS NULL
    UNION ALL
    SELECT 'branch', b.id, b.college_id, c.short_name,
        b.name || CASE WHEN b.status IN ('merged', 'dissolved') THEN '（' || k.zh || '）' ELSE '' END, c.sort_no,
            b.sort_no, b.code
    FROM branch b LEFT JOIN college c ON c.id = b.college_id
    LEFT JOIN zhibu_code k ON k.list = 'org_status' AND k.code = b.status
    WHERE b.archived_at IS NULL
),
applied AS (
    SELECT * FROM (
        SELECT p.*, COALESCE(p.from_level, g.confirmed_level, g.level) AS start_level,
            row_number() OVER (PARTITION BY p.org_id
            ORDER BY p.confirmed_level IS NULL, p.to_level IS NULL, p.applied_on DESC, p.id) AS place
        FROM promotion p LEFT JOIN grade g ON g.id = p.from_grade_id
        WHERE p.campaign_id = :campaign AND p.archived_at IS NULL AND (p.created_at IS NULL OR p.created_at < :as_at
            || '~')
          AND (:result = '' OR p.result_kind = :result) AND (:round = '' OR g.round = CAST(:round AS INTEGER)))
    WHERE place = 1
),
line AS (
    SELECT COALESCE(k.sort, 9) AS number, COALESCE(k.zh, a.start_level, '未填') AS name,
        sum(COALESCE(a.confirmed_level, '') = '1') AS n1, sum(COALESCE(a.confirmed_level, '') = '2') AS n2,
        sum(COALESCE(a.confirmed_level, '') = '3') AS n3, sum(COALESCE(a.confirmed_level, '') = '4') AS n4,
        sum(a.confirmed_level IS NULL) AS n0, count(*) AS whole
    FROM applied a JOIN org o ON o.id = a.org_id
    LEFT JOIN zhibu_code k ON k.list = 'grade_level' AND k.code = a.start_level
    WHERE :college = '' OR o.college_id = :college
    GROUP BY a.start_level
)
SELECT is_total, name, n1, n2, n3, n4, n0, whole FROM (
    SELECT 0 AS is_total, * FROM line
    UNION ALL
    SELECT 1, NULL, '合计', COALESCE(sum(n1), 0), COALESCE(sum(n2), 0), COALESCE(sum(n3), 0), COALESCE(sum(n4), 0),
        COALESCE(sum(n0), 0), COALESCE(sum(whole), 0)
    FROM line)
ORDER BY is_total, number;

-- also: 晋位升级名单 | The organisations
-- column: 组织 | Organisation | left
-- column: 原等次 | From | left
-- column: 申报等次 | Applied for | left
-- column: 确认等次 | Confirmed | left
-- column: 结果 | Result | left
-- column: 满意度 | Satisfaction | right
-- column: 确认日期 | Confirmed on | left
WITH
org AS (
    SELECT 'college' AS kind, id, id AS college_id, short_name AS college, short_name AS name, sort_no AS s1, -1 AS s2,
        '' AS s3
    FROM college WHERE archived_at IS NULL
    UNION ALL
    SELECT 'branch', b.id, b.college_id, c.short_name,
        b.name || CASE WHEN b.status IN ('merged', 'dissolved') THEN '（' || k.zh || '）' ELSE '' END, c.sort_no,
            b.sort_no, b.code
    FROM branch b LEFT JOIN college c ON c.id = b.college_id
    LEFT JOIN zhibu_code k ON k.list = 'org_status' AND k.code = b.status
    WHERE b.archived_at IS NULL
),
applied AS (
    SELECT * FROM (
        SELECT p.*, COALESCE(p.from_level, g.confirmed_level, g.level) AS start_level,
            row_number() OVER (PARTITION BY p.org_id
            ORDER BY p.confirmed_level IS NULL, p.to_level IS NULL, p.applied_on DESC, p.id) AS place
        FROM promotion p LEFT JOIN grade g ON g.id = p.from_grade_id
        WHERE p.campaign_id = :campaign AND p.archived_at IS NULL AND (p.created_at IS NULL OR p.created_at < :as_at
            || '~')
          AND (:result = '' OR p.result_kind = :result) AND (:round = '' OR g.round = CAST(:round AS INTEGER)))
    WHERE place = 1
)
SELECT 0 AS is_total, o.name, f.zh, t.zh, c.zh, r.zh, a.satisfaction_pct || '%', a.confirmed_on
FROM applied a
JOIN org o ON o.id = a.org_id
LEFT JOIN zhibu_code f ON f.list = 'grade_level' AND f.code = a.start_level
LEFT JOIN zhibu_code t ON t.list = 'grade_level' AND t.code = a.to_level
LEFT JOIN zhibu_code c ON c.list = 'grade_level' AND c.code = a.confirmed_level
LEFT JOIN zhibu_code r ON r.list = 'promotion_result' AND r.code = a.result_kind
WHERE :college = '' OR o.college_id = :college
ORDER BY o.s1, o.college_id, o.s2, o.s3, a.id;
