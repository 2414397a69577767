-- Assessed as excellent in a year in which the organisation was graded as behind, and not raised since, or rated as poor. What
-- the committee confirmed counts before what was given. It is listed at the assessment, once.
-- rule: SC-50 | mid | 考核等次与定级评议矛盾 | Assessment contradicts grade or appraisal
-- card: “{org}”{year}年度考核为“优秀”，但{what}，请复核。 | {org} is assessed as excellent in {year}, but {what_en}; look again.
WITH org(id) AS MATERIALIZED (
    SELECT g.org_id FROM zhibu_touched t CROSS JOIN grade g ON g.id = t.key WHERE t.tbl = 'grade'
    UNION
    SELECT a.org_id FROM zhibu_touched t CROSS JOIN appraisal a ON a.id = t.key WHERE t.tbl = 'appraisal'
    UNION
    SELECT g.org_id FROM zhibu_touched t CROSS JOIN promotion p ON p.id = t.key CROSS JOIN grade g ON g.id = p.from_grade_id
    WHERE t.tbl = 'promotion'
    UNION
    SELECT g.org_id FROM zhibu_former f CROSS JOIN grade g ON g.id = f.value
    WHERE f.tbl = 'promotion' AND f.col = 'from_grade_id'),
near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'assessment'
    UNION
    SELECT s.id FROM org CROSS JOIN assessment s ON s.org_id = org.id),
excellent AS MATERIALIZED (
    SELECT s.id,
        EXISTS (
            SELECT 1 FROM grade g
            WHERE g.org_id = s.org_id AND g.org_kind = s.org_kind AND g.archived_at IS NULL AND g.confirmed_level = '4'
            AND substr(g.confirmed_on, 1, 4) = CAST(s.year AS TEXT) AND NOT EXISTS (
                SELECT 1 FROM promotion p
                WHERE p.from_grade_id = g.id AND p.confirmed_level IN ('1', '2') AND p.archived_at IS NULL)) AS behind,
        EXISTS (
            SELECT 1 FROM appraisal a
            WHERE a.org_id = s.org_id AND a.org_kind = s.org_kind AND a.year = s.year AND a.archived_at IS NULL
            AND a.result_level = 'poor' AND COALESCE(a.status, '') <> 'returned') AS poor
    FROM near CROSS JOIN assessment s ON s.id = near.id
    WHERE s.archived_at IS NULL AND COALESCE(s.confirmed_level, s.result_level) = 'A' AND COALESCE(s.status, '') <> 'returned')
SELECT 'assessment' AS tbl, excellent.id AS key, NULL AS other_key,
    'A' || iif(excellent.behind, ' grade 4', '') || iif(excellent.poor, ' appraisal poor', '') AS detail
FROM excellent WHERE excellent.behind OR excellent.poor

-- values
WITH rated AS (
    SELECT s.*,
        (SELECT max(g.confirmed_on) FROM grade g
            WHERE g.org_id = s.org_id AND g.org_kind = s.org_kind AND g.archived_at IS NULL AND g.confirmed_level = '4'
            AND substr(g.confirmed_on, 1, 4) = CAST(s.year AS TEXT) AND NOT EXISTS (
                SELECT 1 FROM promotion p
                WHERE p.from_grade_id = g.id AND p.confirmed_level IN ('1', '2') AND p.archived_at IS NULL)) AS behind,
        (SELECT max(COALESCE(a.rated_on, '？')) FROM appraisal a
            WHERE a.org_id = s.org_id AND a.org_kind = s.org_kind AND a.year = s.year AND a.archived_at IS NULL
            AND a.result_level = 'poor' AND COALESCE(a.status, '') <> 'returned') AS poor
    FROM assessment s WHERE s.id = :key)
SELECT COALESCE((SELECT b.name FROM branch b WHERE b.id = r.org_id),
        (SELECT c.short_name FROM college c WHERE c.id = r.org_id), '？') AS org, COALESCE(r.year, '？') AS year,
    substr(COALESCE('，' || r.behind || '确认的定级为“后进”', '') || COALESCE('，' || r.poor || '的评议为“差”', ''), 2) AS what,
    substr(COALESCE(', its grade confirmed on ' || r.behind || ' is “behind”', '')
        || COALESCE(', it was rated poor on ' || r.poor, ''), 3) AS what_en
FROM rated r
