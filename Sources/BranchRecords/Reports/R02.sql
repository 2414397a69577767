-- id: R02
-- title: 任务分解落实情况表
-- title-en: Tasks of the campaign
-- period: SELECT substr(:campaign, -4) || '年'
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: campaign | 活动 | campaign | jczz2012 | > campaign
-- parameter: strength | 要求强度（空为全部） | strength (empty: all) | | = modal
-- parameter: part | 任务组（A至K；空为全部） | group (A to K; empty: all) | | one of A, B, C, D, E, F, G, H, I, J, K
-- column: 任务条目 | Row | left
-- column: 任务名称 | Task | left
-- column: 要求强度 | Strength | left
-- column: 责任方 | By | left
-- column: 适用对象 | For | left
-- column: 目标数 | Of | right
-- column: 已落实数 | Done | right
-- column: 未落实单位 | Not done | left
-- column: 说明原因数 | Reasons | right
-- column: 阶段 | Phase | left
-- column: 截止 | Due | left
-- repeated: 2
--
-- One row per task. Of how many: the number that the task names, else the organisations that it
-- applies to, without those that it does not concern. Named are those that are neither done nor have
-- a reason, the first five in the official order. A task of the university alone has none to name.

WITH
org AS (
    SELECT 'college' AS kind, id, id AS college_id, short_name AS college, short_name AS name, sort_no AS s1, -1 AS s2,
        '' AS s3
    FROM college WHERE archived_at IS NULL
    UNION ALL
    SELECT 'branch', b.id, b.college_id, c.short_name, b.name, c.sort_no, b.sort_no, b.code
    FROM branch b LEFT JOIN college c ON c.id = b.college_id
    WHERE b.status = 'active' AND b.archived_at IS NULL AND (b.created_at IS NULL OR b.created_at < :as_at || '~')
),
task AS (
    SELECT t.* FROM campaign_task t
    WHERE t.campaign_id = :campaign AND t.archived_at IS NULL AND (t.created_at IS NULL OR t.created_at < :as_at || '~')
      AND (:strength = '' OR t.strength = :strength) AND (:part = '' OR substr(t.mission_row, 1, 1) = :part)
),
progress AS (
    SELECT p.task_id, p.org_id, p.status FROM task_progress p WHERE p.archived_at IS NULL
        AND (p.created_at IS NULL OR p.created_at < :as_at || '~')
),
due AS (
    SELECT t.id AS task_id, o.name, COALESCE(p.status, 'none') AS status,
        row_number() OVER (PARTITION BY t.id, COALESCE(p.status, 'none') IN ('done', 'na', 'reasoned')
            ORDER BY o.s1, o.college_id, o.s2, o.s3, o.id) AS place
    FROM task t
    JOIN org o ON t.applies_to = 'all' OR t.applies_to = o.kind
    LEFT JOIN progress p ON p.task_id = t.id AND p.org_id = o.id
),
counted AS (
    SELECT task_id, sum(status <> 'na') AS whole, sum(status IN ('none', 'doing')) AS missing,
        group_concat(CASE WHEN status IN ('none', 'doing') AND place <= 5 THEN name END, '、') AS names
    FROM (SELECT * FROM due ORDER BY task_id, place)
    GROUP BY task_id
),
told AS (
    SELECT task_id, sum(status = 'done') AS done, sum(status = 'reasoned') AS reasons FROM progress GROUP BY task_id
)
SELECT 0 AS is_total, t.mission_row, t.title, k.zh, COALESCE(r.zh, t.owner_role), a.zh, COALESCE(t.target_count,
    c.whole),
    COALESCE(d.done, 0), c.names || CASE WHEN c.missing > 5 THEN ' 等 ' || c.missing || ' 个' ELSE '' END,
    COALESCE(d.reasons, 0), COALESCE(p.name, t.phase_id), t.due_on
FROM task t
LEFT JOIN counted c ON c.task_id = t.id
LEFT JOIN told d ON d.task_id = t.id
LEFT JOIN phase p ON p.id = t.phase_id
LEFT JOIN zhibu_code k ON k.list = 'modal' AND k.code = t.strength
LEFT JOIN zhibu_code a ON a.list = 'applies_to' AND a.code = t.applies_to
LEFT JOIN zhibu_code r ON r.list = 'role' AND r.code = t.owner_role
ORDER BY t.mission_row, t.id;
