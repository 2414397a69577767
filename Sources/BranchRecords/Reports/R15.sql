-- id: R15
-- title: 党务干部与组织员配备表
-- title-en: Party workers and organisers
-- period: SELECT CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER) || '年'
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: year | 年度（空为截至时点所在年） | year (empty: that of the moment) | | integer
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- parameter: due | 每学院应配专职组织员数（空为未定） | full-time organisers due per college (empty: not set) | | integer
-- column: 学院 | College | left
-- column: 专职书记 | Secretaries | right
-- column: 副书记 | Deputies | right
-- column: 专职组织员 | Full-time organisers | right
-- column: 兼职组织员 | Part-time | right
-- column: 应配数 | Due | right
-- column: 缺额 | Short | right
-- column: 待遇落实 | Benefits | right
-- column: 培训学时 | Hours of training | right
-- repeated: 1
--
-- Those in office now, by the branch in which they are members, or the college whose secretary or
-- deputy they are. How many organisers a college must have no table says: the parameter does, else
-- the columns say 未填. Benefits are the posts of branch secretaries with a benefit that was given in
-- the year, of all of them. The largest gap comes first.

WITH
member AS (
    SELECT m.branch_id, m.person_id, m.member_kind, m.joined_on, m.college_id FROM v_member m
    WHERE m.created_at IS NULL OR m.created_at < :as_at || '~'
),
at AS (SELECT person_id, min(college_id) AS college_id FROM member GROUP BY person_id),
post_of AS (
    SELECT p.id, p.person_id, p.post_kind, p.org_kind, p.org_id FROM post p
    WHERE COALESCE(p.start_on, '') <= substr(:as_at, 1, 10) AND COALESCE(p.end_on, '9999') > substr(:as_at, 1, 10)
        AND p.archived_at IS NULL AND (p.created_at IS NULL OR p.created_at < :as_at || '~')
),
worker AS (
    SELECT DISTINCT COALESCE((SELECT p.org_id FROM post_of p WHERE p.person_id = w.person_id
        AND p.org_kind = 'college' LIMIT 1),
            a.college_id) AS college_id, w.person_id, w.role_kind, w.is_full_time
    FROM worker_profile w LEFT JOIN at a ON a.person_id = w.person_id
    WHERE COALESCE(w.start_on, '') <= substr(:as_at, 1, 10) AND COALESCE(w.end_on, '9999') > substr(:as_at, 1, 10)
        AND w.archived_at IS NULL AND (w.created_at IS NULL OR w.created_at < :as_at || '~')
),
counted AS (
    SELECT college_id, sum(role_kind = 'secretary' AND COALESCE(is_full_time, 1) = 1) AS secretaries,
        sum(role_kind = 'deputy') AS deputies,
        sum(role_kind = 'organiser' AND is_full_time = 1) AS full, sum(role_kind = 'organiser'
            AND COALESCE(is_full_time, 0) = 0) AS part
    FROM worker GROUP BY college_id
),
given AS (
    SELECT b.college_id, count(DISTINCT p.id) AS posts, count(DISTINCT CASE
        WHEN f.fulfilled_on IS NOT NULL THEN p.id END) AS given
    FROM post_of p JOIN branch b ON b.id = p.org_id AND b.archived_at IS NULL
    LEFT JOIN post_benefit f ON f.post_id = p.id AND f.year = CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4)
        ELSE :year END AS INTEGER) AND f.archived_at IS NULL AND (f.created_at IS NULL OR f.created_at < :as_at || '~')
    WHERE p.post_kind = 'secretary' AND p.org_kind = 'branch'
    GROUP BY b.college_id
),
learnt AS (
    SELECT w.college_id, sum(COALESCE(e.attended_hours, 0)) AS hours
    FROM (SELECT DISTINCT college_id, person_id FROM worker) w
    JOIN enrolment e ON e.person_id = w.person_id AND e.archived_at IS NULL
        AND (e.created_at IS NULL OR e.created_at < :as_at || '~')
    JOIN training_class c ON c.id = e.class_id AND substr(c.start_on, 1, 4) = CAST(CASE
        WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER) || ''
    GROUP BY w.college_id
),
line AS (
    SELECT c.sort_no, c.id, c.short_name || CASE WHEN substr(u.covers_until, 1, 10) < substr(:as_at, 1, 10) THEN '*'
        ELSE '' END AS name, COALESCE(n.secretaries, 0) AS secretaries, COALESCE(n.deputies, 0) AS deputies,
        COALESCE(n.full, 0) AS full, COALESCE(n.part, 0) AS part, CASE
            WHEN :due <> '' THEN CAST(:due AS INTEGER) END AS due,
        CASE WHEN :due <> '' THEN max(0, CAST(:due AS INTEGER) - COALESCE(n.full, 0)) END AS short,
        COALESCE(g.posts, 0) AS posts, COALESCE(g.given, 0) AS given, COALESCE(l.hours, 0) AS hours
    FROM college c
    LEFT JOIN counted n ON n.college_id = c.id
    LEFT JOIN given g ON g.college_id = c.id
    LEFT JOIN learnt l ON l.college_id = c.id
    LEFT JOIN zhibu_scope_status u ON u.scope = 'college:' || c.id
    WHERE c.archived_at IS NULL AND (:college = '' OR c.id = :college)
)
SELECT is_total, name, secretaries, deputies, full, part, COALESCE(due, '未填'), COALESCE(short, '未填'), given || '/'
    || posts, hours FROM (
    SELECT 0 AS is_total, row_number() OVER (ORDER BY COALESCE(short, 0) DESC, sort_no, id) AS number, * FROM line
    UNION ALL
    SELECT 1, NULL, NULL, NULL, '合计', COALESCE(sum(secretaries), 0), COALESCE(sum(deputies), 0), COALESCE(sum(full),
        0), COALESCE(sum(part), 0),
        sum(due), sum(short), COALESCE(sum(posts), 0), COALESCE(sum(given), 0), COALESCE(sum(hours), 0)
    FROM line)
ORDER BY is_total, number;
