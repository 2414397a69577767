-- Who is elected a committee member may get any post in the committee, and a post counts that lasted beyond the ballot. A post
-- is without election only where candidates of its term's election are entered as elected, and none of the organisation's
-- elections (there may be one in between) has this person. Group leaders are elected by their group.
-- rule: SC-33 | mid | 当选与任职不一致 | Elected but no post, or post without election
-- card: {name}{what} | {name} {what_en}
WITH candidate(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'election_candidate'
    UNION
    SELECT c.id FROM zhibu_touched t CROSS JOIN election_candidate c ON c.election_id = t.key WHERE t.tbl = 'election'
    UNION
    SELECT c.id FROM zhibu_touched t CROSS JOIN election e ON e.meeting_id = t.key
    CROSS JOIN election_candidate c ON c.election_id = e.id WHERE t.tbl = 'meeting'
    UNION
    SELECT c.id FROM zhibu_touched t CROSS JOIN post p ON p.id = t.key
    CROSS JOIN election_candidate c ON c.person_id = p.person_id WHERE t.tbl = 'post'
    UNION
    SELECT c.id FROM zhibu_former f CROSS JOIN election_candidate c ON c.person_id = f.value
    WHERE f.tbl = 'post' AND f.col = 'person_id'
    UNION
    SELECT c.id FROM zhibu_touched t CROSS JOIN election_candidate c ON c.person_id = t.key WHERE t.tbl = 'person'),
held(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'post'
    UNION
    SELECT p.id FROM zhibu_touched t CROSS JOIN term x ON x.id = t.key
    CROSS JOIN post p ON p.org_id = x.org_id WHERE t.tbl = 'term'
    UNION
    SELECT p.id FROM zhibu_touched t CROSS JOIN election e ON e.id = t.key
    CROSS JOIN post p ON p.org_id = e.org_id WHERE t.tbl = 'election'
    UNION
    SELECT p.id FROM zhibu_touched t CROSS JOIN election_candidate c ON c.id = t.key
    CROSS JOIN election e ON e.id = c.election_id
    CROSS JOIN post p ON p.org_id = e.org_id WHERE t.tbl = 'election_candidate'
    UNION
    SELECT p.id FROM zhibu_former f CROSS JOIN post p ON p.person_id = f.value
    WHERE f.tbl = 'election_candidate' AND f.col = 'person_id'
    UNION
    SELECT p.id FROM zhibu_former f CROSS JOIN post p ON p.org_id = f.value
    WHERE f.tbl = 'election' AND f.col = 'org_id'
    UNION
    SELECT p.id FROM zhibu_touched t CROSS JOIN post p ON p.person_id = t.key WHERE t.tbl = 'person')
SELECT 'election_candidate' AS tbl, c.id AS key, NULL AS other_key, 'no post ' || COALESCE(c.post_kind, '?') AS detail
FROM candidate
CROSS JOIN election_candidate c ON c.id = candidate.id
CROSS JOIN election e ON e.id = c.election_id
LEFT JOIN meeting g ON g.id = e.meeting_id
WHERE c.archived_at IS NULL AND c.elected = 1 AND e.archived_at IS NULL AND e.status = 'approved'
AND NOT EXISTS (SELECT 1 FROM person x WHERE x.id = c.person_id AND (x.merged_into_id <> '' OR x.archived_at <> ''))
AND NOT EXISTS (
    SELECT 1 FROM post p WHERE p.person_id = c.person_id AND +p.org_id = e.org_id AND p.org_kind = e.org_kind
    AND p.archived_at IS NULL AND (p.post_kind = c.post_kind OR (c.post_kind = 'member' AND p.post_kind <> 'group_lead'))
    AND COALESCE(p.end_on, '9999-12-31') > COALESCE(g.held_on, e.reply_on, e.apply_on, ''))
UNION ALL
SELECT 'post', p.id, NULL, 'not elected'
FROM held
CROSS JOIN post p ON p.id = held.id
CROSS JOIN term x ON x.id = p.term_id
CROSS JOIN election e ON e.id = x.election_id
WHERE p.archived_at IS NULL AND p.appoint_mode = 'elect' AND p.start_on <> '' AND p.post_kind <> 'group_lead'
AND x.archived_at IS NULL AND x.org_id = p.org_id AND e.archived_at IS NULL AND e.org_id = p.org_id
AND e.status IN ('held', 'reported', 'approved')
AND NOT EXISTS (SELECT 1 FROM person y WHERE y.id = p.person_id AND (y.merged_into_id <> '' OR y.archived_at <> ''))
AND EXISTS (
    SELECT 1 FROM election_candidate c WHERE c.election_id = e.id AND c.elected = 1 AND c.archived_at IS NULL)
AND NOT EXISTS (
    SELECT 1 FROM election_candidate c JOIN election o ON o.id = c.election_id
    WHERE c.person_id = p.person_id AND c.elected = 1 AND c.archived_at IS NULL
    AND o.org_id = p.org_id AND o.archived_at IS NULL AND o.status <> 'void')

-- values
WITH found(person_id, org_kind, org_id, post_kind, elected) AS (
    SELECT c.person_id, e.org_kind, e.org_id, c.post_kind, 1
    FROM election_candidate c JOIN election e ON e.id = c.election_id WHERE c.id = :key
    UNION ALL
    SELECT p.person_id, p.org_kind, p.org_id, p.post_kind, 0 FROM post p WHERE p.id = :key),
named AS (
    SELECT COALESCE(p.name, '？') AS name, f.elected, COALESCE(o.name, '？') AS org,
        COALESCE(k.zh, f.post_kind, '？') AS zh, COALESCE(k.en, f.post_kind, '？') AS en
    FROM found f LEFT JOIN person p ON p.id = f.person_id
    LEFT JOIN v_org o ON o.org_id = f.org_id AND o.org_kind = f.org_kind
    LEFT JOIN zhibu_code k ON k.list = 'post_kind' AND k.code = f.post_kind
    LIMIT 1)
SELECT name,
    iif(elected, '当选“' || org || '”' || zh || '并已批复，但没有登记任职', '登记为选举产生的“' || org || '”' || zh || '，但选举中没有当选') AS what,
    iif(elected, 'was elected in ' || org || ' (' || en || '), approved, but no post is recorded',
        'is recorded as elected in ' || org || ' (' || en || '), but was not elected') AS what_en
FROM named
