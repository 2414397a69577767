-- Two secretaries in office. Only the two posts matter.
-- rule: SC-01 | high | 同一组织两名书记同时在任 | Two secretaries in office
-- card: {org}同时登记了{a}和{b}两名书记（任期重叠：{period}），请确定谁在任。 | {org} has two secretaries recorded for the same time ({period_en}), {a} and {b}; decide who holds the post.
SELECT DISTINCT 'post' AS tbl, min(p.id, q.id) AS key, max(p.id, q.id) AS other_key,
    max(p.start_on, q.start_on) || '—' || replace(
        min(COALESCE(p.end_on, '9999-12-31'), COALESCE(q.end_on, '9999-12-31')), '9999-12-31', '') AS detail
FROM zhibu_touched t
CROSS JOIN post p ON p.id = t.key
CROSS JOIN post q ON q.org_id = p.org_id AND q.org_kind = p.org_kind AND q.person_id <> p.person_id
WHERE t.tbl = 'post' AND p.archived_at IS NULL AND q.archived_at IS NULL
AND p.post_kind = 'secretary' AND q.post_kind = 'secretary'
AND p.start_on < COALESCE(q.end_on, '9999-12-31') AND q.start_on < COALESCE(p.end_on, '9999-12-31')

-- values
WITH pair AS (
    SELECT p.org_id, p.person_id AS a, q.person_id AS b, max(p.start_on, q.start_on) AS start_on,
        nullif(min(COALESCE(p.end_on, '9999-12-31'), COALESCE(q.end_on, '9999-12-31')), '9999-12-31') AS end_on
    FROM post p JOIN post q ON q.id = :other WHERE p.id = :key)
SELECT
    COALESCE((SELECT name FROM branch WHERE id = x.org_id), (SELECT short_name FROM college WHERE id = x.org_id), '？') AS org,
    COALESCE((SELECT name FROM person WHERE id = x.a), '？') AS a,
    COALESCE((SELECT name FROM person WHERE id = x.b), '？') AS b,
    x.start_on || COALESCE('至' || x.end_on, '起') AS period,
    COALESCE(x.start_on || ' to ' || x.end_on, 'since ' || x.start_on) AS period_en
FROM pair x

-- take: {kept} 在任，{other} 到 {kept} 任职那天为止（先后不明的按误登记归档） | {kept} holds the post; {other} ends on the day when {kept} begins, or was recorded by mistake
-- Whoever was appointed later follows on the other; where that is not so, the other is a mistake.
WITH pair AS (
    SELECT o.id, k.start_on, COALESCE(o.start_on < k.start_on, 0) AS follows
    FROM post k JOIN post o ON o.id = :other WHERE k.id = :kept)
SELECT 'post' AS tbl, id AS key, 'end_on' AS col, start_on AS value FROM pair WHERE follows
UNION ALL SELECT 'post', id, 'end_reason', 'adjust' FROM pair WHERE follows
UNION ALL SELECT 'post', id, 'archived_at', :at FROM pair WHERE NOT follows
UNION ALL SELECT 'post', id, 'archived_by', :person FROM pair WHERE NOT follows
UNION ALL SELECT 'post', id, 'archive_reason', :reason FROM pair WHERE NOT follows

-- advice
WITH pair AS (
    SELECT iif(p.doc_no <> '', 1, 2) AS number FROM post p JOIN post q ON q.id = :other
    WHERE p.id = :key AND (COALESCE(p.doc_no, '') <> '') <> (COALESCE(q.doc_no, '') <> ''))
SELECT 'take ' || number AS choice, '只有 [' || number || '] 有任免文号' AS zh,
    'only [' || number || '] has a document number' AS en
FROM pair
