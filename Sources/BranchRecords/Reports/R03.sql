-- id: R03
-- title: 基层党组织分类定级分布表
-- title-en: Distribution of grades
-- period: SELECT substr(:campaign, -4) || '年第' || CASE :round WHEN '1' THEN '一' WHEN '2' THEN '二' WHEN '3' THEN '三' ELSE :round END || '轮' || CASE WHEN :basis = 'self' THEN '，自评' WHEN :basis = 'level' OR EXISTS (SELECT 1 FROM v_grade g JOIN branch b ON b.id = g.org_id AND b.archived_at IS NULL AND b.status = 'active' WHERE g.campaign_id = :campaign AND g.round = CAST(:round AS INTEGER) AND g.confirmed_level IS NULL AND g.level IS NOT NULL) THEN '，未确认' ELSE '' END
-- parameter: as_at | 截至时点 | as at | now
-- parameter: campaign | 活动 | campaign | jczz2012
-- parameter: round | 轮次 | round | 1
-- parameter: basis | 依据（confirmed、level、self） | basis (confirmed, level, self) | confirmed
-- column: 学院 | College | left
-- column: 支部数 | Branches | right
-- column: 先进 | Advanced | right
-- column: 较好 | Good | right
-- column: 一般 | Fair | right
-- column: 后进 | Behind | right
-- column: 未定级 | Not graded | right
-- column: 已确认 | Confirmed | right
-- chart: stacked | 学院 | 先进, 较好, 一般, 后进
-- repeated: 1
--
-- Percentages are of the branches that have a grade. Where a branch has no confirmed grade, the one
-- that was given counts and the title says so. The four grades and 未定级 add up to 支部数.

WITH graded AS (
    SELECT b.college_id, g.confirmed_level,
        CASE :basis WHEN 'self' THEN g.self_level WHEN 'level' THEN g.level
            ELSE COALESCE(g.confirmed_level, g.level) END AS level
    FROM branch b
    LEFT JOIN v_grade g ON g.org_id = b.id AND g.campaign_id = :campaign
        AND g.round = CAST(:round AS INTEGER)
        AND (g.created_at IS NULL OR g.created_at < :as_at || '~')
    WHERE b.archived_at IS NULL AND b.status = 'active'
      AND (b.created_at IS NULL OR b.created_at < :as_at || '~')
),
line AS (
    SELECT 0 AS is_total, row_number() OVER (ORDER BY c.sort_no, c.id) AS number,
        c.short_name || CASE WHEN substr(s.covers_until, 1, 10) < substr(:as_at, 1, 10)
            THEN '*' ELSE '' END AS name,
        (SELECT count(*) FROM graded WHERE college_id = c.id) AS branches,
        (SELECT count(*) FROM graded WHERE college_id = c.id AND level = '1') AS n1,
        (SELECT count(*) FROM graded WHERE college_id = c.id AND level = '2') AS n2,
        (SELECT count(*) FROM graded WHERE college_id = c.id AND level = '3') AS n3,
        (SELECT count(*) FROM graded WHERE college_id = c.id AND level = '4') AS n4,
        (SELECT count(confirmed_level) FROM graded WHERE college_id = c.id) AS confirmed
    FROM college c
    LEFT JOIN zhibu_scope_status s ON s.scope = 'college:' || c.id
    WHERE c.archived_at IS NULL
),
listed AS (
    SELECT * FROM line
    UNION ALL
    SELECT 1, NULL, '合计', sum(branches), sum(n1), sum(n2), sum(n3), sum(n4), sum(confirmed)
    FROM line
),
based AS (
    SELECT *, n1 + n2 + n3 + n4 AS whole FROM listed
),
tenths AS (
    SELECT *,
        (2000 * n1 + whole) / (2 * whole) AS p1, (2000 * n2 + whole) / (2 * whole) AS p2,
        (2000 * n3 + whole) / (2 * whole) AS p3, (2000 * n4 + whole) / (2 * whole) AS p4
    FROM based
)
SELECT is_total, name, branches,
    n1 || CASE WHEN whole > 0 THEN printf(' (%d.%d%%)', p1 / 10, p1 % 10) ELSE ' (—)' END,
    n2 || CASE WHEN whole > 0 THEN printf(' (%d.%d%%)', p2 / 10, p2 % 10) ELSE ' (—)' END,
    n3 || CASE WHEN whole > 0 THEN printf(' (%d.%d%%)', p3 / 10, p3 % 10) ELSE ' (—)' END,
    n4 || CASE WHEN whole > 0 THEN printf(' (%d.%d%%)', p4 / 10, p4 % 10) ELSE ' (—)' END,
    branches - whole, confirmed
FROM tenths
ORDER BY is_total, number;
