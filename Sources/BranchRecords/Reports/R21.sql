-- id: R21
-- title: 党费收缴情况表
-- title-en: Dues
-- submitted: 1
-- period: SELECT CASE WHEN :since = '' THEN substr(:as_at, 1, 4) || '-01' ELSE :since END || '至' || CASE WHEN :until = '' THEN substr(:as_at, 1, 7) ELSE :until END
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: since | 起始月份（空为当年1月） | from month (empty: January) | | month
-- parameter: until | 截止月份（空为截至当月） | to month (empty: that of the moment) | | month
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- parameter: branch | 支部名称（列出逐月明细；空为不列） | name of the branch (for the months of its members; empty: none) | | > branch.name
-- column: 支部 | Branch | left
-- column: 应交人数 | Members | right
-- column: 应收(元) | Due | right
-- column: 实收(元) | Paid | right
-- column: 其中补交 | Paid later | right
-- column: 减免(人月) | Exempt | right
-- column: 欠交人数 | Behind | right
-- column: 收缴率 | Paid | right
-- column: 上缴额(元) | Passed on | right
-- column: 上缴日期 | On | left
-- chart: bar | 支部 | 收缴率
-- repeated: 1
--
-- Members of each active branch who were there in any of the months. What is due follows the rules
-- in force in that month (by base after tax, or a fixed sum); where a staff member's base or the
-- rule is missing it counts as nothing, so the rate is of member-months paid or exempt, and the
-- lowest comes first. Paid are all receipts for these months, special dues too, reversals taken off.
-- Nobody's own sum is shown.

WITH RECURSIVE
month(period) AS (
    SELECT CASE WHEN :since = '' THEN substr(:as_at, 1, 4) || '-01' ELSE substr(:since, 1, 7) END
    UNION ALL
    SELECT substr(date(period || '-01', '+1 month'), 1, 7) FROM month
    WHERE period < CASE WHEN :until = '' THEN substr(:as_at, 1, 7) ELSE substr(:until, 1, 7) END AND period < '2100'
),
b AS (
    SELECT b.id, b.code, b.name, b.kind, b.has_committee, b.college_id, c.short_name AS college, c.sort_no AS s1,
        b.sort_no AS s2
    FROM branch b LEFT JOIN college c ON c.id = b.college_id
    WHERE b.status = 'active' AND b.archived_at IS NULL AND (b.created_at IS NULL OR b.created_at < :as_at || '~')
      AND (:college = '' OR b.college_id = :college)
),
owed AS (
    SELECT m.branch_id, m.person_id, p.period,
        CASE q.person_kind WHEN 'retired' THEN 'retired' WHEN 'undergrad' THEN 'student' WHEN 'postgrad' THEN 'student'
            ELSE 'staff' END AS pays,
        v.dues_base_fen AS base
    FROM b
    CROSS JOIN membership m ON m.branch_id = b.id
    CROSS JOIN month p ON COALESCE(substr(m.in_on, 1, 7), '') <= p.period AND COALESCE(substr(m.out_on, 1, 7),
        '9999') > p.period
    LEFT JOIN person q ON q.id = m.person_id
    LEFT JOIN person_private v ON v.id = m.person_id AND v.archived_at IS NULL
    WHERE m.status IN ('active', 'out') AND m.archived_at IS NULL AND (m.created_at IS NULL OR m.created_at < :as_at
        || '~')
),
paid AS (
    SELECT d.branch_id, d.person_id, d.period, sum(CASE WHEN d.kind = 'reverse' THEN -abs(d.amount_fen)
        ELSE COALESCE(d.amount_fen, 0) END) AS fen,
        sum(CASE WHEN d.kind = 'makeup' THEN d.amount_fen ELSE 0 END) AS later, max(d.kind = 'exempt') AS exempt,
        sum(CASE WHEN d.kind = 'reverse' THEN -1 WHEN d.kind = 'special' THEN 0 ELSE 1 END) > 0 AS there
    FROM dues_record d JOIN month p ON p.period = d.period
    WHERE d.archived_at IS NULL AND (d.created_at IS NULL OR d.created_at < :as_at || '~')
    GROUP BY d.branch_id, d.person_id, d.period
),
money AS (
    SELECT branch_id, sum(fen) AS fen, sum(later) AS later, sum(exempt AND there) AS exempt FROM paid GROUP BY branch_id
),
settled AS (
    SELECT person_id, period, max(there) AS there FROM paid GROUP BY person_id, period
),
due AS (
    SELECT o.branch_id, o.person_id, count(*) AS months, sum(COALESCE(s.there, 0)) AS settled,
        sum((SELECT COALESCE(r.fixed_fen, (o.base * r.rate_bp + 5000) / 10000) FROM dues_rule r
            WHERE r.person_kind = o.pays AND r.archived_at IS NULL AND COALESCE(r.valid_from, '') <= o.period || '-31'
              AND COALESCE(r.valid_to, '9999') >= o.period || '-01'
              AND (r.fixed_fen IS NOT NULL OR (o.base >= COALESCE(r.base_from_fen, 0)
                  AND o.base <= COALESCE(r.base_to_fen, 9e15)))
            ORDER BY r.valid_from DESC, r.id LIMIT 1)) AS fen
    FROM owed o LEFT JOIN settled s ON s.person_id = o.person_id AND s.period = o.period
    GROUP BY o.branch_id, o.person_id
),
summed AS (
    SELECT branch_id, count(*) AS members, sum(fen) AS due, sum(months) AS months, sum(settled) AS settled,
        sum(settled < months) AS behind
    FROM due GROUP BY branch_id
),
remitted AS (
    SELECT r.from_id, sum(r.remitted_fen) AS fen, max(r.remitted_on) AS last_on FROM dues_remit r
    WHERE COALESCE(r.period_to, '9999') >= (SELECT min(period) FROM month) AND COALESCE(r.period_from,
        '') <= (SELECT max(period) FROM month) AND r.archived_at IS NULL
        AND (r.created_at IS NULL OR r.created_at < :as_at || '~')
    GROUP BY r.from_id
),
line AS (
    SELECT b.name, COALESCE(s.members, 0) AS members, s.due, COALESCE(m.fen, 0) AS paid, COALESCE(m.later, 0) AS later,
        COALESCE(m.exempt, 0) AS exempt,
        COALESCE(s.behind, 0) AS behind, COALESCE(s.months, 0) AS months, COALESCE(s.settled, 0) AS settled,
            r.fen AS remitted, r.last_on,
        b.s1, b.college_id, b.s2, b.code, b.id
    FROM b
    LEFT JOIN summed s ON s.branch_id = b.id
    LEFT JOIN money m ON m.branch_id = b.id
    LEFT JOIN remitted r ON r.from_id = b.id
),
listed AS (
    SELECT 0 AS is_total, row_number() OVER (ORDER BY months = 0, settled * 100000 / months, s1, college_id, s2, code,
        id) AS number, name, members,
        due, paid, later, exempt, behind, months, settled, remitted, last_on
    FROM line
    UNION ALL
    SELECT 1, NULL, '合计', COALESCE(sum(members), 0), sum(due), COALESCE(sum(paid), 0), COALESCE(sum(later), 0),
        COALESCE(sum(exempt), 0),
        COALESCE(sum(behind), 0), COALESCE(sum(months), 0), COALESCE(sum(settled), 0), sum(remitted), max(last_on)
    FROM line
)
SELECT is_total, name, members, COALESCE(CASE WHEN due < 0 THEN '−' WHEN due >= 0 THEN '' END || printf('%,d.%02d',
    abs(due) / 100, abs(due) % 100), '未填'), CASE WHEN paid < 0 THEN '−' WHEN paid >= 0 THEN '' END
    || printf('%,d.%02d', abs(paid) / 100, abs(paid) % 100), CASE WHEN later < 0 THEN '−' WHEN later >= 0 THEN '' END
    || printf('%,d.%02d', abs(later) / 100, abs(later) % 100), exempt, behind,
    CASE WHEN months > 0 THEN printf('%d.%d%%', (2000 * settled + months) / (2 * months) / 10,
        (2000 * settled + months) / (2 * months) % 10) WHEN months = 0 THEN '—' END,
    CASE WHEN remitted < 0 THEN '−' WHEN remitted >= 0 THEN '' END || printf('%,d.%02d', abs(remitted) / 100,
        abs(remitted) % 100), last_on
FROM listed
ORDER BY is_total, number;

-- also: 逐月明细 | Month by month
-- column: 党员 | Member | left
-- column: 1月 | 1 | center
-- column: 2月 | 2 | center
-- column: 3月 | 3 | center
-- column: 4月 | 4 | center
-- column: 5月 | 5 | center
-- column: 6月 | 6 | center
-- column: 7月 | 7 | center
-- column: 8月 | 8 | center
-- column: 9月 | 9 | center
-- column: 10月 | 10 | center
-- column: 11月 | 11 | center
-- column: 12月 | 12 | center
WITH
paid AS (
    SELECT d.person_id, CAST(substr(d.period, 6, 2) AS INTEGER) AS number, max(d.kind = 'exempt') AS exempt,
        max(d.kind = 'makeup') AS later,
        sum(CASE WHEN d.kind = 'reverse' THEN -1 ELSE 1 END) > 0 AS there
    FROM dues_record d
    WHERE substr(d.period, 1, 4) = substr(CASE WHEN :since = '' THEN :as_at ELSE :since END, 1, 4)
      AND COALESCE(d.kind, 'monthly') <> 'special' AND d.archived_at IS NULL
          AND (d.created_at IS NULL OR d.created_at < :as_at || '~')
      AND d.person_id IN (SELECT m.person_id FROM membership m JOIN branch b ON b.id = m.branch_id
          WHERE b.name = :branch AND m.archived_at IS NULL)
    GROUP BY d.person_id, d.period
),
mark AS (
    SELECT person_id, number, CASE WHEN NOT there THEN '' WHEN exempt THEN '免' WHEN later THEN '补' ELSE '✓' END AS mark
        FROM paid
)
SELECT 0 AS is_total, q.name,
    max(CASE WHEN k.number = 1 THEN k.mark END),
    max(CASE WHEN k.number = 2 THEN k.mark END),
    max(CASE WHEN k.number = 3 THEN k.mark END),
    max(CASE WHEN k.number = 4 THEN k.mark END),
    max(CASE WHEN k.number = 5 THEN k.mark END),
    max(CASE WHEN k.number = 6 THEN k.mark END),
    max(CASE WHEN k.number = 7 THEN k.mark END),
    max(CASE WHEN k.number = 8 THEN k.mark END),
    max(CASE WHEN k.number = 9 THEN k.mark END),
    max(CASE WHEN k.number = 10 THEN k.mark END),
    max(CASE WHEN k.number = 11 THEN k.mark END),
    max(CASE WHEN k.number = 12 THEN k.mark END)
FROM v_member m
JOIN branch b ON b.id = m.branch_id AND b.archived_at IS NULL
JOIN person q ON q.id = m.person_id
LEFT JOIN mark k ON k.person_id = m.person_id
WHERE b.name = :branch AND (:college = '' OR b.college_id = :college)
GROUP BY m.id
ORDER BY q.name_pinyin, q.name, q.id;
