-- A day planned outside the campaign. What is closed, cancelled, stopped or returned plans nothing any more.
-- rule: V-09 | low | 期限不在活动期间内 | Planned outside the campaign
-- card: {title}的期限{due_on}不在“{campaign}”期间（{start_on}至{end_on}）内。 | {title_en} is due on {due_on}, outside {campaign} ({start_on} to {end_on}).
WITH plan(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'rect_plan'
    UNION
    SELECT r.id FROM zhibu_touched t CROSS JOIN rect_plan r ON r.campaign_id = t.key WHERE t.tbl = 'campaign'),
measure(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'rect_measure'
    UNION
    SELECT m.id FROM plan CROSS JOIN rect_measure m ON m.plan_id = plan.id),
part(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'phase'
    UNION
    SELECT h.id FROM zhibu_touched t CROSS JOIN phase h ON h.campaign_id = t.key WHERE t.tbl = 'campaign'),
planned(tbl, id, campaign_id, due_on) AS (
    SELECT 'rect_plan', r.id, r.campaign_id, r.due_on
    FROM plan CROSS JOIN rect_plan r ON r.id = plan.id
    WHERE r.archived_at IS NULL AND COALESCE(r.status, '') NOT IN ('returned', 'stopped')
    UNION ALL
    SELECT 'rect_measure', m.id, r.campaign_id, m.due_on
    FROM measure CROSS JOIN rect_measure m ON m.id = measure.id CROSS JOIN rect_plan r ON r.id = m.plan_id
    WHERE m.archived_at IS NULL AND r.archived_at IS NULL AND COALESCE(m.status, '') NOT IN ('closed', 'cancelled')
    AND COALESCE(r.status, '') NOT IN ('returned', 'stopped')
    UNION ALL
    SELECT 'phase', h.id, h.campaign_id, h.due_on
    FROM part CROSS JOIN phase h ON h.id = part.id WHERE h.archived_at IS NULL)
SELECT planned.tbl, planned.id AS key, NULL AS other_key,
    iif(planned.due_on < c.start_on, planned.due_on || ' < ' || c.start_on, planned.due_on || ' > ' || c.end_on) AS detail
FROM planned CROSS JOIN campaign c ON c.id = planned.campaign_id
WHERE c.archived_at IS NULL AND (planned.due_on < c.start_on OR planned.due_on > c.end_on)

-- values
WITH planned(campaign_id, due_on, org_id, kind, kind_en) AS (
    SELECT r.campaign_id, r.due_on, r.org_id, '整改方案', 'The rectification plan' FROM rect_plan r WHERE r.id = :key
    UNION ALL
    SELECT r.campaign_id, m.due_on, r.org_id, '整改措施' || COALESCE(m.seq_no, ''), 'Measure ' || COALESCE(m.seq_no, '？')
    FROM rect_measure m LEFT JOIN rect_plan r ON r.id = m.plan_id WHERE m.id = :key
    UNION ALL
    SELECT h.campaign_id, h.due_on, NULL, COALESCE(h.name, '？'), COALESCE(h.name, '？') FROM phase h WHERE h.id = :key),
named AS (
    SELECT p.*, COALESCE((SELECT b.name FROM branch b WHERE b.id = p.org_id),
        (SELECT c.short_name FROM college c WHERE c.id = p.org_id), '？') AS org
    FROM planned p)
SELECT iif(n.org_id IS NULL, '阶段“' || n.kind || '”', '“' || n.org || '”' || n.kind) AS title,
    iif(n.org_id IS NULL, 'Phase ' || n.kind_en, n.kind_en || ' of ' || n.org) AS title_en, n.due_on,
    COALESCE(c.name, '？') AS campaign, COALESCE(c.start_on, '？') AS start_on, COALESCE(c.end_on, '？') AS end_on
FROM named n LEFT JOIN campaign c ON c.id = n.campaign_id
