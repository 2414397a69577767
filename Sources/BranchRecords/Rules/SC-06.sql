-- Closed here, reopened there. Only the measure itself matters.
-- rule: SC-06 | mid | 措施一方销号一方重新整改 | Closed here, re-opened there
-- card: {org}的整改措施{no}“{action}”{what}，到底算不算完成？ | Measure {no} of {org}, “{action}”, {what_en}; is it done?
SELECT 'rect_measure' AS tbl, m.id AS key, NULL AS other_key, m.status AS detail
FROM zhibu_touched t
CROSS JOIN rect_measure m ON m.id = t.key
WHERE t.tbl = 'rect_measure' AND m.archived_at IS NULL AND (
    (m.status = 'closed' AND m.closed_on <= m.reopened_on)
    OR (m.status IN ('open', 'doing', 'reopened') AND m.closed_on IS NOT NULL
        AND (m.reopened_on IS NULL OR m.reopened_on < m.closed_on))
    OR (m.status = 'closed' AND (m.closed_on IS NULL OR m.progress_pct < 100)))

-- values
WITH measure AS (
    SELECT m.*, r.org_id, COALESCE((SELECT name FROM person WHERE id = m.closed_by), '？') AS closer,
        COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'measure_status' AND k.code = m.status), '？') AS status_zh,
        COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'measure_status' AND k.code = m.status), '？') AS status_en
    FROM rect_measure m LEFT JOIN rect_plan r ON r.id = m.plan_id WHERE m.id = :key)
SELECT
    COALESCE((SELECT name FROM branch WHERE id = m.org_id), (SELECT short_name FROM college WHERE id = m.org_id), '？') AS org,
    COALESCE(m.seq_no, '？') AS no,
    COALESCE(iif(length(m.action) > 30, substr(m.action, 1, 30) || '…', m.action), '？') AS action,
    CASE WHEN m.status = 'closed' AND m.closed_on <= m.reopened_on
            THEN '于' || m.closed_on || '销号（' || m.closer || '），又于' || m.reopened_on || '重新整改，现为“'
                || m.status_zh || '”'
        WHEN m.status <> 'closed' THEN COALESCE('于' || m.closed_on, '已') || '销号（' || m.closer || '），现为“'
            || m.status_zh || '”'
        WHEN m.closed_on IS NULL THEN '已销号，但没有销号日期'
        ELSE '已销号，但进度只有' || COALESCE(m.progress_pct, 0) || '%' END AS what,
    CASE WHEN m.status = 'closed' AND m.closed_on <= m.reopened_on
            THEN 'was closed on ' || m.closed_on || ' (' || m.closer || ') and reopened on ' || m.reopened_on
        WHEN m.status <> 'closed' THEN 'was closed' || COALESCE(' on ' || m.closed_on, '') || ' (' || m.closer || ') and is “'
            || m.status_en || '” now'
        WHEN m.closed_on IS NULL THEN 'is closed, but without a date'
        ELSE 'is closed, but its progress is ' || COALESCE(m.progress_pct, 0) || '% only' END AS what_en
FROM measure m
