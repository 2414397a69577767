-- id: R06
-- title: 调查摸底情况汇总表
-- title-en: Results of the survey
-- period: SELECT substr(:campaign, -4) || '年第' || CASE :round WHEN '1' THEN '一' WHEN '2' THEN '二' ELSE :round END || '轮'
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: campaign | 活动 | campaign | jczz2012 | > campaign
-- parameter: round | 轮次 | round | 1 | integer
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- parameter: aspect | 方面（A1至A6；空为全部） | aspect (A1 to A6; empty: all) | | = aspect
-- column: 学院 | College | left
-- column: 支部数 | Branches | right
-- column: 已调查 | Surveyed | right
-- column: 组织设置 | Organisation | right
-- column: 领导班子 | Leadership | right
-- column: 工作制度 | Rules | right
-- column: 党员活动 | Activities | right
-- column: 经费场所 | Funds, venues | right
-- column: 作用发挥 | Difference made | right
-- column: 平均分 | Mean score | right
-- column: 主要问题 | Main gaps | left
-- repeated: 1
--
-- Ratings of the active branches as 好/较好/一般/差 for each aspect. The mean is of the scores that were
-- given. The main gaps are the aspects wanting in most branches, three at most.

WITH
b AS (
    SELECT b.id, b.code, b.name, b.kind, b.has_committee, b.college_id, c.short_name AS college, c.sort_no AS s1,
        b.sort_no AS s2
    FROM branch b LEFT JOIN college c ON c.id = b.college_id
    WHERE b.status = 'active' AND b.archived_at IS NULL AND (b.created_at IS NULL OR b.created_at < :as_at || '~')
      AND (:college = '' OR b.college_id = :college)
),
item AS (
    SELECT b.college_id, s.status, i.aspect, i.rating, i.score, i.is_gap AND i.gap_cleared_on IS NULL AS gap
    FROM b
    JOIN survey s ON s.org_id = b.id AND s.campaign_id = :campaign AND s.round = CAST(:round AS INTEGER)
        AND s.archived_at IS NULL AND (s.created_at IS NULL OR s.created_at < :as_at || '~')
    JOIN survey_item i ON i.survey_id = s.id AND i.archived_at IS NULL
        AND (i.created_at IS NULL OR i.created_at < :as_at || '~')
    WHERE :aspect = '' OR i.aspect = :aspect
),
rated AS (
    SELECT college_id,
        count(CASE WHEN aspect = 'A1' AND rating = 'good' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A1' AND rating = 'fair' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A1' AND rating = 'plain' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A1' AND rating = 'poor' THEN 1 END) AS a1,
        count(CASE WHEN aspect = 'A2' AND rating = 'good' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A2' AND rating = 'fair' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A2' AND rating = 'plain' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A2' AND rating = 'poor' THEN 1 END) AS a2,
        count(CASE WHEN aspect = 'A3' AND rating = 'good' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A3' AND rating = 'fair' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A3' AND rating = 'plain' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A3' AND rating = 'poor' THEN 1 END) AS a3,
        count(CASE WHEN aspect = 'A4' AND rating = 'good' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A4' AND rating = 'fair' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A4' AND rating = 'plain' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A4' AND rating = 'poor' THEN 1 END) AS a4,
        count(CASE WHEN aspect = 'A5' AND rating = 'good' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A5' AND rating = 'fair' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A5' AND rating = 'plain' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A5' AND rating = 'poor' THEN 1 END) AS a5,
        count(CASE WHEN aspect = 'A6' AND rating = 'good' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A6' AND rating = 'fair' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A6' AND rating = 'plain' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A6' AND rating = 'poor' THEN 1 END) AS a6,
        sum(score) AS points, count(score) AS scores
    FROM item GROUP BY college_id
),
gap AS (
    SELECT college_id, group_concat(name, '、') AS names FROM (
        SELECT i.college_id, substr(k.zh, 1, 4) || ' ' || count(*) AS name,
            row_number() OVER (PARTITION BY i.college_id ORDER BY count(*) DESC, i.aspect) AS place
        FROM item i LEFT JOIN zhibu_code k ON k.list = 'aspect' AND k.code = i.aspect
        WHERE i.gap
        GROUP BY i.college_id, i.aspect
        ORDER BY i.college_id, place)
    WHERE place <= 3
    GROUP BY college_id
),
size AS (
    SELECT b.college_id, count(*) AS branches, sum(EXISTS (SELECT 1 FROM survey s
        WHERE s.org_id = b.id AND s.campaign_id = :campaign AND s.round = CAST(:round AS INTEGER)
          AND s.status IN ('submitted', 'approved') AND s.archived_at IS NULL
              AND (s.created_at IS NULL OR s.created_at < :as_at || '~'))) AS surveyed
    FROM b GROUP BY b.college_id
)
SELECT is_total, name, branches, surveyed, a1, a2, a3, a4, a5, a6,
    CASE WHEN scores > 0 THEN printf('%d.%d', (20 * points + scores) / (2 * scores) / 10,
        (20 * points + scores) / (2 * scores) % 10)
        ELSE '—' END, names
FROM (
    SELECT 0 AS is_total, row_number() OVER (ORDER BY c.sort_no, c.id) AS number, c.short_name || CASE
        WHEN substr(u.covers_until, 1, 10) < substr(:as_at, 1, 10) THEN '*' ELSE '' END AS name,
        COALESCE(z.branches, 0) AS branches, COALESCE(z.surveyed, 0) AS surveyed, a1, a2, a3, a4, a5, a6, points,
            scores, g.names
    FROM college c
    LEFT JOIN size z ON z.college_id = c.id
    LEFT JOIN rated r ON r.college_id = c.id
    LEFT JOIN gap g ON g.college_id = c.id
    LEFT JOIN zhibu_scope_status u ON u.scope = 'college:' || c.id
    WHERE c.archived_at IS NULL AND (:college = '' OR c.id = :college)
    UNION ALL
    SELECT 1, NULL, '合计', (SELECT COALESCE(sum(branches), 0) FROM size), (SELECT COALESCE(sum(surveyed), 0) FROM size),
        count(CASE WHEN aspect = 'A1' AND rating = 'good' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A1' AND rating = 'fair' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A1' AND rating = 'plain' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A1' AND rating = 'poor' THEN 1 END),
        count(CASE WHEN aspect = 'A2' AND rating = 'good' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A2' AND rating = 'fair' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A2' AND rating = 'plain' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A2' AND rating = 'poor' THEN 1 END),
        count(CASE WHEN aspect = 'A3' AND rating = 'good' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A3' AND rating = 'fair' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A3' AND rating = 'plain' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A3' AND rating = 'poor' THEN 1 END),
        count(CASE WHEN aspect = 'A4' AND rating = 'good' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A4' AND rating = 'fair' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A4' AND rating = 'plain' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A4' AND rating = 'poor' THEN 1 END),
        count(CASE WHEN aspect = 'A5' AND rating = 'good' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A5' AND rating = 'fair' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A5' AND rating = 'plain' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A5' AND rating = 'poor' THEN 1 END),
        count(CASE WHEN aspect = 'A6' AND rating = 'good' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A6' AND rating = 'fair' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A6' AND rating = 'plain' THEN 1 END) || '/'
            || count(CASE WHEN aspect = 'A6' AND rating = 'poor' THEN 1 END),
        sum(score), count(score), NULL
    FROM item)
ORDER BY is_total, number;
