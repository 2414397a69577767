-- An amount that is no amount, or a reversal that doesn't reverse. A member exempted from dues pays nothing. The amounts of
-- dues are private: neither the detail nor the card tells them.
-- rule: V-04 | mid | 金额或冲销不符 | Amount or reversal not right
-- card: {title}：{what}。 | {title_en}: {what_en}.
WITH entry(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'fund_entry'
    UNION
    SELECT r.id FROM zhibu_touched t CROSS JOIN fund_entry r ON r.reverses_id = t.key WHERE t.tbl = 'fund_entry'),
receipt(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'dues_record'
    UNION
    SELECT r.id FROM zhibu_touched t CROSS JOIN dues_record r ON r.reverses_id = t.key WHERE t.tbl = 'dues_record'),
wrong AS MATERIALIZED (
    SELECT 'fund_entry' AS tbl, e.id, COALESCE(e.amount_fen <= 0, 0) AS amount,
        COALESCE(e.amount_fen <> o.amount_fen, 0) AS other, COALESCE(e.direction = o.direction, 0) AS same
    FROM entry CROSS JOIN fund_entry e ON e.id = entry.id
    LEFT JOIN fund_entry o ON o.id = e.reverses_id AND o.archived_at IS NULL
    WHERE e.archived_at IS NULL
    UNION ALL
    SELECT 'dues_record', e.id, COALESCE(e.amount_fen < iif(e.kind = 'exempt', 0, 1), 0),
        COALESCE(e.amount_fen <> o.amount_fen, 0), COALESCE((e.kind = 'reverse') = (o.kind = 'reverse'), 0)
    FROM receipt CROSS JOIN dues_record e ON e.id = receipt.id
    LEFT JOIN dues_record o ON o.id = e.reverses_id AND o.archived_at IS NULL
    WHERE e.archived_at IS NULL)
SELECT wrong.tbl, wrong.id AS key, NULL AS other_key,
    ltrim(iif(wrong.amount, ' amount', '') || iif(wrong.other, ' reversal amount', '')
        || iif(wrong.same, ' reversal direction', '')) AS detail
FROM wrong WHERE wrong.amount OR wrong.other OR wrong.same

-- values
WITH wrong(title, title_en, amount, other, same) AS (
    SELECT '“' || COALESCE((SELECT b.name FROM branch b WHERE b.id = a.org_id),
            (SELECT c.short_name FROM college c WHERE c.id = a.org_id), '？') || '”经费流水'
            || COALESCE(e.entry_on, '？') || '凭证' || COALESCE(e.voucher_no, '？') || '（' || COALESCE(e.summary, '？') || '）',
        'Fund entry of ' || COALESCE((SELECT b.name FROM branch b WHERE b.id = a.org_id),
            (SELECT c.short_name FROM college c WHERE c.id = a.org_id), '？') || ', '
            || COALESCE(e.entry_on, '？') || ', voucher ' || COALESCE(e.voucher_no, '？'),
        COALESCE(e.amount_fen <= 0, 0), COALESCE(e.amount_fen <> o.amount_fen, 0), COALESCE(e.direction = o.direction, 0)
    FROM fund_entry e LEFT JOIN fund_account a ON a.id = e.account_id
    LEFT JOIN fund_entry o ON o.id = e.reverses_id AND o.archived_at IS NULL WHERE e.id = :key
    UNION ALL
    SELECT COALESCE((SELECT p.name FROM person p WHERE p.id = e.person_id), '？') || COALESCE(e.period, '？') || '党费（收据'
            || COALESCE(e.receipt_no, '？') || '）',
        'Dues of ' || COALESCE((SELECT p.name FROM person p WHERE p.id = e.person_id), '？') || ' for '
            || COALESCE(e.period, '？') || ', receipt ' || COALESCE(e.receipt_no, '？'),
        COALESCE(e.amount_fen < iif(e.kind = 'exempt', 0, 1), 0), COALESCE(e.amount_fen <> o.amount_fen, 0),
        COALESCE((e.kind = 'reverse') = (o.kind = 'reverse'), 0)
    FROM dues_record e LEFT JOIN dues_record o ON o.id = e.reverses_id AND o.archived_at IS NULL WHERE e.id = :key)
SELECT title, title_en,
    substr(iif(amount, '，金额应大于零', '') || iif(other, '，冲销金额与原记录不等', '')
        || iif(same, '，冲销与原记录方向相同', ''), 2) AS what,
    substr(iif(amount, ', the amount is not above zero', '') || iif(other, ', it reverses another amount than was recorded', '')
        || iif(same, ', it goes in the same direction as what it reverses', ''), 3) AS what_en
FROM wrong
