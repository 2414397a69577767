-- Dissolved branch still in use: the branch, with how much it still has; and each meeting held after its end,
-- which a person may accept as a fact.
-- rule: SC-07 | high | 已撤销支部仍有党员或工作记录 | Dissolved branch still in use
-- card: “{branch}”已于{day}{ended}，{what}。 | {branch} was {ended_en} on {day}, {what_en}.
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'branch'
    UNION
    SELECT m.branch_id FROM zhibu_touched t CROSS JOIN membership m ON m.id = t.key WHERE t.tbl = 'membership'
    UNION
    SELECT p.org_id FROM zhibu_touched t CROSS JOIN post p ON p.id = t.key WHERE t.tbl = 'post'
    UNION
    SELECT m.org_id FROM zhibu_touched t CROSS JOIN meeting m ON m.id = t.key WHERE t.tbl = 'meeting'
    UNION
    SELECT a.org_id FROM zhibu_touched t CROSS JOIN fund_account a ON a.id = t.key WHERE t.tbl = 'fund_account'
    UNION
    SELECT a.org_id FROM zhibu_touched t CROSS JOIN fund_entry e ON e.id = t.key
    CROSS JOIN fund_account a ON a.id = e.account_id WHERE t.tbl = 'fund_entry'
    UNION
    SELECT a.org_id FROM zhibu_former f CROSS JOIN fund_account a ON a.id = f.value
    WHERE f.tbl = 'fund_entry' AND f.col = 'account_id'),
gone AS MATERIALIZED (
    SELECT b.id, b.dissolved_on,
        (SELECT count(*) FROM v_member m WHERE m.branch_id = b.id) AS members,
        (SELECT count(*) FROM post p WHERE p.org_id = b.id AND p.org_kind = 'branch'
            AND p.end_on IS NULL AND p.archived_at IS NULL) AS posts,
        (SELECT count(*) FROM fund_account a JOIN v_fund_balance v ON v.account_id = a.id
            WHERE a.org_id = b.id AND a.org_kind = 'branch' AND v.balance_fen <> 0) AS accounts
    FROM near CROSS JOIN branch b ON b.id = near.id WHERE b.status IN ('dissolved', 'merged'))
SELECT 'branch' AS tbl, gone.id AS key, NULL AS other_key,
    ltrim(iif(gone.members, ' membership ' || gone.members, '') || iif(gone.posts, ' post ' || gone.posts, '')
        || iif(gone.accounts, ' fund ' || gone.accounts, '')) AS detail
FROM gone WHERE gone.members + gone.posts + gone.accounts > 0
UNION ALL
SELECT 'meeting', m.id, NULL, 'meeting ' || m.held_on
FROM gone
CROSS JOIN meeting m ON m.org_id = gone.id AND m.held_on > gone.dissolved_on
WHERE m.org_kind = 'branch' AND m.archived_at IS NULL

-- values
WITH found(branch_id, meeting_id) AS (
    SELECT b.id, NULL FROM branch b WHERE b.id = :key
    UNION ALL
    SELECT m.org_id, m.id FROM meeting m WHERE m.id = :key
    LIMIT 1),
gone AS (
    SELECT b.*, f.meeting_id,
        COALESCE('“' || s.name || '”', '承接支部') AS successor, COALESCE(s.name, 'its successor') AS successor_en,
        (SELECT count(*) FROM v_member m WHERE m.branch_id = b.id) AS members,
        COALESCE((SELECT p.name FROM v_member m JOIN person p ON p.id = m.person_id
            WHERE m.branch_id = b.id ORDER BY m.id LIMIT 1), '？') AS member,
        (SELECT count(*) FROM post p
            WHERE p.org_id = b.id AND p.org_kind = 'branch' AND p.end_on IS NULL AND p.archived_at IS NULL) AS posts,
        (SELECT count(*) FROM fund_account a JOIN v_fund_balance v ON v.account_id = a.id
            WHERE a.org_id = b.id AND a.org_kind = 'branch' AND v.balance_fen <> 0) AS accounts
    FROM found f JOIN branch b ON b.id = f.branch_id LEFT JOIN branch s ON s.id = b.successor_branch_id)
SELECT COALESCE(g.name, '？') AS branch, COALESCE(g.dissolved_on, '？') AS day,
    iif(g.status = 'merged', '合并', '撤销') AS ended, iif(g.status = 'merged', 'merged', 'dissolved') AS ended_en,
    iif(g.meeting_id IS NULL,
        '但还有' || ltrim(iif(g.members, '、' || g.members || '名党员（如' || g.member || '）', '')
            || iif(g.posts, '、' || g.posts || '项任职', '')
            || iif(g.accounts, '、' || g.accounts || '个有余额的经费账户', ''), '、') || '，需转到' || g.successor,
        '但之后还有会议活动记录（' || (SELECT COALESCE(held.held_on, '？') || '“' || COALESCE(held.title,
            (SELECT k.zh FROM zhibu_code k WHERE k.list = 'meeting_kind' AND k.code = held.kind), '？') || '”'
            FROM meeting held WHERE held.id = g.meeting_id) || '），请核对日期') AS what,
    iif(g.meeting_id IS NULL,
        'but still has ' || ltrim(iif(g.members, ', members: ' || g.members || ' (for example ' || g.member || ')', '')
            || iif(g.posts, ', posts: ' || g.posts, '')
            || iif(g.accounts, ', fund accounts with a balance: ' || g.accounts, ''), ', ')
            || ' – move them to ' || g.successor_en,
        'but a later meeting is recorded (' || (SELECT COALESCE(held.held_on, '？') || ' “' || COALESCE(held.title,
            (SELECT k.en FROM zhibu_code k WHERE k.list = 'meeting_kind' AND k.code = held.kind), '？') || '”'
            FROM meeting held WHERE held.id = g.meeting_id) || ') – check the date') AS what_en
FROM gone g
