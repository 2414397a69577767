-- id: R36
-- title: 联述联评联考落实情况表
-- title-en: Reports, appraisals and assessments
-- submitted: 1
-- period: SELECT CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER) || '年'
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: year | 年度（空为截至时点所在年） | year (empty: that of the moment) | | integer
-- parameter: level | 层级（college、branch；空为全部） | level (college, branch; empty: all) | | one of college, branch
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- column: 组织 | Organisation | left
-- column: 述职日期 | Reported on | left
-- column: 述职对象 | Reported to | left
-- column: 评议日期 | Appraised on | left
-- column: 评议主体 | Raters | left
-- column: 收回率 | Returned | right
-- column: 好+较好% | Good or fair | right
-- column: 综合结果 | Result | left
-- column: 考核等次 | Assessment | left
-- column: 民主评议党员完成率 | Members appraised | right
-- column: 反馈日期 | Told on | left
-- chart: bar | 组织 | 民主评议党员完成率
-- repeated: 1
--
-- One row per organisation: the year's last duty report, its approved appraisal (of Party work
-- before others), its assessment (confirmed, else proposed) and how many of its members are
-- appraised. Those that lack one of the three come first.

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
member AS (
    SELECT m.branch_id, m.person_id, m.member_kind, m.joined_on, m.college_id FROM v_member m
    WHERE m.created_at IS NULL OR m.created_at < :as_at || '~'
),
heard AS (
    SELECT d.org_id, max(d.reported_on) AS reported_on, group_concat(DISTINCT k.zh) AS audience
    FROM duty_report d
    LEFT JOIN json_each(CASE WHEN json_valid(d.audience) THEN d.audience END) a
    LEFT JOIN zhibu_code k ON k.list = 'audience' AND k.code = a.value
    WHERE d.year = CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER)
        AND d.reported_on IS NOT NULL AND d.archived_at IS NULL AND (d.created_at IS NULL OR d.created_at < :as_at
        || '~')
    GROUP BY d.org_id
),
rated AS (
    SELECT * FROM (
        SELECT a.*, a.ballots_in - COALESCE(a.ballots_invalid, 0) AS valid,
            COALESCE(a.n_excellent, 0) + COALESCE(a.n_good, 0) AS fine,
            row_number() OVER (PARTITION BY a.org_id ORDER BY a.kind <> 'org', a.rated_on DESC, a.id) AS place
        FROM appraisal a
        WHERE a.year = CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER)
            AND a.status IN ('approved', 'archived') AND a.archived_at IS NULL
            AND (a.created_at IS NULL OR a.created_at < :as_at || '~'))
    WHERE place = 1
),
rater AS (
    SELECT appraisal_id, group_concat(zh, '、') AS raters FROM (
        SELECT DISTINCT t.appraisal_id, k.zh, k.sort FROM appraisal_tally t
        JOIN zhibu_code k ON k.list = 'rater_kind' AND k.code = t.rater_kind
        WHERE t.archived_at IS NULL AND (t.created_at IS NULL OR t.created_at < :as_at || '~')
        ORDER BY t.appraisal_id, k.sort)
    GROUP BY appraisal_id
),
done AS (
    SELECT m.branch_id, m.college_id, count(*) AS members, count(a.person_id) AS appraised
    FROM member m
    LEFT JOIN (SELECT DISTINCT person_id FROM member_appraisal a
        WHERE a.year = CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER)
            AND a.branch_level IS NOT NULL AND a.archived_at IS NULL AND (a.created_at IS NULL OR a.created_at < :as_at
            || '~')) a ON a.person_id = m.person_id
    WHERE m.member_kind = 'full'
    GROUP BY m.branch_id
),
share AS (
    SELECT branch_id AS org_id, members, appraised FROM done
    UNION ALL
    SELECT college_id, sum(members), sum(appraised) FROM done GROUP BY college_id
),
line AS (
    SELECT o.*, h.reported_on, replace(h.audience, ',', '、') AS audience, a.rated_on, r.raters, a.ballots_in,
        a.ballots_out,
        a.fine, a.valid, k.zh AS result, COALESCE(c.zh, p.zh || '（未确认）') AS assessed,
        COALESCE(s.members, 0) AS members, COALESCE(s.appraised, 0) AS appraised, a.fed_back_on,
        (h.org_id IS NOT NULL) + (a.id IS NOT NULL) + (COALESCE(c.zh, p.zh) IS NOT NULL) AS there
    FROM org o
    LEFT JOIN heard h ON h.org_id = o.id
    LEFT JOIN rated a ON a.org_id = o.id
    LEFT JOIN rater r ON r.appraisal_id = a.id
    LEFT JOIN assessment e ON e.org_id = o.id AND e.year = CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4)
        ELSE :year END AS INTEGER) AND e.archived_at IS NULL AND (e.created_at IS NULL OR e.created_at < :as_at || '~')
    LEFT JOIN share s ON s.org_id = o.id
    LEFT JOIN zhibu_code k ON k.list = 'appraisal_level' AND k.code = a.result_level
    LEFT JOIN zhibu_code c ON c.list = 'assess_level' AND c.code = e.confirmed_level
    LEFT JOIN zhibu_code p ON p.list = 'assess_level' AND p.code = e.result_level
    WHERE (:level = '' OR o.kind = :level) AND (:college = '' OR o.college_id = :college)
)
SELECT 0 AS is_total, name, COALESCE(reported_on, '未填'), audience, COALESCE(rated_on, '未填'), raters,
    CASE WHEN ballots_out > 0 THEN printf('%d.%d%%', (2000 * ballots_in + ballots_out) / (2 * ballots_out) / 10,
        (2000 * ballots_in + ballots_out) / (2 * ballots_out) % 10) WHEN ballots_out = 0 THEN '—' END,
    CASE WHEN valid > 0 THEN printf('%d.%d%%', (2000 * fine + valid) / (2 * valid) / 10,
        (2000 * fine + valid) / (2 * valid) % 10) WHEN valid = 0 THEN '—' END,
    result, assessed,
    CASE WHEN members > 0 THEN printf('%d.%d%%', (2000 * appraised + members) / (2 * members) / 10,
        (2000 * appraised + members) / (2 * members) % 10) WHEN members = 0 THEN '—' END,
    fed_back_on
FROM line
ORDER BY there = 3, there, s1, college_id, s2, s3, id;
