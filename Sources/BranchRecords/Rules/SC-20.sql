-- A letter is good through its last day. A letter without a day never expires.
-- rule: SC-20 | mid | 介绍信逾期未报到 | Transfer letter expired
-- card: {name}的介绍信（{no}，{day}开具）有效期到{until}，仍未被“{to}”接收，可能成为“口袋党员” | {name}'s transfer letter {no} of {day} expired on {until} without acceptance by {to}
SELECT 'transfer_case' AS tbl, x.id AS key, NULL AS other_key, COALESCE(x.letter_no, '?') AS detail
FROM zhibu_touched t
CROSS JOIN transfer_case x ON x.id = t.key
WHERE t.tbl = 'transfer_case' AND x.archived_at IS NULL AND x.status IN ('issued', 'sent') AND x.accepted_on IS NULL
AND date(x.letter_on, '+' || COALESCE(x.valid_days, 90) || ' days') < (SELECT day FROM zhibu_asof)

-- values
SELECT COALESCE(p.name, x.person_name, '？') AS name, COALESCE(x.letter_no, '？') AS no, x.letter_on AS day,
    date(x.letter_on, '+' || COALESCE(x.valid_days, 90) || ' days') AS until, COALESCE(c.name, x.to_org_name, '？') AS "to"
FROM transfer_case x LEFT JOIN person p ON p.id = x.person_id LEFT JOIN branch c ON c.id = x.to_branch_id
WHERE x.id = :key

-- take: 这封介绍信作废（已过期），要转的另开 | this letter is void (expired); who still goes gets another
SELECT 'transfer_case' AS tbl, :kept AS key, 'status' AS col, 'expired' AS value
