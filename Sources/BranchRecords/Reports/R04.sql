-- id: R04
-- title: 基层党组织分类定级一览表
-- title-en: Grades of the branches
-- submitted: 1
-- period: SELECT substr(:campaign, -4) || '年第' || CASE :round WHEN '1' THEN '一' WHEN '2' THEN '二' WHEN '3' THEN '三' ELSE :round END || '轮'
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: campaign | 活动 | campaign | jczz2012 | > campaign
-- parameter: round | 轮次 | round | 1 | integer
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- column: 学院 | College | left
-- column: 支部代码 | Code | left
-- column: 支部 | Branch | left
-- column: 类型 | Kind | left
-- column: 党员数 | Members | right
-- column: 自评 | Own | left
-- column: 评定 | Given | left
-- column: 确认 | Confirmed | left
-- column: 评定人 | Graded by | left
-- column: 评定日期 | Graded on | left
-- column: 定级理由 | Reason | left
-- column: 反馈日期 | Told on | left
-- repeated: 3
--
-- Every active branch, by the grade it holds (confirmed, else given), then in the official order;
-- those not graded come last.

WITH
b AS (
    SELECT b.id, b.code, b.name, b.kind, b.has_committee, b.college_id, c.short_name AS college, c.sort_no AS s1,
        b.sort_no AS s2
    FROM branch b LEFT JOIN college c ON c.id = b.college_id
    WHERE b.status = 'active' AND b.archived_at IS NULL AND (b.created_at IS NULL OR b.created_at < :as_at || '~')
      AND (:college = '' OR b.college_id = :college)
),
-- Of two proposals the confirmed one counts, then the one graded last.
chosen AS (
    SELECT * FROM (
        SELECT *, row_number() OVER (PARTITION BY org_id ORDER BY
            confirmed_level IS NULL, level IS NULL, graded_on DESC, id) AS place
        FROM grade
        WHERE campaign_id = :campaign AND round = CAST(:round AS INTEGER) AND archived_at IS NULL
            AND (created_at IS NULL OR created_at < :as_at || '~'))
    WHERE place = 1
),
member AS (
    SELECT m.branch_id, m.person_id, m.member_kind, m.joined_on, m.college_id FROM v_member m
    WHERE m.created_at IS NULL OR m.created_at < :as_at || '~'
),
size AS (SELECT branch_id, count(*) AS members FROM member GROUP BY branch_id),
line AS (
    SELECT row_number() OVER (ORDER BY COALESCE(g.confirmed_level, g.level, '9'), b.s1, b.college_id, b.s2, b.code,
        b.id) AS number,
        b.college, b.code, b.name, t.zh AS kind, COALESCE(z.members, 0) AS members, s.zh AS own, l.zh AS given,
        c.zh AS confirmed, q.name AS grader, g.graded_on, g.reason, g.notified_on
    FROM b
    LEFT JOIN chosen g ON g.org_id = b.id
    LEFT JOIN size z ON z.branch_id = b.id
    LEFT JOIN person q ON q.id = g.graded_by
    LEFT JOIN zhibu_code t ON t.list = 'branch_kind' AND t.code = b.kind
    LEFT JOIN zhibu_code s ON s.list = 'grade_level' AND s.code = g.self_level
    LEFT JOIN zhibu_code l ON l.list = 'grade_level' AND l.code = g.level
    LEFT JOIN zhibu_code c ON c.list = 'grade_level' AND c.code = g.confirmed_level
)
SELECT 0 AS is_total, college, code, name, kind, members, own, given, confirmed, grader, graded_on, reason, notified_on
FROM (SELECT * FROM line ORDER BY number)
UNION ALL
SELECT 1, '合计', NULL, count(*) || ' 个', NULL, COALESCE(sum(members), 0), NULL, count(given) || ' 个', count(confirmed)
    || ' 个',
    NULL, NULL, NULL, NULL
FROM line;
