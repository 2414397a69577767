-- id: R20
-- title: 党建经费收支台账汇总表
-- title-en: Funds for Party work
-- submitted: 1
-- period: SELECT CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END || '年，单位：元'
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: year | 年度（空为截至时点所在年） | year (empty: that of the moment) | | integer
-- parameter: fund_kind | 经费类别（空为全部） | kind of fund (empty: all) | | = fund_kind
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- parameter: unit | 组织名称（空为全部） | name of the organisation (empty: all) |
-- parameter: overspent | 只看赤字（1为是） | only overspent (1: yes) | | flag
-- parameter: order | 排序（official、balance） | order (official, balance) | official | one of official, balance
-- parameter: detail | 列出流水（1为是） | list the entries (1: yes) | | flag
-- column: 学院 | College | left
-- column: 组织 | Organisation | left
-- column: 经费类别 | Fund | left
-- column: 年初结转 | Brought forward | right
-- column: 本年收入 | Income | right
-- column: 本年支出 | Spending | right
-- column: 余额 | Balance | right
-- column: 预算 | Budget | right
-- column: 预算执行率 | Of budget | right
-- column: 人均 | Per member | right
-- column: 凭证数 | Vouchers | right
-- column: 冲销笔数 | Reversals | right
-- column: 最近一笔日期 | Last entry | left
-- column: 赤字标记 | Overspent | center
-- repeated: 3
--
-- One row per account. The balance is what was brought forward, plus income, less spending; an
-- entry that reverses another is taken off the side it came from, not added to the other. Spending
-- per member is by the members now: of the branch, or of all branches of the college. A
-- budget is the sum of its items; without one, what is said of it stays blank.

WITH
-- A college whose data are older than the moment has a mark.
named AS (
    SELECT c.id, c.sort_no, c.archived_at IS NULL AS is_live, c.short_name, c.short_name
        || CASE WHEN substr(s.covers_until, 1, 10) < substr(:as_at, 1, 10) THEN '*' ELSE '' END AS name
    FROM college c LEFT JOIN zhibu_scope_status s ON s.scope = 'college:' || c.id
),
org AS (
    SELECT b.id, c.name AS college, c.id AS college_id, c.sort_no AS college_sort, b.sort_no, b.code,
        b.name || CASE WHEN b.status IN ('merged', 'dissolved') THEN '（' || k.zh || '）' ELSE '' END AS name
    FROM branch b LEFT JOIN named c ON c.id = b.college_id
    LEFT JOIN zhibu_code k ON k.list = 'org_status' AND k.code = b.status
    WHERE b.archived_at IS NULL
    UNION ALL
    SELECT id, name, id, sort_no, -1, NULL, short_name FROM named WHERE is_live
),
member AS (
    SELECT branch_id, college_id FROM v_member WHERE created_at IS NULL OR created_at < :as_at || '~'
),
size AS (
    SELECT branch_id AS org_id, count(*) AS members FROM member GROUP BY branch_id
    UNION ALL
    SELECT college_id, count(*) FROM member GROUP BY college_id
),
entry AS (
    SELECT account_id, entry_on, voucher_no, reverses_id,
        CASE WHEN direction = 'in' AND reverses_id IS NULL THEN amount_fen
            WHEN direction = 'out' AND reverses_id IS NOT NULL THEN -amount_fen ELSE 0 END AS income,
        CASE WHEN direction = 'out' AND reverses_id IS NULL THEN amount_fen
            WHEN direction = 'in' AND reverses_id IS NOT NULL THEN -amount_fen ELSE 0 END AS spent
    FROM fund_entry
    WHERE archived_at IS NULL AND (created_at IS NULL OR created_at < :as_at || '~')
),
sums AS (
    SELECT account_id, sum(income) AS income, sum(spent) AS spent, count(DISTINCT NULLIF(voucher_no, '')) AS vouchers,
        count(reverses_id) AS reversals, max(entry_on) AS last_on
    FROM entry GROUP BY account_id
),
budget AS (
    SELECT account_id, sum(planned_fen) AS planned FROM fund_budget
    WHERE archived_at IS NULL AND (created_at IS NULL OR created_at < :as_at || '~')
    GROUP BY account_id
),
account AS (
    SELECT a.id, o.college, o.college_id, o.college_sort, o.sort_no, o.code, o.name, a.fund_kind, k.sort AS kind_sort,
        COALESCE(k.zh, a.fund_kind) AS kind, a.opening_fen, a.overdraft_ok,
        COALESCE(s.income, 0) AS income, COALESCE(s.spent, 0) AS spent,
        COALESCE(a.opening_fen, 0) + COALESCE(s.income, 0) - COALESCE(s.spent, 0) AS balance,
        COALESCE(z.members, 0) AS members, COALESCE(s.vouchers, 0) AS vouchers,
        COALESCE(s.reversals, 0) AS reversals, s.last_on, g.planned
    FROM fund_account a
    JOIN org o ON o.id = a.org_id
    LEFT JOIN sums s ON s.account_id = a.id
    LEFT JOIN size z ON z.org_id = a.org_id
    LEFT JOIN budget g ON g.account_id = a.id
    LEFT JOIN zhibu_code k ON k.list = 'fund_kind' AND k.code = a.fund_kind
    WHERE a.archived_at IS NULL AND (a.created_at IS NULL OR a.created_at < :as_at || '~')
      AND a.year = CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER)
      AND (:fund_kind = '' OR a.fund_kind = :fund_kind) AND (:college = '' OR o.college_id = :college)
      AND (:unit = '' OR o.name = :unit)
),
shown AS (
    SELECT 0 AS is_total,
        row_number() OVER (ORDER BY CASE WHEN :order = 'balance' THEN balance END,
            college_sort, college_id, sort_no, code, kind_sort, id) AS number,
        college, name, kind, opening_fen, income, spent, balance, planned, members,
        vouchers, reversals, last_on,
        CASE WHEN balance < 0 AND overdraft_ok = 1 THEN '赤字（允许）' WHEN balance < 0 THEN '赤字' END AS mark
    FROM account WHERE :overspent <> '1' OR balance < 0
),
listed AS (
    SELECT * FROM shown
    UNION ALL
    -- Of one college the total says it all.
    SELECT 2, max(number), college || '小计', NULL, NULL, sum(opening_fen), sum(income), sum(spent), sum(balance), sum(planned), NULL,
        sum(vouchers), sum(reversals), max(last_on), NULLIF(count(mark), 0) || ' 个'
    FROM shown WHERE :order <> 'balance' AND (SELECT count(DISTINCT college) FROM shown) > 1 GROUP BY college
    UNION ALL
    SELECT 1, NULL, '合计', NULL, NULL, sum(opening_fen), COALESCE(sum(income), 0),
        COALESCE(sum(spent), 0), COALESCE(sum(balance), 0), sum(planned), NULL, COALESCE(sum(vouchers), 0),
        COALESCE(sum(reversals), 0), max(last_on), NULLIF(count(mark), 0) || ' 个'
    FROM shown
),
-- Half a fen per member goes up, away from nought where reversals exceed what was spent.
each AS (
    SELECT *, (2 * abs(spent) + members) / (2 * members) * CASE WHEN spent < 0 THEN -1 ELSE 1 END AS per FROM listed
)
SELECT is_total, college, name, kind,
    CASE WHEN opening_fen IS NOT NULL THEN CASE WHEN opening_fen < 0 THEN '−' ELSE '' END
        || printf('%,d.%02d', abs(opening_fen) / 100, abs(opening_fen) % 100) END,
    CASE WHEN income < 0 THEN '−' ELSE '' END || printf('%,d.%02d', abs(income) / 100, abs(income) % 100),
    CASE WHEN spent < 0 THEN '−' ELSE '' END || printf('%,d.%02d', abs(spent) / 100, abs(spent) % 100),
    CASE WHEN balance < 0 THEN '−' ELSE '' END || printf('%,d.%02d', abs(balance) / 100, abs(balance) % 100),
    CASE WHEN planned IS NOT NULL THEN printf('%,d.%02d', planned / 100, planned % 100) END,
    CASE WHEN planned > 0 AND NOT is_total AND spent >= 0 THEN printf('%d.%d%%',
        (2000 * spent + planned) / (2 * planned) / 10,
            (2000 * spent + planned) / (2 * planned) % 10)
        WHEN planned IS NOT NULL AND NOT is_total THEN '—' END,
    CASE WHEN members > 0 THEN CASE WHEN per < 0 THEN '−' ELSE '' END || printf('%,d.%02d', abs(per) / 100,
        abs(per) % 100)
        WHEN members = 0 THEN '—' END,
    vouchers, reversals, last_on, mark
FROM each
ORDER BY is_total = 1, number, is_total;

-- also: 流水明细 | Entries
-- column: 组织 | Organisation | left
-- column: 经费类别 | Fund | left
-- column: 日期 | Date | left
-- column: 凭证号 | Voucher | left
-- column: 用途 | Item | left
-- column: 摘要 | Summary | left
-- column: 收入 | In | right
-- column: 支出 | Out | right
-- column: 余额 | Balance | right
-- column: 经办人 | Handled by | left
-- column: 审批人 | Approved by | left
WITH
-- Only where it is asked for, since a university has some ten thousand entries a year.
org AS (
    SELECT b.id, c.id AS college_id, c.sort_no AS college_sort, b.sort_no, b.code,
        b.name || CASE WHEN b.status IN ('merged', 'dissolved') THEN '（' || k.zh || '）' ELSE '' END AS name
    FROM branch b LEFT JOIN college c ON c.id = b.college_id
    LEFT JOIN zhibu_code k ON k.list = 'org_status' AND k.code = b.status
    WHERE b.archived_at IS NULL
    UNION ALL
    SELECT id, id, sort_no, -1, NULL, short_name FROM college WHERE archived_at IS NULL
),
account AS (
    SELECT a.id, o.college_id, o.college_sort, o.sort_no, o.code, o.name,
        k.sort AS kind_sort, COALESCE(k.zh, a.fund_kind) AS kind, COALESCE(a.opening_fen, 0) AS opening
    FROM fund_account a
    JOIN org o ON o.id = a.org_id
    LEFT JOIN zhibu_code k ON k.list = 'fund_kind' AND k.code = a.fund_kind
    WHERE :detail = '1' AND a.archived_at IS NULL AND (a.created_at IS NULL OR a.created_at < :as_at || '~')
      AND a.year = CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER)
      AND (:fund_kind = '' OR a.fund_kind = :fund_kind) AND (:college = '' OR o.college_id = :college)
      AND (:unit = '' OR o.name = :unit)
),
running AS (
    SELECT a.*, e.id AS entry_id, e.entry_on, e.created_at, e.voucher_no, e.item, e.direction, e.amount_fen,
        e.summary || CASE WHEN e.reverses_id IS NOT NULL THEN '（冲销）' ELSE '' END AS summary,
        e.handler_id, e.approver_id,
        a.opening + sum(CASE e.direction WHEN 'in' THEN e.amount_fen ELSE -e.amount_fen END)
            OVER (PARTITION BY a.id ORDER BY e.entry_on, e.created_at, e.id) AS balance
    FROM account a
    JOIN fund_entry e ON e.account_id = a.id AND e.archived_at IS NULL
      AND (e.created_at IS NULL OR e.created_at < :as_at || '~')
)
SELECT 0 AS is_total, r.name, r.kind, r.entry_on, r.voucher_no, COALESCE(i.zh, r.item), r.summary,
    CASE WHEN r.direction = 'in' THEN printf('%,d.%02d', r.amount_fen / 100, r.amount_fen % 100) END,
    CASE WHEN r.direction = 'out' THEN printf('%,d.%02d', r.amount_fen / 100, r.amount_fen % 100) END,
    CASE WHEN r.balance < 0 THEN '−' ELSE '' END || printf('%,d.%02d', abs(r.balance) / 100, abs(r.balance) % 100),
    h.name, p.name
FROM running r
LEFT JOIN zhibu_code i ON i.list = 'fund_item' AND i.code = r.item
LEFT JOIN person h ON h.id = r.handler_id
LEFT JOIN person p ON p.id = r.approver_id
ORDER BY r.college_sort, r.college_id, r.sort_no, r.code, r.kind_sort, r.id, r.entry_on, r.created_at, r.entry_id;
