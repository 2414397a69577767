-- A member who came back after the transfer is a member again. Where several transfers left one membership behind, the
-- first says since when.
-- rule: SC-19 | high | 转接已接收原支部未转出 | Transfer accepted, old membership live
-- card: {name}已于{day}被“{to}”接收，原支部“{from}”仍显示在册 | {name} was accepted by {to} on {day} but is still active in {from}
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'membership'
    UNION
    SELECT m.id FROM zhibu_touched t CROSS JOIN transfer_case x ON x.id = t.key
    CROSS JOIN membership m ON m.person_id = x.person_id WHERE t.tbl = 'transfer_case')
SELECT 'membership' AS tbl, m.id AS key, NULL AS other_key,
    COALESCE(min(COALESCE(x.accepted_on, x.receipt_on)), '?') AS detail
FROM near
CROSS JOIN membership m ON m.id = near.id
CROSS JOIN transfer_case x ON x.person_id = m.person_id AND +x.from_branch_id = m.branch_id
WHERE m.archived_at IS NULL AND m.status = 'active' AND m.out_on IS NULL
AND x.archived_at IS NULL AND x.status IN ('accepted', 'receipt') AND x.to_branch_id IS NOT x.from_branch_id
AND COALESCE(m.in_on, '') < COALESCE(x.accepted_on, x.receipt_on, '9999-12-31')
GROUP BY m.id

-- values
SELECT COALESCE(p.name, x.person_name, '？') AS name, COALESCE(x.accepted_on, x.receipt_on, '？') AS day,
    COALESCE(c.name, x.to_org_name, '？') AS "to", COALESCE(b.name, '？') AS "from"
FROM membership m
JOIN transfer_case x ON x.person_id = m.person_id AND x.from_branch_id = m.branch_id AND x.archived_at IS NULL
    AND x.status IN ('accepted', 'receipt') AND COALESCE(m.in_on, '') < COALESCE(x.accepted_on, x.receipt_on, '9999-12-31')
LEFT JOIN person p ON p.id = m.person_id
LEFT JOIN branch b ON b.id = m.branch_id
LEFT JOIN branch c ON c.id = x.to_branch_id
WHERE m.id = :key
ORDER BY COALESCE(x.accepted_on, x.receipt_on, '9999-12-31'), x.id LIMIT 1

-- take: 原支部按接收日期转出 | out of the old branch on the day of acceptance
WITH gone AS (
    SELECT m.id, COALESCE(x.accepted_on, x.receipt_on, :day) AS moved_on, COALESCE(c.name, x.to_org_name) AS place
    FROM membership m
    JOIN transfer_case x ON x.person_id = m.person_id AND x.from_branch_id = m.branch_id AND x.archived_at IS NULL
        AND x.status IN ('accepted', 'receipt')
        AND COALESCE(m.in_on, '') < COALESCE(x.accepted_on, x.receipt_on, '9999-12-31')
    LEFT JOIN branch c ON c.id = x.to_branch_id
    WHERE m.id = :kept
    ORDER BY COALESCE(x.accepted_on, x.receipt_on, '9999-12-31'), x.id LIMIT 1)
SELECT 'membership' AS tbl, id AS key, 'status' AS col, 'out' AS value FROM gone
UNION ALL SELECT 'membership', id, 'out_on', moved_on FROM gone
UNION ALL SELECT 'membership', id, 'out_to', place FROM gone WHERE place IS NOT NULL
UNION ALL SELECT 'membership', id, 'end_reason', 'transfer' FROM gone

-- advice
SELECT 'take 1' AS choice, '转入支部已登记为在册' AS zh, 'the new branch has the member already' AS en
FROM membership m
JOIN transfer_case x ON x.person_id = m.person_id AND x.from_branch_id = m.branch_id AND x.archived_at IS NULL
    AND x.status IN ('accepted', 'receipt')
JOIN v_member n ON n.person_id = m.person_id AND n.branch_id = x.to_branch_id AND n.id <> m.id
WHERE m.id = :key LIMIT 1
