-- id: R01
-- title: 基层组织建设年活动进展情况表
-- title-en: Progress of the Grassroots Organisation Building Year
-- period: SELECT substr(:as_at, 1, 4) || '年' || CAST(substr(:as_at, 6, 2) AS INTEGER) || '月，第' || CASE :phase WHEN '2' THEN '二' WHEN '3' THEN '三' ELSE '一' END || '阶段'
-- parameter: as_at | 截至时点 | as at | now
-- parameter: campaign | 活动 | campaign | jczz2012
-- parameter: phase | 阶段 | phase | 1
-- column: 序号 | No. | right
-- column: 学院 | College | left
-- column: 支部 | Branches | right
-- column: 调查 | Surveyed | right
-- column: 定级 | Graded | right
-- column: 确认 | Confirmed | right
-- column: 意见 | Opinions | right
-- column: 方案 | Plans | right
-- column: 措施 | Measures | right
-- column: 销号 | Closed | right
-- column: 逾期 | Overdue | right
-- column: 责任人 | Responsible | left
-- column: 晋位申/确 | Promotions | right
-- column: 评议/考核 | Appraised | right
-- column: 完成率 | Done | right
-- column: 未决 | Open | right
-- column: 数据截至 | Data until | left
-- chart: bar | 学院 | 完成率
-- repeated: 2
--
-- One row per college in the official order, then the total. The first column says whether a row is
-- the total; it is not shown. Opinions, promotions, appraisals and assessments have no tables yet:
-- their cells stay blank, because nothing recorded is not 0.

WITH b AS (
    SELECT id, college_id FROM branch
    WHERE archived_at IS NULL AND status = 'active'
      AND (created_at IS NULL OR created_at < :as_at || '~')
),
step AS (
    SELECT b.id, b.college_id,
        EXISTS (SELECT 1 FROM survey s
            WHERE s.org_id = b.id AND s.campaign_id = :campaign AND s.archived_at IS NULL
              AND (s.created_at IS NULL OR s.created_at < :as_at || '~')
              AND s.status IN ('submitted', 'approved')) AS surveyed,
        EXISTS (SELECT 1 FROM grade g
            WHERE g.org_id = b.id AND g.campaign_id = :campaign AND g.archived_at IS NULL
              AND (g.created_at IS NULL OR g.created_at < :as_at || '~')
              AND g.status IN ('graded', 'submitted', 'confirmed')) AS graded,
        EXISTS (SELECT 1 FROM grade g
            WHERE g.org_id = b.id AND g.campaign_id = :campaign AND g.archived_at IS NULL
              AND (g.created_at IS NULL OR g.created_at < :as_at || '~')
              AND g.confirmed_level IS NOT NULL) AS confirmed,
        EXISTS (SELECT 1 FROM rect_plan p
            WHERE p.org_id = b.id AND p.campaign_id = :campaign AND p.archived_at IS NULL
              AND (p.created_at IS NULL OR p.created_at < :as_at || '~')
              AND p.status IN ('approved', 'running', 'summarised', 'accepted')) AS planned
    FROM b
),
measure AS (
    SELECT COALESCE(br.college_id, p.org_id) AS college_id,
        m.status = 'closed' AS closed,
        m.status <> 'closed' AND m.due_on < substr(:as_at, 1, 10) AS overdue
    FROM rect_measure m
    JOIN rect_plan p ON p.id = m.plan_id AND p.archived_at IS NULL AND p.campaign_id = :campaign
    LEFT JOIN branch br ON br.id = p.org_id
    WHERE m.archived_at IS NULL AND COALESCE(m.status, '') <> 'cancelled'
      AND (m.created_at IS NULL OR m.created_at < :as_at || '~')
),
line AS (
    SELECT c.id, c.short_name, c.sort_no, s.open_conflicts, s.covers_until,
        substr(s.covers_until, 1, 10) < substr(:as_at, 1, 10) AS late,
        (SELECT p.name FROM rect_plan r JOIN person p ON p.id = r.responsible_id
         WHERE r.org_id = c.id AND r.campaign_id = :campaign AND r.archived_at IS NULL
         ORDER BY r.id LIMIT 1) AS responsible,
        (SELECT count(*) FROM step WHERE college_id = c.id) AS branches,
        (SELECT COALESCE(sum(surveyed), 0) FROM step WHERE college_id = c.id) AS surveyed,
        (SELECT COALESCE(sum(graded), 0) FROM step WHERE college_id = c.id) AS graded,
        (SELECT COALESCE(sum(confirmed), 0) FROM step WHERE college_id = c.id) AS confirmed,
        (SELECT COALESCE(sum(planned), 0) FROM step WHERE college_id = c.id) AS planned,
        (SELECT count(*) FROM measure WHERE college_id = c.id) AS measures,
        (SELECT COALESCE(sum(closed), 0) FROM measure WHERE college_id = c.id) AS closed,
        (SELECT COALESCE(sum(overdue), 0) FROM measure WHERE college_id = c.id) AS overdue
    FROM college c
    LEFT JOIN zhibu_scope_status s ON s.scope = 'college:' || c.id
    WHERE c.archived_at IS NULL
),
listed AS (
    SELECT 0 AS is_total, row_number() OVER (ORDER BY sort_no, id) AS number,
        short_name || CASE WHEN late THEN '*' ELSE '' END AS name,
        branches, surveyed, graded, confirmed, planned, measures, closed, overdue, responsible,
        open_conflicts, replace(substr(covers_until, 1, 16), 'T', ' ') AS covers_until
    FROM line
    UNION ALL
    SELECT 1, NULL, '合计', sum(branches), sum(surveyed), sum(graded), sum(confirmed),
        sum(planned), sum(measures), sum(closed), sum(overdue), NULL, sum(open_conflicts), NULL
    FROM line
),
rated AS (
    SELECT *,
        CASE :phase WHEN '1' THEN confirmed WHEN '2' THEN closed END AS done,
        CASE :phase WHEN '1' THEN branches WHEN '2' THEN measures END AS whole
    FROM listed
)
SELECT is_total, number, name, branches, surveyed, graded, confirmed, NULL AS opinions, planned,
    measures, closed, overdue, responsible, NULL AS promotions, NULL AS appraisals,
    CASE WHEN whole > 0
        THEN printf('%d.%d%%', (2000 * done + whole) / (2 * whole) / 10,
            (2000 * done + whole) / (2 * whole) % 10)
        WHEN whole = 0 THEN '—' END AS rate,
    open_conflicts, covers_until
FROM rated
ORDER BY is_total, number;
