-- Somebody answers for something and has left: whose membership ended and who has no other, or who left the university. Who
-- never was a member here may answer for a measure all the same. A brand is led by a member of its branch.
-- rule: SC-38 | low | 责任人已离开 | Responsible person has left
-- card: {item}的责任人{name}已转出或离校，请改派。 | {name}, responsible for {item_en}, has left; name somebody else.
WITH someone(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'person'
    UNION
    SELECT m.person_id FROM zhibu_touched t CROSS JOIN membership m ON m.id = t.key WHERE t.tbl = 'membership'
    UNION
    SELECT f.value FROM zhibu_former f WHERE f.tbl = 'membership' AND f.col = 'person_id'),
measure(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'rect_measure'
    UNION
    SELECT m.id FROM zhibu_touched t CROSS JOIN rect_measure m ON m.plan_id = t.key WHERE t.tbl = 'rect_plan'
    UNION
    SELECT m.id FROM someone CROSS JOIN rect_measure m ON m.responsible_id = someone.id),
brand(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'brand_project'
    UNION
    SELECT b.id FROM someone CROSS JOIN brand_project b ON b.leader_id = someone.id),
place(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'venue'
    UNION
    SELECT v.id FROM someone CROSS JOIN venue v ON v.keeper_id = someone.id)
SELECT 'rect_measure' AS tbl, m.id AS key, NULL AS other_key, 'measure' AS detail
FROM measure
CROSS JOIN rect_measure m ON m.id = measure.id
LEFT JOIN rect_plan r ON r.id = m.plan_id
LEFT JOIN person p ON p.id = m.responsible_id
WHERE m.archived_at IS NULL AND m.status NOT IN ('closed', 'cancelled')
AND r.archived_at IS NULL AND COALESCE(r.status, '') NOT IN ('stopped', 'accepted')
AND (p.left_on IS NOT NULL OR p.deceased_on IS NOT NULL OR EXISTS (
    SELECT 1 FROM membership x WHERE x.person_id = m.responsible_id AND x.archived_at IS NULL
    AND (x.out_on IS NOT NULL OR x.status IN ('out', 'ended', 'dead'))))
AND NOT EXISTS (SELECT 1 FROM v_member x WHERE x.person_id = m.responsible_id)
UNION ALL
SELECT 'brand_project', b.id, NULL, 'brand'
FROM brand
CROSS JOIN brand_project b ON b.id = brand.id
LEFT JOIN person p ON p.id = b.leader_id
WHERE b.archived_at IS NULL AND b.status = 'running'
AND (p.left_on IS NOT NULL OR p.deceased_on IS NOT NULL OR EXISTS (
    SELECT 1 FROM membership x WHERE x.person_id = b.leader_id AND +x.branch_id = b.branch_id AND x.archived_at IS NULL
    AND (x.out_on IS NOT NULL OR x.status IN ('out', 'ended', 'dead'))))
AND NOT EXISTS (SELECT 1 FROM v_member x WHERE x.person_id = b.leader_id AND +x.branch_id = b.branch_id)
UNION ALL
SELECT 'venue', v.id, NULL, 'venue'
FROM place
CROSS JOIN venue v ON v.id = place.id
CROSS JOIN person p ON p.id = v.keeper_id
WHERE v.archived_at IS NULL AND v.status = 'active' AND p.archived_at IS NULL
AND (p.left_on IS NOT NULL OR p.deceased_on IS NOT NULL)

-- values
WITH item(person_id, zh, en, org_id) AS (
    SELECT m.responsible_id, '整改措施' || COALESCE(m.seq_no, '') || COALESCE('“' || substr(m.action, 1, 20) || '”', ''),
        'measure ' || COALESCE(m.seq_no, '？'), r.org_id
    FROM rect_measure m LEFT JOIN rect_plan r ON r.id = m.plan_id WHERE m.id = :key
    UNION ALL
    SELECT b.leader_id, '品牌项目“' || COALESCE(b.name, '？') || '”', 'the brand project ' || COALESCE(b.name, '？'), b.branch_id
    FROM brand_project b WHERE b.id = :key
    UNION ALL
    SELECT v.keeper_id, '活动场所“' || COALESCE(v.name, '？') || '”', 'the venue ' || COALESCE(v.name, '？'), v.org_id
    FROM venue v WHERE v.id = :key),
named AS (
    SELECT i.*, COALESCE((SELECT b.name FROM branch b WHERE b.id = i.org_id),
        (SELECT c.short_name FROM college c WHERE c.id = i.org_id), '？') AS org
    FROM item i)
SELECT '“' || org || '”' || zh AS item, en || ' of ' || org AS item_en,
    COALESCE((SELECT p.name FROM person p WHERE p.id = n.person_id), '？') AS name
FROM named n
