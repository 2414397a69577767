-- Quorum no longer holds. It depends on attendance and on who could vote in the branch.
-- rule: SC-11 | high | 法定人数不足致决议存疑 | Quorum no longer holds
-- card: {org}{meeting}应到有表决权{eligible}人、实到{present}人，不足法定人数（{rule}），决议是否有效？ | {org}, {meeting_en}: {present} of {eligible} voters, short of the quorum ({rule_en}); is its decision valid?
WITH concerned(branch_id) AS MATERIALIZED (
    SELECT m.branch_id FROM zhibu_touched t CROSS JOIN membership m ON m.id = t.key WHERE t.tbl = 'membership'
    UNION
    SELECT f.value FROM zhibu_former f WHERE f.tbl = 'membership' AND f.col = 'branch_id'),
near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'meeting'
    UNION
    SELECT a.meeting_id FROM zhibu_touched t CROSS JOIN attendance a ON a.id = t.key WHERE t.tbl = 'attendance'
    UNION
    SELECT f.value FROM zhibu_former f WHERE f.tbl = 'attendance' AND f.col = 'meeting_id'
    UNION
    SELECT g.id FROM concerned
    CROSS JOIN meeting g ON g.org_id = concerned.branch_id WHERE +g.needs_quorum = 1),
counted AS MATERIALIZED (
    SELECT g.id, COALESCE(g.quorum_rule, 'half') AS quorum, v.eligible, v.eligible_present AS present
    FROM near
    CROSS JOIN meeting g ON g.id = near.id
    CROSS JOIN v_vote_eligible v ON v.meeting_id = g.id
    WHERE g.needs_quorum = 1 AND g.status IN ('held', 'closed'))
SELECT 'meeting' AS tbl, counted.id AS key, NULL AS other_key,
    counted.present || '/' || counted.eligible AS detail
FROM counted
WHERE counted.eligible > 0 AND (
    (counted.quorum = 'half' AND 2 * counted.present <= counted.eligible)
    OR (counted.quorum = 'two_thirds' AND 3 * counted.present < 2 * counted.eligible)
    OR (counted.quorum = 'four_fifths' AND 5 * counted.present <= 4 * counted.eligible))

-- values
WITH counted AS (
    SELECT g.id, g.org_id, COALESCE(g.quorum_rule, 'half') AS quorum, v.eligible, v.eligible_present AS present
    FROM meeting g JOIN v_vote_eligible v ON v.meeting_id = g.id WHERE g.id = :key)
SELECT
    COALESCE((SELECT name FROM branch WHERE id = g.org_id), (SELECT short_name FROM college WHERE id = g.org_id), '？') AS org,
    (SELECT COALESCE(held.held_on, '？') || '“' || COALESCE(held.title,
            (SELECT k.zh FROM zhibu_code k WHERE k.list = 'meeting_kind' AND k.code = held.kind), '？') || '”'
            FROM meeting held WHERE held.id = g.id) AS meeting,
    (SELECT COALESCE(held.held_on, '？') || ' “' || COALESCE(held.title,
            (SELECT k.en FROM zhibu_code k WHERE k.list = 'meeting_kind' AND k.code = held.kind), '？') || '”'
            FROM meeting held WHERE held.id = g.id) AS meeting_en,
    g.eligible AS eligible, g.present AS present,
    COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'quorum_rule' AND k.code = g.quorum), '？') AS rule,
    COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'quorum_rule' AND k.code = g.quorum), '？') AS rule_en
FROM counted g
