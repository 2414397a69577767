-- One branch, one brand. A project that was accepted is finished, and another may follow. Only the two projects matter.
-- rule: SC-37 | mid | 一个支部两个品牌项目 | Two brand projects in one branch
-- card: “{branch}”有两个品牌项目：“{a}”和“{b}”，“一部一品”应为一个。 | {branch} has two brand projects, “{a}” and “{b}”; the policy is one branch, one brand.
SELECT DISTINCT 'brand_project' AS tbl, min(a.id, b.id) AS key, max(a.id, b.id) AS other_key,
    iif(a.id < b.id, COALESCE(a.status, '?') || '/' || COALESCE(b.status, '?'),
        COALESCE(b.status, '?') || '/' || COALESCE(a.status, '?')) AS detail
FROM zhibu_touched t
CROSS JOIN brand_project a ON a.id = t.key
CROSS JOIN brand_project b ON b.branch_id = a.branch_id AND b.id <> a.id
WHERE t.tbl = 'brand_project' AND a.archived_at IS NULL AND b.archived_at IS NULL
AND COALESCE(a.status, '') NOT IN ('stopped', 'returned', 'accepted')
AND COALESCE(b.status, '') NOT IN ('stopped', 'returned', 'accepted')

-- values
SELECT COALESCE((SELECT x.name FROM branch x WHERE x.id = a.branch_id), '？') AS branch, COALESCE(a.name, '？') AS a,
    COALESCE(b.name, '？') AS b
FROM brand_project a JOIN brand_project b ON b.id = :other WHERE a.id = :key

-- take: 保留 {kept}，{other} 终止 | {kept} stays; {other} is stopped
SELECT 'brand_project' AS tbl, :other AS key, 'status' AS col, 'stopped' AS value

-- merge: 并为一个项目：{other} 的建设方案并入 {kept}，{other} 终止 | one project: the plan of {other} goes into {kept}, and {other} is stopped
SELECT 'brand_project' AS tbl, :other AS key, 'status' AS col, 'stopped' AS value
UNION ALL
SELECT 'brand_project', k.id, 'plan', ltrim(COALESCE(k.plan, '') || char(10) || o.plan, char(10))
FROM brand_project k JOIN brand_project o ON o.id = :other WHERE k.id = :kept AND o.plan <> ''

-- advice
WITH pair AS (
    SELECT COALESCE(a.status IN ('approved', 'running', 'summarised'), 0) AS first,
        COALESCE(b.status IN ('approved', 'running', 'summarised'), 0) AS second
    FROM brand_project a JOIN brand_project b ON b.id = :other WHERE a.id = :key)
SELECT 'take ' || iif(first, 1, 2) AS choice, '只有 [' || iif(first, 1, 2) || '] 已审定' AS zh,
    'only [' || iif(first, 1, 2) || '] is approved' AS en
FROM pair WHERE first <> second
