-- id: R18
-- title: 党员出席情况统计表
-- title-en: Attendance of the members
-- period: SELECT CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER) || '年'
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: year | 年度（空为截至时点所在年） | year (empty: that of the moment) | | integer
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- parameter: branch | 支部名称（空为全部） | name of the branch (empty: all) | | > branch.name
-- column: 党员 | Member | left
-- column: 应到 | Expected | right
-- column: 出席 | Present | right
-- column: 迟到 | Late | right
-- column: 请假 | Excused | right
-- column: 缺席 | Absent | right
-- column: 补课 | Made up | right
-- column: 出席率 | Attendance | right
-- column: 支部 | Branch | left
-- repeated: 1
--
-- Members by their attendance, the lowest first. Guests are not expected; who came late was there;
-- who made it up later was not. The branch stands last because names alone may be alike.

WITH
b AS (
    SELECT b.id, b.code, b.name, b.kind, b.has_committee, b.college_id, c.short_name AS college, c.sort_no AS s1,
        b.sort_no AS s2
    FROM branch b LEFT JOIN college c ON c.id = b.college_id
    WHERE b.status = 'active' AND b.archived_at IS NULL AND (b.created_at IS NULL OR b.created_at < :as_at || '~')
      AND (:college = '' OR b.college_id = :college)
),
member AS (
    SELECT m.branch_id, m.person_id, m.member_kind, m.joined_on, m.college_id FROM v_member m
    WHERE m.created_at IS NULL OR m.created_at < :as_at || '~'
),
was AS (
    SELECT a.person_id, count(*) AS due, sum(a.state = 'present') AS present, sum(a.state = 'late') AS late,
        sum(a.state = 'leave') AS excused, sum(a.state = 'absent') AS absent, sum(a.state = 'makeup') AS madeup
    FROM attendance a
    WHERE a.state <> 'observer' AND a.archived_at IS NULL AND (a.created_at IS NULL OR a.created_at < :as_at || '~')
        AND a.meeting_id IN (SELECT m.id FROM meeting m
        WHERE m.held_on >= CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER) || ''
            AND m.held_on < (CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER) + 1) || ''
            AND m.archived_at IS NULL)
    GROUP BY +a.person_id
),
line AS (
    SELECT row_number() OVER (ORDER BY w.due IS NULL, (w.present + w.late) * 100000 / w.due, b.s1, b.college_id, b.s2,
        b.code,
            q.name_pinyin, q.name, q.id) AS number,
        q.name AS person, COALESCE(w.due, 0) AS due, COALESCE(w.present, 0) AS present, COALESCE(w.late, 0) AS late,
        COALESCE(w.excused, 0) AS excused, COALESCE(w.absent, 0) AS absent, COALESCE(w.madeup, 0) AS madeup, b.name
    FROM member m
    JOIN b ON b.id = m.branch_id
    JOIN person q ON q.id = m.person_id
    LEFT JOIN was w ON w.person_id = m.person_id
    WHERE :branch = '' OR b.name = :branch
),
listed AS (
    SELECT 0 AS is_total, * FROM line
    UNION ALL
    SELECT 1, NULL, '合计 ' || count(*) || ' 人', COALESCE(sum(due), 0), COALESCE(sum(present), 0), COALESCE(sum(late), 0),
        COALESCE(sum(excused), 0), COALESCE(sum(absent), 0), COALESCE(sum(madeup), 0), NULL
    FROM line
)
SELECT is_total, person, due, present, late, excused, absent, madeup,
    CASE WHEN due > 0 THEN printf('%d.%d%%', (2000 * (present + late) + due) / (2 * due) / 10,
        (2000 * (present + late) + due) / (2 * due) % 10) WHEN due = 0 THEN '—' END, name
FROM listed
ORDER BY is_total, number;
