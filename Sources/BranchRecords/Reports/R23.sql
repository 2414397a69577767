-- id: R23
-- title: 网络党建阵地情况表
-- title-en: Party work online
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- column: 组织 | Organisation | left
-- column: 网站/网页 | Site, page | center
-- column: 网上党校 | School | center
-- column: QQ群 | QQ | center
-- column: 微博 | Weibo | center
-- column: 平台 | Platform | center
-- column: 开通日期 | Since | left
-- column: 最近更新 | Updated on | left
-- column: 发布数 | Posts | right
-- column: 停更标记 | Stale | center
-- repeated: 1
--
-- Colleges, and branches that have a channel, by how many of each kind are open. A channel that was
-- not updated for more than 90 days, or that never was, is stale; stale organisations come first,
-- then colleges without a site or page, which they must have.

WITH
org AS (
    SELECT 'college' AS kind, id, id AS college_id, short_name AS college, short_name AS name, sort_no AS s1, -1 AS s2,
        '' AS s3
    FROM college WHERE archived_at IS NULL
    UNION ALL
    SELECT 'branch', b.id, b.college_id, c.short_name, b.name, c.sort_no, b.sort_no, b.code
    FROM branch b LEFT JOIN college c ON c.id = b.college_id
    WHERE b.status = 'active' AND b.archived_at IS NULL AND (b.created_at IS NULL OR b.created_at < :as_at || '~')
),
channel AS (
    SELECT c.org_id, sum(c.kind IN ('site', 'page')) AS sites, sum(c.kind = 'school') AS schools,
        sum(c.kind = 'qq') AS groups,
        sum(c.kind = 'weibo') AS blogs, sum(c.kind IN ('platform', 'wechat')) AS platforms,
            min(c.opened_on) AS opened_on,
        max(c.last_update_on) AS last_on, sum(c.posts_total) AS posts,
        sum(c.status = 'stale' OR COALESCE(julianday(substr(:as_at, 1, 10)) - julianday(c.last_update_on) > 90,
            1)) AS stale
    FROM online_channel c
    WHERE COALESCE(c.status, 'active') NOT IN ('planning', 'closed') AND c.archived_at IS NULL
        AND (c.created_at IS NULL OR c.created_at < :as_at || '~')
    GROUP BY c.org_id
)
SELECT 0 AS is_total, o.name, COALESCE(c.sites, 0), COALESCE(c.schools, 0), COALESCE(c.groups, 0), COALESCE(c.blogs, 0),
    COALESCE(c.platforms, 0), c.opened_on, c.last_on, c.posts,
    CASE WHEN c.stale > 0 THEN '停更 ' || c.stale WHEN COALESCE(c.sites, 0) = 0 AND o.kind = 'college' THEN '缺网站' END
FROM org o
LEFT JOIN channel c ON c.org_id = o.id
WHERE (o.kind = 'college' OR c.org_id IS NOT NULL) AND (:college = '' OR o.college_id = :college)
ORDER BY COALESCE(c.stale, 0) > 0 DESC, o.kind = 'college' AND COALESCE(c.sites, 0) = 0 DESC, o.s1, o.college_id, o.s2,
    o.s3, o.id;
