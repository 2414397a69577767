-- An end before its beginning. Each row stands by itself. Of a day that is known in part only that part is compared.
-- rule: V-01 | low | 日期先后颠倒 | Dates in the wrong order
-- card: {title}：{what}，请核对日期。 | {title_en}: {what_en}; check the dates.
SELECT 'membership' AS tbl, m.id AS key, NULL AS other_key,
    ltrim(iif(m.out_on < m.in_on, ' out_on ' || m.out_on || ' < in_on ' || m.in_on, '')
        || iif(substr(m.regularised_on, 1, length(m.joined_on)) < m.joined_on,
            ' regularised_on ' || m.regularised_on || ' < joined_on ' || m.joined_on, '')) AS detail
FROM zhibu_touched t
CROSS JOIN membership m ON m.id = t.key
WHERE t.tbl = 'membership' AND m.archived_at IS NULL
AND (m.out_on < m.in_on OR substr(m.regularised_on, 1, length(m.joined_on)) < m.joined_on)
UNION ALL
SELECT 'post', p.id, NULL, 'end_on ' || p.end_on || ' < start_on ' || p.start_on
FROM zhibu_touched t
CROSS JOIN post p ON p.id = t.key
WHERE t.tbl = 'post' AND p.archived_at IS NULL AND p.end_on < p.start_on
UNION ALL
SELECT 'term', x.id, NULL, ltrim(iif(x.end_on < x.start_on, ' end_on ' || x.end_on || ' < start_on ' || x.start_on, '')
    || iif(x.due_on < x.start_on, ' due_on ' || x.due_on || ' < start_on ' || x.start_on, ''))
FROM zhibu_touched t
CROSS JOIN term x ON x.id = t.key
WHERE t.tbl = 'term' AND x.archived_at IS NULL AND (x.end_on < x.start_on OR x.due_on < x.start_on)
UNION ALL
SELECT 'rect_plan', r.id, NULL, 'due_on ' || r.due_on || ' < start_on ' || r.start_on
FROM zhibu_touched t
CROSS JOIN rect_plan r ON r.id = t.key
WHERE t.tbl = 'rect_plan' AND r.archived_at IS NULL AND r.due_on < r.start_on
UNION ALL
SELECT 'floating_record', f.id, NULL, 'end_on ' || f.end_on || ' < start_on ' || f.start_on
FROM zhibu_touched t
CROSS JOIN floating_record f ON f.id = t.key
WHERE t.tbl = 'floating_record' AND f.archived_at IS NULL AND f.end_on < f.start_on

-- values
WITH wrong(tbl, person_id, org_id, number, a, a_en, a_on, b, b_en, b_on) AS (
    SELECT 'membership', m.person_id, m.branch_id, NULL, '转出日期', 'left on', m.out_on, '转入日期', 'came in on', m.in_on
    FROM membership m WHERE m.id = :key AND m.out_on < m.in_on
    UNION ALL
    SELECT 'membership', m.person_id, m.branch_id, NULL, '转正日期', 'full member since', m.regularised_on,
        '入党日期', 'joined the Party on', m.joined_on
    FROM membership m WHERE m.id = :key AND substr(m.regularised_on, 1, length(m.joined_on)) < m.joined_on
    UNION ALL
    SELECT 'post', p.person_id, p.org_id, p.post_kind, '免职日期', 'held until', p.end_on, '任职日期', 'held from', p.start_on
    FROM post p WHERE p.id = :key AND p.end_on < p.start_on
    UNION ALL
    SELECT 'term', NULL, x.org_id, x.seq_no, '实际结束日期', 'ended on', x.end_on, '起始日期', 'starts on', x.start_on
    FROM term x WHERE x.id = :key AND x.end_on < x.start_on
    UNION ALL
    SELECT 'term', NULL, x.org_id, x.seq_no, '应届满日期', 'due on', x.due_on, '起始日期', 'starts on', x.start_on
    FROM term x WHERE x.id = :key AND x.due_on < x.start_on
    UNION ALL
    SELECT 'rect_plan', NULL, r.org_id, NULL, '完成期限', 'due on', r.due_on, '开始日期', 'starts on', r.start_on
    FROM rect_plan r WHERE r.id = :key AND r.due_on < r.start_on
    UNION ALL
    SELECT 'floating_record', f.person_id, NULL, NULL, '返回日期', 'came back on', f.end_on, '外出日期', 'left on', f.start_on
    FROM floating_record f WHERE f.id = :key AND f.end_on < f.start_on),
named AS (
    SELECT w.*, COALESCE((SELECT p.name FROM person p WHERE p.id = w.person_id), '？') AS person,
        COALESCE((SELECT b.name FROM branch b WHERE b.id = w.org_id),
            (SELECT c.short_name FROM college c WHERE c.id = w.org_id), '？') AS org,
        (SELECT k.zh FROM zhibu_code k WHERE k.list = 'post_kind' AND k.code = w.number) AS post,
        (SELECT k.en FROM zhibu_code k WHERE k.list = 'post_kind' AND k.code = w.number) AS post_en
    FROM wrong w)
SELECT max(CASE tbl WHEN 'membership' THEN person || '在“' || org || '”的党籍'
        WHEN 'post' THEN person || '在“' || org || '”任' || COALESCE(post, '职')
        WHEN 'term' THEN '“' || org || '”第' || COALESCE(number, '？') || '届'
        WHEN 'rect_plan' THEN '“' || org || '”的整改方案'
        ELSE person || '的流动党员登记' END) AS title,
    max(CASE tbl WHEN 'membership' THEN 'Membership of ' || person || ' in ' || org
        WHEN 'post' THEN person || ' as ' || COALESCE(post_en, 'holder of a post') || ' in ' || org
        WHEN 'term' THEN 'Term ' || COALESCE(number, '？') || ' of ' || org
        WHEN 'rect_plan' THEN 'Rectification plan of ' || org
        ELSE 'Floating member ' || person END) AS title_en,
    group_concat(a || a_on || '早于' || b || b_on, '，') AS what,
    group_concat('“' || a_en || '” ' || a_on || ' is before “' || b_en || '” ' || b_on, ', ') AS what_en
FROM named
