-- An inspection found the problem put right, and the measure for it is still open. It is listed at the inspection's finding.
-- rule: SC-49 | mid | 问题已复查而措施未销号 | Finding verified, measure open
-- card: {verified_on}复查确认“{problem}”整改到位，但“{org}”整改措施{number}仍为“{status}”。 | “{problem}” was verified as fixed on {verified_on}, but measure {number} of {org} is “{status_en}”.
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'inspection_finding'
    UNION
    SELECT f.id FROM zhibu_touched t CROSS JOIN inspection_finding f ON f.measure_id = t.key WHERE t.tbl = 'rect_measure'
    UNION
    SELECT f.id FROM zhibu_touched t CROSS JOIN inspection_finding f ON f.inspection_id = t.key WHERE t.tbl = 'inspection')
SELECT 'inspection_finding' AS tbl, f.id AS key, NULL AS other_key, m.status AS detail
FROM near
CROSS JOIN inspection_finding f ON f.id = near.id
CROSS JOIN rect_measure m ON m.id = f.measure_id
LEFT JOIN inspection i ON i.id = f.inspection_id
WHERE f.archived_at IS NULL AND m.archived_at IS NULL AND i.archived_at IS NULL
AND f.verified_on IS NOT NULL AND m.status NOT IN ('closed', 'cancelled')

-- values
SELECT COALESCE(f.verified_on, '？') AS verified_on, COALESCE(substr(f.problem, 1, 20), '？') AS problem,
    COALESCE((SELECT b.name FROM branch b WHERE b.id = COALESCE(r.org_id, i.org_id)),
        (SELECT c.short_name FROM college c WHERE c.id = COALESCE(r.org_id, i.org_id)), '？') AS org,
    COALESCE(m.seq_no, '？') AS number, COALESCE(k.zh, m.status, '？') AS status, COALESCE(k.en, m.status, '？') AS status_en
FROM inspection_finding f
LEFT JOIN inspection i ON i.id = f.inspection_id
LEFT JOIN rect_measure m ON m.id = f.measure_id
LEFT JOIN rect_plan r ON r.id = m.plan_id
LEFT JOIN zhibu_code k ON k.list = 'measure_status' AND k.code = m.status
WHERE f.id = :key

-- take: 以复查结果为佐证，措施按复查日期销号 | the measure is closed on the day of the inspection, with that as evidence
WITH fixed AS (
    SELECT m.id, f.verified_on, m.close_evidence
    FROM inspection_finding f JOIN rect_measure m ON m.id = f.measure_id WHERE f.id = :kept)
SELECT 'rect_measure' AS tbl, id AS key, 'status' AS col, 'closed' AS value FROM fixed
UNION ALL SELECT 'rect_measure', id, 'closed_on', verified_on FROM fixed
UNION ALL SELECT 'rect_measure', id, 'progress_pct', 100 FROM fixed
UNION ALL
SELECT 'rect_measure', id, 'close_evidence',
    ltrim(COALESCE(close_evidence, '') || char(10) || verified_on || '督查复查整改到位', char(10))
FROM fixed

-- advice
SELECT 'take 1' AS choice, '措施进度已为100%' AS zh, 'the progress of the measure is 100%' AS en
FROM inspection_finding f JOIN rect_measure m ON m.id = f.measure_id WHERE f.id = :key AND m.progress_pct = 100
