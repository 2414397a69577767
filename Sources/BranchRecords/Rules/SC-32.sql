-- The counts of the election are one finding of the election, the votes of each candidate one of the candidate. Before the
-- ballot there is nothing to contradict, and a void election is settled.
-- rule: SC-32 | mid | 选举票数不符 | Election figures contradict
-- card: {org}换届选举票数不符：{what}，请按计票单核对 | Election figures for {org} contradict each other: {what_en}; copy them from the counting sheet
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'election'),
voted(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'election_candidate'
    UNION
    SELECT c.id FROM near CROSS JOIN election_candidate c ON c.election_id = near.id),
wrong AS MATERIALIZED (
    SELECT e.id, COALESCE(e.ballots_in > e.ballots_out, 0) AS returned, COALESCE(e.ballots_out > e.present_count, 0) AS given,
        COALESCE(5 * e.present_count <= 4 * e.eligible_count, 0) AS quorum
    FROM near CROSS JOIN election e ON e.id = near.id
    WHERE e.archived_at IS NULL AND e.status IN ('held', 'reported', 'approved')),
counted AS MATERIALIZED (
    SELECT c.id, COALESCE(c.votes_for > e.ballots_in, 0) AS many,
        COALESCE(c.elected = 1 AND 2 * c.votes_for <= e.present_count, 0) AS few
    FROM voted CROSS JOIN election_candidate c ON c.id = voted.id
    CROSS JOIN election e ON e.id = c.election_id
    WHERE c.archived_at IS NULL AND e.archived_at IS NULL AND e.status IN ('held', 'reported', 'approved'))
SELECT 'election' AS tbl, wrong.id AS key, NULL AS other_key,
    ltrim(iif(wrong.returned, ' returned', '') || iif(wrong.given, ' given', '') || iif(wrong.quorum, ' quorum', '')) AS detail
FROM wrong WHERE wrong.returned OR wrong.given OR wrong.quorum
UNION ALL
SELECT 'election_candidate', counted.id, NULL,
    ltrim(iif(counted.many, ' above ballots', '') || iif(counted.few, ' elected below half', ''))
FROM counted WHERE counted.many OR counted.few

-- values
WITH found(org_kind, org_id, place, zh, en) AS (
    SELECT org_kind, org_id, 1, '收回选票' || ballots_in || '张，多于发出的' || ballots_out || '张',
        ballots_in || ' ballots returned of ' || ballots_out || ' given out'
    FROM election WHERE id = :key AND ballots_in > ballots_out
    UNION ALL
    SELECT org_kind, org_id, 2, '发出选票' || ballots_out || '张，多于实到的' || present_count || '人',
        ballots_out || ' ballots given to ' || present_count || ' present'
    FROM election WHERE id = :key AND ballots_out > present_count
    UNION ALL
    SELECT org_kind, org_id, 3, '实到' || present_count || '人，未超过应到' || eligible_count || '人的五分之四',
        present_count || ' present of ' || eligible_count || ' are not over four fifths'
    FROM election WHERE id = :key AND 5 * present_count <= 4 * eligible_count
    UNION ALL
    SELECT e.org_kind, e.org_id, 4, COALESCE(p.name, '？') || '得' || c.votes_for || '票，多于收回的选票' || e.ballots_in || '张',
        COALESCE(p.name, '？') || ' has ' || c.votes_for || ' votes of ' || e.ballots_in || ' ballots returned'
    FROM election_candidate c JOIN election e ON e.id = c.election_id LEFT JOIN person p ON p.id = c.person_id
    WHERE c.id = :key AND c.votes_for > e.ballots_in
    UNION ALL
    SELECT e.org_kind, e.org_id, 5, COALESCE(p.name, '？') || '得' || c.votes_for || '票，未超过实到' || e.present_count || '人的半数却记为当选',
        COALESCE(p.name, '？') || ' was elected by ' || c.votes_for || ' votes of ' || e.present_count || ' present'
    FROM election_candidate c JOIN election e ON e.id = c.election_id LEFT JOIN person p ON p.id = c.person_id
    WHERE c.id = :key AND c.elected = 1 AND 2 * c.votes_for <= e.present_count
    ORDER BY 3)
SELECT COALESCE((SELECT o.name FROM found JOIN v_org o ON o.org_id = found.org_id AND o.org_kind = found.org_kind), '？') AS org,
    COALESCE(group_concat(zh, '；'), '？') AS what, COALESCE(group_concat(en, '; '), '？') AS what_en
FROM found
