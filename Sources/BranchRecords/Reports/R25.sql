-- id: R25
-- title: 发展党员计划与结构表
-- title-en: Plan and structure of admissions
-- period: SELECT CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER) || '年'
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: year | 年度（空为截至时点所在年） | year (empty: that of the moment) | | integer
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- column: 学院 | College | left
-- column: 类别 | Kind | left
-- column: 计划 | Planned | right
-- column: 已用 | Used | right
-- column: 余额 | Left | right
-- column: 各年级人数 | By year of study | left
-- column: 男 | Men | right
-- column: 女 | Women | right
-- column: 学生比例 | Students | right
-- repeated: 2
--
-- Used are the cases approved in the year, by the college of the branch and the kind of person,
-- whether there is a plan for them or not. The share of students is that of the whole college.

WITH
admitted AS (
    SELECT b.college_id, q.person_kind, q.gender, d.grade_year
    FROM dev_case d
    LEFT JOIN branch b ON b.id = d.branch_id
    LEFT JOIN person q ON q.id = d.person_id
    WHERE substr(d.approved_on, 1, 4) = CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER)
        || '' AND d.archived_at IS NULL AND (d.created_at IS NULL OR d.created_at < :as_at || '~')
),
used AS (
    SELECT college_id, person_kind, count(*) AS used, sum(gender = 'M') AS men, sum(gender = 'F') AS women
    FROM admitted GROUP BY college_id, person_kind
),
years AS (
    SELECT college_id, person_kind, group_concat(said, '、') AS said FROM (
        SELECT college_id, person_kind, grade_year || ' ' || count(*) AS said FROM admitted WHERE grade_year <> ''
        GROUP BY college_id, person_kind, grade_year
        ORDER BY college_id, person_kind, grade_year)
    GROUP BY college_id, person_kind
),
share AS (
    SELECT college_id, count(*) AS whole, COALESCE(sum(person_kind IN ('undergrad', 'postgrad')), 0) AS students
        FROM admitted GROUP BY college_id
),
quota AS (
    SELECT q.college_id, q.person_kind, sum(q.planned) AS planned FROM dev_quota q WHERE q.year = CAST(CASE
        WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER) AND q.archived_at IS NULL
        AND (q.created_at IS NULL OR q.created_at < :as_at || '~')
    GROUP BY q.college_id, q.person_kind
),
both AS (SELECT college_id, person_kind FROM quota UNION SELECT college_id, person_kind FROM used),
line AS (
    SELECT row_number() OVER (ORDER BY c.sort_no, c.id, k.sort) AS number, COALESCE(c.short_name, '（未知组织）') AS name,
        COALESCE(k.zh, t.person_kind, '未填') AS kind, q.planned, COALESCE(u.used, 0) AS used,
            q.planned - COALESCE(u.used, 0) AS rest,
        y.said, COALESCE(u.men, 0) AS men, COALESCE(u.women, 0) AS women, COALESCE(s.students, 0) AS students,
            COALESCE(s.whole, 0) AS whole
    FROM both t
    LEFT JOIN college c ON c.id = t.college_id
    LEFT JOIN quota q ON q.college_id IS t.college_id AND q.person_kind IS t.person_kind
    LEFT JOIN used u ON u.college_id IS t.college_id AND u.person_kind IS t.person_kind
    LEFT JOIN years y ON y.college_id IS t.college_id AND y.person_kind IS t.person_kind
    LEFT JOIN share s ON s.college_id IS t.college_id
    LEFT JOIN zhibu_code k ON k.list = 'person_kind' AND k.code = t.person_kind
    WHERE :college = '' OR t.college_id = :college
),
listed AS (
    SELECT 0 AS is_total, * FROM line
    UNION ALL
    SELECT 1, NULL, '合计', NULL, sum(planned), COALESCE(sum(used), 0), sum(rest), NULL, COALESCE(sum(men), 0),
        COALESCE(sum(women), 0),
        (SELECT COALESCE(sum(students), 0) FROM share WHERE :college = '' OR college_id = :college),
        (SELECT COALESCE(sum(whole), 0) FROM share WHERE :college = '' OR college_id = :college)
    FROM line
)
SELECT is_total, name, kind, planned, used, rest, said, men, women,
    CASE WHEN whole > 0 THEN printf('%d.%d%%', (2000 * students + whole) / (2 * whole) / 10,
        (2000 * students + whole) / (2 * whole) % 10) WHEN whole = 0 THEN '—' END
FROM listed
ORDER BY is_total, number;
