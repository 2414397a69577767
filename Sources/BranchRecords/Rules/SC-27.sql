-- A day of joining may be a year or a month only, and is compared as far as it is known. Who joined in years without a
-- probation has no file, so the length is looked at where there is one. A membership that ended may belong to an earlier
-- application.
-- rule: SC-27 | mid | 预备期与转正日期不一致 | Probation dates disagree
-- card: {name}{what}，请按支部大会日期核对 | {name}: {what_en}; check by the day of the branch meeting
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'dev_case'
    UNION
    SELECT c.id FROM zhibu_touched t CROSS JOIN membership m ON m.id = t.key
    CROSS JOIN dev_case c ON c.person_id = m.person_id WHERE t.tbl = 'membership'),
compared AS MATERIALIZED (
    SELECT c.id, max(COALESCE(substr(c.admitted_on, 1, length(m.joined_on)) <> m.joined_on, 0)) AS admitted,
        max(COALESCE(c.regular_on <> m.regularised_on, 0)) AS regular,
        max(COALESCE(length(m.joined_on) = 10 AND m.regularised_on < date(m.joined_on, '+1 year'), 0)) AS short
    FROM near
    CROSS JOIN dev_case c ON c.id = near.id
    CROSS JOIN membership m ON m.person_id = c.person_id
    WHERE c.archived_at IS NULL AND c.status <> 'ended'
    AND m.archived_at IS NULL AND m.status IN ('active', 'out', 'suspended')
    GROUP BY c.id)
SELECT 'dev_case' AS tbl, compared.id AS key, NULL AS other_key,
    ltrim(iif(compared.admitted, ' admitted', '') || iif(compared.regular, ' regular', '')
        || iif(compared.short, ' short', '')) AS detail
FROM compared WHERE compared.admitted OR compared.regular OR compared.short

-- values
WITH pair AS (
    SELECT c.person_id, c.admitted_on, c.regular_on, m.joined_on, m.regularised_on,
        COALESCE(substr(c.admitted_on, 1, length(m.joined_on)) <> m.joined_on, 0) AS admitted,
        COALESCE(c.regular_on <> m.regularised_on, 0) AS regular,
        COALESCE(length(m.joined_on) = 10 AND m.regularised_on < date(m.joined_on, '+1 year'), 0) AS short
    FROM dev_case c JOIN membership m ON m.person_id = c.person_id AND m.archived_at IS NULL
        AND m.status IN ('active', 'out', 'suspended')
    WHERE c.id = :key),
differs(place, zh, en) AS (
    SELECT 1, '入党日期发展档案为' || max(admitted_on) || '、名册为' || max(joined_on),
        'admitted on ' || max(admitted_on) || ' by the file, on ' || max(joined_on) || ' by the roll'
    FROM pair WHERE admitted HAVING count(*) > 0
    UNION ALL
    SELECT 2, '转正日期发展档案为' || max(regular_on) || '、名册为' || max(regularised_on),
        'full member on ' || max(regular_on) || ' by the file, on ' || max(regularised_on) || ' by the roll'
    FROM pair WHERE regular HAVING count(*) > 0
    UNION ALL
    SELECT 3, '预备期不足一年（' || max(joined_on) || '至' || max(regularised_on) || '）',
        'probation under a year (' || max(joined_on) || ' to ' || max(regularised_on) || ')'
    FROM pair WHERE short HAVING count(*) > 0
    ORDER BY 1)
SELECT COALESCE((SELECT p.name FROM dev_case c JOIN person p ON p.id = c.person_id WHERE c.id = :key), '？') AS name,
    COALESCE(group_concat(zh, '，'), '？') AS what, COALESCE(group_concat(en, ', '), '？') AS what_en
FROM differs
