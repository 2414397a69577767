-- Votes that don't add up. Who voted on a resolution stands in attendance, which may still be filled in until the minutes are
-- closed. The ballots of appraisals are looked at by SC-31.
-- rule: V-03 | mid | 票数不符 | Votes don't add up
-- card: {title}：{what}，请按原始计票核对。 | {title_en}: {what_en}; check the counting sheet.
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'resolution'
    UNION
    SELECT r.id FROM zhibu_touched t CROSS JOIN resolution r ON r.meeting_id = t.key WHERE t.tbl = 'meeting'
    UNION
    SELECT r.id FROM zhibu_touched t CROSS JOIN attendance a ON a.id = t.key
    CROSS JOIN resolution r ON r.meeting_id = a.meeting_id WHERE t.tbl = 'attendance'
    UNION
    SELECT r.id FROM zhibu_former f CROSS JOIN resolution r ON r.meeting_id = f.value
    WHERE f.tbl = 'attendance' AND f.col = 'meeting_id'),
counted AS MATERIALIZED (
    SELECT r.id, r.votes_for + r.votes_against + r.votes_abstain AS votes,
        (SELECT count(*) FROM attendance a WHERE a.meeting_id = g.id AND a.archived_at IS NULL
            AND a.state IN ('present', 'late') AND a.has_vote = 1) AS present
    FROM near
    CROSS JOIN resolution r ON r.id = near.id
    CROSS JOIN meeting g ON g.id = r.meeting_id
    WHERE r.archived_at IS NULL AND g.archived_at IS NULL AND g.status = 'closed')
SELECT 'resolution' AS tbl, counted.id AS key, NULL AS other_key,
    'votes ' || counted.votes || ' present ' || counted.present AS detail
FROM counted WHERE counted.present > 0 AND counted.votes <> counted.present
UNION ALL
SELECT 'dev_vote', v.id, NULL, 'votes ' || (v.votes_for + v.votes_against + v.votes_abstain) || ' present ' || v.present
FROM zhibu_touched t
CROSS JOIN dev_vote v ON v.id = t.key
WHERE t.tbl = 'dev_vote' AND v.archived_at IS NULL AND v.votes_for + v.votes_against + v.votes_abstain <> v.present
UNION ALL
SELECT 'election', e.id, NULL, 'in ' || e.ballots_in || ' out ' || e.ballots_out
FROM zhibu_touched t
CROSS JOIN election e ON e.id = t.key
WHERE t.tbl = 'election' AND e.archived_at IS NULL AND e.status <> 'void' AND e.ballots_in > e.ballots_out

-- values
WITH vote(tbl, meeting_id, org_id, subject, day, votes, present) AS (
    SELECT 'resolution', r.meeting_id, NULL, r.subject, NULL, r.votes_for + r.votes_against + r.votes_abstain,
        (SELECT count(*) FROM attendance a WHERE a.meeting_id = r.meeting_id AND a.archived_at IS NULL
            AND a.state IN ('present', 'late') AND a.has_vote = 1)
    FROM resolution r WHERE r.id = :key
    UNION ALL
    SELECT 'dev_vote', v.meeting_id, NULL,
        (SELECT p.name FROM dev_case c JOIN person p ON p.id = c.person_id WHERE c.id = v.case_id),
        NULL, v.votes_for + v.votes_against + v.votes_abstain, v.present
    FROM dev_vote v WHERE v.id = :key
    UNION ALL
    SELECT 'election', NULL, e.org_id, NULL, e.apply_on, e.ballots_in, e.ballots_out FROM election e WHERE e.id = :key),
named AS (
    SELECT w.tbl, w.votes, w.present, COALESCE(w.subject, '？') AS subject, COALESCE(g.held_on, '？') AS held_on,
        COALESCE((SELECT b.name FROM branch b WHERE b.id = COALESCE(w.org_id, g.org_id)),
            (SELECT c.short_name FROM college c WHERE c.id = COALESCE(w.org_id, g.org_id)), '？') AS org
    FROM vote w LEFT JOIN meeting g ON g.id = w.meeting_id)
SELECT CASE tbl WHEN 'resolution' THEN '“' || org || '”' || held_on || '会议决议“' || subject || '”'
        WHEN 'dev_vote' THEN '“' || org || '”' || held_on || '会议讨论' || subject || '的表决'
        ELSE '“' || org || '”换届选举' END AS title,
    CASE tbl WHEN 'resolution' THEN 'Resolution ' || subject || ' of ' || org || ' on ' || held_on
        WHEN 'dev_vote' THEN 'Vote of ' || org || ' on ' || subject || ', ' || held_on
        ELSE 'Election of ' || org END AS title_en,
    CASE tbl WHEN 'election' THEN '收回选票' || votes || '张，多于发出的' || present || '张'
        ELSE '赞成、反对、弃权合计' || votes || '票，实到有表决权的为' || present || '人' END AS what,
    CASE tbl WHEN 'election' THEN votes || ' ballots were returned, ' || present || ' given out'
        ELSE votes || ' votes, ' || present || ' voters present' END AS what_en
FROM named
