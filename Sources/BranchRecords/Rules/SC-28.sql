-- Found only where the memberships say that this person was no full member that day: probationary then or now, or gone from
-- the Party, or from here, before. Since when somebody was full, or when somebody left, may be unknown, and a person
-- without any membership may be a member elsewhere: that is no contradiction.
-- rule: SC-28 | mid | 联系人或介绍人不具备资格 | Mentor or introducer not eligible
-- card: {name}自{day}担任{applicant}的{kind}，但当时{state} | {name} has been {kind_en} of {applicant} since {day}, but {state_en}
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'dev_mentor'
    UNION
    SELECT d.id FROM zhibu_touched t CROSS JOIN dev_mentor d ON d.case_id = t.key WHERE t.tbl = 'dev_case'
    UNION
    SELECT d.id FROM zhibu_touched t CROSS JOIN dev_mentor d ON d.person_id = t.key WHERE t.tbl = 'person'
    UNION
    SELECT d.id FROM zhibu_touched t CROSS JOIN membership m ON m.id = t.key
    CROSS JOIN dev_mentor d ON d.person_id = m.person_id WHERE t.tbl = 'membership'
    UNION
    SELECT d.id FROM zhibu_former f CROSS JOIN dev_mentor d ON d.person_id = f.value
    WHERE f.tbl = 'membership' AND f.col = 'person_id')
SELECT 'dev_mentor' AS tbl, d.id AS key, NULL AS other_key, d.kind AS detail
FROM near
CROSS JOIN dev_mentor d ON d.id = near.id
CROSS JOIN dev_case c ON c.id = d.case_id
CROSS JOIN person p ON p.id = d.person_id
WHERE d.archived_at IS NULL AND d.start_on <> '' AND c.archived_at IS NULL AND c.status <> 'ended'
AND p.archived_at IS NULL AND p.merged_into_id IS NULL
AND EXISTS (SELECT 1 FROM membership m WHERE m.person_id = d.person_id AND m.archived_at IS NULL)
AND NOT EXISTS (
    SELECT 1 FROM membership m WHERE m.person_id = d.person_id AND m.archived_at IS NULL
    AND COALESCE(m.regularised_on, iif(m.member_kind = 'prob', '9999-12-31', '')) <= d.start_on
    AND COALESCE(m.out_on, '9999-12-31') > d.start_on)

-- values
SELECT COALESCE(p.name, '？') AS name, d.start_on AS day, COALESCE(a.name, '？') AS applicant,
    COALESCE(k.zh, d.kind, '？') AS kind, COALESCE(k.en, d.kind, '？') AS kind_en,
    iif(s.gone, '已转出或不再是党员', '还不是正式党员') AS state,
    iif(s.gone, 'had left or was no member any more', 'was no full member yet') AS state_en
FROM dev_mentor d LEFT JOIN person p ON p.id = d.person_id
LEFT JOIN dev_case c ON c.id = d.case_id LEFT JOIN person a ON a.id = c.person_id
LEFT JOIN zhibu_code k ON k.list = 'mentor_kind' AND k.code = d.kind
LEFT JOIN (
    SELECT count(*) > 0 AS gone FROM dev_mentor d JOIN membership m ON m.person_id = d.person_id
    WHERE d.id = :key AND m.archived_at IS NULL
    AND COALESCE(m.regularised_on, iif(m.member_kind = 'prob', '9999-12-31', '')) <= d.start_on) s
WHERE d.id = :key
