-- A draft is no nomination yet, and one refused or withdrawn is none any more. The quota is what one college may recommend.
-- Over it the scheme is found, with the colleges: which nomination goes is for people to say.
-- rule: SC-34 | mid | 重复推荐或超名额 | Nominated twice or over quota
-- card: “{scheme}”：{what} | {scheme}: {what_en}
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'honour_scheme'
    UNION
    SELECT n.scheme_id FROM zhibu_touched t CROSS JOIN honour_nomination n ON n.id = t.key WHERE t.tbl = 'honour_nomination'),
counted AS MATERIALIZED (
    SELECT s.id, s.quota, n.scope_id, count(*) AS used
    FROM near CROSS JOIN honour_scheme s ON s.id = near.id
    CROSS JOIN honour_nomination n ON n.scheme_id = s.id
    WHERE s.archived_at IS NULL AND s.quota IS NOT NULL AND n.archived_at IS NULL AND n.status IN ('submitted', 'awarded')
    GROUP BY s.id, n.scope_id HAVING count(*) > s.quota)
SELECT DISTINCT 'honour_nomination' AS tbl, min(n.id, o.id) AS key, max(n.id, o.id) AS other_key, 'twice' AS detail
FROM zhibu_touched t
CROSS JOIN honour_nomination n ON n.id = t.key
CROSS JOIN honour_nomination o ON o.subject_id = n.subject_id AND o.scheme_id = n.scheme_id AND o.id <> n.id
WHERE t.tbl = 'honour_nomination' AND n.archived_at IS NULL AND o.archived_at IS NULL
AND n.status IN ('recommended', 'notice', 'submitted', 'awarded')
AND o.status IN ('recommended', 'notice', 'submitted', 'awarded')
UNION ALL
SELECT 'honour_scheme', counted.id, NULL, max(counted.used) || '/' || counted.quota
FROM counted GROUP BY counted.id

-- values
WITH found(scheme_id, zh, en) AS (
    SELECT n.scheme_id, '“' || COALESCE(o.name, p.name, '？') || '”被' || COALESCE(v.name, '？') || '、'
            || COALESCE(w.name, '？') || '推荐两次',
        COALESCE(o.name, p.name, '？') || ' was nominated twice, by ' || COALESCE(v.name, '？') || ' and '
            || COALESCE(w.name, '？')
    FROM honour_nomination n JOIN honour_nomination x ON x.id = :other
    LEFT JOIN v_org o ON o.org_id = n.subject_id LEFT JOIN person p ON p.id = n.subject_id
    LEFT JOIN v_org v ON v.org_id = n.nominated_by LEFT JOIN v_org w ON w.org_id = x.nominated_by
    WHERE n.id = :key
    UNION ALL
    SELECT x.id, group_concat(x.college || '上报' || x.used || '个', '、') || '，超过每个学院的名额' || x.quota || '个',
        group_concat(x.college || ' handed in ' || x.used, ', ') || ', over the quota of ' || x.quota || ' per college'
    FROM (
        SELECT s.id, s.quota, count(*) AS used, COALESCE(g.short_name, g.name, n.scope_id, '？') AS college
        FROM honour_scheme s JOIN honour_nomination n ON n.scheme_id = s.id AND n.archived_at IS NULL
            AND n.status IN ('submitted', 'awarded')
        LEFT JOIN college g ON 'college:' || g.id = n.scope_id
        WHERE s.id = :key AND :other IS NULL
        GROUP BY s.id, n.scope_id HAVING count(*) > s.quota ORDER BY n.scope_id) x
    GROUP BY x.id)
SELECT f.zh AS what, f.en AS what_en, COALESCE(s.year || '年' || s.name, s.name, '？') AS scheme
FROM found f LEFT JOIN honour_scheme s ON s.id = f.scheme_id LIMIT 1

-- take: 以 {kept} 为准，另一个推荐撤回（超名额的，名额改为最多的学院上报的数） | {kept} stands, the other nomination is withdrawn (over the quota: the quota becomes the most that a college handed in)
SELECT 'honour_nomination' AS tbl, :other AS key, 'status' AS col, 'withdrawn' AS value WHERE :other IS NOT NULL
UNION ALL SELECT 'honour_scheme', s.id, 'quota', (
    SELECT max(used) FROM (
        SELECT count(*) AS used FROM honour_nomination n WHERE n.scheme_id = s.id AND n.archived_at IS NULL
        AND n.status IN ('submitted', 'awarded') GROUP BY n.scope_id))
FROM honour_scheme s WHERE s.id = :kept AND :other IS NULL

-- advice
WITH pair AS (
    SELECT iif(g.held_on < h.held_on, 1, 2) AS number
    FROM honour_nomination n JOIN honour_nomination o ON o.id = :other
    JOIN meeting g ON g.id = n.meeting_id JOIN meeting h ON h.id = o.meeting_id
    WHERE n.id = :key AND g.held_on <> h.held_on)
SELECT 'take ' || number AS choice, '[' || number || '] 的推荐会议在先' AS zh, '[' || number || '] has the earlier meeting' AS en
FROM pair
