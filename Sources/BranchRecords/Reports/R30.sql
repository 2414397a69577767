-- id: R30
-- title: 党建制度建设台账
-- title-en: Rules of the organisations
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: campaign | 活动 | campaign | jczz2012 | > campaign
-- parameter: level | 层级（college、branch；空为全部） | level (college, branch; empty: all) | | one of college, branch
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- column: 组织 | Organisation | left
-- column: 制度名称 | Rule | left
-- column: 类别 | Kind | left
-- column: 来源 | Origin | left
-- column: 文号 | Document | left
-- column: 梳理结论 | Review | left
-- column: 执行检查次数/结果 | Checks | left
-- column: 支部新建数(要求1–2) | New (1 to 2 due) | right
-- repeated: 2
--
-- Every rule of a college or active branch that is in force or under way. Each branch builds one or
-- two in the campaign: those that have none come first, with an empty line if they have no rule at
-- all; more than two is done, with a note. The result of the checks is that of the last.

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
rule AS (
    SELECT r.*, sum(r.is_new_in_campaign = 1) OVER (PARTITION BY r.org_id) AS news
    FROM regulation r
    WHERE COALESCE(r.status, '') <> 'repealed' AND r.archived_at IS NULL
        AND (r.created_at IS NULL OR r.created_at < :as_at || '~')
),
checked AS (
    SELECT regulation_id, times || '次' || COALESCE('，' || zh, '') AS said FROM (
        SELECT c.regulation_id, k.zh, count(*) OVER (PARTITION BY c.regulation_id) AS times,
            row_number() OVER (PARTITION BY c.regulation_id ORDER BY c.checked_on DESC, c.id) AS place
        FROM regulation_check c LEFT JOIN zhibu_code k ON k.list = 'check_result' AND k.code = c.result
        WHERE c.archived_at IS NULL AND (c.created_at IS NULL OR c.created_at < :as_at || '~'))
    WHERE place = 1
)
SELECT 0 AS is_total, o.name, r.title, k.zh, g.zh, r.doc_no, v.zh, COALESCE(c.said, CASE
    WHEN r.id IS NOT NULL THEN '0次' END),
    CASE WHEN o.kind <> 'branch' THEN '—' WHEN COALESCE(r.news, 0) = 0 THEN '0（缺）' WHEN r.news > 2 THEN r.news || '（超）'
        ELSE CAST(r.news AS TEXT) END
FROM org o
LEFT JOIN rule r ON r.org_id = o.id
LEFT JOIN checked c ON c.regulation_id = r.id
LEFT JOIN zhibu_code k ON k.list = 'regulation_kind' AND k.code = r.kind
LEFT JOIN zhibu_code g ON g.list = 'regulation_origin' AND g.code = r.origin
LEFT JOIN zhibu_code v ON v.list = 'regulation_review' AND v.code = r.review_result
WHERE (:level = '' OR o.kind = :level) AND (:college = '' OR o.college_id = :college)
ORDER BY o.kind = 'branch' AND COALESCE(r.news, 0) = 0 DESC, o.s1, o.college_id, o.s2, o.s3, o.id, r.issued_on, r.id;

-- foot
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
new AS (
    SELECT o.id, count(r.id) AS n
    FROM org o
    LEFT JOIN regulation r ON r.org_id = o.id AND r.is_new_in_campaign = 1 AND COALESCE(r.status, '') <> 'repealed'
        AND r.archived_at IS NULL AND (r.created_at IS NULL OR r.created_at < :as_at || '~')
    WHERE o.kind = 'branch' AND (:college = '' OR o.college_id = :college)
    GROUP BY o.id
)
SELECT printf('支部 %d 个：已建1–2项 %d，超过2项 %d，未建 %d', count(*), COALESCE(sum(n IN (1, 2)), 0), COALESCE(sum(n > 2), 0),
        COALESCE(sum(n = 0), 0)) AS zh,
    printf('Branches: %d; with one or two new rules %d, with more %d, with none %d', count(*), COALESCE(sum(n IN (1,
        2)), 0),
        COALESCE(sum(n > 2), 0), COALESCE(sum(n = 0), 0)) AS en
FROM new;
