-- More was spent on an item than its budget. What is spent is what went out, less what came back by a reversal; an entry that
-- takes back income is no spending.
-- rule: SC-45 | mid | 预算分项超支 | Budget item exceeded
-- card: “{org}”{year}年{fund}的“{item}”支出{spent}元，超过预算{planned}元。 | {org} spent {spent} yuan on {item_en} ({fund_en}, {year}); the budget is {planned} yuan.
WITH account(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'fund_account'
    UNION
    SELECT e.account_id FROM zhibu_touched t CROSS JOIN fund_entry e ON e.id = t.key WHERE t.tbl = 'fund_entry'
    UNION
    SELECT f.value FROM zhibu_former f WHERE f.tbl = 'fund_entry' AND f.col = 'account_id'),
near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'fund_budget'
    UNION
    SELECT b.id FROM account CROSS JOIN fund_budget b ON b.account_id = account.id),
spent AS MATERIALIZED (
    SELECT b.id, b.planned_fen AS planned, COALESCE(
        (SELECT sum(CASE WHEN e.direction = 'out' AND e.reverses_id IS NULL THEN e.amount_fen
                WHEN e.direction = 'in' AND e.reverses_id IS NOT NULL THEN -e.amount_fen ELSE 0 END)
            FROM fund_entry e WHERE e.account_id = b.account_id AND e.item = b.item AND e.archived_at IS NULL), 0) AS fen
    FROM near
    CROSS JOIN fund_budget b ON b.id = near.id
    CROSS JOIN fund_account a ON a.id = b.account_id
    WHERE b.archived_at IS NULL AND a.archived_at IS NULL)
SELECT 'fund_budget' AS tbl, spent.id AS key, NULL AS other_key,
    printf('%d.%02d > %d.%02d', spent.fen / 100, spent.fen % 100, spent.planned / 100, spent.planned % 100) AS detail
FROM spent WHERE spent.fen > spent.planned

-- values
WITH spent AS (
    SELECT b.*, a.org_id, a.year, a.fund_kind, COALESCE(
        (SELECT sum(CASE WHEN e.direction = 'out' AND e.reverses_id IS NULL THEN e.amount_fen
                WHEN e.direction = 'in' AND e.reverses_id IS NOT NULL THEN -e.amount_fen ELSE 0 END)
            FROM fund_entry e WHERE e.account_id = b.account_id AND e.item = b.item AND e.archived_at IS NULL), 0) AS fen
    FROM fund_budget b LEFT JOIN fund_account a ON a.id = b.account_id WHERE b.id = :key)
SELECT COALESCE((SELECT b.name FROM branch b WHERE b.id = s.org_id),
        (SELECT c.short_name FROM college c WHERE c.id = s.org_id), '？') AS org,
    COALESCE(s.year, '？') AS year,
    COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'fund_kind' AND k.code = s.fund_kind), '经费') AS fund,
    COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'fund_kind' AND k.code = s.fund_kind), 'fund') AS fund_en,
    COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'fund_item' AND k.code = s.item), s.item, '？') AS item,
    COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'fund_item' AND k.code = s.item), s.item, '？') AS item_en,
    printf('%d.%02d', s.fen / 100, s.fen % 100) AS spent, printf('%d.%02d', s.planned_fen / 100, s.planned_fen % 100) AS planned
FROM spent s
