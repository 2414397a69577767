-- id: R35
-- title: 基层党组织年度考核汇总表
-- title-en: Annual assessment of Party organisations
-- submitted: 1
-- period: SELECT CASE WHEN :year = '' THEN substr(:campaign, -4) ELSE :year END || '年，' || CASE WHEN :level = 'branch' THEN COALESCE((SELECT short_name FROM college WHERE id = :college) || '各支部', '各支部') ELSE '各学院' END
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: campaign | 活动 | campaign | jczz2012 | > campaign
-- parameter: year | 年度（空为活动所在年） | year (empty: that of the campaign) | | integer
-- parameter: level | 层级（college、branch） | level (college, branch) | college | one of college, branch
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- column: 排名 | Rank | right
-- column: 党组织 | Organisation | left
-- column: 书记 | Secretary | left
-- column: 自评分 | Own score | right
-- column: 素质工程 | Quality | right
-- column: 引领工程 | Lead | right
-- column: 保障工程 | Support | right
-- column: 关爱工程 | Care | right
-- column: 建设年任务(权重%) | Campaign (weight %) | right
-- column: 日常党务 | Routine | right
-- column: 评议分 | Appraisal | right
-- column: 总分 | Total | right
-- column: 建议等次 | Proposed | left
-- column: 确认等次 | Confirmed | left
-- column: 定级等次 | Grade | left
-- column: 晋位结果 | Promotion | left
-- column: 备注(扣分主因) | Note (main deduction) | left
-- repeated: 2
--
-- One row per organisation, assessed or not: the colleges, or the branches, ranked within their
-- college. Equal totals have one rank. The appraisal's score is counted from the ballots of the
-- year's approved appraisal (of the organisation's Party work before others); where there is none
-- it is that of indicator K7. The note is the reason of the item that lost most.

WITH
-- A parameter is a text, and years are numbers.
chosen AS (
    SELECT CAST(CASE WHEN :year = '' THEN substr(:campaign, -4) ELSE :year END AS INTEGER) AS year
),
org AS (
    SELECT c.id, c.short_name
            || CASE WHEN substr(s.covers_until, 1, 10) < substr(:as_at, 1, 10) THEN '*' ELSE '' END AS name,
        '' AS part, c.sort_no AS s1, c.id AS s2, NULL AS s3, NULL AS s4
    FROM college c LEFT JOIN zhibu_scope_status s ON s.scope = 'college:' || c.id
    WHERE :level <> 'branch' AND c.archived_at IS NULL AND (:college = '' OR c.id = :college)
    UNION ALL
    SELECT b.id, CASE WHEN :college = '' THEN COALESCE(c.short_name || '，', '') ELSE '' END || b.name, b.college_id,
        c.sort_no, c.id, b.sort_no, b.code
    FROM branch b LEFT JOIN college c ON c.id = b.college_id
    WHERE :level = 'branch' AND b.archived_at IS NULL AND b.status = 'active'
      AND (b.created_at IS NULL OR b.created_at < :as_at || '~') AND (:college = '' OR b.college_id = :college)
),
secretary AS (
    SELECT org_id, group_concat(name, '、') AS names FROM (
        SELECT DISTINCT p.org_id, q.name
        FROM post p JOIN person q ON q.id = p.person_id
        WHERE p.post_kind = 'secretary' AND p.archived_at IS NULL
          AND (p.created_at IS NULL OR p.created_at < :as_at || '~')
          AND p.start_on <= substr(:as_at, 1, 10) AND COALESCE(p.end_on, '9999') > substr(:as_at, 1, 10)
        ORDER BY p.org_id, p.start_on, q.name)
    GROUP BY org_id
),
assessed AS (
    SELECT a.* FROM assessment a JOIN chosen ON a.year = chosen.year
    WHERE a.archived_at IS NULL AND (a.created_at IS NULL OR a.created_at < :as_at || '~')
),
item AS (
    SELECT i.assessment_id, i.indicator, i.full_score, i.score, i.reason
    FROM assessment_item i JOIN assessed a ON a.id = i.assessment_id
    WHERE i.archived_at IS NULL
),
points AS (
    SELECT assessment_id,
        max(CASE WHEN indicator = 'K1' THEN score END) AS k1, max(CASE WHEN indicator = 'K2' THEN score END) AS k2,
        max(CASE WHEN indicator = 'K3' THEN score END) AS k3, max(CASE WHEN indicator = 'K4' THEN score END) AS k4,
        max(CASE WHEN indicator = 'K5' THEN score END) AS k5, max(CASE WHEN indicator = 'K6' THEN score END) AS k6,
        max(CASE WHEN indicator = 'K7' THEN score END) AS k7
    FROM item GROUP BY assessment_id
),
lost AS (
    SELECT assessment_id, note FROM (
        SELECT i.assessment_id, COALESCE(k.zh, i.indicator) || '：' || i.reason AS note,
            row_number() OVER (PARTITION BY i.assessment_id ORDER BY i.full_score - i.score DESC, i.indicator) AS place
        FROM item i LEFT JOIN zhibu_code k ON k.list = 'assess_indicator' AND k.code = i.indicator
        WHERE i.reason <> '' AND COALESCE(i.full_score > i.score, 1))
    WHERE place = 1
),
ballots AS (
    SELECT org_id, n, valid FROM (
        SELECT a.org_id, a.ballots_in - COALESCE(a.ballots_invalid, 0) AS valid,
            100 * COALESCE(a.n_excellent, 0) + 85 * COALESCE(a.n_good, 0) + 60 * COALESCE(a.n_fair, 0) AS n,
            row_number() OVER (PARTITION BY a.org_id ORDER BY a.kind <> 'org', a.rated_on DESC, a.id) AS place
        FROM appraisal a JOIN chosen ON a.year = chosen.year
        WHERE a.archived_at IS NULL AND a.status IN ('approved', 'archived')
          AND (a.created_at IS NULL OR a.created_at < :as_at || '~')
          AND a.ballots_in > COALESCE(a.ballots_invalid, 0))
    WHERE place = 1
),
graded AS (
    SELECT org_id, shown FROM (
        SELECT g.org_id, COALESCE(k.zh, l.zh || '（未确认）') AS shown,
            row_number() OVER (PARTITION BY g.org_id ORDER BY
                g.confirmed_level IS NULL, g.round DESC, g.level IS NULL, g.graded_on DESC, g.id) AS place
        FROM grade g
        LEFT JOIN zhibu_code k ON k.list = 'grade_level' AND k.code = g.confirmed_level
        LEFT JOIN zhibu_code l ON l.list = 'grade_level' AND l.code = g.level
        WHERE g.campaign_id = :campaign AND g.archived_at IS NULL
          AND (g.created_at IS NULL OR g.created_at < :as_at || '~'))
    WHERE place = 1
),
promoted AS (
    SELECT org_id, result FROM (
        SELECT p.org_id, COALESCE(k.zh, p.result_kind) AS result,
            row_number() OVER (PARTITION BY p.org_id ORDER BY
                p.confirmed_level IS NULL, p.result_kind IS NULL, p.reviewed_on DESC, p.id) AS place
        FROM promotion p
        LEFT JOIN zhibu_code k ON k.list = 'promotion_result' AND k.code = p.result_kind
        WHERE p.campaign_id = :campaign AND p.archived_at IS NULL
          AND (p.created_at IS NULL OR p.created_at < :as_at || '~'))
    WHERE place = 1
)
SELECT 0 AS is_total,
    CASE WHEN a.total_score IS NOT NULL
        THEN dense_rank() OVER (PARTITION BY o.part ORDER BY a.total_score DESC NULLS LAST) END,
    o.name, s.names, a.self_score,
    COALESCE(p.k1, '未填'), COALESCE(p.k2, '未填'), COALESCE(p.k3, '未填'), COALESCE(p.k4, '未填'),
    COALESCE(p.k5, '未填') || COALESCE('（' || a.campaign_weight_pct || '%）', ''), COALESCE(p.k6, '未填'),
    COALESCE((2 * v.n + v.valid) / (2 * v.valid), p.k7, '未填'),
    a.total_score, r.zh, c.zh, g.shown, m.result, l.note
FROM org o
LEFT JOIN secretary s ON s.org_id = o.id
LEFT JOIN assessed a ON a.org_id = o.id
LEFT JOIN points p ON p.assessment_id = a.id
LEFT JOIN lost l ON l.assessment_id = a.id
LEFT JOIN ballots v ON v.org_id = o.id
LEFT JOIN graded g ON g.org_id = o.id
LEFT JOIN promoted m ON m.org_id = o.id
LEFT JOIN zhibu_code r ON r.list = 'assess_level' AND r.code = a.result_level
LEFT JOIN zhibu_code c ON c.list = 'assess_level' AND c.code = a.confirmed_level
ORDER BY CASE WHEN o.part <> '' THEN o.s1 END, o.part, a.total_score IS NULL, a.total_score DESC, o.s1, o.s2, o.s3,
    o.s4,
    o.id;
