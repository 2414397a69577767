-- id: R03
-- title: 基层党组织分类定级分布表
-- title-en: Distribution of grades
-- submitted: 1
-- period: SELECT substr(:campaign, -4) || '年' || CASE :round WHEN '1' THEN '第一轮' WHEN '2' THEN '第二轮' WHEN '3' THEN '第三轮' WHEN 'newest' THEN '最新一轮' ELSE '第' || :round || '轮' END || CASE WHEN :basis = 'self' THEN '，自评' WHEN :basis = 'level' OR EXISTS (SELECT 1 FROM v_grade g JOIN branch b ON b.id = g.org_id AND b.archived_at IS NULL AND b.status = 'active' WHERE g.campaign_id = :campaign AND (:round = 'newest' OR g.round = CAST(:round AS INTEGER)) AND g.confirmed_level IS NULL AND g.level IS NOT NULL AND (g.created_at IS NULL OR g.created_at < :as_at || '~')) THEN '，未确认' ELSE '' END
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: campaign | 活动 | campaign | jczz2012 | > campaign
-- parameter: round | 轮次（数字或 newest） | round (number or newest) | 1 | integer, newest
-- parameter: basis | 依据（confirmed、level、self） | basis (confirmed, level, self) | confirmed | one of confirmed, level, self
-- column: 学院 | College | left
-- column: 支部数 | Branches | right
-- column: 先进 | Advanced | right
-- column: 较好 | Good | right
-- column: 一般 | Fair | right
-- column: 后进 | Behind | right
-- column: 未定级 | Not graded | right
-- column: 已确认 | Confirmed | right
-- chart: stacked | 学院 | 先进, 较好, 一般, 后进, 未定级
-- repeated: 1
--
-- Percentages are of the organisations that have a grade. Where one has no confirmed grade, the one
-- that was given counts and the title says so. The four grades and 未定级 add up to the number of
-- organisations. Of two proposals the confirmed one counts, then the one graded last.

WITH
chosen AS (
    SELECT org_id, confirmed_level, shown FROM (
        SELECT *, row_number() OVER (PARTITION BY org_id ORDER BY
            :round = 'newest' AND shown IS NULL, round DESC,
            confirmed_level IS NULL, level IS NULL, graded_on DESC, id) AS place
        FROM (
            SELECT *, CASE :basis WHEN 'self' THEN self_level WHEN 'level' THEN level
                ELSE COALESCE(confirmed_level, level) END AS shown
            FROM grade
            WHERE campaign_id = :campaign AND archived_at IS NULL
              AND (:round = 'newest' OR round = CAST(:round AS INTEGER))
              AND (created_at IS NULL OR created_at < :as_at || '~')))
    WHERE place = 1
),
counted AS (
    SELECT b.college_id, count(*) AS orgs, COALESCE(sum(g.shown = '1'), 0) AS n1, COALESCE(sum(g.shown = '2'), 0) AS n2,
        COALESCE(sum(g.shown = '3'), 0) AS n3, COALESCE(sum(g.shown = '4'), 0) AS n4,
        count(g.confirmed_level) AS confirmed
    FROM branch b LEFT JOIN chosen g ON g.org_id = b.id
    WHERE b.archived_at IS NULL AND b.status = 'active'
      AND (b.created_at IS NULL OR b.created_at < :as_at || '~')
    GROUP BY b.college_id
),
line AS (
    SELECT row_number() OVER (ORDER BY c.sort_no, c.id) AS number,
        c.short_name || CASE WHEN substr(s.covers_until, 1, 10) < substr(:as_at, 1, 10)
            THEN '*' ELSE '' END AS name,
        COALESCE(n.orgs, 0) AS orgs, COALESCE(n.n1, 0) AS n1, COALESCE(n.n2, 0) AS n2,
        COALESCE(n.n3, 0) AS n3, COALESCE(n.n4, 0) AS n4, COALESCE(n.confirmed, 0) AS confirmed
    FROM college c
    LEFT JOIN counted n ON n.college_id = c.id
    LEFT JOIN zhibu_scope_status s ON s.scope = 'college:' || c.id
    WHERE c.archived_at IS NULL
),
listed AS (
    SELECT 0 AS is_total, * FROM line
    UNION ALL
    SELECT 1, NULL, '合计', COALESCE(sum(orgs), 0), COALESCE(sum(n1), 0), COALESCE(sum(n2), 0),
        COALESCE(sum(n3), 0), COALESCE(sum(n4), 0), COALESCE(sum(confirmed), 0)
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
SELECT is_total, name, orgs,
    n1 || CASE WHEN whole > 0 THEN printf(' (%d.%d%%)', p1 / 10, p1 % 10) ELSE ' (—)' END,
    n2 || CASE WHEN whole > 0 THEN printf(' (%d.%d%%)', p2 / 10, p2 % 10) ELSE ' (—)' END,
    n3 || CASE WHEN whole > 0 THEN printf(' (%d.%d%%)', p3 / 10, p3 % 10) ELSE ' (—)' END,
    n4 || CASE WHEN whole > 0 THEN printf(' (%d.%d%%)', p4 / 10, p4 % 10) ELSE ' (—)' END,
    orgs - whole, confirmed
FROM tenths
ORDER BY is_total, number;

-- also: 按支部类型 | By kind of branch
-- column: 支部类型 | Kind of branch | left
-- column: 支部数 | Branches | right
-- column: 先进 | Advanced | right
-- column: 较好 | Good | right
-- column: 一般 | Fair | right
-- column: 后进 | Behind | right
-- column: 未定级 | Not graded | right
-- column: 已确认 | Confirmed | right
-- chart: stacked | 支部类型 | 先进, 较好, 一般, 后进, 未定级
WITH
chosen AS (
    SELECT org_id, confirmed_level, shown FROM (
        SELECT *, row_number() OVER (PARTITION BY org_id ORDER BY
            :round = 'newest' AND shown IS NULL, round DESC,
            confirmed_level IS NULL, level IS NULL, graded_on DESC, id) AS place
        FROM (
            SELECT *, CASE :basis WHEN 'self' THEN self_level WHEN 'level' THEN level
                ELSE COALESCE(confirmed_level, level) END AS shown
            FROM grade
            WHERE campaign_id = :campaign AND archived_at IS NULL
              AND (:round = 'newest' OR round = CAST(:round AS INTEGER))
              AND (created_at IS NULL OR created_at < :as_at || '~')))
    WHERE place = 1
),
counted AS (
    SELECT b.kind, count(*) AS orgs, COALESCE(sum(g.shown = '1'), 0) AS n1, COALESCE(sum(g.shown = '2'), 0) AS n2,
        COALESCE(sum(g.shown = '3'), 0) AS n3, COALESCE(sum(g.shown = '4'), 0) AS n4,
        count(g.confirmed_level) AS confirmed
    FROM branch b LEFT JOIN chosen g ON g.org_id = b.id
    WHERE b.archived_at IS NULL AND b.status = 'active'
      AND (b.created_at IS NULL OR b.created_at < :as_at || '~')
      AND b.college_id IN (SELECT id FROM college WHERE archived_at IS NULL)
    GROUP BY b.kind
),
line AS (
    SELECT COALESCE(k.sort, 99) AS number, COALESCE(k.zh, n.kind, '未填') AS name,
        n.orgs, n.n1, n.n2, n.n3, n.n4, n.confirmed
    FROM counted n LEFT JOIN zhibu_code k ON k.list = 'branch_kind' AND k.code = n.kind
),
listed AS (
    SELECT 0 AS is_total, * FROM line
    UNION ALL
    SELECT 1, NULL, '合计', COALESCE(sum(orgs), 0), COALESCE(sum(n1), 0), COALESCE(sum(n2), 0),
        COALESCE(sum(n3), 0), COALESCE(sum(n4), 0), COALESCE(sum(confirmed), 0)
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
SELECT is_total, name, orgs,
    n1 || CASE WHEN whole > 0 THEN printf(' (%d.%d%%)', p1 / 10, p1 % 10) ELSE ' (—)' END,
    n2 || CASE WHEN whole > 0 THEN printf(' (%d.%d%%)', p2 / 10, p2 % 10) ELSE ' (—)' END,
    n3 || CASE WHEN whole > 0 THEN printf(' (%d.%d%%)', p3 / 10, p3 % 10) ELSE ' (—)' END,
    n4 || CASE WHEN whole > 0 THEN printf(' (%d.%d%%)', p4 / 10, p4 % 10) ELSE ' (—)' END,
    orgs - whole, confirmed
FROM tenths
ORDER BY is_total, number;

-- also: 学院级党组织 | College organisations
-- column: 组织 | Organisations | left
-- column: 组织数 | Number | right
-- column: 先进 | Advanced | right
-- column: 较好 | Good | right
-- column: 一般 | Fair | right
-- column: 后进 | Behind | right
-- column: 未定级 | Not graded | right
-- column: 已确认 | Confirmed | right
WITH
chosen AS (
    SELECT org_id, confirmed_level, shown FROM (
        SELECT *, row_number() OVER (PARTITION BY org_id ORDER BY
            :round = 'newest' AND shown IS NULL, round DESC,
            confirmed_level IS NULL, level IS NULL, graded_on DESC, id) AS place
        FROM (
            SELECT *, CASE :basis WHEN 'self' THEN self_level WHEN 'level' THEN level
                ELSE COALESCE(confirmed_level, level) END AS shown
            FROM grade
            WHERE campaign_id = :campaign AND archived_at IS NULL
              AND (:round = 'newest' OR round = CAST(:round AS INTEGER))
              AND (created_at IS NULL OR created_at < :as_at || '~')))
    WHERE place = 1
),
listed AS (
    SELECT 0 AS is_total, 1 AS number, '学院级党组织' AS name,
        count(*) AS orgs, COALESCE(sum(g.shown = '1'), 0) AS n1, COALESCE(sum(g.shown = '2'), 0) AS n2,
        COALESCE(sum(g.shown = '3'), 0) AS n3, COALESCE(sum(g.shown = '4'), 0) AS n4,
        count(g.confirmed_level) AS confirmed
    FROM college c LEFT JOIN chosen g ON g.org_id = c.id
    WHERE c.archived_at IS NULL
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
SELECT is_total, name, orgs,
    n1 || CASE WHEN whole > 0 THEN printf(' (%d.%d%%)', p1 / 10, p1 % 10) ELSE ' (—)' END,
    n2 || CASE WHEN whole > 0 THEN printf(' (%d.%d%%)', p2 / 10, p2 % 10) ELSE ' (—)' END,
    n3 || CASE WHEN whole > 0 THEN printf(' (%d.%d%%)', p3 / 10, p3 % 10) ELSE ' (—)' END,
    n4 || CASE WHEN whole > 0 THEN printf(' (%d.%d%%)', p4 / 10, p4 % 10) ELSE ' (—)' END,
    orgs - whole, confirmed
FROM tenths
ORDER BY is_total, number;
