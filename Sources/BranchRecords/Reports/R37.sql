-- id: R37
-- title: 关怀帮扶与凝聚力工程情况表
-- title-en: Care and cohesion
-- period: SELECT CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER) || '年'
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: year | 年度（空为截至时点所在年） | year (empty: that of the moment) | | integer
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- parameter: amounts | 显示金额（1为是，须有权限） | show amounts (1; for those entitled) | | flag
-- column: 组织 | College | left
-- column: 老党员数 | Old members | right
-- column: 困难党员数 | In hardship | right
-- column: 帮扶次数 | Acts of care | right
-- column: 金额(元) | Yuan | right
-- column: 义工人次/小时 | Volunteers, hours | right
-- column: 联系寝室数 | Dormitories | right
-- column: 祝福短信数 | Messages | right
-- column: 集体政治生日 | Birthdays | right
-- column: 十大措施落实数 | Of ten measures | right
-- column: 老同志服务 | For the retired | right
-- repeated: 1
--
-- One row per college, by the branch in which a person is a member now. Old members and hardship are
-- the cases not lifted. Amounts are shown only where they are asked for by somebody entitled to see
-- them; the name of nobody is shown. What is counted by the day is that of the year.

WITH
member AS (
    SELECT m.branch_id, m.person_id, m.member_kind, m.joined_on, m.college_id FROM v_member m
    WHERE m.created_at IS NULL OR m.created_at < :as_at || '~'
),
at AS (SELECT person_id, min(college_id) AS college_id FROM member GROUP BY person_id),
hard AS (
    SELECT a.college_id, count(DISTINCT CASE WHEN h.kind IN ('old', 'veteran') THEN h.person_id END) AS old,
        count(DISTINCT CASE WHEN h.kind IN ('hard', 'ill', 'family') THEN h.person_id END) AS poor
    FROM hardship_case h CROSS JOIN at a ON a.person_id = h.person_id
    WHERE h.lifted_on IS NULL AND COALESCE(h.status, '') <> 'returned' AND h.archived_at IS NULL
        AND (h.created_at IS NULL OR h.created_at < :as_at || '~')
    GROUP BY a.college_id
),
care AS (
    SELECT a.college_id, count(*) AS times, sum(c.amount_fen) AS fen FROM care_action c CROSS JOIN at a
        ON a.person_id = c.person_id
    WHERE substr(c.done_on, 1, 4) = CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER)
        || '' AND c.archived_at IS NULL AND (c.created_at IS NULL OR c.created_at < :as_at || '~')
    GROUP BY a.college_id
),
served AS (
    SELECT a.college_id, count(*) AS times, COALESCE(sum(v.hours_x10), 0) AS tenths
    FROM volunteer_service v CROSS JOIN at a ON a.person_id = v.person_id
    WHERE substr(v.served_on, 1, 4) = CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER)
        || '' AND v.archived_at IS NULL AND (v.created_at IS NULL OR v.created_at < :as_at || '~')
    GROUP BY a.college_id
),
linked AS (
    SELECT a.college_id, count(DISTINCT d.building || '/' || d.room_no) AS rooms FROM dorm_link d CROSS JOIN at a
        ON a.person_id = d.person_id
    WHERE COALESCE(d.start_on, '') <= substr(:as_at, 1, 10) AND COALESCE(d.end_on, '9999') >= substr(:as_at, 1, 10)
        AND d.archived_at IS NULL AND (d.created_at IS NULL OR d.created_at < :as_at || '~')
    GROUP BY a.college_id
),
feted AS (
    SELECT a.college_id, sum(b.kind = 'message' AND b.message_sent = 1) AS messages,
        sum(b.kind = 'collective') AS birthdays
    FROM birthday_event b CROSS JOIN at a ON a.person_id = b.person_id
    WHERE b.year = CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER)
        AND b.archived_at IS NULL AND (b.created_at IS NULL OR b.created_at < :as_at || '~')
    GROUP BY a.college_id
),
measured AS (
    SELECT COALESCE(b.college_id, c.org_id) AS college_id, count(DISTINCT c.measure_id) AS measures
    FROM cohesion_action c LEFT JOIN branch b ON b.id = c.org_id
    WHERE substr(c.done_on, 1, 4) = CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER)
        || '' AND c.archived_at IS NULL AND (c.created_at IS NULL OR c.created_at < :as_at || '~')
    GROUP BY 1
),
retired AS (
    SELECT r.scope_id AS scope, count(*) AS times FROM retiree_service r
    WHERE substr(r.done_on, 1, 4) = CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER)
        || '' AND r.archived_at IS NULL AND (r.created_at IS NULL OR r.created_at < :as_at || '~')
    GROUP BY 1
),
line AS (
    SELECT row_number() OVER (ORDER BY c.sort_no, c.id) AS number, c.short_name || CASE WHEN substr(u.covers_until, 1,
        10) < substr(:as_at, 1, 10) THEN '*' ELSE '' END AS name, COALESCE(h.old, 0) AS old,
        COALESCE(h.poor, 0) AS poor, COALESCE(a.times, 0) AS care, a.fen, COALESCE(v.times, 0) AS served,
            COALESCE(v.tenths, 0) AS tenths,
        COALESCE(d.rooms, 0) AS rooms, COALESCE(f.messages, 0) AS messages, COALESCE(f.birthdays, 0) AS birthdays,
        COALESCE(m.measures, 0) AS measures, COALESCE(r.times, 0) AS retired
    FROM college c
    LEFT JOIN retired r ON r.scope = 'college:' || c.id
    LEFT JOIN hard h ON h.college_id = c.id
    LEFT JOIN care a ON a.college_id = c.id
    LEFT JOIN served v ON v.college_id = c.id
    LEFT JOIN linked d ON d.college_id = c.id
    LEFT JOIN feted f ON f.college_id = c.id
    LEFT JOIN measured m ON m.college_id = c.id
    LEFT JOIN zhibu_scope_status u ON u.scope = 'college:' || c.id
    WHERE c.archived_at IS NULL AND (:college = '' OR c.id = :college)
),
listed AS (
    SELECT 0 AS is_total, * FROM line
    UNION ALL
    SELECT 1, NULL, '合计', COALESCE(sum(old), 0), COALESCE(sum(poor), 0), COALESCE(sum(care), 0), sum(fen),
        COALESCE(sum(served), 0),
        COALESCE(sum(tenths), 0), COALESCE(sum(rooms), 0), COALESCE(sum(messages), 0), COALESCE(sum(birthdays), 0), NULL, sum(retired)
    FROM line
)
SELECT is_total, name, old, poor, care,
    CASE WHEN :amounts <> '1' AND fen IS NOT NULL THEN '［已保护］' ELSE CASE WHEN fen < 0 THEN '−'
        WHEN fen >= 0 THEN '' END || printf('%,d.%02d', abs(fen) / 100, abs(fen) % 100) END,
    served || '/' || printf('%d.%d', tenths / 10, tenths % 10), rooms, messages, birthdays, measures, retired
FROM listed
ORDER BY is_total, number;

-- also: 筹备事项 | What is being prepared
-- column: 筹备事项 | Matter | left
-- column: 名称 | Name | left
-- column: 牵头单位 | Led by | left
-- column: 预计日期 | Expected | left
-- column: 状态 | State | left
SELECT 0 AS is_total, k.zh, p.title, p.lead_unit, p.expected_on, s.zh
FROM prep_item p
LEFT JOIN zhibu_code k ON k.list = 'prep_kind' AND k.code = p.kind
LEFT JOIN zhibu_code s ON s.list = 'prep_status' AND s.code = p.status
WHERE p.archived_at IS NULL AND (p.created_at IS NULL OR p.created_at < :as_at || '~')
ORDER BY k.sort, p.expected_on, p.id;
