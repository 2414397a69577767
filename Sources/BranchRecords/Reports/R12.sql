-- id: R12
-- title: 后进党组织整顿台账
-- title-en: Organisations to be put in order
-- period: SELECT substr(:campaign, -4) || '年'
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: campaign | 活动 | campaign | jczz2012 | > campaign
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- column: 组织 | Organisation | left
-- column: 后进原因 | Why | left
-- column: 书记 | Secretary | left
-- column: 整改谈话日期/调整 | Talk, adjustment | left
-- column: 指导人 | Guided by | left
-- column: 方案状态 | Plan | left
-- column: 措施未销号 | Not closed | right
-- column: 督导次数 | Guidance | right
-- column: 结果 | Result | left
-- repeated: 1
--
-- Organisations that were graded 后进 in any round, whatever they are now. The talk is the last one
-- with the secretary in office; its content is private and not shown. The result is that of the
-- promotion, else the grade now.

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
secretary AS (
    SELECT org_id, group_concat(name, '、') AS names FROM (
        SELECT DISTINCT p.org_id, q.name
        FROM post p JOIN person q ON q.id = p.person_id
        WHERE p.post_kind = 'secretary' AND p.archived_at IS NULL AND (p.created_at IS NULL OR p.created_at < :as_at
            || '~')
          AND p.start_on <= substr(:as_at, 1, 10) AND COALESCE(p.end_on, '9999') > substr(:as_at, 1, 10)
        ORDER BY p.org_id, p.start_on, q.name)
    GROUP BY org_id
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
behind AS (
    SELECT org_id, reason FROM (
        SELECT org_id, reason, row_number() OVER (PARTITION BY org_id ORDER BY round DESC, graded_on DESC, id) AS place
        FROM grade g
        WHERE g.campaign_id = :campaign AND COALESCE(g.confirmed_level, g.level) = '4' AND g.archived_at IS NULL
            AND (g.created_at IS NULL OR g.created_at < :as_at || '~'))
    WHERE place = 1
),
talk AS (
    SELECT org_id, talked FROM (
        SELECT p.org_id, t.talked_on || COALESCE('，' || k.zh, '') AS talked,
            row_number() OVER (PARTITION BY p.org_id ORDER BY t.talked_on DESC, t.id) AS place
        FROM talk_record t
        JOIN post p ON p.person_id = t.person_id AND p.post_kind = 'secretary' AND p.archived_at IS NULL
            AND p.start_on <= t.talked_on AND COALESCE(p.end_on, '9999') >= t.talked_on
        LEFT JOIN zhibu_code k ON k.list = 'talk_outcome' AND k.code = t.outcome
        WHERE t.kind IN ('rectify', 'adjust') AND t.archived_at IS NULL
            AND (t.created_at IS NULL OR t.created_at < :as_at || '~'))
    WHERE place = 1
),
plan AS (
    SELECT p.org_id, max(k.zh) AS status, max(q.name) AS guide, count(DISTINCT m.id) AS not_closed
    FROM rect_plan p
    LEFT JOIN person q ON q.id = p.guide_id
    LEFT JOIN zhibu_code k ON k.list = 'plan_status' AND k.code = p.status
    LEFT JOIN rect_measure m ON m.plan_id = p.id AND COALESCE(m.status, '') NOT IN ('closed', 'cancelled')
        AND m.archived_at IS NULL AND (m.created_at IS NULL OR m.created_at < :as_at || '~')
    WHERE p.campaign_id = :campaign AND p.archived_at IS NULL AND (p.created_at IS NULL OR p.created_at < :as_at || '~')
    GROUP BY p.org_id
),
guided AS (
    SELECT p.org_id, count(*) AS times
    FROM rect_guidance g JOIN rect_plan p ON p.id = g.plan_id AND p.campaign_id = :campaign AND p.archived_at IS NULL
    WHERE g.archived_at IS NULL AND (g.created_at IS NULL OR g.created_at < :as_at || '~')
    GROUP BY p.org_id
),
promoted AS (
    SELECT p.org_id, max(k.zh) AS result FROM promotion p LEFT JOIN zhibu_code k ON k.list = 'promotion_result'
        AND k.code = p.result_kind
    WHERE p.campaign_id = :campaign AND p.confirmed_level IS NOT NULL AND p.archived_at IS NULL
        AND (p.created_at IS NULL OR p.created_at < :as_at || '~')
    GROUP BY p.org_id
)
SELECT 0 AS is_total, o.name, b.reason, s.names, t.talked, p.guide, p.status, p.not_closed,
    COALESCE(g.times, 0), COALESCE(r.result || '，', '') || COALESCE(k.zh, '')
FROM behind b
JOIN org o ON o.id = b.org_id
LEFT JOIN secretary s ON s.org_id = b.org_id
LEFT JOIN talk t ON t.org_id = b.org_id
LEFT JOIN plan p ON p.org_id = b.org_id
LEFT JOIN guided g ON g.org_id = b.org_id
LEFT JOIN promoted r ON r.org_id = b.org_id
LEFT JOIN current c ON c.org_id = b.org_id
LEFT JOIN zhibu_code k ON k.list = 'grade_level' AND k.code = c.confirmed_level
WHERE :college = '' OR o.college_id = :college
ORDER BY o.s1, o.college_id, o.s2, o.s3, b.org_id;
