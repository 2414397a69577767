-- Terms overlap or carry one number. Only the two terms matter.
-- rule: SC-12 | mid | 届期重叠 | Terms overlap
-- card: {org}第{a}届（{days_a}）与第{b}届（{days_b}）{what}，请核对换届日期。 | Terms {a} ({days_a_en}) and {b} ({days_b_en}) of {org} {what_en}; check the election date.
SELECT DISTINCT 'term' AS tbl, min(a.id, b.id) AS key, max(a.id, b.id) AS other_key,
    iif(a.id < b.id, COALESCE(a.seq_no, '?') || '/' || COALESCE(b.seq_no, '?'),
        COALESCE(b.seq_no, '?') || '/' || COALESCE(a.seq_no, '?')) AS detail
FROM zhibu_touched t
CROSS JOIN term a ON a.id = t.key
CROSS JOIN term b ON b.org_id = a.org_id AND b.org_kind = a.org_kind AND b.id <> a.id
WHERE t.tbl = 'term' AND a.archived_at IS NULL AND b.archived_at IS NULL AND (
    (a.seq_no = b.seq_no AND a.start_on <> b.start_on)
    OR (a.status <> 'planned' AND b.status <> 'planned'
        AND a.start_on < COALESCE(b.end_on, b.due_on) AND b.start_on < COALESCE(a.end_on, a.due_on)))

-- values
WITH pair AS (
    SELECT a.org_id, COALESCE(a.seq_no, '？') AS number_a, COALESCE(b.seq_no, '？') AS number_b,
        COALESCE(a.start_on, '？') AS from_a, COALESCE(a.end_on, a.due_on, '？') AS to_a,
        COALESCE(b.start_on, '？') AS from_b, COALESCE(b.end_on, b.due_on, '？') AS to_b,
        COALESCE(a.seq_no = b.seq_no, 0) AS same,
        COALESCE(a.status <> 'planned' AND b.status <> 'planned'
            AND a.start_on < COALESCE(b.end_on, b.due_on) AND b.start_on < COALESCE(a.end_on, a.due_on), 0) AS overlap
    FROM term a JOIN term b ON b.id = :other WHERE a.id = :key)
SELECT
    COALESCE((SELECT name FROM branch WHERE id = x.org_id), (SELECT short_name FROM college WHERE id = x.org_id), '？') AS org,
    x.number_a AS a, x.number_b AS b,
    x.from_a || '至' || x.to_a AS days_a, x.from_b || '至' || x.to_b AS days_b,
    x.from_a || ' to ' || x.to_a AS days_a_en, x.from_b || ' to ' || x.to_b AS days_b_en,
    ltrim(iif(x.overlap, '、任期重叠', '') || iif(x.same, '、届次相同', ''), '、') AS what,
    iif(x.overlap, 'overlap', '') || iif(x.overlap AND x.same, ' and ', '')
        || iif(x.same, 'carry the same number', '') AS what_en
FROM pair x

-- take: 以 {kept} 为准，{other} 是同一次换届重复登记，归档；任职归到 {kept} | {kept} stands; {other} is the same election recorded twice, and its posts go to {kept}
-- One election, recorded twice.
SELECT 'term' AS tbl, :other AS key, 'archived_at' AS col, :at AS value
UNION ALL SELECT 'term', :other, 'archived_by', :person
UNION ALL SELECT 'term', :other, 'archive_reason', :reason
UNION ALL SELECT 'post', id, 'term_id', :kept FROM post WHERE term_id = :other
