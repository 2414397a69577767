-- Only where the majority doesn't hold by the members of the branch as merged: a number entitled that merely differs from
-- what was written down changes nothing. Who can vote is counted for the day of the meeting.
-- rule: SC-29 | high | 接收表决人数存疑 | Admission vote no longer valid
-- card: {day}讨论{name}{kind}的支部大会，按名册应到有表决权{eligible}人（当时记{written}人），实到{present}人、赞成{votes}票，未过半数 | The meeting of {day} on {name} ({kind_en}) needed over half of {eligible} voters by the roll ({written} as written down); {present} present and {votes} for are not enough
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'dev_vote'
    UNION
    SELECT d.id FROM zhibu_touched t CROSS JOIN dev_vote d ON d.meeting_id = t.key WHERE t.tbl = 'meeting'
    UNION
    SELECT d.id FROM zhibu_touched t CROSS JOIN membership m ON m.id = t.key
    CROSS JOIN meeting g ON g.org_id = m.branch_id
    CROSS JOIN dev_vote d ON d.meeting_id = g.id WHERE t.tbl = 'membership'),
counted AS MATERIALIZED (
    SELECT d.id, d.votes_for, d.present, v.eligible
    FROM near
    CROSS JOIN dev_vote d ON d.id = near.id
    CROSS JOIN meeting g ON g.id = d.meeting_id
    CROSS JOIN v_vote_eligible v ON v.meeting_id = g.id
    WHERE d.archived_at IS NULL AND d.kind IN ('admit', 'regular') AND d.passed = 1 AND g.status IN ('held', 'closed'))
SELECT 'dev_vote' AS tbl, counted.id AS key, NULL AS other_key,
    COALESCE(counted.votes_for, '?') || '/' || COALESCE(counted.present, '?') || '/' || counted.eligible AS detail
FROM counted
WHERE counted.eligible > 0 AND (2 * counted.votes_for <= counted.eligible OR 2 * counted.present <= counted.eligible)

-- values
SELECT COALESCE(p.name, '？') AS name, COALESCE(g.held_on, '？') AS day,
    CASE d.kind WHEN 'admit' THEN '入党' WHEN 'regular' THEN '转正' ELSE '' END AS kind,
    CASE d.kind WHEN 'admit' THEN 'admission' WHEN 'regular' THEN 'full membership' ELSE '' END AS kind_en,
    COALESCE(v.eligible, '？') AS eligible, COALESCE(d.eligible, '？') AS written, COALESCE(d.present, '？') AS present,
    COALESCE(d.votes_for, '？') AS votes
FROM dev_vote d LEFT JOIN dev_case c ON c.id = d.case_id LEFT JOIN person p ON p.id = c.person_id
LEFT JOIN meeting g ON g.id = d.meeting_id LEFT JOIN v_vote_eligible v ON v.meeting_id = d.meeting_id
WHERE d.id = :key
