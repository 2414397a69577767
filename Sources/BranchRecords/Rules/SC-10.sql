-- Dues paid twice. A third receipt, the reversal, ends the finding.
-- rule: SC-10 | mid | 同一月份党费重复交纳 | Dues paid twice
-- card: {name}{month}的党费登记了两次（{a}；{b}），请核对。 | The dues of {name} for {month} were entered twice ({a_en}; {b_en}).
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'dues_record'
    UNION
    SELECT r.reverses_id FROM zhibu_touched t CROSS JOIN dues_record r ON r.id = t.key WHERE t.tbl = 'dues_record'
    UNION
    SELECT f.value FROM zhibu_former f WHERE f.tbl = 'dues_record' AND f.col = 'reverses_id')
SELECT DISTINCT 'dues_record' AS tbl, min(e.id, f.id) AS key, max(e.id, f.id) AS other_key, e.period AS detail
FROM near
CROSS JOIN dues_record e ON e.id = near.id
CROSS JOIN dues_record f ON f.person_id = e.person_id AND f.period = e.period AND f.id <> e.id
WHERE e.person_id <> '' AND e.period <> '' AND e.archived_at IS NULL AND f.archived_at IS NULL
AND e.kind IN ('monthly', 'makeup') AND f.kind IN ('monthly', 'makeup')
AND NOT EXISTS (
    SELECT 1 FROM dues_record r WHERE r.reverses_id IN (e.id, f.id) AND r.archived_at IS NULL)

-- values
SELECT
    COALESCE((SELECT name FROM person WHERE id = d.person_id), '？') AS name,
    COALESCE(d.period, '？') AS month,
    COALESCE((SELECT name FROM branch WHERE id = d.branch_id), '？')
        || COALESCE('，' || d.paid_on, '') || COALESCE('，收据' || nullif(d.receipt_no, ''), '，无收据号') AS a,
    COALESCE((SELECT name FROM branch WHERE id = c.branch_id), '？')
        || COALESCE('，' || c.paid_on, '') || COALESCE('，收据' || nullif(c.receipt_no, ''), '，无收据号') AS b,
    COALESCE((SELECT name FROM branch WHERE id = d.branch_id), '？')
        || COALESCE(', ' || d.paid_on, '') || COALESCE(', receipt ' || nullif(d.receipt_no, ''), ', no receipt number') AS a_en,
    COALESCE((SELECT name FROM branch WHERE id = c.branch_id), '？')
        || COALESCE(', ' || c.paid_on, '') || COALESCE(', receipt ' || nullif(c.receipt_no, ''), ', no receipt number') AS b_en
FROM dues_record d JOIN dues_record c ON c.id = :other WHERE d.id = :key
