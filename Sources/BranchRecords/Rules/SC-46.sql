-- What a branch handed up for some months is not what it collected for them. What was handed up later for the same months
-- counts with it, and is listed at the first row. Special dues are handed up by themselves. Where no receipt is entered for
-- those months yet, nothing is said.
-- rule: SC-46 | mid | 上缴党费与收缴数不符 | Dues remitted differ from collected
-- card: “{org}”{from}至{to}上缴党费{a}元，收缴合计{b}元。 | {org} handed up {a} yuan of dues for {from} to {to}, but collected {b} yuan.
WITH near(id) AS MATERIALIZED (
    SELECT r.from_id FROM zhibu_touched t CROSS JOIN dues_remit r ON r.id = t.key WHERE t.tbl = 'dues_remit'
    UNION
    SELECT f.value FROM zhibu_former f WHERE f.tbl = 'dues_remit' AND f.col = 'from_id'
    UNION
    SELECT d.branch_id FROM zhibu_touched t CROSS JOIN dues_record d ON d.id = t.key WHERE t.tbl = 'dues_record'
    UNION
    SELECT f.value FROM zhibu_former f WHERE f.tbl = 'dues_record' AND f.col = 'branch_id'),
remitted AS MATERIALIZED (
    SELECT r.from_id, r.period_from, r.period_to, min(r.id) AS id, sum(r.remitted_fen) AS fen
    FROM near CROSS JOIN dues_remit r ON r.from_id = near.id
    WHERE r.archived_at IS NULL AND r.from_kind = 'branch' AND r.remitted_fen IS NOT NULL
    GROUP BY r.from_id, r.period_from, r.period_to),
compared AS MATERIALIZED (
    SELECT remitted.id, remitted.fen,
        (SELECT sum(CASE WHEN d.kind = 'reverse' THEN -d.amount_fen ELSE d.amount_fen END) FROM dues_record d
            LEFT JOIN dues_record o ON o.id = d.reverses_id
            WHERE d.branch_id = remitted.from_id AND d.archived_at IS NULL AND COALESCE(d.kind, '') <> 'special'
            AND COALESCE(o.kind, '') <> 'special'
            AND d.period BETWEEN remitted.period_from AND remitted.period_to || '-99') AS collected
    FROM remitted)
SELECT 'dues_remit' AS tbl, compared.id AS key, NULL AS other_key,
    printf('%.2f/%.2f', compared.fen / 100.0, compared.collected / 100.0) AS detail
FROM compared WHERE compared.fen <> compared.collected

-- values
WITH remitted AS (
    SELECT r.from_id, r.period_from, r.period_to,
        (SELECT sum(s.remitted_fen) FROM dues_remit s WHERE s.from_id = r.from_id AND s.from_kind = 'branch'
            AND s.period_from = r.period_from AND s.period_to = r.period_to AND s.archived_at IS NULL) AS fen
    FROM dues_remit r WHERE r.id = :key)
SELECT COALESCE((SELECT b.name FROM branch b WHERE b.id = r.from_id), '？') AS org, COALESCE(r.period_from, '？') AS "from",
    COALESCE(r.period_to, '？') AS "to", printf('%.2f', r.fen / 100.0) AS a,
    printf('%.2f', COALESCE((SELECT sum(CASE WHEN d.kind = 'reverse' THEN -d.amount_fen ELSE d.amount_fen END) FROM dues_record d
        LEFT JOIN dues_record o ON o.id = d.reverses_id
        WHERE d.branch_id = r.from_id AND d.archived_at IS NULL AND COALESCE(d.kind, '') <> 'special'
        AND COALESCE(o.kind, '') <> 'special'
        AND d.period BETWEEN r.period_from AND r.period_to || '-99'), 0) / 100.0) AS b
FROM remitted r
