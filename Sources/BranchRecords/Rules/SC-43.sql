-- Two organisations in one place at one time. Only the two meetings matter.
-- rule: SC-43 | mid | 同一场所同一时间两场活动 | Venue double-booked
-- card: {venue}在{time}安排了两场活动：“{org_a}”的“{a}”和“{org_b}”的“{b}”。 | {venue} is booked twice at {time}: “{a}” of {org_a} and “{b}” of {org_b}.
SELECT DISTINCT 'meeting' AS tbl, min(g.id, h.id) AS key, max(g.id, h.id) AS other_key,
    g.held_on || ' ' || g.start_time AS detail
FROM zhibu_touched t
CROSS JOIN meeting g ON g.id = t.key
CROSS JOIN meeting h ON h.venue_id = g.venue_id AND h.held_on = g.held_on AND h.start_time = g.start_time
    AND h.org_id <> g.org_id
WHERE t.tbl = 'meeting' AND g.archived_at IS NULL AND h.archived_at IS NULL AND g.venue_id <> ''
AND COALESCE(g.status, '') <> 'cancelled' AND COALESCE(h.status, '') <> 'cancelled'

-- values
SELECT COALESCE((SELECT v.name FROM venue v WHERE v.id = g.venue_id), '？') AS venue, g.held_on || ' ' || g.start_time AS time,
    COALESCE((SELECT b.name FROM branch b WHERE b.id = g.org_id),
        (SELECT c.short_name FROM college c WHERE c.id = g.org_id), '？') AS org_a,
    COALESCE(g.title, (SELECT k.zh FROM zhibu_code k WHERE k.list = 'meeting_kind' AND k.code = g.kind), '？') AS a,
    COALESCE((SELECT b.name FROM branch b WHERE b.id = h.org_id),
        (SELECT c.short_name FROM college c WHERE c.id = h.org_id), '？') AS org_b,
    COALESCE(h.title, (SELECT k.zh FROM zhibu_code k WHERE k.list = 'meeting_kind' AND k.code = h.kind), '？') AS b
FROM meeting g JOIN meeting h ON h.id = :other WHERE g.id = :key
