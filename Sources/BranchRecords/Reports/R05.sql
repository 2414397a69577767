-- id: R05
-- title: 六方面短板清单
-- title-en: Gaps in the six aspects
-- period: SELECT substr(:campaign, -4) || '年' || COALESCE('，' || (SELECT zh FROM zhibu_code WHERE list = 'aspect' AND code = :aspect), '')
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: campaign | 活动 | campaign | jczz2012 | > campaign
-- parameter: aspect | 方面（A1至A6；空为全部） | aspect (A1 to A6; empty: all) | | = aspect
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- parameter: whole | 问题全文（1为全文，空为前60字） | whole text of the problem (1; empty: 60 characters) | | flag
-- column: 序号 | No. | right
-- column: 学院 | College | left
-- column: 支部 | Branch | left
-- column: 方面 | Aspect | left
-- column: 评价 | Rating | left
-- column: 存在问题 | Problem | left
-- column: 是否有意见 | Opinions | center
-- column: 对应措施数 | Measures | right
-- column: 未销号措施数 | Not closed | right
-- column: 责任人 | Responsible | left
-- column: 完成时限 | Due | left
-- column: 状态 | State | left
-- repeated: 4
--
-- One row for each aspect found wanting and not cleared, by aspect and college, those without a
-- measure first. Measures and opinions are those of the same organisation and aspect; a cancelled
-- measure is none. Persons and the deadline are of what is not closed yet. A branch that was
-- dissolved stays in the list, and says so: its gaps are not cleared by its end.

WITH
-- A college whose data are older than the moment has a mark.
named AS (
    SELECT c.id, c.sort_no, c.archived_at IS NULL AS is_live, c.short_name
        || CASE WHEN substr(s.covers_until, 1, 10) < substr(:as_at, 1, 10) THEN '*' ELSE '' END AS name
    FROM college c LEFT JOIN zhibu_scope_status s ON s.scope = 'college:' || c.id
),
org AS (
    SELECT 'branch' AS kind, b.id, c.name AS college, c.id AS college_id, c.sort_no AS college_sort,
        b.sort_no, b.code,
        b.name || CASE WHEN b.status IN ('merged', 'dissolved') THEN '（' || k.zh || '）' ELSE '' END AS name
    FROM branch b LEFT JOIN named c ON c.id = b.college_id
    LEFT JOIN zhibu_code k ON k.list = 'org_status' AND k.code = b.status
    WHERE b.archived_at IS NULL
    UNION ALL
    SELECT 'college', id, name, id, sort_no, -1, NULL, '—' FROM named WHERE is_live
),
gap AS (
    SELECT i.id, i.aspect, i.rating, i.problem, s.org_id
    FROM survey_item i
    JOIN survey s ON s.id = i.survey_id AND s.campaign_id = :campaign AND s.archived_at IS NULL
    WHERE i.is_gap = 1 AND i.gap_cleared_on IS NULL AND i.archived_at IS NULL
      AND (i.created_at IS NULL OR i.created_at < :as_at || '~')
      AND (:aspect = '' OR i.aspect = :aspect)
),
measure AS (
    SELECT p.org_id, m.aspect, COALESCE(m.status, '') <> 'closed' AS is_open, m.due_on, q.name
    FROM rect_measure m
    JOIN rect_plan p ON p.id = m.plan_id AND p.campaign_id = :campaign AND p.archived_at IS NULL
    LEFT JOIN person q ON q.id = m.responsible_id
    WHERE m.archived_at IS NULL AND COALESCE(m.status, '') <> 'cancelled'
      AND (m.created_at IS NULL OR m.created_at < :as_at || '~')
),
taken AS (
    SELECT org_id, aspect, count(*) AS measures, sum(is_open) AS not_closed,
        min(CASE WHEN is_open THEN due_on END) AS due_on,
        replace(group_concat(DISTINCT CASE WHEN is_open THEN name END), ',', '、') AS names
    FROM (SELECT * FROM measure ORDER BY name) GROUP BY org_id, aspect
),
said AS (
    SELECT DISTINCT org_id, aspect FROM opinion
    WHERE campaign_id = :campaign AND archived_at IS NULL
      AND (created_at IS NULL OR created_at < :as_at || '~')
)
SELECT 0 AS is_total,
    row_number() OVER (ORDER BY g.aspect, o.college_sort, o.college_id, t.measures IS NOT NULL,
        t.due_on IS NULL, t.due_on, o.sort_no, o.code, g.id) AS number,
    o.college, o.name, COALESCE(a.zh, g.aspect), r.zh,
    CASE WHEN :whole = '1' OR length(g.problem) <= 60 THEN g.problem ELSE substr(g.problem, 1, 60) || '…' END,
    CASE WHEN s.org_id IS NULL THEN '否' ELSE '是' END,
    COALESCE(t.measures, 0), COALESCE(t.not_closed, 0), t.names, t.due_on,
    CASE WHEN t.measures IS NULL THEN '无措施' WHEN t.not_closed > 0 THEN '整改中' ELSE '已销号待认定' END
FROM gap g
JOIN org o ON o.id = g.org_id
LEFT JOIN taken t ON t.org_id = g.org_id AND t.aspect = g.aspect
LEFT JOIN said s ON s.org_id = g.org_id AND s.aspect = g.aspect
LEFT JOIN zhibu_code a ON a.list = 'aspect' AND a.code = g.aspect
LEFT JOIN zhibu_code r ON r.list = 'aspect_rating' AND r.code = g.rating
WHERE :college = '' OR o.college_id = :college
ORDER BY number;

-- also: 各学院六方面短板数 | Gaps by college and aspect
-- column: 学院 | College | left
-- column: 组织设置 | Organisation | right
-- column: 领导班子 | Leadership | right
-- column: 工作制度 | Rules | right
-- column: 党员活动 | Activities | right
-- column: 经费场所 | Funds, venues | right
-- column: 作用发挥 | Difference made | right
-- column: 合计 | Total | right
-- chart: stacked | 学院 | 组织设置, 领导班子, 工作制度, 党员活动, 经费场所, 作用发挥
WITH
home AS (
    SELECT id AS org_id, college_id FROM branch WHERE archived_at IS NULL
    UNION ALL
    SELECT id, id FROM college WHERE archived_at IS NULL
),
gap AS (
    SELECT h.college_id, i.aspect
    FROM survey_item i
    JOIN survey s ON s.id = i.survey_id AND s.campaign_id = :campaign AND s.archived_at IS NULL
    JOIN home h ON h.org_id = s.org_id
    WHERE i.is_gap = 1 AND i.gap_cleared_on IS NULL AND i.archived_at IS NULL
      AND (i.created_at IS NULL OR i.created_at < :as_at || '~')
      AND (:aspect = '' OR i.aspect = :aspect)
),
line AS (
    SELECT row_number() OVER (ORDER BY c.sort_no, c.id) AS number, c.short_name
            || CASE WHEN substr(s.covers_until, 1, 10) < substr(:as_at, 1, 10) THEN '*' ELSE '' END AS name,
        count(CASE WHEN g.aspect = 'A1' THEN 1 END) AS a1, count(CASE WHEN g.aspect = 'A2' THEN 1 END) AS a2,
        count(CASE WHEN g.aspect = 'A3' THEN 1 END) AS a3, count(CASE WHEN g.aspect = 'A4' THEN 1 END) AS a4,
        count(CASE WHEN g.aspect = 'A5' THEN 1 END) AS a5, count(CASE WHEN g.aspect = 'A6' THEN 1 END) AS a6,
        count(g.college_id) AS whole
    FROM college c LEFT JOIN gap g ON g.college_id = c.id
    LEFT JOIN zhibu_scope_status s ON s.scope = 'college:' || c.id
    WHERE c.archived_at IS NULL AND (:college = '' OR c.id = :college)
    GROUP BY c.id
)
SELECT is_total, name, a1, a2, a3, a4, a5, a6, whole FROM (
    SELECT 0 AS is_total, * FROM line
    UNION ALL
    SELECT 1, NULL, '合计', COALESCE(sum(a1), 0), COALESCE(sum(a2), 0), COALESCE(sum(a3), 0),
        COALESCE(sum(a4), 0), COALESCE(sum(a5), 0), COALESCE(sum(a6), 0), COALESCE(sum(whole), 0)
    FROM line)
ORDER BY is_total, number;
