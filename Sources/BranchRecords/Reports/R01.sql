-- id: R01
-- title: 基层组织建设年活动进展情况表
-- title-en: Progress of the Grassroots Organisation Building Year
-- submitted: 1
-- period: SELECT substr(:as_at, 1, 4) || '年' || CAST(substr(:as_at, 6, 2) AS INTEGER) || '月，第' || CASE :phase WHEN '2' THEN '二' WHEN '3' THEN '三' ELSE '一' END || '阶段'
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: campaign | 活动 | campaign | jczz2012 | > campaign
-- parameter: phase | 阶段 | phase | 1 | integer
-- parameter: order | 排序（official、rate） | order (official, rate) | official | one of official, rate
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
-- the total; it is not shown. Opinions, measures, promotions, appraisals and assessments are those of
-- the college and of its branches, dissolved ones too; all else counts branches that are active. Two
-- people may apply for one promotion: it counts once. What is appraised and assessed is the year of
-- the campaign. A rate below 100% after the phase's last day is marked. Responsible is whom the college's scheme names first, else its rectification plan.

WITH
b AS (
    SELECT id, college_id FROM branch
    WHERE archived_at IS NULL AND status = 'active'
      AND (created_at IS NULL OR created_at < :as_at || '~')
),
-- Whose college an organisation's records belong to.
home AS (
    SELECT id AS org_id, id AS college_id FROM college WHERE archived_at IS NULL
    UNION ALL
    SELECT id, college_id FROM branch WHERE archived_at IS NULL
),
rated AS (
    SELECT org_id FROM appraisal
    WHERE year = CAST(substr(:campaign, -4) AS INTEGER) AND status IN ('approved', 'archived')
      AND archived_at IS NULL AND (created_at IS NULL OR created_at < :as_at || '~')
),
assessed AS (
    SELECT org_id FROM assessment
    WHERE year = CAST(substr(:campaign, -4) AS INTEGER) AND confirmed_level IS NOT NULL
      AND archived_at IS NULL AND (created_at IS NULL OR created_at < :as_at || '~')
),
step AS (
    SELECT b.college_id,
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
              AND p.status IN ('approved', 'running', 'summarised', 'accepted')) AS planned,
        b.id IN (SELECT org_id FROM rated) AND b.id IN (SELECT org_id FROM assessed) AS tested
    FROM b
),
-- Every count by college, each grouped once.
by_branch AS (
    SELECT college_id, count(*) AS branches, sum(surveyed) AS surveyed, sum(graded) AS graded,
        sum(confirmed) AS confirmed, sum(planned) AS planned, sum(tested) AS tested
    FROM step GROUP BY college_id
),
by_measure AS (
    SELECT h.college_id, count(*) AS measures, sum(COALESCE(m.status, '') = 'closed') AS closed,
        sum(COALESCE(m.status, '') <> 'closed' AND COALESCE(m.due_on < substr(:as_at, 1, 10), 0)) AS overdue
    FROM rect_measure m
    JOIN rect_plan p ON p.id = m.plan_id AND p.archived_at IS NULL AND p.campaign_id = :campaign
    JOIN home h ON h.org_id = p.org_id
    WHERE m.archived_at IS NULL AND COALESCE(m.status, '') <> 'cancelled'
      AND (m.created_at IS NULL OR m.created_at < :as_at || '~')
    GROUP BY h.college_id
),
by_opinion AS (
    SELECT h.college_id, count(*) AS opinions
    FROM opinion o JOIN home h ON h.org_id = o.org_id
    WHERE o.campaign_id = :campaign AND o.archived_at IS NULL
      AND (o.created_at IS NULL OR o.created_at < :as_at || '~')
    GROUP BY h.college_id
),
by_promotion AS (
    SELECT h.college_id, count(DISTINCT p.org_id) AS applied,
        count(DISTINCT CASE WHEN p.confirmed_level IS NOT NULL THEN p.org_id END) AS promoted
    FROM promotion p JOIN home h ON h.org_id = p.org_id
    WHERE p.campaign_id = :campaign AND p.archived_at IS NULL
      AND (p.status IN ('submitted', 'confirmed', 'reviewing') OR p.confirmed_level IS NOT NULL)
      AND (p.created_at IS NULL OR p.created_at < :as_at || '~')
    GROUP BY h.college_id
),
by_appraisal AS (
    SELECT h.college_id, count(*) AS rated FROM rated r JOIN home h ON h.org_id = r.org_id
    GROUP BY h.college_id
),
by_assessment AS (
    SELECT h.college_id, count(*) AS assessed FROM assessed a JOIN home h ON h.org_id = a.org_id
    GROUP BY h.college_id
),
line AS (
    SELECT c.short_name, c.sort_no, c.id, s.open_conflicts, s.covers_until,
        substr(s.covers_until, 1, 10) < substr(:as_at, 1, 10) AS late,
        COALESCE((SELECT p.name FROM unit_scheme u JOIN person p ON p.id = u.first_responsible_id
             WHERE u.org_id = c.id AND u.campaign_id = :campaign AND u.archived_at IS NULL
               AND (u.created_at IS NULL OR u.created_at < :as_at || '~')
             ORDER BY u.issued_on DESC, u.id LIMIT 1),
            (SELECT p.name FROM rect_plan r JOIN person p ON p.id = r.responsible_id
             WHERE r.org_id = c.id AND r.campaign_id = :campaign AND r.archived_at IS NULL
               AND (r.created_at IS NULL OR r.created_at < :as_at || '~')
             ORDER BY r.id LIMIT 1)) AS responsible,
        COALESCE(branches, 0) AS branches, COALESCE(surveyed, 0) AS surveyed,
        COALESCE(graded, 0) AS graded, COALESCE(confirmed, 0) AS confirmed,
        COALESCE(planned, 0) AS planned, COALESCE(tested, 0) AS tested,
        COALESCE(measures, 0) AS measures, COALESCE(closed, 0) AS closed,
        COALESCE(overdue, 0) AS overdue, COALESCE(opinions, 0) AS opinions,
        COALESCE(applied, 0) AS applied, COALESCE(promoted, 0) AS promoted,
        COALESCE(rated, 0) AS rated, COALESCE(assessed, 0) AS assessed
    FROM college c
    LEFT JOIN zhibu_scope_status s ON s.scope = 'college:' || c.id
    LEFT JOIN by_branch ON by_branch.college_id = c.id
    LEFT JOIN by_measure ON by_measure.college_id = c.id
    LEFT JOIN by_opinion ON by_opinion.college_id = c.id
    LEFT JOIN by_promotion ON by_promotion.college_id = c.id
    LEFT JOIN by_appraisal ON by_appraisal.college_id = c.id
    LEFT JOIN by_assessment ON by_assessment.college_id = c.id
    WHERE c.archived_at IS NULL
),
listed AS (
    SELECT 0 AS is_total, sort_no, id, short_name || CASE WHEN late THEN '*' ELSE '' END AS name,
        branches, surveyed, graded, confirmed, opinions, planned, measures, closed, overdue, responsible,
        applied, promoted, rated, assessed, tested,
        open_conflicts, replace(substr(covers_until, 1, 16), 'T', ' ') AS covers_until
    FROM line
    UNION ALL
    SELECT 1, NULL, NULL, '合计', COALESCE(sum(branches), 0), COALESCE(sum(surveyed), 0), COALESCE(sum(graded), 0),
        COALESCE(sum(confirmed), 0), COALESCE(sum(opinions), 0), COALESCE(sum(planned), 0),
        COALESCE(sum(measures), 0), COALESCE(sum(closed), 0), COALESCE(sum(overdue), 0), NULL,
        COALESCE(sum(applied), 0), COALESCE(sum(promoted), 0), COALESCE(sum(rated), 0),
        COALESCE(sum(assessed), 0), COALESCE(sum(tested), 0), sum(open_conflicts), NULL
    FROM line
),
parts AS (
    SELECT *, CASE :phase WHEN '2' THEN closed WHEN '3' THEN tested ELSE confirmed END AS done,
        CASE :phase WHEN '2' THEN measures ELSE branches END AS whole
    FROM listed
),
-- Whether the phase should be done.
term AS (
    SELECT COALESCE(max(COALESCE(p.extended_to, p.due_on) < substr(:as_at, 1, 10)), 0) AS is_over
    FROM phase p WHERE p.campaign_id = :campaign AND p.seq = CAST(:phase AS INTEGER) AND p.archived_at IS NULL
),
placed AS (
    SELECT *, (2000 * done + whole) / (2 * whole) AS tenths,
        row_number() OVER (ORDER BY is_total,
            CASE WHEN :order = 'rate' AND whole > 0 THEN done * 1000000 / whole
                 WHEN :order = 'rate' THEN 9000000 END,
            sort_no, id) AS number
    FROM parts
)
SELECT is_total, CASE WHEN NOT is_total THEN number END, name, branches, surveyed, graded, confirmed,
    opinions, planned, measures, closed, overdue, responsible,
    applied || '/' || promoted, rated || '/' || assessed,
    CASE WHEN whole > 0 THEN printf('%d.%d%%', tenths / 10, tenths % 10)
        || CASE WHEN done < whole AND (SELECT is_over FROM term) THEN '▲' ELSE '' END
        WHEN whole = 0 THEN '—' END,
    open_conflicts, covers_until
FROM placed
ORDER BY number;

-- also: 活动方案 | The plan
-- column: 活动 | Campaign | left
-- column: 主题 | Theme | left
-- column: 文号 | Document | left
-- column: 印发机关 | Issuer | left
-- column: 印发日期 | Issued on | left
-- column: 工作要求 | Requirement | left
-- column: 目标任务 | Goal | left
-- column: 依据 | Basis | left
-- column: 起止 | From, to | left
-- column: 状态 | State | left
SELECT 0 AS is_total, c.name, c.theme, c.doc_no, c.issuer, c.issued_on, c.requirement, c.goal, c.basis,
    c.start_on || '—' || c.end_on,
    COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'campaign_status' AND k.code = c.status), c.status)
FROM campaign c
WHERE c.id = :campaign AND c.archived_at IS NULL;

-- also: 阶段 | Phases
-- column: 阶段 | Phase | left
-- column: 开始 | From | left
-- column: 截止 | Until | left
-- column: 延期至 | Extended to | left
-- column: 状态 | State | left
SELECT 0 AS is_total, p.name, p.start_on, p.due_on, p.extended_to,
    COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'phase_status' AND k.code = p.status), p.status)
FROM phase p
WHERE p.campaign_id = :campaign AND p.archived_at IS NULL
ORDER BY p.seq;

-- also: 各单位工作方案 | Schemes of the units
-- column: 学院 | College | left
-- column: 方案 | Scheme | left
-- column: 第一责任人 | First responsible | left
-- column: 行政负责人 | Administrative support | left
-- column: 印发日期 | Issued on | left
-- column: 文号 | Document | left
-- column: 状态 | State | left
SELECT 0 AS is_total, COALESCE(c.short_name, b.name), s.title, f.name, a.name, s.issued_on, s.doc_no,
    COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'approval_status' AND k.code = s.status), s.status)
FROM unit_scheme s
LEFT JOIN college c ON c.id = s.org_id
LEFT JOIN branch b ON b.id = s.org_id
LEFT JOIN person f ON f.id = s.first_responsible_id
LEFT JOIN person a ON a.id = s.admin_support_id
WHERE s.campaign_id = :campaign AND s.archived_at IS NULL AND (s.created_at IS NULL OR s.created_at < :as_at || '~')
ORDER BY c.sort_no, s.org_id, s.id;
