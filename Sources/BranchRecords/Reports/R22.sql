-- id: R22
-- title: 党组织活动场所与党员之家建设情况表
-- title-en: Venues and homes for members
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- parameter: kind | 类别（空为全部） | kind (empty: all) | | = venue_kind
-- column: 学院 | College | left
-- column: 场所数 | Venues | right
-- column: 面积 | Area (m²) | right
-- column: 达标数 | To standard | right
-- column: 党员之家(学院/公寓) | Homes (college, residence) | right
-- column: 使用次数 | Used | right
-- column: 检查结果 | Checked | left
-- column: 制度 | Rules | right
-- repeated: 1
--
-- Venues of the college and its branches that are open. Every college must have a home for members:
-- those without come first. Used is the number of meetings held there; the result is that of the
-- last inspection of venues; rules are the venues that have one.

WITH
home AS (
    SELECT id AS org_id, college_id FROM branch WHERE archived_at IS NULL
    UNION ALL
    SELECT id, id FROM college WHERE archived_at IS NULL
),
place AS (
    SELECT v.*, h.college_id FROM venue v JOIN home h ON h.org_id = v.org_id
    WHERE COALESCE(v.status, 'active') NOT IN ('planning', 'closed') AND (:kind = '' OR v.kind = :kind)
        AND v.archived_at IS NULL AND (v.created_at IS NULL OR v.created_at < :as_at || '~')
),
used AS (
    SELECT m.venue_id, count(*) AS times FROM meeting m
    WHERE m.venue_id IS NOT NULL AND m.status IN ('held', 'closed') AND m.archived_at IS NULL
        AND (m.created_at IS NULL OR m.created_at < :as_at || '~')
    GROUP BY m.venue_id
),
sums AS (
    SELECT p.college_id, count(*) AS venues, sum(p.area_m2) AS area, sum(p.meets_standard = 1) AS good,
        sum(COALESCE(u.times, 0)) AS times, sum(p.rule_title <> '') AS rules
    FROM place p LEFT JOIN used u ON u.venue_id = p.id
    GROUP BY p.college_id
),
homes AS (
    SELECT m.college_id, sum(m.host_kind = 'college') AS here, sum(m.host_kind = 'dorm') AS dorm
    FROM member_home m
    WHERE COALESCE(m.status, 'active') NOT IN ('planning', 'closed') AND m.archived_at IS NULL
        AND (m.created_at IS NULL OR m.created_at < :as_at || '~')
    GROUP BY m.college_id
),
checked AS (
    SELECT college_id, said FROM (
        SELECT h.college_id, k.zh || COALESCE(' ' || i.inspected_on, '') AS said,
            row_number() OVER (PARTITION BY h.college_id ORDER BY i.inspected_on DESC, i.id) AS place
        FROM inspection i JOIN home h ON h.org_id = i.org_id
        LEFT JOIN zhibu_code k ON k.list = 'check_result' AND k.code = i.result
        WHERE i.kind = 'venue' AND i.archived_at IS NULL AND (i.created_at IS NULL OR i.created_at < :as_at || '~'))
    WHERE place = 1
),
line AS (
    SELECT row_number() OVER (ORDER BY COALESCE(m.here, 0) > 0, COALESCE(s.venues, 0) > 0, c.sort_no, c.id) AS number,
        c.short_name || CASE WHEN substr(u.covers_until, 1, 10) < substr(:as_at, 1, 10) THEN '*' ELSE '' END AS name,
        COALESCE(s.venues, 0) AS venues, s.area, COALESCE(s.good, 0) AS good, COALESCE(m.here, 0) AS here,
            COALESCE(m.dorm, 0) AS dorm,
        COALESCE(s.times, 0) AS times, k.said, COALESCE(s.rules, 0) AS rules
    FROM college c
    LEFT JOIN sums s ON s.college_id = c.id
    LEFT JOIN homes m ON m.college_id = c.id
    LEFT JOIN checked k ON k.college_id = c.id
    LEFT JOIN zhibu_scope_status u ON u.scope = 'college:' || c.id
    WHERE c.archived_at IS NULL AND (:college = '' OR c.id = :college)
)
SELECT is_total, name, venues, area, good, here || '/' || dorm, times, said, rules FROM (
    SELECT 0 AS is_total, * FROM line
    UNION ALL
    SELECT 1, NULL, '合计', COALESCE(sum(venues), 0), sum(area), COALESCE(sum(good), 0), COALESCE(sum(here), 0),
        COALESCE(sum(dorm), 0),
        COALESCE(sum(times), 0), NULL, COALESCE(sum(rules), 0)
    FROM line)
ORDER BY is_total, number;
