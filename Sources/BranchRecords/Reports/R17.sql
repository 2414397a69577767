-- id: R17
-- title: 组织生活开展情况统计表
-- title-en: Meetings and activities held
-- period: SELECT CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER) || '年' || CASE WHEN :quarter = '' THEN '' ELSE '第' || :quarter || '季度' END
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: year | 年度（空为截至时点所在年） | year (empty: that of the moment) | | integer
-- parameter: quarter | 季度（1至4；空为全年） | quarter (1 to 4; empty: the year) | | one of 1, 2, 3, 4
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- column: 支部 | Branch | left
-- column: 党员大会 | General | right
-- column: 支委会 | Committee | right
-- column: 党小组会 | Group | right
-- column: 党课 | Lecture | right
-- column: 支部活动 | Activity | right
-- column: 组织生活会 | Life | right
-- column: 民主生活会 | Democratic life | right
-- column: 中心组学习 | Study group | right
-- column: 党委会/联席会 | Party, joint | right
-- column: 应开/已开 | Due, held | right
-- column: 达标 | Met | center
-- repeated: 1
--
-- Meetings held, theme days among the activities. Due is what the settings say (freq.…, else the
-- usual number) for a year: of a quarter a fourth, rounded up, and what is due once a year only in
-- the whole year. A committee meets where the branch has one, groups where it has groups; the
-- college itself owes its democratic life meeting and its study group. Held counts no more than is
-- due of a kind. Not met first.

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
want AS (
    SELECT kind, CASE WHEN :quarter = '' THEN times WHEN times < 4 THEN 0 ELSE (times + 3) / 4 END AS times FROM (
        SELECT k.column1 AS kind, COALESCE((SELECT CAST(s.value AS INTEGER) FROM setting s
            WHERE s.name = 'freq.' || k.column1 AND s.college_id IS NULL AND (s.year IS NULL OR s.year = CAST(CASE
                WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER)) AND s.archived_at IS NULL
            ORDER BY s.year IS NULL LIMIT 1), k.column2) AS times
        FROM (VALUES ('assembly', 4), ('committee', 10), ('group', 10), ('class', 4), ('org_life', 1), ('dem_life', 1),
            ('study', 4)) k)
),
held AS (
    SELECT m.org_id, m.kind, count(*) AS times FROM meeting m
    WHERE m.status IN ('held', 'closed') AND m.archived_at IS NULL AND (m.created_at IS NULL OR m.created_at < :as_at
        || '~')
      AND m.held_on >= CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER) || CASE :quarter
          WHEN '2' THEN '-04' WHEN '3' THEN '-07' WHEN '4' THEN '-10' ELSE '-01' END
      AND m.held_on < CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER) || CASE :quarter
          WHEN '1' THEN '-04' WHEN '2' THEN '-07' WHEN '3' THEN '-10' ELSE '-13' END
    GROUP BY m.org_id, m.kind
),
counted AS (
    SELECT org_id,
        sum(CASE WHEN kind = 'assembly' THEN times ELSE 0 END) AS assembly, sum(CASE WHEN kind = 'committee' THEN times
            ELSE 0 END) AS committee,
        sum(CASE WHEN kind = 'group' THEN times ELSE 0 END) AS groups, sum(CASE WHEN kind = 'class' THEN times
            ELSE 0 END) AS class,
        sum(CASE WHEN kind IN ('practice', 'theme_day') THEN times ELSE 0 END) AS practice,
        sum(CASE WHEN kind = 'org_life' THEN times ELSE 0 END) AS org_life, sum(CASE WHEN kind = 'dem_life' THEN times
            ELSE 0 END) AS dem_life,
        sum(CASE WHEN kind = 'study' THEN times ELSE 0 END) AS study,
        sum(CASE WHEN kind IN ('party_committee', 'joint') THEN times ELSE 0 END) AS joint
    FROM held GROUP BY org_id
),
owes AS (
    SELECT o.id AS org_id, w.kind, w.times
    FROM org o
    JOIN want w ON w.times > 0
    LEFT JOIN branch b ON b.id = o.id
    LEFT JOIN (SELECT DISTINCT branch_id FROM party_group WHERE archived_at IS NULL) g ON g.branch_id = o.id
    WHERE CASE WHEN o.kind = 'college' THEN w.kind IN ('dem_life', 'study')
        WHEN w.kind = 'committee' THEN b.has_committee = 1 WHEN w.kind = 'group' THEN g.branch_id IS NOT NULL
        ELSE w.kind IN ('assembly', 'class', 'org_life') END
),
score AS (
    SELECT w.org_id, sum(w.times) AS due, sum(min(w.times, COALESCE(h.times, 0))) AS held
    FROM owes w LEFT JOIN held h ON h.org_id = w.org_id AND h.kind = w.kind
    GROUP BY w.org_id
)
SELECT 0 AS is_total, o.name, COALESCE(assembly, 0), COALESCE(committee, 0), COALESCE(groups, 0), COALESCE(class, 0),
    COALESCE(practice, 0),
    COALESCE(org_life, 0), COALESCE(dem_life, 0), COALESCE(study, 0), COALESCE(joint, 0), COALESCE(s.due, 0) || '/' || COALESCE(s.held, 0),
    CASE WHEN COALESCE(s.held, 0) >= COALESCE(s.due, 0) THEN '达标' ELSE '未达标' END
FROM org o
LEFT JOIN counted c ON c.org_id = o.id
LEFT JOIN score s ON s.org_id = o.id
WHERE :college = '' OR o.college_id = :college
ORDER BY COALESCE(s.held, 0) >= COALESCE(s.due, 0), o.s1, o.college_id, o.s2, o.s3, o.id;
