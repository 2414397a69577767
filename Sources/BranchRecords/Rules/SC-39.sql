-- A repealed rule that is still in force by its status, or was checked after its end. Each rule once, with its last check.
-- rule: SC-39 | low | 已废止制度仍在执行 | Repealed rule still applied
-- card: “{org}”的《{rule}》已于{repealed_on}废止，{what}。 | {rule} of {org} was repealed on {repealed_on}, {what_en}.
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'regulation'
    UNION
    SELECT c.regulation_id FROM zhibu_touched t CROSS JOIN regulation_check c ON c.id = t.key WHERE t.tbl = 'regulation_check'),
gone AS MATERIALIZED (
    SELECT r.id, r.status,
        (SELECT max(c.checked_on) FROM regulation_check c
            WHERE c.regulation_id = r.id AND c.archived_at IS NULL AND c.checked_on > r.repealed_on) AS checked_on
    FROM near CROSS JOIN regulation r ON r.id = near.id
    WHERE r.archived_at IS NULL AND r.repealed_on IS NOT NULL)
SELECT 'regulation' AS tbl, gone.id AS key, NULL AS other_key,
    ltrim(iif(gone.status <> 'repealed', ' ' || gone.status, '') || COALESCE(' checked ' || gone.checked_on, '')) AS detail
FROM gone WHERE gone.status <> 'repealed' OR gone.checked_on IS NOT NULL

-- values
WITH gone AS (
    SELECT r.*, (SELECT max(c.checked_on) FROM regulation_check c
            WHERE c.regulation_id = r.id AND c.archived_at IS NULL AND c.checked_on > r.repealed_on) AS checked_on
    FROM regulation r WHERE r.id = :key)
SELECT COALESCE((SELECT b.name FROM branch b WHERE b.id = r.org_id),
        (SELECT c.short_name FROM college c WHERE c.id = r.org_id), '？') AS org,
    COALESCE(r.title, '？') AS rule, COALESCE(r.repealed_on, '？') AS repealed_on,
    substr(iif(r.status <> 'repealed', '，状态仍为“' || COALESCE(k.zh, r.status) || '”', '')
        || COALESCE('，' || r.checked_on || '仍有执行检查', ''), 2) AS what,
    substr(iif(r.status <> 'repealed', ' and its status is still “' || COALESCE(k.en, r.status) || '”', '')
        || COALESCE(' and it was still checked on ' || r.checked_on, ''), 2) AS what_en
FROM gone r LEFT JOIN zhibu_code k ON k.list = 'regulation_status' AND k.code = r.status
