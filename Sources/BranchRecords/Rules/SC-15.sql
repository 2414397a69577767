-- Attendance of someone who was not in the branch that day, or a vote of a probationary member. It depends on the
-- meeting and on the person's memberships, which may change long after.
-- rule: SC-15 | mid | 非本支部党员计入出席 | Attendance of someone not in the branch
-- card: {name}在{org}{meeting}记为“{state}”，但{why}。 | {name} is marked “{state_en}” at the meeting {meeting_en} of {org}, but {why_en}.
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'attendance'
    UNION
    SELECT a.id FROM zhibu_touched t CROSS JOIN attendance a ON a.meeting_id = t.key WHERE t.tbl = 'meeting'
    UNION
    SELECT a.id FROM zhibu_touched t CROSS JOIN membership m ON m.id = t.key
    CROSS JOIN attendance a ON a.person_id = m.person_id WHERE t.tbl = 'membership'
    UNION
    SELECT a.id FROM zhibu_former f CROSS JOIN attendance a ON a.person_id = f.value
    WHERE f.tbl = 'membership' AND f.col = 'person_id')
SELECT 'attendance' AS tbl, a.id AS key, NULL AS other_key,
    a.state || iif(a.has_vote = 1, ' vote', '') AS detail
FROM near
CROSS JOIN attendance a ON a.id = near.id
CROSS JOIN meeting g ON g.id = a.meeting_id
WHERE a.archived_at IS NULL AND g.archived_at IS NULL AND g.org_kind = 'branch' AND (
    (a.state IN ('present', 'late', 'leave', 'absent', 'makeup') AND NOT EXISTS (
        SELECT 1 FROM membership m
        WHERE m.person_id = a.person_id AND +m.branch_id = g.org_id AND m.archived_at IS NULL
        AND COALESCE(m.in_on, '') <= g.held_on AND COALESCE(m.out_on, '9999-12-31') >= g.held_on))
    OR (a.has_vote = 1 AND EXISTS (
        SELECT 1 FROM membership m
        WHERE m.person_id = a.person_id AND +m.branch_id = g.org_id AND m.archived_at IS NULL
        AND m.member_kind = 'prob' AND m.status = 'active' AND m.regularised_on IS NULL)))

-- values
WITH present AS (
    SELECT a.*, g.org_id, a.state IN ('present', 'late', 'leave', 'absent', 'makeup') AND NOT EXISTS (
            SELECT 1 FROM membership m
            WHERE m.person_id = a.person_id AND +m.branch_id = g.org_id AND m.archived_at IS NULL
            AND COALESCE(m.in_on, '') <= g.held_on AND COALESCE(m.out_on, '9999-12-31') >= g.held_on) AS stranger,
        a.has_vote = 1 AND EXISTS (
            SELECT 1 FROM membership m
            WHERE m.person_id = a.person_id AND +m.branch_id = g.org_id AND m.archived_at IS NULL
            AND m.member_kind = 'prob' AND m.status = 'active' AND m.regularised_on IS NULL) AS early
    FROM attendance a LEFT JOIN meeting g ON g.id = a.meeting_id WHERE a.id = :key)
SELECT
    COALESCE((SELECT name FROM person WHERE id = p.person_id), '？') AS name,
    COALESCE((SELECT name FROM branch WHERE id = p.org_id), (SELECT short_name FROM college WHERE id = p.org_id), '？') AS org,
    COALESCE((SELECT COALESCE(held.held_on, '？') || '“' || COALESCE(held.title,
            (SELECT k.zh FROM zhibu_code k WHERE k.list = 'meeting_kind' AND k.code = held.kind), '？') || '”'
            FROM meeting held WHERE held.id = p.meeting_id), '？') AS meeting,
    COALESCE((SELECT COALESCE(held.held_on, '？') || ' “' || COALESCE(held.title,
            (SELECT k.en FROM zhibu_code k WHERE k.list = 'meeting_kind' AND k.code = held.kind), '？') || '”'
            FROM meeting held WHERE held.id = p.meeting_id), '？') AS meeting_en,
    COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'attend_state' AND k.code = p.state), '？') AS state,
    COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'attend_state' AND k.code = p.state), '？') AS state_en,
    CASE WHEN p.stranger AND p.early THEN '当天不是本支部党员，又作为预备党员记了表决权'
        WHEN p.stranger THEN '当天不是本支部党员'
        ELSE '作为预备党员记了表决权' END AS why,
    CASE WHEN p.stranger AND p.early THEN 'was no member of the branch that day, and has a vote as a probationary member'
        WHEN p.stranger THEN 'was no member of the branch that day'
        ELSE 'has a vote as a probationary member' END AS why_en
FROM present p
