-- id: R14
-- title: 领导班子与届期情况表
-- title-en: Leadership and terms
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: level | 层级（college、branch；空为全部） | level (college, branch; empty: all) | | one of college, branch
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- parameter: months | 几个月内届满（空为全部） | over within so many months (empty: all) | | integer
-- column: 组织 | Organisation | left
-- column: 届次 | Term | right
-- column: 起止 | From, to | left
-- column: 书记 | Secretary | left
-- column: 副书记 | Deputies | left
-- column: 委员 | Members | left
-- column: 应届满日 | Due | left
-- column: 剩余月数 | Months left | right
-- column: 状态 | State | left
-- column: 换届进度 | Election | left
-- column: 延期原因 | Why postponed | left
-- repeated: 1
--
-- Every college and active branch with its present term, the newest that has not ended; those
-- without one come first, then by the day when it is over. Months left are whole months, and
-- negative where it is over. Posts are those held now. Only the newest election shows, unless it
-- gave the present term.

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
present AS (
    SELECT * FROM (
        SELECT t.*, row_number() OVER (PARTITION BY t.org_id ORDER BY t.start_on DESC, t.seq_no DESC, t.id) AS place
        FROM term t WHERE t.status IN ('active', 'expired', 'postponed') AND t.archived_at IS NULL
            AND (t.created_at IS NULL OR t.created_at < :as_at || '~'))
    WHERE place = 1
),
holder AS (
    SELECT org_id,
        group_concat(CASE WHEN post_kind = 'secretary' THEN name END, '、') AS secretary,
        group_concat(CASE WHEN post_kind = 'deputy' THEN name END, '、') AS deputies,
        group_concat(CASE WHEN post_kind NOT IN ('secretary', 'deputy', 'group_lead') THEN name END, '、') AS members
    FROM (
        SELECT DISTINCT p.org_id, p.post_kind, q.name FROM post p JOIN person q ON q.id = p.person_id
        WHERE p.archived_at IS NULL AND (p.created_at IS NULL OR p.created_at < :as_at || '~')
            AND p.start_on <= substr(:as_at, 1, 10) AND COALESCE(p.end_on, '9999') > substr(:as_at, 1, 10)
        ORDER BY p.org_id, p.sort_no, p.start_on, q.name)
    GROUP BY org_id
),
newest AS (
    SELECT org_id, id, status FROM (
        SELECT e.*, row_number() OVER (PARTITION BY e.org_id ORDER BY COALESCE(e.apply_on, e.reply_on,
            e.created_at) DESC, e.id) AS place
        FROM election e WHERE e.archived_at IS NULL AND (e.created_at IS NULL OR e.created_at < :as_at || '~'))
    WHERE place = 1
),
line AS (
    SELECT o.*, t.seq_no, t.start_on, t.end_on, t.due_on, t.postponed_reason, h.secretary, h.deputies, h.members,
        t.id AS term_id,
        12 * (substr(t.due_on, 1, 4) - substr(:as_at, 1, 4)) + substr(t.due_on, 6, 2) - substr(:as_at, 6, 2)
            - (substr(t.due_on, 9, 2) < substr(:as_at, 9, 2)) AS months,
        k.zh AS status, CASE WHEN e.id IS NOT t.election_id THEN v.zh END AS election
    FROM org o
    LEFT JOIN present t ON t.org_id = o.id
    LEFT JOIN holder h ON h.org_id = o.id
    LEFT JOIN newest e ON e.org_id = o.id
    LEFT JOIN zhibu_code k ON k.list = 'term_status' AND k.code = t.status
    LEFT JOIN zhibu_code v ON v.list = 'election_status' AND v.code = e.status
    WHERE (:level = '' OR o.kind = :level) AND (:college = '' OR o.college_id = :college)
)
SELECT 0 AS is_total, name, COALESCE(seq_no, '未填'), start_on || '至' || COALESCE(end_on, due_on, ''), secretary,
    deputies, members,
    due_on, months, status, election, postponed_reason
FROM line
WHERE :months = '' OR months < CAST(:months AS INTEGER) OR term_id IS NULL
ORDER BY term_id IS NOT NULL, due_on IS NOT NULL, due_on, s1, college_id, s2, s3, id;
