-- Duplicate document or voucher number. One document may confirm many grades, and one may appoint a secretary
-- together with the term or the branch; those are no findings. A number in two tables is listed at the first row of
-- the office in the first table; where that one goes, the next one takes its place. Each table is asked by itself:
-- SQLite hands the number to no view of all of them, and would read them whole.
-- rule: SC-09 | mid | 文号或凭证号重复 | Duplicate document or voucher number
-- card: 编号“{no}”被重复使用：{a}与{b}，请核对原件后改正其中一个。 | Number “{no}” is used more than once, under {a_en} and under {b_en}; check the originals and correct one.
WITH near(doc_no) AS MATERIALIZED (
    SELECT x.confirmed_doc_no FROM zhibu_touched t CROSS JOIN assessment x ON x.id = t.key
    WHERE t.tbl = 'assessment'
    UNION
    SELECT x.established_doc_no FROM zhibu_touched t CROSS JOIN branch x ON x.id = t.key WHERE t.tbl = 'branch'
    UNION
    SELECT x.doc_no FROM zhibu_touched t CROSS JOIN campaign x ON x.id = t.key WHERE t.tbl = 'campaign'
    UNION
    SELECT x.confirmed_doc_no FROM zhibu_touched t CROSS JOIN grade x ON x.id = t.key WHERE t.tbl = 'grade'
    UNION
    SELECT x.doc_no FROM zhibu_touched t CROSS JOIN opinion x ON x.id = t.key WHERE t.tbl = 'opinion'
    UNION
    SELECT x.doc_no FROM zhibu_touched t CROSS JOIN post x ON x.id = t.key WHERE t.tbl = 'post'
    UNION
    SELECT x.confirmed_doc_no FROM zhibu_touched t CROSS JOIN promotion x ON x.id = t.key WHERE t.tbl = 'promotion'
    UNION
    SELECT x.approved_doc_no FROM zhibu_touched t CROSS JOIN term x ON x.id = t.key WHERE t.tbl = 'term'
    UNION
    SELECT f.value FROM zhibu_former f
    WHERE f.col IN ('confirmed_doc_no', 'established_doc_no', 'doc_no', 'approved_doc_no')
    AND f.tbl IN (
        'assessment', 'branch', 'campaign', 'grade', 'opinion', 'post', 'promotion', 'term')),
written(tbl, id, doc_no, scope_id) AS (
    SELECT 'assessment', x.id, x.confirmed_doc_no, x.scope_id
    FROM near CROSS JOIN assessment x ON x.confirmed_doc_no = near.doc_no
    WHERE x.confirmed_doc_no <> '' AND x.archived_at IS NULL
    UNION ALL
    SELECT 'branch', x.id, x.established_doc_no, x.scope_id
    FROM near CROSS JOIN branch x ON x.established_doc_no = near.doc_no
    WHERE x.established_doc_no <> '' AND x.archived_at IS NULL
    UNION ALL
    SELECT 'campaign', x.id, x.doc_no, x.scope_id
    FROM near CROSS JOIN campaign x ON x.doc_no = near.doc_no
    WHERE x.doc_no <> '' AND x.archived_at IS NULL
    UNION ALL
    SELECT 'grade', x.id, x.confirmed_doc_no, x.scope_id
    FROM near CROSS JOIN grade x ON x.confirmed_doc_no = near.doc_no
    WHERE x.confirmed_doc_no <> '' AND x.archived_at IS NULL
    UNION ALL
    SELECT 'opinion', x.id, x.doc_no, x.scope_id
    FROM near CROSS JOIN opinion x ON x.doc_no = near.doc_no
    WHERE x.doc_no <> '' AND x.archived_at IS NULL
    UNION ALL
    SELECT 'post', x.id, x.doc_no, x.scope_id
    FROM near CROSS JOIN post x ON x.doc_no = near.doc_no
    WHERE x.doc_no <> '' AND x.archived_at IS NULL
    UNION ALL
    SELECT 'promotion', x.id, x.confirmed_doc_no, x.scope_id
    FROM near CROSS JOIN promotion x ON x.confirmed_doc_no = near.doc_no
    WHERE x.confirmed_doc_no <> '' AND x.archived_at IS NULL
    UNION ALL
    SELECT 'term', x.id, x.approved_doc_no, x.scope_id
    FROM near CROSS JOIN term x ON x.approved_doc_no = near.doc_no
    WHERE x.approved_doc_no <> '' AND x.archived_at IS NULL),
number AS MATERIALIZED (
    SELECT tbl, doc_no, scope_id, min(id) AS id FROM written GROUP BY doc_no, tbl, scope_id),
entry(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'fund_entry'
    UNION
    SELECT e.reverses_id FROM zhibu_touched t CROSS JOIN fund_entry e ON e.id = t.key WHERE t.tbl = 'fund_entry'
    UNION
    SELECT f.value FROM zhibu_former f WHERE f.tbl = 'fund_entry' AND f.col = 'reverses_id')
SELECT first.tbl AS tbl, first.id AS key, NULL AS other_key,
    first.doc_no || ' ' || first.tbl
        || iif(count(DISTINCT second.tbl) = 1, '/' || second.tbl, '/…') AS detail
FROM number first
JOIN number second ON second.doc_no = first.doc_no AND second.tbl > first.tbl
WHERE NOT (first.tbl IN ('grade', 'promotion', 'assessment')
    AND second.tbl IN ('grade', 'promotion', 'assessment'))
AND NOT (first.tbl IN ('branch', 'post') AND second.tbl IN ('post', 'term'))
GROUP BY first.tbl, first.id
UNION ALL
SELECT first.tbl, min(first.id, second.id), max(first.id, second.id), first.doc_no
FROM number first
JOIN number second ON second.doc_no = first.doc_no AND second.tbl = first.tbl AND second.scope_id > first.scope_id
WHERE first.tbl IN ('opinion', 'branch') AND 'uni' NOT IN (first.scope_id, second.scope_id)
UNION ALL
SELECT DISTINCT 'fund_entry', min(e.id, f.id), max(e.id, f.id), e.voucher_no
FROM entry
CROSS JOIN fund_entry e ON e.id = entry.id
CROSS JOIN fund_entry f ON f.account_id = e.account_id AND f.voucher_no = e.voucher_no AND f.id <> e.id
WHERE e.account_id <> '' AND e.voucher_no <> ''
AND e.archived_at IS NULL AND f.archived_at IS NULL AND e.reverses_id IS NULL AND f.reverses_id IS NULL
AND NOT EXISTS (
    SELECT 1 FROM fund_entry r WHERE r.reverses_id IN (e.id, f.id) AND r.archived_at IS NULL)
UNION ALL
SELECT DISTINCT 'dues_record', min(e.id, f.id), max(e.id, f.id), e.receipt_no
FROM zhibu_touched t
CROSS JOIN dues_record e ON e.id = t.key
CROSS JOIN dues_record f ON f.branch_id = e.branch_id AND f.receipt_no = e.receipt_no
    AND f.person_id <> e.person_id
WHERE t.tbl = 'dues_record' AND e.branch_id <> '' AND e.receipt_no <> ''
AND e.archived_at IS NULL AND f.archived_at IS NULL

-- values
WITH mine(tbl, no) AS (
    SELECT 'assessment', confirmed_doc_no FROM assessment WHERE id = :key
    UNION ALL SELECT 'branch', established_doc_no FROM branch WHERE id = :key
    UNION ALL SELECT 'campaign', doc_no FROM campaign WHERE id = :key
    UNION ALL SELECT 'grade', confirmed_doc_no FROM grade WHERE id = :key
    UNION ALL SELECT 'opinion', doc_no FROM opinion WHERE id = :key
    UNION ALL SELECT 'post', doc_no FROM post WHERE id = :key
    UNION ALL SELECT 'promotion', confirmed_doc_no FROM promotion WHERE id = :key
    UNION ALL SELECT 'term', approved_doc_no FROM term WHERE id = :key
    UNION ALL SELECT 'fund_entry', voucher_no FROM fund_entry WHERE id = :key
    UNION ALL SELECT 'dues_record', receipt_no FROM dues_record WHERE id = :key),
written(tbl, id, org_id, archived_at) AS (
    SELECT 'assessment', x.id, x.org_id, x.archived_at FROM mine CROSS JOIN assessment x ON x.confirmed_doc_no = mine.no
    WHERE x.confirmed_doc_no <> ''
    UNION ALL
    SELECT 'branch', x.id, x.id, x.archived_at FROM mine CROSS JOIN branch x ON x.established_doc_no = mine.no
    WHERE x.established_doc_no <> ''
    UNION ALL
    SELECT 'campaign', x.id, x.id, x.archived_at FROM mine CROSS JOIN campaign x ON x.doc_no = mine.no WHERE x.doc_no <> ''
    UNION ALL
    SELECT 'grade', x.id, x.org_id, x.archived_at FROM mine CROSS JOIN grade x ON x.confirmed_doc_no = mine.no
    WHERE x.confirmed_doc_no <> ''
    UNION ALL
    SELECT 'opinion', x.id, x.org_id, x.archived_at FROM mine CROSS JOIN opinion x ON x.doc_no = mine.no WHERE x.doc_no <> ''
    UNION ALL
    SELECT 'post', x.id, x.org_id, x.archived_at FROM mine CROSS JOIN post x ON x.doc_no = mine.no WHERE x.doc_no <> ''
    UNION ALL
    SELECT 'promotion', x.id, x.org_id, x.archived_at FROM mine CROSS JOIN promotion x ON x.confirmed_doc_no = mine.no
    WHERE x.confirmed_doc_no <> ''
    UNION ALL
    SELECT 'term', x.id, x.org_id, x.archived_at FROM mine CROSS JOIN term x ON x.approved_doc_no = mine.no
    WHERE x.approved_doc_no <> ''),
named(tbl, id, name, live) AS (
    SELECT w.tbl, w.id, COALESCE(
        (SELECT name FROM branch WHERE id = w.org_id), (SELECT short_name FROM college WHERE id = w.org_id),
        (SELECT name FROM campaign WHERE id = w.org_id), '？'), w.archived_at IS NULL
    FROM written w
    UNION ALL
    SELECT 'fund_entry', e.id,
        COALESCE((SELECT name FROM branch WHERE id = a.org_id), (SELECT short_name FROM college WHERE id = a.org_id), '？')
            || COALESCE('，' || e.entry_on, '') || COALESCE('，' || e.summary, ''), 1
    FROM fund_entry e LEFT JOIN fund_account a ON a.id = e.account_id WHERE e.id IN (:key, :other)
    UNION ALL
    SELECT 'dues_record', d.id,
        COALESCE((SELECT name FROM person WHERE id = d.person_id), '？') || COALESCE('，' || d.period, ''), 1
    FROM dues_record d WHERE d.id IN (:key, :other)),
shown(tbl, id, live, zh, en) AS (
    SELECT n.tbl, n.id, n.live, l.zh || '（' || n.name || '）', l.en || ' (' || n.name || ')'
    FROM named n JOIN zhibu_label l ON l.tbl = n.tbl AND l.col IS NULL),
later(zh, en) AS (
    SELECT s.zh, s.en FROM mine m JOIN shown s ON s.tbl > m.tbl
    WHERE :other IS NULL AND s.live
    AND NOT (m.tbl IN ('grade', 'promotion', 'assessment') AND s.tbl IN ('grade', 'promotion', 'assessment'))
    AND NOT (m.tbl IN ('branch', 'post') AND s.tbl IN ('post', 'term'))
    GROUP BY s.tbl HAVING s.id = min(s.id))
SELECT COALESCE((SELECT no FROM mine), '？') AS no,
    COALESCE((SELECT s.zh FROM shown s WHERE s.id = :key), '？') AS a,
    COALESCE((SELECT s.en FROM shown s WHERE s.id = :key), '？') AS a_en,
    COALESCE((SELECT s.zh FROM shown s WHERE s.id = :other), (SELECT group_concat(zh, '、') FROM later), '？') AS b,
    COALESCE((SELECT s.en FROM shown s WHERE s.id = :other), (SELECT group_concat(en, ', ') FROM later), '？') AS b_en
