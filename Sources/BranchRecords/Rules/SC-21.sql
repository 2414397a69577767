-- Only a person whose memberships all ended by going elsewhere is lost: whoever left the Party, died, left the university or
-- was never a member is none of it. Going elsewhere is in order while a transfer is on its way, when it was accepted by
-- someone who isn't kept here, or when the membership says so. A transfer older than the last stay says nothing about it.
-- rule: SC-21 | high | 党员不在任何支部 | Member in no branch
-- card: {name}已于{day}从“{branch}”转出，但没有任何支部接收，组织关系悬空 | {name} left {branch} on {day} but no branch has taken the membership
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'person'
    UNION
    SELECT m.person_id FROM zhibu_touched t CROSS JOIN membership m ON m.id = t.key WHERE t.tbl = 'membership'
    UNION
    SELECT x.person_id FROM zhibu_touched t CROSS JOIN transfer_case x ON x.id = t.key WHERE t.tbl = 'transfer_case'
    UNION
    SELECT f.value FROM zhibu_former f WHERE f.tbl IN ('membership', 'transfer_case') AND f.col = 'person_id'
    UNION
    SELECT x.person_id FROM zhibu_touched t CROSS JOIN transfer_case x ON x.to_branch_id = t.key WHERE t.tbl = 'branch'
    UNION
    SELECT m.person_id FROM zhibu_touched t CROSS JOIN branch b ON b.id = t.key
    CROSS JOIN membership m ON m.out_to = b.name WHERE t.tbl = 'branch' AND m.out_to <> ''),
lost AS MATERIALIZED (
    SELECT p.id, (
        SELECT m.id FROM membership m WHERE m.person_id = p.id AND m.archived_at IS NULL
        ORDER BY COALESCE(m.out_on, m.in_on, '') DESC, m.id DESC LIMIT 1) AS last_id
    FROM near CROSS JOIN person p ON p.id = near.id
    WHERE p.archived_at IS NULL AND p.merged_into_id IS NULL AND p.deceased_on IS NULL AND p.left_on IS NULL
    AND NOT EXISTS (
        SELECT 1 FROM membership m WHERE m.person_id = p.id AND m.archived_at IS NULL
        AND (m.status IS NOT 'out' OR m.end_reason <> 'transfer')))
SELECT 'person' AS tbl, lost.id AS key, NULL AS other_key, COALESCE(m.out_on, '?') AS detail
FROM lost CROSS JOIN membership m ON m.id = lost.last_id
WHERE (COALESCE(m.out_to, '') = '' OR EXISTS (SELECT 1 FROM branch b WHERE b.name = m.out_to AND b.archived_at IS NULL))
AND NOT EXISTS (
    SELECT 1 FROM transfer_case x WHERE x.person_id = lost.id AND x.archived_at IS NULL
    AND COALESCE(x.accepted_on, x.sent_on, x.letter_on, '9999-12-31') >= COALESCE(m.in_on, '')
    AND (x.status IN ('draft', 'issued', 'sent') OR (x.status IN ('accepted', 'receipt')
        AND NOT EXISTS (SELECT 1 FROM branch b WHERE b.id = x.to_branch_id))))

-- values
SELECT COALESCE(p.name, '？') AS name, COALESCE(m.out_on, '？') AS day, COALESCE(b.name, '？') AS branch
FROM person p
LEFT JOIN membership m ON m.id = (
    SELECT n.id FROM membership n WHERE n.person_id = p.id AND n.archived_at IS NULL
    ORDER BY COALESCE(n.out_on, n.in_on, '') DESC, n.id DESC LIMIT 1)
LEFT JOIN branch b ON b.id = m.branch_id
WHERE p.id = :key

-- take: 恢复为原支部在册党员，待接收后再转出 | a member of the old branch again until a transfer is accepted
WITH last AS (
    SELECT m.id FROM membership m WHERE m.person_id = :kept AND m.archived_at IS NULL
    ORDER BY COALESCE(m.out_on, m.in_on, '') DESC, m.id DESC LIMIT 1)
SELECT 'membership' AS tbl, id AS key, 'status' AS col, 'active' AS value FROM last
UNION ALL SELECT 'membership', id, 'out_on', NULL FROM last
UNION ALL SELECT 'membership', id, 'out_to', NULL FROM last
UNION ALL SELECT 'membership', id, 'end_reason', NULL FROM last

-- advice
SELECT 'take 1' AS choice, iif(x.status = 'rejected', '转接已被退回', '介绍信已过期') AS zh,
    iif(x.status = 'rejected', 'the transfer was sent back', 'the transfer letter expired') AS en
FROM transfer_case x
WHERE x.person_id = :key AND x.archived_at IS NULL AND x.status IN ('rejected', 'expired')
ORDER BY x.letter_on DESC, x.id DESC LIMIT 1
