-- Post held by a non-member. It depends on the person's memberships, and on which college a branch is of.
-- rule: SC-13 | high | 任职人员不在本组织 | Post held by a non-member
-- card: {name}仍任{org}{post}，但{why}。 | {name} still holds a post in {org} ({post_en}) but {why_en}.
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'post'
    UNION
    SELECT p.id FROM zhibu_touched t CROSS JOIN membership m ON m.id = t.key
    CROSS JOIN post p ON p.person_id = m.person_id WHERE t.tbl = 'membership'
    UNION
    SELECT p.id FROM zhibu_former f CROSS JOIN post p ON p.person_id = f.value
    WHERE f.tbl = 'membership' AND f.col = 'person_id'
    UNION
    SELECT p.id FROM zhibu_touched t CROSS JOIN membership m ON m.branch_id = t.key
    CROSS JOIN post p ON p.person_id = m.person_id WHERE t.tbl = 'branch')
SELECT 'post' AS tbl, p.id AS key, NULL AS other_key, p.post_kind AS detail
FROM near CROSS JOIN post p ON p.id = near.id
WHERE p.archived_at IS NULL AND p.end_on IS NULL AND p.org_kind IN ('branch', 'college')
AND NOT EXISTS (
    SELECT 1 FROM v_member m
    WHERE m.person_id = p.person_id AND m.member_kind = 'full'
    AND p.org_id = iif(p.org_kind = 'branch', m.branch_id, m.college_id))

-- values
WITH held AS (
    SELECT p.*, EXISTS (
            SELECT 1 FROM v_member m WHERE m.person_id = p.person_id AND m.member_kind = 'prob'
            AND p.org_id = iif(p.org_kind = 'branch', m.branch_id, m.college_id)) AS probationary,
        (SELECT b.name FROM v_member m JOIN branch b ON b.id = m.branch_id
            WHERE m.person_id = p.person_id ORDER BY m.id LIMIT 1) AS elsewhere
    FROM post p WHERE p.id = :key)
SELECT
    COALESCE((SELECT name FROM person WHERE id = h.person_id), '？') AS name,
    COALESCE((SELECT name FROM branch WHERE id = h.org_id), (SELECT short_name FROM college WHERE id = h.org_id), '？') AS org,
    COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'post_kind' AND k.code = h.post_kind), '？') AS post,
    COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'post_kind' AND k.code = h.post_kind), '？') AS post_en,
    CASE WHEN h.probationary THEN '在该组织还是预备党员'
        ELSE COALESCE('组织关系在“' || h.elsewhere || '”', '查不到在册的组织关系') END AS why,
    CASE WHEN h.probationary THEN 'is a probationary member there'
        ELSE COALESCE('is a member of ' || h.elsewhere, 'no current membership is known') END AS why_en
FROM held h
