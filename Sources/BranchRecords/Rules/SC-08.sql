-- Fund overspent. The balance is a sum over the entries, over an index that has all it needs.
-- rule: SC-08 | high | 经费超支 | Fund overspent
-- card: {org}{year}年“{kind}”余额为负（−{amount}元）：合并后支出超出可用经费。 | {org} has overspent “{kind_en}” of {year} by {amount} yuan after the offices' payments were merged.
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'fund_account'
    UNION
    SELECT e.account_id FROM zhibu_touched t CROSS JOIN fund_entry e ON e.id = t.key WHERE t.tbl = 'fund_entry'
    UNION
    SELECT f.value FROM zhibu_former f WHERE f.tbl = 'fund_entry' AND f.col = 'account_id'),
balance AS MATERIALIZED (
    SELECT v.account_id AS id, v.balance_fen AS fen FROM near CROSS JOIN v_fund_balance v ON v.account_id = near.id)
SELECT 'fund_account' AS tbl, balance.id AS key, NULL AS other_key,
    printf('-%d.%02d', -balance.fen / 100, -balance.fen % 100) AS detail
FROM balance
CROSS JOIN fund_account a ON a.id = balance.id
WHERE balance.fen < 0 AND COALESCE(a.overdraft_ok, 0) = 0

-- values
SELECT
    COALESCE((SELECT name FROM branch WHERE id = a.org_id), (SELECT short_name FROM college WHERE id = a.org_id), '？') AS org,
    COALESCE(a.year, '？') AS year,
    COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'fund_kind' AND k.code = a.fund_kind), '？') AS kind,
    COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'fund_kind' AND k.code = a.fund_kind), '？') AS kind_en,
    printf('%d.%02d', abs(v.balance_fen) / 100, abs(v.balance_fen) % 100) AS amount
FROM fund_account a JOIN v_fund_balance v ON v.account_id = a.id WHERE a.id = :key
