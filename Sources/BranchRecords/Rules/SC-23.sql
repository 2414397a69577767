-- One finding per person, as the day of death is looked at first. Visits to the family, special dues by a last will, what
-- was exempted and what was reversed are in order after a death.
-- rule: SC-23 | mid | 去世或离校后仍有新记录 | New records after death or departure
-- card: {name}登记为已去世，之后仍有{what}，请先核对去世日期 | {name} is recorded as deceased, but there are later records – {what_en}; check the date of death first
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'person'
    UNION
    SELECT a.person_id FROM zhibu_touched t CROSS JOIN attendance a ON a.id = t.key WHERE t.tbl = 'attendance'
    UNION
    SELECT a.person_id FROM zhibu_touched t CROSS JOIN attendance a ON a.meeting_id = t.key WHERE t.tbl = 'meeting'
    UNION
    SELECT d.person_id FROM zhibu_touched t CROSS JOIN dues_record d ON d.id = t.key WHERE t.tbl = 'dues_record'
    UNION
    SELECT d.person_id FROM zhibu_touched t CROSS JOIN dues_record r ON r.id = t.key
    CROSS JOIN dues_record d ON d.id = r.reverses_id WHERE t.tbl = 'dues_record'
    UNION
    SELECT d.person_id FROM zhibu_former f CROSS JOIN dues_record d ON d.id = f.value
    WHERE f.tbl = 'dues_record' AND f.col = 'reverses_id'
    UNION
    SELECT c.person_id FROM zhibu_touched t CROSS JOIN care_action c ON c.id = t.key WHERE t.tbl = 'care_action'),
dead AS MATERIALIZED (
    SELECT p.id, p.deceased_on AS day FROM near CROSS JOIN person p ON p.id = near.id
    WHERE p.deceased_on <> '' AND p.archived_at IS NULL AND p.merged_into_id IS NULL),
counted AS MATERIALIZED (
    SELECT dead.id,
        (SELECT count(*) FROM attendance a CROSS JOIN meeting g ON g.id = a.meeting_id
            WHERE a.person_id = dead.id AND a.archived_at IS NULL AND a.state IN ('present', 'late')
            AND g.archived_at IS NULL AND g.status IN ('held', 'closed') AND g.held_on > dead.day) AS meetings,
        (SELECT count(*) FROM dues_record d
            WHERE d.person_id = dead.id AND d.archived_at IS NULL AND d.kind IN ('monthly', 'makeup')
            AND d.paid_on > dead.day AND NOT EXISTS (
                SELECT 1 FROM dues_record r WHERE r.reverses_id = d.id AND r.archived_at IS NULL)) AS dues,
        (SELECT count(*) FROM care_action c
            WHERE c.person_id = dead.id AND c.archived_at IS NULL AND c.kind <> 'visit' AND c.done_on > dead.day) AS care
    FROM dead)
SELECT 'person' AS tbl, counted.id AS key, NULL AS other_key,
    ltrim(iif(counted.meetings, ' attendance ' || counted.meetings, '') || iif(counted.dues, ' dues ' || counted.dues, '')
        || iif(counted.care, ' care ' || counted.care, '')) AS detail
FROM counted WHERE counted.meetings + counted.dues + counted.care > 0

-- values
WITH later(name, place, zh, en) AS (
    SELECT p.name, 1, '出席会议' || count(*) || '次（最后' || max(g.held_on) || '）',
        'attendances: ' || count(*) || ' (last ' || max(g.held_on) || ')'
    FROM person p JOIN attendance a ON a.person_id = p.id AND a.archived_at IS NULL AND a.state IN ('present', 'late')
    JOIN meeting g ON g.id = a.meeting_id AND g.archived_at IS NULL AND g.status IN ('held', 'closed')
        AND g.held_on > p.deceased_on
    WHERE p.id = :key HAVING count(*) > 0
    UNION ALL
    SELECT p.name, 2, '交纳党费' || count(*) || '笔（最后' || max(d.paid_on) || '）',
        'dues: ' || count(*) || ' (last ' || max(d.paid_on) || ')'
    FROM person p JOIN dues_record d ON d.person_id = p.id AND d.archived_at IS NULL AND d.kind IN ('monthly', 'makeup')
        AND d.paid_on > p.deceased_on
    WHERE p.id = :key AND NOT EXISTS (SELECT 1 FROM dues_record r WHERE r.reverses_id = d.id AND r.archived_at IS NULL)
    HAVING count(*) > 0
    UNION ALL
    -- Who is cared for is private.
    SELECT p.name, 3, '其他工作记录' || count(*) || '次（最后' || max(c.done_on) || '）',
        'other work: ' || count(*) || ' (last ' || max(c.done_on) || ')'
    FROM person p JOIN care_action c ON c.person_id = p.id AND c.archived_at IS NULL AND c.kind <> 'visit'
        AND c.done_on > p.deceased_on
    WHERE p.id = :key HAVING count(*) > 0
    ORDER BY 2)
SELECT COALESCE(max(name), '？') AS name, COALESCE(group_concat(zh, '、'), '？') AS what,
    COALESCE(group_concat(en, ', '), '？') AS what_en
FROM later
