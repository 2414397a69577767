-- id: R38
-- title: 校领导调研接待与党群共建情况表
-- title-en: Leaders' links, visits and mass organisations
-- period: SELECT CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER) || '年'
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: year | 年度（空为截至时点所在年） | year (empty: that of the moment) | | integer
-- column: 校领导 | Leader | left
-- column: 联系学院 | Linked colleges | left
-- column: 调研专题 | Topics | left
-- column: 调研次数 | Research | right
-- column: 调研报告 | Reports | right
-- column: 形势政策报告 | Policy talks | right
-- column: 接待日数 | Visit days | right
-- column: 来访件数 | Matters | right
-- column: 办结率 | Closed | right
-- column: 切身利益件数 | Staff benefit | right
-- repeated: 1
--
-- One row for each leader who is linked to a college, did research, gave a talk on policy or
-- received visitors in the year. Matters stand only in the committee's records: elsewhere they are
-- not there to count. What they are about is shown nowhere.

WITH
link AS (
    SELECT leader_id, group_concat(name, '、') AS names FROM (
        SELECT DISTINCT l.leader_id, c.short_name AS name, c.sort_no FROM leader_link l JOIN college c
            ON c.id = l.college_id
        WHERE COALESCE(l.start_on, '') <= substr(:as_at, 1, 10) AND COALESCE(l.end_on, '9999') > substr(:as_at, 1, 10)
            AND l.archived_at IS NULL AND (l.created_at IS NULL OR l.created_at < :as_at || '~')
        ORDER BY l.leader_id, c.sort_no)
    GROUP BY leader_id
),
studied AS (
    SELECT leader_id, group_concat(DISTINCT topic) AS topics, count(*) AS times, count(report_on) AS reports FROM (
        SELECT r.* FROM leader_research r
        WHERE substr(r.researched_on, 1, 4) = CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4)
            ELSE :year END AS INTEGER) || '' AND r.archived_at IS NULL
            AND (r.created_at IS NULL OR r.created_at < :as_at || '~')
        ORDER BY r.leader_id, r.researched_on, r.id)
    GROUP BY leader_id
),
spoken AS (
    SELECT t.speaker_id AS leader_id, count(*) AS talks FROM theme_activity t
    WHERE t.kind = 'policy' AND t.speaker_id IS NOT NULL AND substr(t.held_on, 1, 4) = CAST(CASE
        WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER) || '' AND t.archived_at IS NULL
        AND (t.created_at IS NULL OR t.created_at < :as_at || '~')
    GROUP BY t.speaker_id
),
received AS (
    SELECT v.leader_id, count(DISTINCT v.id) AS days, count(p.id) AS matters,
        count(CASE WHEN p.closed_on IS NOT NULL OR p.status = 'closed' THEN 1 END) AS closed,
        count(CASE WHEN p.concerns_staff_benefit = 1 THEN 1 END) AS benefit
    FROM visit_day v LEFT JOIN petition p ON p.visit_day_id = v.id AND p.archived_at IS NULL
        AND (p.created_at IS NULL OR p.created_at < :as_at || '~')
    WHERE substr(v.held_on, 1, 4) = CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER)
        || '' AND v.archived_at IS NULL AND (v.created_at IS NULL OR v.created_at < :as_at || '~')
    GROUP BY v.leader_id
),
leader AS (
    SELECT leader_id FROM link UNION SELECT leader_id FROM studied UNION SELECT leader_id FROM received
    UNION SELECT leader_id FROM spoken WHERE leader_id IN (SELECT leader_id FROM leader_link)
),
listed AS (
    SELECT 0 AS is_total, COALESCE(q.name, '（外单位人员）') AS name, l.leader_id, k.names, replace(s.topics, ',',
        '、') AS topics,
        COALESCE(s.times, 0) AS times, COALESCE(s.reports, 0) AS reports, COALESCE(t.talks, 0) AS talks,
            COALESCE(r.days, 0) AS days,
        COALESCE(r.matters, 0) AS matters, COALESCE(r.closed, 0) AS closed, COALESCE(r.benefit, 0) AS benefit
    FROM leader l
    LEFT JOIN person q ON q.id = l.leader_id
    LEFT JOIN link k ON k.leader_id = l.leader_id
    LEFT JOIN studied s ON s.leader_id = l.leader_id
    LEFT JOIN spoken t ON t.leader_id = l.leader_id
    LEFT JOIN received r ON r.leader_id = l.leader_id
    WHERE l.leader_id IS NOT NULL
),
whole AS (
    SELECT * FROM listed
    UNION ALL
    SELECT 1, '合计', NULL, NULL, NULL, COALESCE(sum(times), 0), COALESCE(sum(reports), 0), COALESCE(sum(talks), 0),
        COALESCE(sum(days), 0), COALESCE(sum(matters), 0), COALESCE(sum(closed), 0), COALESCE(sum(benefit), 0)
    FROM listed
)
SELECT is_total, name, names, topics, times, reports, talks, days, matters,
    CASE WHEN matters > 0 THEN printf('%d.%d%%', (2000 * closed + matters) / (2 * matters) / 10,
        (2000 * closed + matters) / (2 * matters) % 10) WHEN matters = 0 THEN '—' END,
    benefit
FROM whole
ORDER BY is_total, name, leader_id;

-- also: 群团组织与党群共建 | Mass organisations
-- column: 学院 | College | left
-- column: 组织 | Organisation | left
-- column: 类别 | Kind | left
-- column: 负责人 | Led by | left
-- column: 人数 | Members | right
-- column: 共建支部 | With branches | left
-- column: 共建项目 | Projects | left
WITH
built AS (
    SELECT mass_org_id, group_concat(DISTINCT branch) AS branches, group_concat(title, '、') AS titles FROM (
        SELECT j.mass_org_id, b.name AS branch, j.title FROM joint_building j LEFT JOIN branch b ON b.id = j.branch_id
        WHERE j.archived_at IS NULL AND (j.created_at IS NULL OR j.created_at < :as_at || '~')
        ORDER BY j.mass_org_id, j.done_on, j.id)
    GROUP BY mass_org_id
)
SELECT 0 AS is_total, c.short_name, m.name, k.zh, q.name, m.member_count, replace(b.branches, ',', '、'), b.titles
FROM mass_org m
LEFT JOIN college c ON c.id = m.college_id
LEFT JOIN built b ON b.mass_org_id = m.id
LEFT JOIN person q ON q.id = m.leader_id
LEFT JOIN zhibu_code k ON k.list = 'mass_kind' AND k.code = m.kind
WHERE COALESCE(m.status, 'active') = 'active' AND m.archived_at IS NULL
    AND (m.created_at IS NULL OR m.created_at < :as_at || '~')
ORDER BY c.sort_no, c.id, k.sort, m.name, m.id;
