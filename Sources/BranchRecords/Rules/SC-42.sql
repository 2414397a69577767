-- A meeting in a venue that was closed before. A venue in use again says so by its status.
-- rule: SC-42 | low | 活动安排在已停用场所 | Meeting in a closed venue
-- card: “{org}”{held_on}的“{title}”安排在{venue}，该场所已于{closed_on}停用。 | “{title}” of {org} on {held_on} is placed in {venue}, closed since {closed_on}.
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'meeting'
    UNION
    SELECT g.id FROM zhibu_touched t CROSS JOIN meeting g ON g.venue_id = t.key WHERE t.tbl = 'venue')
SELECT 'meeting' AS tbl, g.id AS key, NULL AS other_key, g.held_on || ' > ' || v.closed_on AS detail
FROM near
CROSS JOIN meeting g ON g.id = near.id
CROSS JOIN venue v ON v.id = g.venue_id
WHERE g.archived_at IS NULL AND v.archived_at IS NULL AND g.held_on > v.closed_on
AND COALESCE(g.status, '') <> 'cancelled' AND COALESCE(v.status, '') <> 'active'

-- values
SELECT COALESCE((SELECT b.name FROM branch b WHERE b.id = g.org_id),
        (SELECT c.short_name FROM college c WHERE c.id = g.org_id), '？') AS org,
    COALESCE(g.held_on, '？') AS held_on,
    COALESCE(g.title, (SELECT k.zh FROM zhibu_code k WHERE k.list = 'meeting_kind' AND k.code = g.kind), '？') AS title,
    COALESCE(v.name, '？') AS venue, COALESCE(v.closed_on, '？') AS closed_on
FROM meeting g LEFT JOIN venue v ON v.id = g.venue_id WHERE g.id = :key
