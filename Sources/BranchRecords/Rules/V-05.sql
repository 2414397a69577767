-- A measure that is closed without saying what shows it, or that is more than wholly done. An attached file is evidence too.
-- rule: V-05 | low | 整改进度或销号佐证不符 | Progress or evidence of a measure
-- card: “{org}”整改措施{number}（{problem}）：{what}。 | Measure {number} of {org} ({problem}): {what_en}.
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'rect_measure'
    UNION
    SELECT a.owner_id FROM zhibu_touched t CROSS JOIN attachment a ON a.id = t.key
    WHERE t.tbl = 'attachment' AND a.owner_table = 'rect_measure'
    UNION
    SELECT f.value FROM zhibu_former f WHERE f.tbl = 'attachment' AND f.col = 'owner_id'),
wrong AS MATERIALIZED (
    SELECT m.id, COALESCE(m.progress_pct NOT BETWEEN 0 AND 100, 0) AS progress,
        m.status = 'closed' AND m.closed_on IS NOT NULL AND COALESCE(m.close_evidence, '') = '' AND NOT EXISTS (
            SELECT 1 FROM attachment a
            WHERE a.owner_table = 'rect_measure' AND a.owner_id = m.id AND a.archived_at IS NULL) AS evidence
    FROM near CROSS JOIN rect_measure m ON m.id = near.id
    WHERE m.archived_at IS NULL)
SELECT 'rect_measure' AS tbl, wrong.id AS key, NULL AS other_key,
    ltrim(iif(wrong.progress, ' progress', '') || iif(wrong.evidence, ' evidence', '')) AS detail
FROM wrong WHERE wrong.progress OR wrong.evidence

-- values
WITH wrong AS (
    SELECT m.*, COALESCE(m.progress_pct NOT BETWEEN 0 AND 100, 0) AS progress,
        m.status = 'closed' AND m.closed_on IS NOT NULL AND COALESCE(m.close_evidence, '') = '' AND NOT EXISTS (
            SELECT 1 FROM attachment a
            WHERE a.owner_table = 'rect_measure' AND a.owner_id = m.id AND a.archived_at IS NULL) AS evidence
    FROM rect_measure m WHERE m.id = :key)
SELECT COALESCE((SELECT b.name FROM branch b WHERE b.id = r.org_id),
        (SELECT c.short_name FROM college c WHERE c.id = r.org_id), '？') AS org,
    COALESCE(w.seq_no, '？') AS number, COALESCE(substr(w.problem, 1, 20), '？') AS problem,
    substr(iif(w.progress, '，进度' || w.progress_pct || '%不在0至100之间', '')
        || iif(w.evidence, '，' || w.closed_on || '已销号但没有销号佐证', ''), 2) AS what,
    substr(iif(w.progress, ', progress of ' || w.progress_pct || '% is not between 0 and 100', '')
        || iif(w.evidence, ', closed on ' || w.closed_on || ' without evidence', ''), 3) AS what_en
FROM wrong w LEFT JOIN rect_plan r ON r.id = w.plan_id
