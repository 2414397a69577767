-- id: R13
-- title: 整改措施台账及逾期清单
-- title-en: Ledger of measures and what is overdue
-- submitted: 1
-- period: SELECT substr(:campaign, -4) || '年' || CASE WHEN :overdue = '1' THEN '，逾期' ELSE '' END
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: campaign | 活动 | campaign | jczz2012 | > campaign
-- parameter: status | 状态（空为全部） | status (empty: all) | | = measure_status
-- parameter: overdue | 只看逾期（1为是） | only overdue (1: yes) | | flag
-- parameter: responsible | 责任人姓名（空为全部） | name of the person responsible (empty: all) |
-- parameter: aspect | 方面（A1至A6；空为全部） | aspect (A1 to A6; empty: all) | | = aspect
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- column: 序号 | No. | right
-- column: 学院 | College | left
-- column: 支部 | Branch | left
-- column: 现等次 | Grade now | left
-- column: 整改类别 | Strategy | left
-- column: 方面 | Aspect | left
-- column: 问题 | Problem | left
-- column: 整改措施 | Measure | left
-- column: 责任人 | Responsible | left
-- column: 完成时限 | Due | left
-- column: 进度% | Progress % | right
-- column: 状态 | State | left
-- column: 销号日期 | Closed on | left
-- column: 销号认定人 | Closed by | left
-- column: 重新整改次数 | Reopened | right
-- column: 逾期天数 | Days overdue | right
-- column: 最近进展日期 | Last step | left
-- repeated: 3
--
-- One row per measure: by college, branch and plan, the longest overdue first. The total leaves out
-- what was cancelled, as R01 does. A measure keeps its last reopening only; how often it was reopened
-- is counted from the steps taken. The last step is a note of progress, a closing or a reopening.

WITH
-- A college whose data are older than the moment has a mark.
named AS (
    SELECT c.id, c.sort_no, c.archived_at IS NULL AS is_live, c.short_name
        || CASE WHEN substr(s.covers_until, 1, 10) < substr(:as_at, 1, 10) THEN '*' ELSE '' END AS name
    FROM college c LEFT JOIN zhibu_scope_status s ON s.scope = 'college:' || c.id
),
org AS (
    SELECT b.id, c.name AS college, c.id AS college_id, c.sort_no AS college_sort, b.sort_no, b.code,
        b.name || CASE WHEN b.status IN ('merged', 'dissolved') THEN '（' || k.zh || '）' ELSE '' END AS name
    FROM branch b LEFT JOIN named c ON c.id = b.college_id
    LEFT JOIN zhibu_code k ON k.list = 'org_status' AND k.code = b.status
    WHERE b.archived_at IS NULL
    UNION ALL
    SELECT id, name, id, sort_no, -1, NULL, '—' FROM named WHERE is_live
),
-- The grade of an organisation now: of its promotion if confirmed, else of its newest round.
current AS (
    SELECT org_id, confirmed_level FROM (
        SELECT *, row_number() OVER (PARTITION BY org_id ORDER BY source, round DESC, confirmed_on DESC, id) AS place
        FROM (
            SELECT org_id, confirmed_level, confirmed_on, id, 1 AS source, 0 AS round, campaign_id, created_at
            FROM promotion WHERE archived_at IS NULL AND confirmed_level IS NOT NULL
            UNION ALL
            SELECT org_id, confirmed_level, confirmed_on, id, 2, round, campaign_id, created_at
            FROM grade WHERE archived_at IS NULL AND confirmed_level IS NOT NULL)
        WHERE campaign_id = :campaign AND (created_at IS NULL OR created_at < :as_at || '~'))
    WHERE place = 1
),
reopening AS (
    SELECT row_id, count(*) AS times FROM step_record
    WHERE tbl = 'rect_measure' AND to_state = 'reopened' AND archived_at IS NULL
      AND (created_at IS NULL OR created_at < :as_at || '~')
    GROUP BY row_id
),
note AS (
    SELECT measure_id, max(reported_on) AS last_on FROM rect_progress
    WHERE archived_at IS NULL AND (created_at IS NULL OR created_at < :as_at || '~')
    GROUP BY measure_id
),
measure AS (
    SELECT o.college, o.college_id, o.college_sort, o.sort_no, o.code, o.name, p.id AS plan_id, p.org_id, p.strategy,
        m.id, m.seq_no, m.aspect, m.problem, m.action, q.name AS responsible, m.due_on, m.progress_pct,
        m.status, m.closed_on, r.name AS closer,
        max(COALESCE(t.times, 0), m.reopened_on IS NOT NULL OR COALESCE(m.status, '') = 'reopened') AS reopened,
        NULLIF(max(COALESCE(m.closed_on, ''), COALESCE(m.reopened_on, ''), COALESCE(n.last_on, '')), '') AS last_on,
        CASE WHEN COALESCE(m.status, '') NOT IN ('closed', 'cancelled') AND m.due_on < substr(:as_at, 1, 10)
            THEN CAST(julianday(substr(:as_at, 1, 10)) - julianday(m.due_on) AS INTEGER) END AS days
    FROM rect_measure m
    JOIN rect_plan p ON p.id = m.plan_id AND p.campaign_id = :campaign AND p.archived_at IS NULL
    JOIN org o ON o.id = p.org_id
    LEFT JOIN person q ON q.id = m.responsible_id
    LEFT JOIN person r ON r.id = m.closed_by
    LEFT JOIN reopening t ON t.row_id = m.id
    LEFT JOIN note n ON n.measure_id = m.id
    WHERE m.archived_at IS NULL AND (m.created_at IS NULL OR m.created_at < :as_at || '~')
      AND (:status = '' OR m.status = :status) AND (:aspect = '' OR m.aspect = :aspect)
      AND (:responsible = '' OR q.name = :responsible) AND (:college = '' OR o.college_id = :college)
),
shown AS (
    SELECT *, row_number() OVER (ORDER BY college_sort, college_id, sort_no, code, org_id, plan_id,
        COALESCE(days, 0) DESC, due_on IS NULL, due_on, seq_no, id) AS number
    FROM measure WHERE :overdue <> '1' OR days > 0
),
college_sum AS (
    SELECT college, max(number) AS number, sum(COALESCE(status, '') <> 'cancelled') AS measures,
        COALESCE(sum(status = 'closed'), 0) AS closed, sum(COALESCE(status, '') <> 'cancelled' AND days IS NOT NULL) AS overdue
    FROM shown GROUP BY college_id, college
),
whole AS (
    SELECT count(*) AS measures, COALESCE(sum(status = 'closed'), 0) AS closed, count(days) AS overdue
    FROM shown WHERE COALESCE(status, '') <> 'cancelled'
)
SELECT is_total, CASE is_total WHEN 0 THEN place END, college, branch, grade, strategy, aspect, problem, action, responsible, due_on, progress,
    state, closed_on, closer, reopened, days, last_on
FROM (
SELECT 0 AS is_total, s.number AS place, s.college, s.name AS branch, g.zh AS grade, t.zh AS strategy, COALESCE(a.zh, s.aspect) AS aspect,
    s.problem, s.action, s.responsible, s.due_on, s.progress_pct AS progress, COALESCE(k.zh, s.status) AS state, s.closed_on,
    s.closer, s.reopened,
    s.days || CASE WHEN s.days <= 15 THEN '（逾期1–15天）' WHEN s.days <= 30 THEN '（逾期16–30天）'
        ELSE '（逾期30天以上）' END || '▲' AS days,
    s.last_on
FROM shown s
LEFT JOIN current c ON c.org_id = s.org_id
LEFT JOIN zhibu_code g ON g.list = 'grade_level' AND g.code = c.confirmed_level
LEFT JOIN zhibu_code t ON t.list = 'rect_strategy' AND t.code = s.strategy
LEFT JOIN zhibu_code a ON a.list = 'aspect' AND a.code = s.aspect
LEFT JOIN zhibu_code k ON k.list = 'measure_status' AND k.code = s.status
UNION ALL
-- Of one college the total says it all.
SELECT 2, number, college || '小计', '措施 ' || measures, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    CASE WHEN measures > 0 THEN printf('%d.%d%%', (2000 * closed + measures) / (2 * measures) / 10,
        (2000 * closed + measures) / (2 * measures) % 10) ELSE '—' END,
    '已销号 ' || closed, NULL, NULL, NULL, '逾期 ' || overdue, NULL
FROM college_sum WHERE (SELECT count(*) FROM college_sum) > 1
UNION ALL
SELECT 1, NULL, '合计', '措施 ' || measures, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    CASE WHEN measures > 0 THEN printf('%d.%d%%', (2000 * closed + measures) / (2 * measures) / 10,
        (2000 * closed + measures) / (2 * measures) % 10) ELSE '—' END,
    '已销号 ' || closed, NULL, NULL, NULL, '逾期 ' || overdue, NULL
FROM whole)
ORDER BY is_total = 1, place, is_total;
