-- A branch with nobody entered yet is none that shrank, and whether it has a committee counts only where that is written.
-- A change applied for (merger, split, dissolution) is what puts the size right, until it is filed. The detail has no
-- numbers, so that a finding somebody accepted doesn't come back with each member.
-- rule: SC-17 | low | 支部规模超出设置要求 | Branch grew past a structural limit
-- card: “{name}”有正式党员{full}人、党员{all}人，不符合支部设置要求（{why}） | {name} has {full} full members and {all} in total, outside the set-up limits ({why_en})
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'branch'
    UNION
    SELECT m.branch_id FROM zhibu_touched t CROSS JOIN membership m ON m.id = t.key WHERE t.tbl = 'membership'
    UNION
    SELECT f.value FROM zhibu_former f WHERE f.tbl = 'membership' AND f.col = 'branch_id'
    UNION
    SELECT x.branch_id FROM zhibu_touched t CROSS JOIN branch_change x ON x.id = t.key WHERE t.tbl = 'branch_change'
    UNION
    SELECT x.other_branch_id FROM zhibu_touched t CROSS JOIN branch_change x ON x.id = t.key WHERE t.tbl = 'branch_change'
    UNION
    SELECT f.value FROM zhibu_former f
    WHERE f.tbl = 'branch_change' AND f.col IN ('branch_id', 'other_branch_id')),
sized AS MATERIALIZED (
    SELECT b.id, b.has_committee, b.is_temporary, count(m.id) AS members, COALESCE(sum(m.member_kind = 'full'), 0) AS full
    FROM near
    CROSS JOIN branch b ON b.id = near.id
    CROSS JOIN membership m ON m.branch_id = b.id AND m.status = 'active' AND m.out_on IS NULL AND m.archived_at IS NULL
    WHERE b.archived_at IS NULL AND b.status = 'active'
    GROUP BY b.id),
planned(id) AS MATERIALIZED (
    SELECT sized.id FROM sized
    CROSS JOIN branch_change x ON x.branch_id = sized.id
    WHERE x.archived_at IS NULL AND x.kind IN ('merge', 'split', 'dissolve')
    AND x.status IN ('draft', 'submitted', 'approved')
    UNION
    SELECT sized.id FROM sized
    CROSS JOIN branch_change x ON x.other_branch_id = sized.id
    WHERE x.archived_at IS NULL AND x.kind IN ('merge', 'split', 'dissolve')
    AND x.status IN ('draft', 'submitted', 'approved')),
outside AS MATERIALIZED (
    SELECT sized.id, sized.full >= 7 AND sized.has_committee = 0 AS committee,
        sized.members > 50 AND sized.id NOT IN (SELECT id FROM planned) AS many,
        sized.full < 3 AND COALESCE(sized.is_temporary, 0) = 0 AND sized.id NOT IN (SELECT id FROM planned) AS few
    FROM sized)
SELECT 'branch' AS tbl, outside.id AS key, NULL AS other_key,
    ltrim(iif(outside.committee, ' committee', '') || iif(outside.many, ' above 50', '')
        || iif(outside.few, ' below 3', '')) AS detail
FROM outside WHERE outside.committee OR outside.many OR outside.few

-- values
WITH sized AS (
    SELECT COALESCE(b.name, '？') AS name, b.has_committee,
        (SELECT count(*) FROM v_member m WHERE m.branch_id = b.id AND m.member_kind = 'full') AS full,
        (SELECT count(*) FROM v_member m WHERE m.branch_id = b.id) AS members
    FROM branch b WHERE b.id = :key)
SELECT name, full, members AS "all",
    CASE WHEN members > 50 AND full >= 7 AND has_committee = 0 THEN '党员超过50人，正式党员7人以上未设支委会'
        WHEN members > 50 THEN '党员超过50人' WHEN full < 3 THEN '正式党员不足3人'
        ELSE '正式党员7人以上未设支委会' END AS why,
    CASE WHEN members > 50 AND full >= 7 AND has_committee = 0 THEN 'over 50 members, and 7 or more full without a committee'
        WHEN members > 50 THEN 'over 50 members' WHEN full < 3 THEN 'under 3 full members'
        ELSE '7 or more full members and no committee' END AS why_en
FROM sized
