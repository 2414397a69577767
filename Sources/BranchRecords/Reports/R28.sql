-- id: R28
-- title: 评优推荐与示范典型台账
-- title-en: Honours and demonstration sites
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: kind | 类别（空为全部） | kind (empty: all) | | = honour_kind
-- parameter: grade | 级别（空为全部） | level (empty: all) | | = honour_level
-- column: 项目 | Honour | left
-- column: 级别 | Level | left
-- column: 届次 | Round | left
-- column: 名额 | Places | right
-- column: 推荐 | Recommended | right
-- column: 获评 | Awarded | right
-- column: 名单 | Who | left
-- repeated: 1
--
-- One row per honour. Recommended are those that a branch or more put forward and did not withdraw;
-- an award that was revoked does not count. Then the demonstration sites, and the shining words and
-- deeds by month.

WITH
named AS (
    SELECT a.scheme_id, count(*) AS awards, group_concat(a.name, '、') AS names FROM (
        SELECT a.scheme_id, COALESCE(a.subject_name, p.name, b.name, c.short_name) AS name
        FROM honour_award a
        LEFT JOIN person p ON p.id = a.subject_id
        LEFT JOIN branch b ON b.id = a.subject_id
        LEFT JOIN college c ON c.id = a.subject_id
        WHERE a.revoked_on IS NULL AND a.archived_at IS NULL AND (a.created_at IS NULL OR a.created_at < :as_at || '~')
        ORDER BY a.scheme_id, a.awarded_on, a.id) a
    GROUP BY a.scheme_id
),
proposed AS (
    SELECT n.scheme_id, count(*) AS n FROM honour_nomination n
    WHERE COALESCE(n.status, 'draft') NOT IN ('draft', 'withdrawn') AND n.archived_at IS NULL
        AND (n.created_at IS NULL OR n.created_at < :as_at || '~')
    GROUP BY n.scheme_id
)
SELECT 0 AS is_total, h.name, l.zh, h.round_label, h.quota, COALESCE(n.n, 0), COALESCE(a.awards, 0), a.names
FROM honour_scheme h
LEFT JOIN proposed n ON n.scheme_id = h.id
LEFT JOIN named a ON a.scheme_id = h.id
LEFT JOIN zhibu_code k ON k.list = 'honour_kind' AND k.code = h.kind
LEFT JOIN zhibu_code l ON l.list = 'honour_level' AND l.code = h.level
WHERE h.archived_at IS NULL AND (h.created_at IS NULL OR h.created_at < :as_at || '~')
    AND (:kind = '' OR h.kind = :kind) AND (:grade = '' OR h.level = :grade)
ORDER BY l.sort DESC, k.sort, h.year, h.round_label, h.id;

-- also: 示范点与创新支部 | Demonstration sites
-- column: 组织 | Organisation | left
-- column: 类型 | Kind | left
-- column: 批次 | Batch | left
-- column: 命名日期 | Named on | left
-- column: 最近检查 | Checked on | left
-- column: 检查结果 | Result | left
-- column: 状态 | State | left
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
)
SELECT 0 AS is_total, o.name, k.zh, d.batch, d.named_on, d.last_check_on, r.zh, s.zh
FROM demo_site d
JOIN org o ON o.id = d.org_id
LEFT JOIN zhibu_code k ON k.list = 'demo_kind' AND k.code = d.kind
LEFT JOIN zhibu_code r ON r.list = 'check_result' AND r.code = d.check_result
LEFT JOIN zhibu_code s ON s.list = 'demo_status' AND s.code = d.status
WHERE d.archived_at IS NULL AND (d.created_at IS NULL OR d.created_at < :as_at || '~')
ORDER BY k.sort, o.s1, o.college_id, o.s2, o.s3, d.id;

-- also: 闪光言行按月 | Shining words and deeds by month
-- column: 月份 | Month | left
-- column: 申报数 | Declared | right
-- column: 展示数 | Shown | right
-- column: 月度之星 | Stars of the month | left
SELECT 0 AS is_total, month, count(*), count(shown_on), group_concat(star, '、') FROM (
    SELECT d.month, d.shown_on, CASE WHEN d.is_month_star = 1 THEN COALESCE(p.name, b.name, c.short_name,
        d.title) END AS star
    FROM shining_deed d
    LEFT JOIN person p ON p.id = d.subject_id
    LEFT JOIN branch b ON b.id = d.subject_id
    LEFT JOIN college c ON c.id = d.subject_id
    WHERE COALESCE(d.status, '') NOT IN ('draft', 'withdrawn') AND d.archived_at IS NULL
        AND (d.created_at IS NULL OR d.created_at < :as_at || '~')
    ORDER BY d.month, d.id)
GROUP BY month
ORDER BY month;

-- also: 先进典型 | Models
-- column: 典型 | Model | left
-- column: 对象 | Who | left
-- column: 发掘日期 | Found on | left
-- column: 推广日期 | Promoted on | left
-- column: 推广级别 | Level | left
-- column: 重大典型 | Major | center
-- column: 状态 | State | left
SELECT 0 AS is_total, m.title, COALESCE(p.name, b.name, c.short_name), m.found_on, m.promoted_on,
    COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'honour_level' AND k.code = m.level), m.level),
    CASE m.is_major WHEN 1 THEN '是' WHEN 0 THEN '否' END,
    COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'nomination_status' AND k.code = m.status), m.status)
FROM model_case m
LEFT JOIN person p ON p.id = m.subject_id
LEFT JOIN branch b ON b.id = m.subject_id
LEFT JOIN college c ON c.id = m.subject_id
WHERE m.archived_at IS NULL AND (m.created_at IS NULL OR m.created_at < :as_at || '~')
ORDER BY m.scope_id, m.found_on, m.id;
