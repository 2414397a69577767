-- id: R08
-- title: 分类定级审批表
-- title-en: Grades for approval
-- submitted: 1
-- period: SELECT COALESCE((SELECT short_name || '，' FROM college WHERE id = :college), '') || substr(:campaign, -4) || '年'
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: campaign | 活动 | campaign | jczz2012 | > campaign
-- parameter: round | 轮次 | round | 1 | integer
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- column: 支部 | Branch | left
-- column: 自评 | Own | left
-- column: 学院评定 | Given | left
-- column: 定级理由 | Reason | left
-- column: 存在问题 | Problems | left
-- column: 建议确认等次 | To confirm | left
-- column: 审批意见 | Decision | left
-- column: 签章 | Seal | left
-- repeated: 1
--
-- Branches that have a grade and are not confirmed yet, or are: the form shows the round as it is.
-- The problems are those of the survey's gaps. The last two columns are filled in by hand.

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
problem AS (
    SELECT org_id, group_concat(said, '；') AS problems FROM (
        SELECT s.org_id, substr(i.aspect, 1, 2) || ' ' || i.problem AS said
        FROM survey_item i JOIN survey s ON s.id = i.survey_id AND s.campaign_id = :campaign AND s.archived_at IS NULL
            AND s.round = CAST(:round AS INTEGER)
        WHERE i.problem <> '' AND i.is_gap = 1 AND i.archived_at IS NULL
            AND (i.created_at IS NULL OR i.created_at < :as_at || '~')
        ORDER BY s.org_id, i.aspect)
    GROUP BY org_id
)
SELECT 0 AS is_total, b.name, s.zh, l.zh, g.reason, p.problems, COALESCE(c.zh, l.zh), NULL AS decision, NULL AS seal
FROM b
JOIN chosen g ON g.org_id = b.id
LEFT JOIN problem p ON p.org_id = b.id
LEFT JOIN zhibu_code s ON s.list = 'grade_level' AND s.code = g.self_level
LEFT JOIN zhibu_code l ON l.list = 'grade_level' AND l.code = g.level
LEFT JOIN zhibu_code c ON c.list = 'grade_level' AND c.code = g.confirmed_level
ORDER BY b.s1, b.college_id, b.s2, b.code, b.id;
