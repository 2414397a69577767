-- One deed declared twice: by two organisations in one month, or twice under one title. Only the two deeds matter; what was
-- withdrawn or refused is no declaration any more.
-- rule: SC-36 | low | 同一闪光言行重复申报 | One deed declared by two organisations
-- card: {subject}{month}的闪光言行申报了两次：“{org_a}”的“{title_a}”和“{org_b}”的“{title_b}”。 | A deed of {subject} in {month} was declared twice: “{title_a}” by {org_a} and “{title_b}” by {org_b}.
SELECT DISTINCT 'shining_deed' AS tbl, min(a.id, b.id) AS key, max(a.id, b.id) AS other_key, a.month AS detail
FROM zhibu_touched t
CROSS JOIN shining_deed a ON a.id = t.key
CROSS JOIN shining_deed b ON b.subject_id = a.subject_id AND b.month = a.month AND b.id <> a.id
WHERE t.tbl = 'shining_deed' AND a.archived_at IS NULL AND b.archived_at IS NULL
AND COALESCE(a.subject_kind, '') = COALESCE(b.subject_kind, '')
AND COALESCE(a.status, '') NOT IN ('refused', 'withdrawn') AND COALESCE(b.status, '') NOT IN ('refused', 'withdrawn')
AND (a.title = b.title OR a.declared_by <> b.declared_by)

-- values
SELECT COALESCE((SELECT p.name FROM person p WHERE p.id = a.subject_id), (SELECT x.name FROM branch x WHERE x.id = a.subject_id),
        (SELECT c.short_name FROM college c WHERE c.id = a.subject_id), '？') AS subject, a.month,
    COALESCE((SELECT x.name FROM branch x WHERE x.id = a.declared_by),
        (SELECT c.short_name FROM college c WHERE c.id = a.declared_by), '？') AS org_a,
    COALESCE(a.title, '？') AS title_a,
    COALESCE((SELECT x.name FROM branch x WHERE x.id = b.declared_by),
        (SELECT c.short_name FROM college c WHERE c.id = b.declared_by), '？') AS org_b,
    COALESCE(b.title, '？') AS title_b
FROM shining_deed a JOIN shining_deed b ON b.id = :other WHERE a.id = :key

-- take: 以 {kept} 为准，{other} 是重复申报，归档 | {kept} stands; {other} was declared twice and is archived
SELECT 'shining_deed' AS tbl, :other AS key, 'archived_at' AS col, :at AS value
UNION ALL SELECT 'shining_deed', :other, 'archived_by', :person
UNION ALL SELECT 'shining_deed', :other, 'archive_reason', :reason

-- advice
WITH pair AS (
    SELECT EXISTS (SELECT 1 FROM v_member m WHERE m.person_id = a.subject_id AND m.branch_id = a.declared_by) AS first,
        EXISTS (SELECT 1 FROM v_member m WHERE m.person_id = b.subject_id AND m.branch_id = b.declared_by) AS second
    FROM shining_deed a JOIN shining_deed b ON b.id = :other WHERE a.id = :key)
SELECT 'take ' || iif(first, 1, 2) AS choice, '[' || iif(first, 1, 2) || '] 由本人所在支部申报' AS zh,
    '[' || iif(first, 1, 2) || '] was declared by the branch of that person' AS en
FROM pair WHERE first <> second
