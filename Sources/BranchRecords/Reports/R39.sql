-- id: R39
-- title: 督查通报与宣传情况表
-- title-en: Circulars, inspections and publicity
-- period: SELECT substr(:campaign, -4) || '年'
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: campaign | 活动 | campaign | jczz2012 | > campaign
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- column: 期号 | Issue | right
-- column: 标题 | Title | left
-- column: 统计起止 | Period | left
-- column: 文号 | Document | left
-- column: 印发日期 | Issued on | left
-- column: 状态 | State | left
-- repeated: 2
--
-- The circulars, then the inspections, then what each college made public, those without a plan
-- first.

SELECT 0 AS is_total, c.issue_no, c.title, c.period_from || '至' || c.period_to, c.doc_no, c.issued_on, k.zh
FROM circular c
LEFT JOIN zhibu_code k ON k.list = 'approval_status' AND k.code = c.status
WHERE c.campaign_id = :campaign AND c.archived_at IS NULL AND (c.created_at IS NULL OR c.created_at < :as_at || '~')
ORDER BY c.issue_no, c.id;

-- also: 督查情况 | Inspections
-- column: 类型 | Kind | left
-- column: 对象 | Inspected | left
-- column: 日期 | On | left
-- column: 结果 | Result | left
-- column: 问题数 | Findings | right
-- column: 整改率 | Put right | right
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
found AS (
    SELECT inspection_id, count(*) AS findings, sum(fixed_on IS NOT NULL OR verified_on IS NOT NULL) AS fixed
    FROM inspection_finding f WHERE f.archived_at IS NULL AND (f.created_at IS NULL OR f.created_at < :as_at || '~')
    GROUP BY inspection_id
),
line AS (
    SELECT row_number() OVER (ORDER BY i.inspected_on, i.id) AS number, COALESCE(k.zh, i.kind) AS kind,
        o.name, i.inspected_on, r.zh AS result,
        COALESCE(f.findings, 0) AS findings, COALESCE(f.fixed, 0) AS fixed
    FROM inspection i
    JOIN org o ON o.id = i.org_id
    LEFT JOIN found f ON f.inspection_id = i.id
    LEFT JOIN zhibu_code k ON k.list = 'inspection_kind' AND k.code = i.kind
    LEFT JOIN zhibu_code r ON r.list = 'check_result' AND r.code = i.result
    WHERE (i.campaign_id = :campaign OR i.campaign_id IS NULL) AND i.archived_at IS NULL
        AND (i.created_at IS NULL OR i.created_at < :as_at || '~')
      AND (:college = '' OR o.college_id = :college)
),
listed AS (
    SELECT 0 AS is_total, * FROM line
    UNION ALL
    SELECT 1, NULL, '合计', count(*) || ' 次', NULL, NULL, COALESCE(sum(findings), 0), COALESCE(sum(fixed), 0) FROM line
)
SELECT is_total, kind, name, inspected_on, result, findings,
    CASE WHEN findings > 0 THEN printf('%d.%d%%', (2000 * fixed + findings) / (2 * findings) / 10,
        (2000 * fixed + findings) / (2 * findings) % 10) WHEN findings = 0 THEN '—' END
FROM listed
ORDER BY is_total, number;

-- also: 宣传情况 | Publicity
-- column: 学院 | College | left
-- column: 宣传方案 | Plan | center
-- column: 院级报道 | College | right
-- column: 校级 | University | right
-- column: 市级 | City | right
-- column: 省级 | Province | right
-- column: 国家级 | Nation | right
-- column: 核心价值体系 | Core values | right
-- column: 形势政策 | Policy | right
-- column: 学雷锋 | Lei Feng | right
-- column: 纲要宣讲 | Outline | right
-- column: 价值观讨论 | Our values | right
-- column: 其他主题 | Other | right
-- chart: stacked | 学院 | 院级报道, 校级, 市级, 省级, 国家级
WITH
home AS (
    SELECT id AS org_id, college_id FROM branch WHERE archived_at IS NULL
    UNION ALL
    SELECT id, id FROM college WHERE archived_at IS NULL
),
planned AS (
    SELECT DISTINCT h.college_id FROM publicity_plan p JOIN home h ON h.org_id = p.org_id
    WHERE (p.campaign_id = :campaign OR p.campaign_id IS NULL) AND p.archived_at IS NULL
        AND (p.created_at IS NULL OR p.created_at < :as_at || '~')
),
told AS (
    SELECT h.college_id, sum(p.outlet_level = 'college') AS l1, sum(p.outlet_level = 'university') AS l2,
        sum(p.outlet_level = 'city') AS l3, sum(p.outlet_level = 'province') AS l4, sum(p.outlet_level = 'nation') AS l5
    FROM publicity_item p JOIN home h ON h.org_id = p.org_id
    WHERE substr(p.published_on, 1, 4) = substr(:campaign, -4) AND p.archived_at IS NULL
        AND (p.created_at IS NULL OR p.created_at < :as_at || '~')
    GROUP BY h.college_id
),
taught AS (
    SELECT h.college_id, sum(t.kind = 'core_values') AS k1, sum(t.kind = 'policy') AS k2, sum(t.kind = 'leifeng') AS k3,
        sum(t.kind = 'outline') AS k4, sum(t.kind = 'our_values') AS k5, sum(t.kind = 'education') AS k6
    FROM theme_activity t JOIN home h ON h.org_id = t.org_id
    WHERE substr(t.held_on, 1, 4) = substr(:campaign, -4) AND t.archived_at IS NULL
        AND (t.created_at IS NULL OR t.created_at < :as_at || '~')
    GROUP BY h.college_id
),
line AS (
    SELECT row_number() OVER (ORDER BY p.college_id IS NOT NULL, c.sort_no, c.id) AS number, c.short_name || CASE
        WHEN substr(u.covers_until, 1, 10) < substr(:as_at, 1, 10) THEN '*' ELSE '' END AS name,
        p.college_id IS NOT NULL AS plan, COALESCE(l1, 0) AS l1, COALESCE(l2, 0) AS l2, COALESCE(l3, 0) AS l3,
        COALESCE(l4, 0) AS l4, COALESCE(l5, 0) AS l5, COALESCE(k1, 0) AS k1, COALESCE(k2, 0) AS k2, COALESCE(k3,
            0) AS k3,
        COALESCE(k4, 0) AS k4, COALESCE(k5, 0) AS k5, COALESCE(k6, 0) AS k6
    FROM college c
    LEFT JOIN planned p ON p.college_id = c.id
    LEFT JOIN told ON told.college_id = c.id
    LEFT JOIN taught ON taught.college_id = c.id
    LEFT JOIN zhibu_scope_status u ON u.scope = 'college:' || c.id
    WHERE c.archived_at IS NULL AND (:college = '' OR c.id = :college)
)
SELECT is_total, name, plan, l1, l2, l3, l4, l5, k1, k2, k3, k4, k5, k6 FROM (
    SELECT 0 AS is_total, number, name, CASE WHEN plan THEN '有' ELSE '无' END AS plan, l1, l2, l3, l4, l5, k1, k2, k3,
        k4, k5, k6
    FROM line
    UNION ALL
    SELECT 1, NULL, '合计', COALESCE(sum(plan), 0) || '/' || count(*), COALESCE(sum(l1), 0), COALESCE(sum(l2), 0),
        COALESCE(sum(l3), 0), COALESCE(sum(l4), 0), COALESCE(sum(l5), 0), COALESCE(sum(k1), 0), COALESCE(sum(k2), 0),
        COALESCE(sum(k3), 0), COALESCE(sum(k4), 0), COALESCE(sum(k5), 0), COALESCE(sum(k6), 0)
    FROM line)
ORDER BY is_total, number;
