-- Promoted with measures open, or without a plan. It depends on the organisation's plans and their measures.
-- rule: SC-16 | mid | 整改未销号即确认晋位 | Promoted with measures open
-- card: {org}已{state}晋位，但{what}。 | {org} was {state_en} for promotion, but {what_en}.
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'promotion'
    UNION
    SELECT p.id FROM zhibu_touched t CROSS JOIN rect_plan r ON r.id = t.key
    CROSS JOIN promotion p ON p.org_id = r.org_id WHERE t.tbl = 'rect_plan'
    UNION
    SELECT p.id FROM zhibu_former f CROSS JOIN promotion p ON p.org_id = f.value
    WHERE f.tbl = 'rect_plan' AND f.col = 'org_id'
    UNION
    SELECT p.id FROM zhibu_touched t CROSS JOIN rect_measure m ON m.id = t.key
    CROSS JOIN rect_plan r ON r.id = m.plan_id
    CROSS JOIN promotion p ON p.org_id = r.org_id WHERE t.tbl = 'rect_measure'),
raised AS MATERIALIZED (
    SELECT p.id,
        (SELECT count(*) FROM rect_plan r
            WHERE r.campaign_id = p.campaign_id AND r.org_id = p.org_id AND r.org_kind = p.org_kind
            AND r.archived_at IS NULL) AS plans,
        (SELECT count(*) FROM rect_plan r
            CROSS JOIN rect_measure m ON m.plan_id = r.id AND m.archived_at IS NULL
            WHERE r.campaign_id = p.campaign_id AND r.org_id = p.org_id AND r.org_kind = p.org_kind
            AND r.archived_at IS NULL AND m.status NOT IN ('closed', 'cancelled')) AS open
    FROM near CROSS JOIN promotion p ON p.id = near.id
    WHERE p.archived_at IS NULL AND p.status IN ('submitted', 'confirmed') AND p.result_kind = 'up')
SELECT 'promotion' AS tbl, raised.id AS key, NULL AS other_key,
    iif(raised.plans = 0, 'no plan', 'open ' || raised.open) AS detail
FROM raised WHERE raised.plans = 0 OR raised.open > 0

-- values
WITH raised AS (
    SELECT p.org_id, p.status,
        (SELECT count(*) FROM rect_plan r
            WHERE r.campaign_id = p.campaign_id AND r.org_id = p.org_id AND r.org_kind = p.org_kind
            AND r.archived_at IS NULL) AS plans,
        (SELECT count(*) FROM rect_plan r
            CROSS JOIN rect_measure m ON m.plan_id = r.id AND m.archived_at IS NULL
            WHERE r.campaign_id = p.campaign_id AND r.org_id = p.org_id AND r.org_kind = p.org_kind
            AND r.archived_at IS NULL AND m.status NOT IN ('closed', 'cancelled')) AS open
    FROM promotion p WHERE p.id = :key)
SELECT
    COALESCE((SELECT name FROM branch WHERE id = r.org_id), (SELECT short_name FROM college WHERE id = r.org_id), '？') AS org,
    iif(r.status = 'confirmed', '确认', '上报') AS state, iif(r.status = 'confirmed', 'confirmed', 'put forward') AS state_en,
    iif(r.plans = 0, '没有整改方案', '整改方案还有' || r.open || '项措施未销号') AS what,
    iif(r.plans = 0, 'has no plan', 'has measures still open (' || r.open || ')') AS what_en
FROM raised r
