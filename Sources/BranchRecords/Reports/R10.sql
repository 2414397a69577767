-- id: R10
-- title: 整改落实方案汇总表
-- title-en: Rectification plans
-- submitted: 1
-- period: SELECT substr(:campaign, -4) || '年'
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: campaign | 活动 | campaign | jczz2012 | > campaign
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- parameter: strategy | 整改类别（空为全部） | strategy (empty: all) | | = rect_strategy
-- parameter: status | 状态（空为全部） | status (empty: all) | | = plan_status
-- column: 组织 | Organisation | left
-- column: 现等次 | Grade now | left
-- column: 整改类别 | Strategy | left
-- column: 目标等次 | Aims at | left
-- column: 改进目标 | Goal | left
-- column: 第一责任人 | Responsible | left
-- column: 上级指导人 | Guided by | left
-- column: 措施数 | Measures | right
-- column: 期限 | Due | left
-- column: 状态 | State | left
-- column: 总结日期 | Summed up on | left
-- repeated: 1
--
-- One row per plan. Cancelled measures do not count.

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
-- The grade of an organisation now, of its promotion if confirmed, else of its newest round.
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
size AS (
    SELECT plan_id, count(*) AS measures FROM rect_measure m
    WHERE COALESCE(m.status, '') <> 'cancelled' AND m.archived_at IS NULL
        AND (m.created_at IS NULL OR m.created_at < :as_at || '~')
    GROUP BY plan_id
),
line AS (
    SELECT row_number() OVER (ORDER BY o.s1, o.college_id, o.s2, o.s3, p.org_id, p.id) AS number,
        o.name, g.zh AS grade, t.zh AS strategy, a.zh AS target, p.goal, q.name AS person,
        r.name AS guide, COALESCE(z.measures, 0) AS measures, p.due_on, COALESCE(k.zh, p.status) AS status, p.summary_on
    FROM rect_plan p
    JOIN org o ON o.id = p.org_id
    LEFT JOIN current c ON c.org_id = p.org_id
    LEFT JOIN size z ON z.plan_id = p.id
    LEFT JOIN person q ON q.id = p.responsible_id
    LEFT JOIN person r ON r.id = p.guide_id
    LEFT JOIN zhibu_code g ON g.list = 'grade_level' AND g.code = c.confirmed_level
    LEFT JOIN zhibu_code t ON t.list = 'rect_strategy' AND t.code = p.strategy
    LEFT JOIN zhibu_code a ON a.list = 'grade_level' AND a.code = p.target_level
    LEFT JOIN zhibu_code k ON k.list = 'plan_status' AND k.code = p.status
    WHERE p.campaign_id = :campaign AND p.archived_at IS NULL AND (p.created_at IS NULL OR p.created_at < :as_at || '~')
      AND (:college = '' OR o.college_id = :college) AND (:strategy = '' OR p.strategy = :strategy)
      AND (:status = '' OR p.status = :status)
)
SELECT 0 AS is_total, name, grade, strategy, target, goal, person, guide, measures, due_on, status, summary_on
FROM (SELECT * FROM line ORDER BY number)
UNION ALL
SELECT 1, '合计 ' || count(*) || ' 个', NULL, NULL, NULL, NULL, NULL, NULL, COALESCE(sum(measures), 0), NULL, NULL,
    count(summary_on) || ' 个'
FROM line;
