-- id: R32
-- title: 各学院数据完整性与同步截止情况表
-- title-en: How complete and how old each college's data are
-- period: SELECT '截止 ' || replace(substr(CASE WHEN :cutoff = '' THEN substr(:as_at, 1, 10) ELSE :cutoff END, 1, 16), 'T', ' ')
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: campaign | 活动 | campaign | jczz2012 | > campaign
-- parameter: cutoff | 数据截止时点（空为截至当天） | data must reach (empty: the day itself) | | moment
-- parameter: since | 统计期起（空为当年1月1日） | period from (empty: 1 January) | | date
-- column: 学院 | College | left
-- column: 副本 | Replica | left
-- column: 最近同步 | Last sync | left
-- column: 距今小时 | Hours ago | right
-- column: 数据已含至 | Data until | left
-- column: 待发操作数 | Not sent | right
-- column: 支部数 | Branches | right
-- column: 党员数 | Members | right
-- column: 调查齐备 | Surveyed | right
-- column: 定级齐备 | Graded | right
-- column: 方案齐备 | Plans | right
-- column: 会议数 | Meetings | right
-- column: 出席填报率 | Attendance | right
-- column: 党费齐备月数 | Months paid | right
-- column: 结构版本 | Schema | left
-- column: 未决冲突 | Open | right
-- column: 结论 | Finding | center
-- chart: bar | 学院 | 出席填报率
-- repeated: 1
--
-- One row per college, those never heard of first, then the oldest. How far its data reach and what
-- is not sent is what the engine says of the scope on this computer, as are the computer with which
-- it was synced last and this computer's schema, which all take up at their next sync. A month is
-- paid when each of its members has a receipt or an exemption for it that was not reversed.

WITH RECURSIVE
day AS (
    SELECT substr(:as_at, 1, 10) AS today,
        CASE WHEN :since = '' THEN substr(:as_at, 1, 4) || '-01-01' ELSE :since END AS since,
        replace(CASE WHEN :cutoff = '' THEN substr(:as_at, 1, 10) ELSE :cutoff END, ' ', 'T') AS cutoff
),
month(first) AS (
    SELECT substr(since, 1, 7) || '-01' FROM day
    UNION ALL
    SELECT date(first, '+1 month') FROM month, day WHERE date(first, '+1 month') <= today
),
b AS (
    SELECT id, college_id FROM branch
    WHERE archived_at IS NULL AND status = 'active'
      AND (created_at IS NULL OR created_at < :as_at || '~')
),
rated AS (
    SELECT s.org_id, count(DISTINCT i.aspect) AS aspects
    FROM survey s JOIN survey_item i ON i.survey_id = s.id AND i.rating IS NOT NULL AND i.archived_at IS NULL
      AND (i.created_at IS NULL OR i.created_at < :as_at || '~')
    WHERE s.campaign_id = :campaign AND s.archived_at IS NULL
    GROUP BY s.org_id
),
by_branch AS (
    SELECT b.college_id, count(*) AS branches, COALESCE(sum(r.aspects), 0) AS aspects,
        sum(EXISTS (SELECT 1 FROM grade g
            WHERE g.org_id = b.id AND g.campaign_id = :campaign AND g.archived_at IS NULL
              AND (g.created_at IS NULL OR g.created_at < :as_at || '~')
              AND g.status IN ('graded', 'submitted', 'confirmed'))) AS graded,
        sum(EXISTS (SELECT 1 FROM rect_plan p
            WHERE p.org_id = b.id AND p.campaign_id = :campaign AND p.archived_at IS NULL
              AND (p.created_at IS NULL OR p.created_at < :as_at || '~')
              AND p.status IN ('approved', 'running', 'summarised', 'accepted'))) AS planned
    FROM b LEFT JOIN rated r ON r.org_id = b.id
    GROUP BY b.college_id
),
by_member AS (
    SELECT college_id, count(*) AS members FROM v_member
    WHERE created_at IS NULL OR created_at < :as_at || '~'
    GROUP BY college_id
),
held AS (
    SELECT m.id, COALESCE(b.college_id, m.org_id) AS college_id, m.due_count
    FROM meeting m LEFT JOIN branch b ON b.id = m.org_id
    WHERE m.archived_at IS NULL AND m.status IN ('held', 'closed')
      AND m.held_on >= (SELECT since FROM day) AND m.held_on <= (SELECT today FROM day)
      AND (m.created_at IS NULL OR m.created_at < :as_at || '~')
),
by_meeting AS (
    SELECT college_id, count(*) AS meetings, COALESCE(sum(due_count), 0) AS due FROM held GROUP BY college_id
),
by_attendance AS (
    SELECT h.college_id, sum(a.filled) AS filled
    FROM (SELECT meeting_id, count(*) AS filled FROM attendance
        WHERE archived_at IS NULL AND state <> 'observer' AND (created_at IS NULL OR created_at < :as_at || '~')
        GROUP BY +meeting_id) a
    CROSS JOIN held h ON h.id = a.meeting_id
    GROUP BY h.college_id
),
-- A member owes for each month of which at least a day lies within the stay in the branch.
owed AS (
    SELECT b.college_id, m.first, count(*) AS members, sum(EXISTS (
        SELECT 1 FROM dues_record d
        WHERE d.person_id = s.person_id AND d.period = m.period AND d.archived_at IS NULL
          AND d.kind IN ('monthly', 'makeup', 'exempt') AND (d.created_at IS NULL OR d.created_at < :as_at || '~')
          AND d.id NOT IN (SELECT reverses_id FROM dues_record WHERE reverses_id IS NOT NULL AND archived_at IS NULL)
        )) AS payers
    FROM (SELECT first, substr(first, 1, 7) AS period, date(first, '+1 month') AS next FROM month) m
    JOIN membership s ON COALESCE(s.in_on, '') < m.next AND COALESCE(s.out_on, '9999') >= m.first
    JOIN branch b ON b.id = s.branch_id
    WHERE s.archived_at IS NULL AND s.status IN ('active', 'out')
      AND (s.created_at IS NULL OR s.created_at < :as_at || '~')
    GROUP BY b.college_id, m.first
),
by_month AS (
    SELECT college_id, sum(payers = members) AS months FROM owed GROUP BY college_id
),
line AS (
    SELECT c.sort_no, c.id, c.short_name AS name, s.covers_until, s.pending, s.open_conflicts, s.last_sync, s.last_peer, s.schema_version,
        max(0, (strftime('%s', substr(CASE WHEN length(:as_at) > 10 THEN :as_at ELSE :as_at || 'T23:59:59' END, 1, 19))
            - strftime('%s', substr(s.covers_until, 1, 19))) / 3600) AS hours,
        COALESCE(branches, 0) AS branches, COALESCE(members, 0) AS members, COALESCE(aspects, 0) AS aspects,
        COALESCE(graded, 0) AS graded, COALESCE(planned, 0) AS planned, COALESCE(meetings, 0) AS meetings,
        COALESCE(due, 0) AS due, COALESCE(filled, 0) AS filled, months,
        CASE WHEN s.covers_until IS NULL THEN 1 WHEN s.covers_until >= day.cutoff AND COALESCE(s.pending, 0) = 0 THEN 3
            ELSE 2 END AS finding
    FROM college c, day
    LEFT JOIN zhibu_scope_status s ON s.scope = 'college:' || c.id
    LEFT JOIN by_branch ON by_branch.college_id = c.id
    LEFT JOIN by_member ON by_member.college_id = c.id
    LEFT JOIN by_meeting ON by_meeting.college_id = c.id
    LEFT JOIN by_attendance ON by_attendance.college_id = c.id
    LEFT JOIN by_month ON by_month.college_id = c.id
    WHERE c.archived_at IS NULL
),
listed AS (
    SELECT 0 AS is_total, row_number() OVER (ORDER BY finding, hours DESC, sort_no, id) AS number, name, last_peer,
        replace(substr(last_sync, 1, 16), 'T', ' ') AS last_sync, hours,
        replace(substr(covers_until, 1, 16), 'T', ' ') AS covers_until, pending, branches, members, aspects, graded,
        planned, meetings, due, filled, COALESCE(CAST(months AS TEXT), '—') AS months, schema_version, open_conflicts,
        CASE finding WHEN 1 THEN '缺失' WHEN 2 THEN '部分' ELSE '完整' END AS finding
    FROM line
    UNION ALL
    SELECT 1, NULL, '合计', NULL, NULL, NULL, NULL, sum(pending), COALESCE(sum(branches), 0), COALESCE(sum(members), 0),
        COALESCE(sum(aspects), 0), COALESCE(sum(graded), 0), COALESCE(sum(planned), 0), COALESCE(sum(meetings), 0),
        COALESCE(sum(due), 0), COALESCE(sum(filled), 0), NULL, NULL, sum(open_conflicts),
        '完整 ' || COALESCE(sum(finding = 3), 0) || '/' || count(*)
    FROM line
)
SELECT is_total, name, last_peer, last_sync, hours, covers_until, pending, branches, members, aspects || '/' || (6 * branches),
    graded || '/' || branches, planned || '/' || branches, meetings,
    CASE WHEN due > 0 THEN printf('%d.%d%%', (2000 * filled + due) / (2 * due) / 10,
        (2000 * filled + due) / (2 * due) % 10)
        ELSE '—' END,
    months, schema_version, open_conflicts, finding
FROM listed
ORDER BY is_total, number;
