-- Appraisal counts contradict, or one vote is entered twice. The number of people at the meeting stands in
-- attendance.
-- rule: SC-31 | mid | 评议结果重复或票数不符 | Appraisal counts contradict
-- card: {org}{year}年“{kind}”{what}。 | {org}, {year}, {kind_en}: {what_en}.
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'appraisal'
    UNION
    SELECT a.id FROM zhibu_touched t CROSS JOIN attendance p ON p.id = t.key
    CROSS JOIN appraisal a ON a.meeting_id = p.meeting_id WHERE t.tbl = 'attendance'
    UNION
    SELECT a.id FROM zhibu_former f CROSS JOIN appraisal a ON a.meeting_id = f.value
    WHERE f.tbl = 'attendance' AND f.col = 'meeting_id')
SELECT DISTINCT 'appraisal' AS tbl, min(a.id, b.id) AS key, max(a.id, b.id) AS other_key, a.kind AS detail
FROM near
CROSS JOIN appraisal a ON a.id = near.id
CROSS JOIN appraisal b ON b.org_id = a.org_id AND b.org_kind = a.org_kind AND b.year = a.year
    AND b.kind = a.kind AND b.id <> a.id
WHERE a.archived_at IS NULL AND b.archived_at IS NULL
AND (a.rated_on = b.rated_on OR COALESCE(a.result_level, '') <> COALESCE(b.result_level, ''))
UNION ALL
SELECT 'appraisal', a.id, NULL, COALESCE(a.ballots_in, '?') || '/' || COALESCE(a.ballots_out, '?')
FROM near CROSS JOIN appraisal a ON a.id = near.id
WHERE a.archived_at IS NULL AND (
    a.ballots_in > a.ballots_out
    OR COALESCE(a.n_excellent, 0) + COALESCE(a.n_good, 0) + COALESCE(a.n_fair, 0) + COALESCE(a.n_poor, 0)
        + COALESCE(a.ballots_invalid, 0) <> a.ballots_in
    OR (EXISTS (SELECT 1 FROM attendance p WHERE p.meeting_id = a.meeting_id AND p.archived_at IS NULL)
        AND a.ballots_in > (
            SELECT count(*) FROM attendance p WHERE p.meeting_id = a.meeting_id
            AND p.archived_at IS NULL AND p.state IN ('present', 'late', 'observer'))))

-- values
WITH rated AS (
    SELECT a.org_id, a.year, a.kind, COALESCE(a.ballots_out, '？') AS out, COALESCE(a.ballots_in, '？') AS back,
        COALESCE(a.n_excellent, 0) + COALESCE(a.n_good, 0) + COALESCE(a.n_fair, 0) + COALESCE(a.n_poor, 0)
            + COALESCE(a.ballots_invalid, 0) AS counted,
        (SELECT nullif(count(*), 0) FROM attendance p WHERE p.meeting_id = a.meeting_id AND p.archived_at IS NULL) AS listed,
        (SELECT count(*) FROM attendance p WHERE p.meeting_id = a.meeting_id
            AND p.archived_at IS NULL AND p.state IN ('present', 'late', 'observer')) AS present,
        b.id AS second_id, COALESCE(a.rated_on, '？') AS day, COALESCE(b.rated_on, '？') AS second_day,
        COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'appraisal_level' AND k.code = a.result_level), '？') AS level,
        COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'appraisal_level' AND k.code = b.result_level), '？') AS level_b,
        COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'appraisal_level' AND k.code = a.result_level), '？') AS level_en,
        COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'appraisal_level' AND k.code = b.result_level), '？') AS level_b_en
    FROM appraisal a LEFT JOIN appraisal b ON b.id = :other WHERE a.id = :key)
SELECT
    COALESCE((SELECT name FROM branch WHERE id = r.org_id), (SELECT short_name FROM college WHERE id = r.org_id), '？') AS org,
    COALESCE(r.year, '？') AS year,
    COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'appraisal_kind' AND k.code = r.kind), '？') AS kind,
    COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'appraisal_kind' AND k.code = r.kind), '？') AS kind_en,
    iif(r.second_id IS NOT NULL,
        '登记了两次（' || r.day || '“' || r.level || '”，' || r.second_day || '“' || r.level_b || '”）',
        '票数对不上（发出' || r.out || '、收回' || r.back || '、各项合计' || r.counted
            || iif(r.listed IS NULL, '', '、到会' || r.present || '人') || '）') AS what,
    iif(r.second_id IS NOT NULL,
        'entered twice (' || r.day || ' “' || r.level_en || '”, ' || r.second_day || ' “' || r.level_b_en || '”)',
        'the ballots do not add up (' || r.out || ' given out, ' || r.back || ' returned, ' || r.counted || ' counted'
            || iif(r.listed IS NULL, '', ', ' || r.present || ' people present') || ')') AS what_en
FROM rated r
