-- Active in two branches. Only the two memberships matter.
-- rule: SC-03 | high | 同一党员在两个支部在册 | Active in two branches
-- card: {name}同时在“{a}”和“{b}”在册，组织关系只能在一个支部。 | {name} is active in both {a} and {b}; a member belongs to one branch.
SELECT DISTINCT 'membership' AS tbl, min(m.id, n.id) AS key, max(m.id, n.id) AS other_key,
    iif(m.id < n.id, COALESCE(m.in_on, '?') || ' / ' || COALESCE(n.in_on, '?'),
        COALESCE(n.in_on, '?') || ' / ' || COALESCE(m.in_on, '?')) AS detail
FROM zhibu_touched t
CROSS JOIN membership m ON m.id = t.key
CROSS JOIN membership n ON n.person_id = m.person_id AND n.branch_id <> m.branch_id
WHERE t.tbl = 'membership' AND m.archived_at IS NULL AND n.archived_at IS NULL
AND m.status = 'active' AND n.status = 'active' AND m.out_on IS NULL AND n.out_on IS NULL

-- values
SELECT
    COALESCE((SELECT name FROM person WHERE id = m.person_id), '？') AS name,
    COALESCE((SELECT name FROM branch WHERE id = m.branch_id), '？') AS a,
    COALESCE((SELECT name FROM branch WHERE id = n.branch_id), '？') AS b
FROM membership m JOIN membership n ON n.id = :other WHERE m.id = :key

-- take: 在 {kept} 的支部，{other} 已转出 | a member where {kept} says; {other} was transferred there
-- A member belongs to one branch.
WITH pair AS (
    SELECT o.id, COALESCE(k.in_on, :day) AS moved_on, b.name AS branch
    FROM membership k JOIN membership o ON o.id = :other LEFT JOIN branch b ON b.id = k.branch_id WHERE k.id = :kept)
SELECT 'membership' AS tbl, id AS key, 'status' AS col, 'out' AS value FROM pair
UNION ALL SELECT 'membership', id, 'out_on', moved_on FROM pair
UNION ALL SELECT 'membership', id, 'out_to', branch FROM pair
UNION ALL SELECT 'membership', id, 'end_reason', 'transfer' FROM pair
