-- Two work plans or two rectification plans of one organisation in one campaign. Only the two plans matter. What was
-- returned, stopped or put away is no plan any more.
-- rule: SC-44 | mid | 两份方案或两名第一责任人 | Two schemes or first-responsible persons
-- card: “{org}”有两份{kind}，第一责任人{who}。 | {org} has two {kind_en}; first responsible: {who_en}.
SELECT DISTINCT 'unit_scheme' AS tbl, min(a.id, b.id) AS key, max(a.id, b.id) AS other_key,
    iif(a.first_responsible_id <> b.first_responsible_id, 'two persons', 'two plans') AS detail
FROM zhibu_touched t
CROSS JOIN unit_scheme a ON a.id = t.key
CROSS JOIN unit_scheme b ON b.org_id = a.org_id AND b.org_kind = a.org_kind AND b.campaign_id = a.campaign_id AND b.id <> a.id
WHERE t.tbl = 'unit_scheme' AND a.archived_at IS NULL AND b.archived_at IS NULL
AND COALESCE(a.status, '') NOT IN ('returned', 'archived') AND COALESCE(b.status, '') NOT IN ('returned', 'archived')
UNION ALL
SELECT DISTINCT 'rect_plan', min(a.id, b.id), max(a.id, b.id),
    iif(a.responsible_id <> b.responsible_id, 'two persons', 'two plans')
FROM zhibu_touched t
CROSS JOIN rect_plan a ON a.id = t.key
CROSS JOIN rect_plan b ON b.campaign_id = a.campaign_id AND b.org_id = a.org_id AND b.org_kind = a.org_kind AND b.id <> a.id
WHERE t.tbl = 'rect_plan' AND a.archived_at IS NULL AND b.archived_at IS NULL
AND COALESCE(a.status, '') NOT IN ('returned', 'stopped') AND COALESCE(b.status, '') NOT IN ('returned', 'stopped')

-- values
WITH pair(org_id, kind, kind_en, a, b) AS (
    SELECT a.org_id, '工作方案', 'work plans', a.first_responsible_id, b.first_responsible_id
    FROM unit_scheme a JOIN unit_scheme b ON b.id = :other WHERE a.id = :key
    UNION ALL
    SELECT a.org_id, '整改方案', 'rectification plans', a.responsible_id, b.responsible_id
    FROM rect_plan a JOIN rect_plan b ON b.id = :other WHERE a.id = :key),
named AS (
    SELECT pair.*, COALESCE((SELECT p.name FROM person p WHERE p.id = pair.a), '？') AS first,
        COALESCE((SELECT p.name FROM person p WHERE p.id = pair.b), '？') AS second
    FROM pair)
SELECT COALESCE((SELECT x.name FROM branch x WHERE x.id = n.org_id),
        (SELECT c.short_name FROM college c WHERE c.id = n.org_id), '？') AS org, kind, kind_en,
    iif(n.a = n.b, '都是' || first, '分别为' || first || '和' || second) AS who,
    iif(n.a = n.b, first || ' in both', first || ' and ' || second) AS who_en
FROM named n

-- take: 以 {kept} 为准，{other} 及其措施归档 | {kept} stands; {other} and its measures are archived
WITH gone(tbl, id) AS (
    SELECT 'unit_scheme', id FROM unit_scheme WHERE id = :other
    UNION ALL SELECT 'rect_plan', id FROM rect_plan WHERE id = :other
    UNION ALL SELECT 'rect_measure', id FROM rect_measure WHERE plan_id = :other AND archived_at IS NULL)
SELECT tbl, id AS key, 'archived_at' AS col, :at AS value FROM gone
UNION ALL SELECT tbl, id, 'archived_by', :person FROM gone
UNION ALL SELECT tbl, id, 'archive_reason', :reason FROM gone

-- merge: 并为一份：{other} 的措施接在 {kept} 之后，{other} 归档 | one plan: the measures of {other} follow those of {kept}; {other} is archived
WITH gone(tbl, id) AS (
    SELECT 'unit_scheme', id FROM unit_scheme WHERE id = :other
    UNION ALL SELECT 'rect_plan', id FROM rect_plan WHERE id = :other),
moved(id, seq_no) AS (
    SELECT m.id, row_number() OVER (ORDER BY m.seq_no, m.id) + COALESCE(
        (SELECT max(k.seq_no) FROM rect_measure k WHERE k.plan_id = :kept AND k.archived_at IS NULL), 0)
    FROM rect_measure m WHERE m.plan_id = :other AND m.archived_at IS NULL)
SELECT tbl, id AS key, 'archived_at' AS col, :at AS value FROM gone
UNION ALL SELECT tbl, id, 'archived_by', :person FROM gone
UNION ALL SELECT tbl, id, 'archive_reason', :reason FROM gone
UNION ALL SELECT 'rect_measure', id, 'plan_id', :kept FROM moved
UNION ALL SELECT 'rect_measure', id, 'seq_no', seq_no FROM moved
UNION ALL
SELECT 'unit_scheme', k.id, 'body', ltrim(COALESCE(k.body, '') || char(10) || o.body, char(10))
FROM unit_scheme k JOIN unit_scheme o ON o.id = :other WHERE k.id = :kept AND o.body <> ''

-- advice
WITH pair(first, second, verb) AS (
    SELECT COALESCE(a.status = 'approved', 0), COALESCE(b.status = 'approved', 0), 'take '
    FROM unit_scheme a JOIN unit_scheme b ON b.id = :other WHERE a.id = :key
    UNION ALL
    SELECT COALESCE(a.status IN ('approved', 'running', 'summarised', 'accepted'), 0),
        COALESCE(b.status IN ('approved', 'running', 'summarised', 'accepted'), 0), 'merge '
    FROM rect_plan a JOIN rect_plan b ON b.id = :other WHERE a.id = :key)
SELECT verb || iif(first, 1, 2) AS choice, '只有 [' || iif(first, 1, 2) || '] 已审定' AS zh,
    'only [' || iif(first, 1, 2) || '] is approved' AS en
FROM pair WHERE first <> second
