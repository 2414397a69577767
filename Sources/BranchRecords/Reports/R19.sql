-- id: R19
-- title: 党员队伍结构统计表
-- title-en: Structure of the membership
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- column: 学院 | College | left
-- column: 总数 | Members | right
-- column: 正式 | Full | right
-- column: 预备 | Probationary | right
-- column: 男 | Men | right
-- column: 女 | Women | right
-- column: 少数民族 | Minorities | right
-- column: ≤25岁 | to 25 | right
-- column: 26–35 | 26 to 35 | right
-- column: 36–45 | 36 to 45 | right
-- column: 46–59 | 46 to 59 | right
-- column: ≥60 | 60 and over | right
-- column: 博士 | Doctoral | right
-- column: 硕士 | Master's | right
-- column: 本科 | Bachelor's | right
-- column: 专科 | College | right
-- column: 其他学历 | Other | right
-- column: 正高 | Professors | right
-- column: 副高 | Associates | right
-- column: 中级及其他职称 | Other titles | right
-- column: 教职工 | Staff | right
-- column: 本科生 | Undergraduates | right
-- column: 研究生 | Postgraduates | right
-- column: 离退休 | Retired | right
-- column: 其他人员 | Others | right
-- column: 党龄<5年 | under 5 years | right
-- column: 5–9年 | 5 to 9 | right
-- column: 10–19年 | 10 to 19 | right
-- column: 20–29年 | 20 to 29 | right
-- column: ≥30年 | 30 and over | right
-- chart: stacked | 学院 | ≤25岁, 26–35, 36–45, 46–59, ≥60
-- repeated: 1
--
-- Current members. Age and years in the Party are those completed on the day, by what is known of
-- the date; whose date, sex, education or title is not recorded stands in none of those columns. A
-- probationary member's years count from admission.

WITH
member AS (
    SELECT m.branch_id, m.person_id, m.member_kind, m.joined_on, m.college_id FROM v_member m
    WHERE m.created_at IS NULL OR m.created_at < :as_at || '~'
),
person_of AS (
    SELECT m.college_id, m.member_kind, q.gender, q.ethnicity, q.education, q.person_kind,
        substr(:as_at, 1, 4) - substr(q.birth_date, 1, 4)
            - (substr(:as_at, 6, 5) < COALESCE(NULLIF(substr(q.birth_date, 6, 5), ''), '01-01')) AS age,
        substr(:as_at, 1, 4) - substr(m.joined_on, 1, 4)
            - (substr(:as_at, 6, 5) < COALESCE(NULLIF(substr(m.joined_on, 6, 5), ''), '01-01')) AS years,
        CASE WHEN q.tech_title IS NULL OR q.tech_title = '' THEN NULL
            WHEN q.tech_title LIKE '副%' OR q.tech_title LIKE '高级%' THEN 2
            WHEN q.tech_title LIKE '助理%' THEN 3
            WHEN q.tech_title LIKE '%教授' OR q.tech_title LIKE '%研究员' OR q.tech_title LIKE '正高%' OR q.tech_title LIKE '%研究馆员' THEN 1
            ELSE 3 END AS rank
    FROM member m LEFT JOIN person q ON q.id = m.person_id
),
counted AS (
    SELECT college_id, count(*) AS members,
        count(CASE WHEN member_kind = 'full' THEN 1 END) AS n0,
        count(CASE WHEN member_kind = 'prob' THEN 1 END) AS n1,
        count(CASE WHEN gender = 'M' THEN 1 END) AS n2,
        count(CASE WHEN gender = 'F' THEN 1 END) AS n3,
        count(CASE WHEN ethnicity <> '01' THEN 1 END) AS n4,
        count(CASE WHEN age <= 25 THEN 1 END) AS n5,
        count(CASE WHEN age BETWEEN 26 AND 35 THEN 1 END) AS n6,
        count(CASE WHEN age BETWEEN 36 AND 45 THEN 1 END) AS n7,
        count(CASE WHEN age BETWEEN 46 AND 59 THEN 1 END) AS n8,
        count(CASE WHEN age >= 60 THEN 1 END) AS n9,
        count(CASE WHEN education = 'phd' THEN 1 END) AS n10,
        count(CASE WHEN education = 'master' THEN 1 END) AS n11,
        count(CASE WHEN education = 'bachelor' THEN 1 END) AS n12,
        count(CASE WHEN education = 'college' THEN 1 END) AS n13,
        count(CASE WHEN education = 'other' THEN 1 END) AS n14,
        count(CASE WHEN rank = 1 THEN 1 END) AS n15,
        count(CASE WHEN rank = 2 THEN 1 END) AS n16,
        count(CASE WHEN rank = 3 THEN 1 END) AS n17,
        count(CASE WHEN person_kind = 'staff' THEN 1 END) AS n18,
        count(CASE WHEN person_kind = 'undergrad' THEN 1 END) AS n19,
        count(CASE WHEN person_kind = 'postgrad' THEN 1 END) AS n20,
        count(CASE WHEN person_kind = 'retired' THEN 1 END) AS n21,
        count(CASE WHEN person_kind IN ('affiliate', 'other') THEN 1 END) AS n22,
        count(CASE WHEN years < 5 THEN 1 END) AS n23,
        count(CASE WHEN years BETWEEN 5 AND 9 THEN 1 END) AS n24,
        count(CASE WHEN years BETWEEN 10 AND 19 THEN 1 END) AS n25,
        count(CASE WHEN years BETWEEN 20 AND 29 THEN 1 END) AS n26,
        count(CASE WHEN years >= 30 THEN 1 END) AS n27
    FROM person_of GROUP BY college_id
),
line AS (
    SELECT row_number() OVER (ORDER BY c.sort_no, c.id) AS number, c.short_name || CASE WHEN substr(u.covers_until, 1,
        10) < substr(:as_at, 1, 10) THEN '*' ELSE '' END AS name, COALESCE(p.members, 0) AS members,
        COALESCE(p.n0, 0) AS n0, COALESCE(p.n1, 0) AS n1, COALESCE(p.n2, 0) AS n2, COALESCE(p.n3, 0) AS n3,
        COALESCE(p.n4, 0) AS n4, COALESCE(p.n5, 0) AS n5, COALESCE(p.n6, 0) AS n6, COALESCE(p.n7, 0) AS n7,
        COALESCE(p.n8, 0) AS n8, COALESCE(p.n9, 0) AS n9, COALESCE(p.n10, 0) AS n10, COALESCE(p.n11, 0) AS
        n11, COALESCE(p.n12, 0) AS n12, COALESCE(p.n13, 0) AS n13, COALESCE(p.n14, 0) AS n14, COALESCE(p.n15,
        0) AS n15, COALESCE(p.n16, 0) AS n16, COALESCE(p.n17, 0) AS n17, COALESCE(p.n18, 0) AS n18,
        COALESCE(p.n19, 0) AS n19, COALESCE(p.n20, 0) AS n20, COALESCE(p.n21, 0) AS n21, COALESCE(p.n22, 0) AS
        n22, COALESCE(p.n23, 0) AS n23, COALESCE(p.n24, 0) AS n24, COALESCE(p.n25, 0) AS n25, COALESCE(p.n26,
        0) AS n26, COALESCE(p.n27, 0) AS n27
    FROM college c LEFT JOIN counted p ON p.college_id = c.id
    LEFT JOIN zhibu_scope_status u ON u.scope = 'college:' || c.id
    WHERE c.archived_at IS NULL AND (:college = '' OR c.id = :college)
)
SELECT is_total, name, members,
    n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, n12, n13, n14, n15, n16, n17, n18, n19, n20, n21, n22,
    n23, n24, n25, n26, n27
FROM (
    SELECT 0 AS is_total, * FROM line
    UNION ALL
    SELECT 1, NULL, '合计', COALESCE(sum(members), 0),
        COALESCE(sum(n0), 0), COALESCE(sum(n1), 0), COALESCE(sum(n2), 0), COALESCE(sum(n3), 0),
        COALESCE(sum(n4), 0), COALESCE(sum(n5), 0), COALESCE(sum(n6), 0), COALESCE(sum(n7), 0),
        COALESCE(sum(n8), 0), COALESCE(sum(n9), 0), COALESCE(sum(n10), 0), COALESCE(sum(n11), 0),
        COALESCE(sum(n12), 0), COALESCE(sum(n13), 0), COALESCE(sum(n14), 0), COALESCE(sum(n15), 0),
        COALESCE(sum(n16), 0), COALESCE(sum(n17), 0), COALESCE(sum(n18), 0), COALESCE(sum(n19), 0),
        COALESCE(sum(n20), 0), COALESCE(sum(n21), 0), COALESCE(sum(n22), 0), COALESCE(sum(n23), 0),
        COALESCE(sum(n24), 0), COALESCE(sum(n25), 0), COALESCE(sum(n26), 0), COALESCE(sum(n27), 0)
    FROM line)
ORDER BY is_total, number;
