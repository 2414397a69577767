-- What a merged-away person still holds is found where it stands; two entries merged into each other are a pair. A post or
-- membership that the kept person has as well is archived by the remedy, all else goes to the end of the chain.
-- rule: SC-18 | high | 已并入人员仍有新记录 | Work on a merged-away person
-- card: {name}{what} | {name}: {what_en}
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'person'
    UNION
    SELECT p.id FROM zhibu_touched t CROSS JOIN person p ON p.merged_into_id = t.key
    WHERE t.tbl = 'person' AND p.merged_into_id <> ''
    UNION
    SELECT m.person_id FROM zhibu_touched t CROSS JOIN membership m ON m.id = t.key WHERE t.tbl = 'membership'
    UNION
    SELECT a.person_id FROM zhibu_touched t CROSS JOIN post a ON a.id = t.key WHERE t.tbl = 'post'),
gone AS MATERIALIZED (
    SELECT p.id, p.merged_into_id FROM near CROSS JOIN person p ON p.id = near.id
    WHERE p.merged_into_id <> '' AND p.archived_at IS NULL)
SELECT 'membership' AS tbl, m.id AS key, NULL AS other_key, 'membership' AS detail
FROM gone CROSS JOIN membership m ON m.person_id = gone.id
WHERE m.archived_at IS NULL AND m.status = 'active' AND m.out_on IS NULL
UNION ALL
SELECT 'post', a.id, NULL, 'post'
FROM gone CROSS JOIN post a ON a.person_id = gone.id
WHERE a.archived_at IS NULL AND a.end_on IS NULL
UNION ALL
SELECT DISTINCT 'person', iif(q.merged_into_id = gone.id, min(gone.id, q.id), gone.id),
    iif(q.merged_into_id = gone.id AND q.id <> gone.id, max(gone.id, q.id), NULL),
    iif(q.merged_into_id = gone.id, 'mutual', 'chain')
FROM gone CROSS JOIN person q ON q.id = gone.merged_into_id
WHERE q.merged_into_id <> '' AND q.archived_at IS NULL

-- values
WITH found(name, what, what_en) AS (
    SELECT p.name, '已并入另一条人员记录，原记录仍在“' || COALESCE(b.name, '？') || '”在册，请转到保留的人员',
        'merged into another entry, yet the old one is still a member of ' || COALESCE(b.name, '？')
            || '; move it to the kept person'
    FROM membership m JOIN person p ON p.id = m.person_id AND p.merged_into_id <> '' LEFT JOIN branch b ON b.id = m.branch_id
    WHERE m.id = :key AND m.archived_at IS NULL
    UNION ALL
    SELECT p.name, '已并入另一条人员记录，原记录仍任“' || COALESCE(o.name, '？') || '”'
            || COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'post_kind' AND k.code = a.post_kind), '？')
            || '，请转到保留的人员',
        'merged into another entry, yet the old one is still '
            || COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'post_kind' AND k.code = a.post_kind), '？')
            || ' of ' || COALESCE(o.name, '？') || '; move it to the kept person'
    FROM post a JOIN person p ON p.id = a.person_id AND p.merged_into_id <> ''
    LEFT JOIN v_org o ON o.org_id = a.org_id AND o.org_kind = a.org_kind
    WHERE a.id = :key AND a.archived_at IS NULL
    UNION ALL
    SELECT p.name, iif(:other IS NULL, '并入的人员又并入了另一条记录，请改为并入最后保留的人员',
            '的两条记录互相并入，没有一条保留，请定一条为准'),
        iif(:other IS NULL, 'merged into an entry that was itself merged into another; point it at the one that stays',
            'two entries were merged into each other and none stays; say which one does')
    FROM person p WHERE p.id = :key AND p.merged_into_id <> '')
SELECT COALESCE(name, '？') AS name, what, what_en FROM found LIMIT 1

-- take: 转到保留的人员，那里已有相同的则归档（互相并入的，以 {kept} 为准） | it goes to the kept person, or is archived where that has the same (of two merged into each other {kept} stays)
WITH RECURSIVE held(tbl, id, person_id) AS (
    SELECT 'membership', m.id, m.person_id FROM membership m
    JOIN person p ON p.id = m.person_id AND p.merged_into_id <> '' WHERE m.id = :kept
    UNION ALL
    SELECT 'post', a.id, a.person_id FROM post a
    JOIN person p ON p.id = a.person_id AND p.merged_into_id <> '' WHERE a.id = :kept
    UNION ALL
    SELECT 'person', p.id, p.id FROM person p WHERE p.id = :kept AND p.merged_into_id <> '' AND :other IS NULL),
chain(person_id) AS (
    SELECT person_id FROM held
    UNION
    SELECT p.merged_into_id FROM chain JOIN person p ON p.id = chain.person_id WHERE p.merged_into_id <> ''),
stays(person_id) AS (
    SELECT p.id FROM chain JOIN person p ON p.id = chain.person_id WHERE p.merged_into_id IS NULL),
twice(tbl, id) AS (
    SELECT 'membership', m.id FROM held JOIN membership m ON m.id = held.id WHERE held.tbl = 'membership' AND EXISTS (
        SELECT 1 FROM stays JOIN v_member k ON k.person_id = stays.person_id WHERE k.branch_id = m.branch_id)
    UNION ALL
    SELECT 'post', a.id FROM held JOIN post a ON a.id = held.id WHERE held.tbl = 'post' AND EXISTS (
        SELECT 1 FROM stays JOIN post k ON k.person_id = stays.person_id
        WHERE k.org_id = a.org_id AND k.post_kind = a.post_kind AND k.end_on IS NULL AND k.archived_at IS NULL))
SELECT held.tbl AS tbl, held.id AS key, 'person_id' AS col, stays.person_id AS value FROM held JOIN stays
WHERE held.tbl <> 'person' AND NOT EXISTS (SELECT 1 FROM twice WHERE twice.tbl = held.tbl AND twice.id = held.id)
UNION ALL SELECT tbl, id, 'archived_at', :at FROM twice
UNION ALL SELECT tbl, id, 'archived_by', :person FROM twice
UNION ALL SELECT tbl, id, 'archive_reason', :reason FROM twice
UNION ALL SELECT 'person', id, 'merged_into_id', (SELECT person_id FROM stays) FROM held WHERE tbl = 'person'
UNION ALL SELECT 'person', id, 'merged_into_id', NULL FROM person WHERE id = :kept AND :other IS NOT NULL

-- advice
WITH RECURSIVE held(person_id, org_id, post_kind) AS (
    SELECT m.person_id, m.branch_id, NULL FROM membership m JOIN person p ON p.id = m.person_id AND p.merged_into_id <> ''
    WHERE m.id = :key
    UNION ALL
    SELECT a.person_id, a.org_id, a.post_kind FROM post a JOIN person p ON p.id = a.person_id AND p.merged_into_id <> ''
    WHERE a.id = :key),
chain(person_id) AS (
    SELECT person_id FROM held
    UNION
    SELECT p.merged_into_id FROM chain JOIN person p ON p.id = chain.person_id WHERE p.merged_into_id <> ''),
same(number) AS (
    SELECT (SELECT count(*) FROM chain JOIN v_member k ON k.person_id = chain.person_id
            WHERE held.post_kind IS NULL AND k.branch_id = held.org_id AND k.person_id <> held.person_id)
        + (SELECT count(*) FROM chain JOIN post k ON k.person_id = chain.person_id
            WHERE k.post_kind = held.post_kind AND k.org_id = held.org_id AND k.person_id <> held.person_id
            AND k.end_on IS NULL AND k.archived_at IS NULL)
    FROM held LIMIT 1)
SELECT 'take 1' AS choice, iif(number, '保留的人员名下已有相同的记录', '保留的人员名下没有相同的记录') AS zh,
    iif(number, 'the kept person has the same already', 'the kept person has nothing like it') AS en
FROM same
