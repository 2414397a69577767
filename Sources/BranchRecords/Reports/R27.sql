-- id: R27
-- title: 教育培训与党校工作情况表
-- title-en: Training and Party schools
-- period: SELECT CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER) || '年'
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: year | 年度（空为截至时点所在年） | year (empty: that of the moment) | | integer
-- parameter: kind | 类别（空为全部） | kind (empty: all) | | = training_kind
-- column: 班名 | Class | left
-- column: 类型 | Kind | left
-- column: 起止 | From, to | left
-- column: 学时 | Hours | right
-- column: 计划/实到/结业人数 | Planned, came, passed | right
-- column: 合格率 | Passed | right
-- column: 党务干部轮训覆盖率 | Party workers trained | right
-- repeated: 1
--
-- Classes that begin in the year. Came are those not absent; the rate is of those who came. How many
-- of the present Party workers (profiles and secretaries in office) passed a class for them in the
-- year stands with each such class and below all.

WITH
class AS (
    SELECT c.* FROM training_class c
    WHERE substr(c.start_on, 1, 4) = CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER)
        || '' AND COALESCE(c.status, '') <> 'cancelled' AND c.archived_at IS NULL
        AND (c.created_at IS NULL OR c.created_at < :as_at || '~')
),
came AS (
    SELECT e.class_id, e.person_id, e.result FROM enrolment e JOIN class c ON c.id = e.class_id
        WHERE e.archived_at IS NULL AND (e.created_at IS NULL OR e.created_at < :as_at || '~')
),
counted AS (
    SELECT class_id, sum(COALESCE(result, '') <> 'absent') AS came, sum(COALESCE(result, '') = 'pass') AS passed
        FROM came GROUP BY class_id
),
worker AS (
    SELECT w.person_id FROM worker_profile w WHERE COALESCE(w.end_on, '9999') > substr(:as_at, 1, 10)
        AND w.archived_at IS NULL AND (w.created_at IS NULL OR w.created_at < :as_at || '~')
    UNION
    SELECT p.person_id FROM post p
    WHERE p.post_kind = 'secretary' AND p.start_on <= substr(:as_at, 1, 10) AND COALESCE(p.end_on,
        '9999') > substr(:as_at, 1, 10) AND p.archived_at IS NULL AND (p.created_at IS NULL OR p.created_at < :as_at
        || '~')
),
trained AS (
    SELECT DISTINCT e.person_id FROM came e JOIN class c ON c.id = e.class_id AND c.kind IN ('secretary', 'rotation')
    WHERE e.result = 'pass' AND e.person_id IN (SELECT person_id FROM worker)
),
covered AS (SELECT (SELECT count(*) FROM trained) AS n, (SELECT count(*) FROM worker) AS whole),
listed AS (
    SELECT 0 AS is_total, row_number() OVER (ORDER BY k.sort, c.start_on, c.id) AS number, c.title, k.zh AS kind,
        c.start_on || '至' || COALESCE(c.end_on, '') AS period, c.hours, c.planned_count AS planned,
        COALESCE(n.came, 0) AS came, COALESCE(n.passed, 0) AS passed, c.kind IN ('secretary', 'rotation') AS for_workers
    FROM class c
    LEFT JOIN counted n ON n.class_id = c.id
    LEFT JOIN zhibu_code k ON k.list = 'training_kind' AND k.code = c.kind
    WHERE :kind = '' OR c.kind = :kind
    UNION ALL
    SELECT 1, NULL, '合计', NULL, NULL, sum(c.hours), sum(c.planned_count), COALESCE(sum(n.came), 0),
        COALESCE(sum(n.passed), 0), 1
    FROM class c LEFT JOIN counted n ON n.class_id = c.id
    WHERE :kind = '' OR c.kind = :kind
)
SELECT is_total, title, kind, period, hours, COALESCE(planned, '未填') || '/' || came || '/' || passed,
    CASE WHEN came > 0 THEN printf('%d.%d%%', (2000 * passed + came) / (2 * came) / 10,
        (2000 * passed + came) / (2 * came) % 10) WHEN came = 0 THEN '—' END,
    CASE WHEN NOT for_workers THEN '—' ELSE (SELECT CASE WHEN whole > 0 THEN printf('%d.%d%%',
        (2000 * n + whole) / (2 * whole) / 10,
        (2000 * n + whole) / (2 * whole) % 10) WHEN whole = 0 THEN '—' END FROM covered) END
FROM listed
ORDER BY is_total, number;
