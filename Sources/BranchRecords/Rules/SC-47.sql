-- Two grants of money to one person within a month. Only the two grants matter. How much it was, and who had it, is told neither by
-- the detail nor by the card.
-- rule: SC-47 | mid | 同一困难党员重复慰问 | Aid given twice
-- card: 同一人在一个月内登记了两笔慰问金（{a}、{b}），请核对是否为同一笔。 | One person has two grants of money within a month ({a} and {b}); check whether they are one.
SELECT DISTINCT 'care_action' AS tbl, min(a.id, b.id) AS key, max(a.id, b.id) AS other_key,
    iif(a.id < b.id, a.done_on || '/' || b.done_on, b.done_on || '/' || a.done_on) AS detail
FROM zhibu_touched t
CROSS JOIN care_action a ON a.id = t.key
CROSS JOIN care_action b ON b.person_id = a.person_id AND b.id <> a.id
WHERE t.tbl = 'care_action' AND a.archived_at IS NULL AND b.archived_at IS NULL AND a.kind = 'money' AND b.kind = 'money'
AND abs(julianday(a.done_on) - julianday(b.done_on)) <= 31

-- values
SELECT a.done_on AS a, b.done_on AS b
FROM care_action a JOIN care_action b ON b.id = :other WHERE a.id = :key

-- take: 是同一笔，保留 {kept}，{other} 归档 | one grant: {kept} stays and {other} is archived
SELECT 'care_action' AS tbl, :other AS key, 'archived_at' AS col, :at AS value
UNION ALL SELECT 'care_action', :other, 'archived_by', :person
UNION ALL SELECT 'care_action', :other, 'archive_reason', :reason

-- advice
WITH pair AS (
    SELECT a.fund_entry_id = b.fund_entry_id AS one,
        iif(COALESCE(b.created_at, '9') < COALESCE(a.created_at, '9'), 2, 1) AS number,
        e.account_id = f.account_id AND e.voucher_no = f.voucher_no AS voucher
    FROM care_action a JOIN care_action b ON b.id = :other
    LEFT JOIN fund_entry e ON e.id = a.fund_entry_id LEFT JOIN fund_entry f ON f.id = b.fund_entry_id
    WHERE a.id = :key)
SELECT iif(one OR voucher, 'take ' || number, 'keep') AS choice,
    CASE WHEN one THEN '同一笔经费流水' WHEN voucher THEN '同一张凭证' ELSE '两笔经费流水的凭证不同' END AS zh,
    CASE WHEN one THEN 'one fund entry' WHEN voucher THEN 'one voucher' ELSE 'two fund entries with different vouchers' END AS en
FROM pair WHERE one OR voucher IS NOT NULL
