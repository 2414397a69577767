-- Two rules in force with one title. Only the two rules matter.
-- rule: SC-40 | low | 同名制度重复 | Same rule written twice
-- card: “{org}”有两份同名在用制度《{rule}》（印发日期{a}、{b}）。 | {org} has two rules in force with the title {rule} (issued on {a} and {b}).
SELECT DISTINCT 'regulation' AS tbl, min(a.id, b.id) AS key, max(a.id, b.id) AS other_key, a.title AS detail
FROM zhibu_touched t
CROSS JOIN regulation a ON a.id = t.key
CROSS JOIN regulation b ON b.org_id = a.org_id AND b.org_kind = a.org_kind AND b.title = a.title AND b.id <> a.id
WHERE t.tbl = 'regulation' AND a.archived_at IS NULL AND b.archived_at IS NULL AND a.title <> ''
AND a.status = 'active' AND b.status = 'active'

-- values
SELECT COALESCE((SELECT x.name FROM branch x WHERE x.id = a.org_id),
        (SELECT c.short_name FROM college c WHERE c.id = a.org_id), '？') AS org, a.title AS rule,
    COALESCE(a.issued_on, '？') AS a, COALESCE(b.issued_on, '？') AS b
FROM regulation a JOIN regulation b ON b.id = :other WHERE a.id = :key

-- take: {kept} 执行，{other} 废止 | {kept} is in force; {other} is repealed
SELECT 'regulation' AS tbl, :other AS key, 'status' AS col, 'repealed' AS value
UNION ALL SELECT 'regulation', :other, 'repealed_on', :day

-- advice
WITH pair AS (
    SELECT iif(a.issued_on > b.issued_on, 1, 2) AS number FROM regulation a JOIN regulation b ON b.id = :other
    WHERE a.id = :key AND a.issued_on <> b.issued_on)
SELECT 'take ' || number AS choice, '[' || number || '] 印发在后' AS zh, '[' || number || '] was issued later' AS en
FROM pair
