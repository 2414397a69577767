-- Dues may be taken by the branch of the month or by that of the day of payment: both are in order in a month of transfer.
-- A receipt that was reversed is put right, one of a branch that isn't kept here (the member came from another college)
-- can't be judged here, nor that of somebody whose memberships aren't entered yet.
-- rule: SC-22 | mid | 党费记入非所在支部 | Dues in the wrong branch
-- card: {name}{month}党费记在“{branch}”（{paid}交），但该月和交纳当天都不在这个支部（{place}） | {name}'s dues for {month_en} sit with {branch} (paid {paid}), where the member was registered neither that month nor that day ({place_en})
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'dues_record'
    UNION
    SELECT d.reverses_id FROM zhibu_touched t CROSS JOIN dues_record d ON d.id = t.key WHERE t.tbl = 'dues_record'
    UNION
    SELECT f.value FROM zhibu_former f WHERE f.tbl = 'dues_record' AND f.col = 'reverses_id'
    UNION
    SELECT d.id FROM zhibu_touched t CROSS JOIN membership m ON m.id = t.key
    CROSS JOIN dues_record d ON d.person_id = m.person_id WHERE t.tbl = 'membership'
    UNION
    SELECT d.id FROM zhibu_former f CROSS JOIN dues_record d ON d.person_id = f.value
    WHERE f.tbl = 'membership' AND f.col = 'person_id'
    UNION
    SELECT d.id FROM zhibu_touched t CROSS JOIN dues_record d ON d.branch_id = t.key WHERE t.tbl = 'branch')
SELECT 'dues_record' AS tbl, d.id AS key, NULL AS other_key, d.period AS detail
FROM near
CROSS JOIN dues_record d ON d.id = near.id
CROSS JOIN branch b ON b.id = d.branch_id AND b.archived_at IS NULL
WHERE d.archived_at IS NULL AND d.kind = 'monthly' AND length(d.period) = 7
AND EXISTS (SELECT 1 FROM membership m WHERE m.person_id = d.person_id AND m.archived_at IS NULL)
AND NOT EXISTS (
    SELECT 1 FROM membership m WHERE m.person_id = d.person_id AND +m.branch_id = d.branch_id AND m.archived_at IS NULL
    AND ((substr(COALESCE(m.in_on, ''), 1, 7) <= d.period AND substr(COALESCE(m.out_on, '9999-12'), 1, 7) >= d.period)
        OR (COALESCE(m.in_on, '') <= d.paid_on AND COALESCE(m.out_on, '9999-12-31') >= d.paid_on)))
AND NOT EXISTS (SELECT 1 FROM dues_record r WHERE r.reverses_id = d.id AND r.archived_at IS NULL)

-- values
WITH place(name) AS (
    SELECT group_concat('“' || COALESCE(c.name, '？') || '”', '、')
    FROM dues_record d
    JOIN membership m ON m.person_id = d.person_id AND m.archived_at IS NULL
        AND substr(COALESCE(m.in_on, ''), 1, 7) <= d.period AND substr(COALESCE(m.out_on, '9999-12'), 1, 7) >= d.period
    LEFT JOIN branch c ON c.id = m.branch_id
    WHERE d.id = :key)
SELECT COALESCE(p.name, '？') AS name, COALESCE(b.name, '？') AS branch, COALESCE(d.paid_on, '？') AS paid,
    substr(d.period, 1, 4) || '年' || ltrim(substr(d.period, 6), '0') || '月' AS month, d.period AS month_en,
    COALESCE('该月在' || (SELECT name FROM place), '该月没有在册支部') AS place,
    COALESCE('that month with ' || (SELECT name FROM place), 'with no branch that month') AS place_en
FROM dues_record d LEFT JOIN person p ON p.id = d.person_id LEFT JOIN branch b ON b.id = d.branch_id
WHERE d.id = :key
