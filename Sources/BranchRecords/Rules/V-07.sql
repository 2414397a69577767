-- Steps of a development file that came too early. Of a day that is known in part only that part is compared. The day of
-- birth is private: neither the detail nor the card tells it.
-- rule: V-07 | low | 发展党员时限不足 | Admitted too early
-- card: {name}的发展档案（{branch}）：{what}，请核对日期。 | Development file of {name} in {branch}: {what_en}; check the dates.
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'dev_case'
    UNION
    SELECT c.id FROM zhibu_touched t CROSS JOIN dev_case c ON c.person_id = t.key WHERE t.tbl = 'person'),
early AS MATERIALIZED (
    SELECT c.id,
        COALESCE(substr(c.applied_on, 1, length(p.birth_date)) < (substr(p.birth_date, 1, 4) + 18) || substr(p.birth_date, 5), 0)
            AS age,
        COALESCE(c.admitted_on < (substr(c.activist_on, 1, 4) + 1) || substr(c.activist_on, 5), 0) AS admitted,
        COALESCE(c.regular_on < (substr(c.admitted_on, 1, 4) + 1) || substr(c.admitted_on, 5), 0) AS regular
    FROM near
    CROSS JOIN dev_case c ON c.id = near.id
    LEFT JOIN person p ON p.id = c.person_id AND p.archived_at IS NULL
    WHERE c.archived_at IS NULL)
SELECT 'dev_case' AS tbl, early.id AS key, NULL AS other_key,
    ltrim(iif(early.age, ' age', '') || iif(early.admitted, ' admitted_on', '')
        || iif(early.regular, ' regular_on', '')) AS detail
FROM early WHERE early.age OR early.admitted OR early.regular

-- values
WITH early AS (
    SELECT c.*, COALESCE(p.name, '？') AS name,
        COALESCE(substr(c.applied_on, 1, length(p.birth_date)) < (substr(p.birth_date, 1, 4) + 18) || substr(p.birth_date, 5), 0)
            AS age,
        COALESCE(c.admitted_on < (substr(c.activist_on, 1, 4) + 1) || substr(c.activist_on, 5), 0) AS admitted,
        COALESCE(c.regular_on < (substr(c.admitted_on, 1, 4) + 1) || substr(c.admitted_on, 5), 0) AS regular
    FROM dev_case c LEFT JOIN person p ON p.id = c.person_id WHERE c.id = :key)
SELECT e.name, COALESCE((SELECT b.name FROM branch b WHERE b.id = e.branch_id), '？') AS branch,
    substr(iif(e.age, '，' || e.applied_on || '申请入党时不满18周岁', '')
        || iif(e.admitted, '，' || e.admitted_on || '接收为预备党员，距' || e.activist_on || '确定为积极分子不满一年', '')
        || iif(e.regular, '，' || e.regular_on || '转正，距' || e.admitted_on || '接收为预备党员不满一年', ''), 2) AS what,
    substr(iif(e.age, ', not yet 18 when applying on ' || e.applied_on, '')
        || iif(e.admitted, ', admitted on ' || e.admitted_on || ', not a year after being an activist on ' || e.activist_on, '')
        || iif(e.regular, ', full member on ' || e.regular_on || ', not a year after being admitted on ' || e.admitted_on, ''),
        3) AS what_en
FROM early e
