-- Of steps in wrong order only neighbours are listed: one wrong day would else be found with every step before it. A step
-- that was passed again later counts by its first pass. Political review and training may go either way, and so may the
-- oath and the training after it. A file without any earlier step says nothing about the pre-review.
-- rule: SC-24 | high | 发展步骤倒置 | Development steps out of order
-- card: {name}的发展程序不合要求：{what}，请核对原始材料 | Development of {name}: {what_en}; check the papers
WITH near(case_id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'dev_case'
    UNION
    SELECT s.case_id FROM zhibu_touched t CROSS JOIN dev_step s ON s.id = t.key WHERE t.tbl = 'dev_step'
    UNION
    SELECT f.value FROM zhibu_former f WHERE f.tbl = 'dev_step' AND f.col = 'case_id'),
passed AS MATERIALIZED (
    SELECT s.id, s.case_id, s.step, s.done_on
    FROM near
    CROSS JOIN dev_case c ON c.id = near.case_id
    CROSS JOIN dev_step s ON s.case_id = c.id
    WHERE c.archived_at IS NULL AND c.status <> 'ended' AND s.archived_at IS NULL AND s.result = 'pass'),
wrong AS MATERIALIZED (
    SELECT passed.case_id, passed.id AS first_id, passed.step AS first, t.id AS second_id, t.step AS second
    FROM passed
    CROSS JOIN dev_step t ON t.case_id = passed.case_id AND t.step > passed.step AND t.done_on < passed.done_on
    WHERE t.archived_at IS NULL AND t.result = 'pass' AND passed.step || t.step NOT IN ('1011', '2021')
    AND passed.step IN ('03', '07', '10', '11', '13', '15', '17', '20', '23', '24')
    AND NOT EXISTS (
        SELECT 1 FROM dev_step s WHERE s.case_id = passed.case_id AND s.step = passed.step AND s.done_on < passed.done_on
        AND s.result = 'pass' AND s.archived_at IS NULL)),
nearer AS MATERIALIZED (SELECT * FROM wrong)
SELECT 'dev_step' AS tbl, min(wrong.first_id, wrong.second_id) AS key, max(wrong.first_id, wrong.second_id) AS other_key,
    wrong.first || '>' || wrong.second AS detail
FROM wrong
WHERE NOT EXISTS (
    SELECT 1 FROM nearer WHERE nearer.case_id = wrong.case_id AND (
        (nearer.first_id = wrong.first_id AND nearer.second < wrong.second)
        OR (nearer.second_id = wrong.second_id AND nearer.first > wrong.first)))
UNION ALL
SELECT 'dev_step', passed.id, NULL, 'no 13'
FROM passed
WHERE passed.step = '15'
AND NOT EXISTS (
    SELECT 1 FROM dev_step s WHERE s.case_id = passed.case_id AND s.step = '13' AND s.archived_at IS NULL
    AND COALESCE(s.result, 'pass') = 'pass')
AND EXISTS (
    SELECT 1 FROM dev_step s WHERE s.case_id = passed.case_id AND s.step BETWEEN '01' AND '12' AND s.archived_at IS NULL)

-- values
WITH pair AS (
    SELECT s.case_id, k.zh AS zh, substr(k.en, 4) AS en, COALESCE(s.done_on, '？') AS day,
        (SELECT l.zh FROM zhibu_code l WHERE l.list = 'dev_step' AND l.code = o.step) AS other_zh,
        (SELECT substr(l.en, 4) FROM zhibu_code l WHERE l.list = 'dev_step' AND l.code = o.step) AS other_en,
        o.id AS other_id, o.done_on AS other_day, o.step > s.step AS later
    FROM dev_step s
    LEFT JOIN dev_step o ON o.id = :other
    LEFT JOIN zhibu_code k ON k.list = 'dev_step' AND k.code = s.step
    WHERE s.id = :key)
SELECT COALESCE(p.name, '？') AS name,
    CASE WHEN pair.other_id IS NULL THEN '“' || pair.zh || '”（' || pair.day || '）之前没有“上级党委预审”'
        WHEN pair.later THEN '“' || pair.other_zh || '”（' || pair.other_day || '）早于“' || pair.zh || '”（' || pair.day || '）'
        ELSE '“' || pair.zh || '”（' || pair.day || '）早于“' || pair.other_zh || '”（' || pair.other_day || '）' END AS what,
    CASE WHEN pair.other_id IS NULL THEN '“' || pair.en || '” (' || pair.day || ') without a pre-examination by the committee'
        WHEN pair.later
            THEN '“' || pair.other_en || '” (' || pair.other_day || ') before “' || pair.en || '” (' || pair.day || ')'
        ELSE '“' || pair.en || '” (' || pair.day || ') before “' || pair.other_en || '” (' || pair.other_day || ')' END AS what_en
FROM pair LEFT JOIN dev_case c ON c.id = pair.case_id LEFT JOIN person p ON p.id = c.person_id
