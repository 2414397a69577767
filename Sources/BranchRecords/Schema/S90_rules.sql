-- What one office could keep right and two together can break (语义冲突). The engine runs these after every
-- merge, and what they list waits for a person.
--
-- A finding is known by its rule and its one or two rows, so a rule lists each pair once, and `detail` says the
-- same whichever of the two was changed. Every rule begins at `zhibu_touched` and costs by the change: a touched row
-- is looked at as either side of a pair (CROSS JOIN keeps the order in which the tables are read, a plus keeps SQLite
-- from an index that tells less). Where a finding depends on rows of other tables too, `near` holds the rows that may
-- be concerned: those that changed, and those that a changed row of another table belongs to. What a row belonged to
-- that was deleted or belongs elsewhere now stands in `zhibu_former`; that matters only where its going can break
-- something. The findings that stand are looked at whatever has changed.

-- Two secretaries in office. Only the two posts matter.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-01', 'high', '同一组织两名书记同时在任',
'SELECT DISTINCT ''post'' AS tbl, min(p.id, q.id) AS key, max(p.id, q.id) AS other_key,
    max(p.start_on, q.start_on) || ''—'' || replace(
        min(COALESCE(p.end_on, ''9999-12-31''), COALESCE(q.end_on, ''9999-12-31'')), ''9999-12-31'', '''') AS detail
FROM zhibu_touched t
CROSS JOIN post p ON p.id = t.key
CROSS JOIN post q ON q.org_id = p.org_id AND q.org_kind = p.org_kind AND q.person_id <> p.person_id
WHERE t.tbl = ''post'' AND p.archived_at IS NULL AND q.archived_at IS NULL
AND p.post_kind = ''secretary'' AND q.post_kind = ''secretary''
AND p.start_on < COALESCE(q.end_on, ''9999-12-31'') AND q.start_on < COALESCE(p.end_on, ''9999-12-31'')');

-- Same person registered twice. The identity number stands in person_private. The detail never shows a number.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-02', 'high', '同一人员重复登记',
'WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = ''person''
    UNION
    SELECT x.person_id FROM zhibu_touched t CROSS JOIN person_private x ON x.id = t.key
    WHERE t.tbl = ''person_private''),
same(a, b, why) AS (
    SELECT min(x.person_id, y.person_id), max(x.person_id, y.person_id), ''identity''
    FROM near
    CROSS JOIN person_private x ON x.person_id = near.id AND x.identity_no <> '''' AND x.archived_at IS NULL
    CROSS JOIN person_private y ON y.identity_no = x.identity_no AND y.archived_at IS NULL
        AND y.person_id <> x.person_id
    UNION ALL
    SELECT min(p.id, q.id), max(p.id, q.id), ''number''
    FROM near
    CROSS JOIN person p ON p.id = near.id AND p.staff_student_no <> ''''
    CROSS JOIN person q ON q.staff_student_no = p.staff_student_no AND q.person_kind = p.person_kind
        AND q.id <> p.id
    UNION ALL
    SELECT min(p.id, q.id), max(p.id, q.id), ''name+birth''
    FROM near
    CROSS JOIN person p ON p.id = near.id AND p.name <> '''' AND p.birth_date <> ''''
    CROSS JOIN person q ON q.name = p.name AND q.birth_date = p.birth_date AND q.id <> p.id)
SELECT ''person'' AS tbl, same.a AS key, same.b AS other_key,
    ltrim(iif(max(same.why = ''identity''), '' identity'', '''') || iif(max(same.why = ''number''), '' number'', '''')
        || iif(max(same.why = ''name+birth''), '' name+birth'', '''')) AS detail
FROM same
CROSS JOIN person p ON p.id = same.a AND p.archived_at IS NULL AND p.merged_into_id IS NULL
CROSS JOIN person q ON q.id = same.b AND q.archived_at IS NULL AND q.merged_into_id IS NULL
GROUP BY same.a, same.b');

-- Active in two branches. Only the two memberships matter.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-03', 'high', '同一党员在两个支部在册',
'SELECT DISTINCT ''membership'' AS tbl, min(m.id, n.id) AS key, max(m.id, n.id) AS other_key,
    iif(m.id < n.id, COALESCE(m.in_on, ''?'') || '' / '' || COALESCE(n.in_on, ''?''),
        COALESCE(n.in_on, ''?'') || '' / '' || COALESCE(m.in_on, ''?'')) AS detail
FROM zhibu_touched t
CROSS JOIN membership m ON m.id = t.key
CROSS JOIN membership n ON n.person_id = m.person_id AND n.branch_id <> m.branch_id
WHERE t.tbl = ''membership'' AND m.archived_at IS NULL AND n.archived_at IS NULL
AND m.status = ''active'' AND n.status = ''active'' AND m.out_on IS NULL AND n.out_on IS NULL');

-- Two different grades in one round. Only the two grades matter.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-04', 'high', '同一组织两个不同等次',
'SELECT DISTINCT ''grade'' AS tbl, min(g.id, h.id) AS key, max(g.id, h.id) AS other_key,
    iif(g.id < h.id, g.level || ''/'' || h.level, h.level || ''/'' || g.level) AS detail
FROM zhibu_touched t
CROSS JOIN grade g ON g.id = t.key
CROSS JOIN grade h ON h.campaign_id = g.campaign_id AND h.org_id = g.org_id AND h.round = g.round
    AND h.org_kind = g.org_kind
WHERE t.tbl = ''grade'' AND g.archived_at IS NULL AND h.archived_at IS NULL AND g.level <> h.level');

-- Changed after confirmation. Only the row itself matters.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-05', 'high', '校党委确认后等次被改动',
'SELECT ''grade'' AS tbl, g.id AS key, NULL AS other_key, g.confirmed_level || ''→'' || g.level AS detail
FROM zhibu_touched t
CROSS JOIN grade g ON g.id = t.key
WHERE t.tbl = ''grade'' AND g.archived_at IS NULL AND g.level <> g.confirmed_level
UNION ALL
SELECT ''promotion'', p.id, NULL, p.confirmed_level || ''→'' || p.to_level
FROM zhibu_touched t
CROSS JOIN promotion p ON p.id = t.key
WHERE t.tbl = ''promotion'' AND p.archived_at IS NULL AND p.to_level <> p.confirmed_level
AND p.result_kind IN (''up'', ''keep'')');

-- Closed here, reopened there. Only the measure itself matters.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-06', 'mid', '措施一方销号一方重新整改',
'SELECT ''rect_measure'' AS tbl, m.id AS key, NULL AS other_key, m.status AS detail
FROM zhibu_touched t
CROSS JOIN rect_measure m ON m.id = t.key
WHERE t.tbl = ''rect_measure'' AND m.archived_at IS NULL AND (
    (m.status = ''closed'' AND m.closed_on <= m.reopened_on)
    OR (m.status IN (''open'', ''doing'', ''reopened'') AND m.closed_on IS NOT NULL
        AND (m.reopened_on IS NULL OR m.reopened_on < m.closed_on))
    OR (m.status = ''closed'' AND (m.closed_on IS NULL OR m.progress_pct < 100)))');

-- Dissolved branch still in use: the branch, with how much it still has; and each meeting held after its end,
-- which a person may accept as a fact.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-07', 'high', '已撤销支部仍有党员或工作记录',
'WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = ''branch''
    UNION
    SELECT m.branch_id FROM zhibu_touched t CROSS JOIN membership m ON m.id = t.key WHERE t.tbl = ''membership''
    UNION
    SELECT p.org_id FROM zhibu_touched t CROSS JOIN post p ON p.id = t.key WHERE t.tbl = ''post''
    UNION
    SELECT m.org_id FROM zhibu_touched t CROSS JOIN meeting m ON m.id = t.key WHERE t.tbl = ''meeting''
    UNION
    SELECT a.org_id FROM zhibu_touched t CROSS JOIN fund_account a ON a.id = t.key WHERE t.tbl = ''fund_account''
    UNION
    SELECT a.org_id FROM zhibu_touched t CROSS JOIN fund_entry e ON e.id = t.key
    CROSS JOIN fund_account a ON a.id = e.account_id WHERE t.tbl = ''fund_entry''
    UNION
    SELECT a.org_id FROM zhibu_former f CROSS JOIN fund_account a ON a.id = f.value
    WHERE f.tbl = ''fund_entry'' AND f.col = ''account_id''),
gone AS MATERIALIZED (
    SELECT b.id, b.dissolved_on,
        (SELECT count(*) FROM v_member m WHERE m.branch_id = b.id) AS members,
        (SELECT count(*) FROM post p WHERE p.org_id = b.id AND p.org_kind = ''branch''
            AND p.end_on IS NULL AND p.archived_at IS NULL) AS posts,
        (SELECT count(*) FROM fund_account a JOIN v_fund_balance v ON v.account_id = a.id
            WHERE a.org_id = b.id AND a.org_kind = ''branch'' AND v.balance_fen <> 0) AS accounts
    FROM near CROSS JOIN branch b ON b.id = near.id WHERE b.status IN (''dissolved'', ''merged''))
SELECT ''branch'' AS tbl, gone.id AS key, NULL AS other_key,
    ltrim(iif(gone.members, '' membership '' || gone.members, '''') || iif(gone.posts, '' post '' || gone.posts, '''')
        || iif(gone.accounts, '' fund '' || gone.accounts, '''')) AS detail
FROM gone WHERE gone.members + gone.posts + gone.accounts > 0
UNION ALL
SELECT ''meeting'', m.id, NULL, ''meeting '' || m.held_on
FROM gone
CROSS JOIN meeting m ON m.org_id = gone.id AND m.held_on > gone.dissolved_on
WHERE m.org_kind = ''branch'' AND m.archived_at IS NULL');

-- Fund overspent. The balance is a sum over the entries, over an index that has all it needs.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-08', 'high', '经费超支',
'WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = ''fund_account''
    UNION
    SELECT e.account_id FROM zhibu_touched t CROSS JOIN fund_entry e ON e.id = t.key WHERE t.tbl = ''fund_entry''
    UNION
    SELECT f.value FROM zhibu_former f WHERE f.tbl = ''fund_entry'' AND f.col = ''account_id''),
balance AS MATERIALIZED (
    SELECT v.account_id AS id, v.balance_fen AS fen FROM near CROSS JOIN v_fund_balance v ON v.account_id = near.id)
SELECT ''fund_account'' AS tbl, balance.id AS key, NULL AS other_key,
    printf(''-%d.%02d'', -balance.fen / 100, -balance.fen % 100) AS detail
FROM balance
CROSS JOIN fund_account a ON a.id = balance.id
WHERE balance.fen < 0 AND COALESCE(a.overdraft_ok, 0) = 0');

-- Duplicate document or voucher number. One document may confirm many grades, and one may appoint a secretary
-- together with the term or the branch; those are no findings. A number in two tables is listed at the first row of
-- the office in the first table; where that one goes, the next one takes its place. Each table is asked by itself:
-- SQLite hands the number to no view of all of them, and would read them whole.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-09', 'mid', '文号或凭证号重复',
'WITH near(doc_no) AS MATERIALIZED (
    SELECT x.confirmed_doc_no FROM zhibu_touched t CROSS JOIN assessment x ON x.id = t.key
    WHERE t.tbl = ''assessment''
    UNION
    SELECT x.established_doc_no FROM zhibu_touched t CROSS JOIN branch x ON x.id = t.key WHERE t.tbl = ''branch''
    UNION
    SELECT x.doc_no FROM zhibu_touched t CROSS JOIN campaign x ON x.id = t.key WHERE t.tbl = ''campaign''
    UNION
    SELECT x.confirmed_doc_no FROM zhibu_touched t CROSS JOIN grade x ON x.id = t.key WHERE t.tbl = ''grade''
    UNION
    SELECT x.doc_no FROM zhibu_touched t CROSS JOIN opinion x ON x.id = t.key WHERE t.tbl = ''opinion''
    UNION
    SELECT x.doc_no FROM zhibu_touched t CROSS JOIN post x ON x.id = t.key WHERE t.tbl = ''post''
    UNION
    SELECT x.confirmed_doc_no FROM zhibu_touched t CROSS JOIN promotion x ON x.id = t.key WHERE t.tbl = ''promotion''
    UNION
    SELECT x.approved_doc_no FROM zhibu_touched t CROSS JOIN term x ON x.id = t.key WHERE t.tbl = ''term''
    UNION
    SELECT f.value FROM zhibu_former f
    WHERE f.col IN (''confirmed_doc_no'', ''established_doc_no'', ''doc_no'', ''approved_doc_no'')
    AND f.tbl IN (
        ''assessment'', ''branch'', ''campaign'', ''grade'', ''opinion'', ''post'', ''promotion'', ''term'')),
written(tbl, id, doc_no, scope_id) AS (
    SELECT ''assessment'', x.id, x.confirmed_doc_no, x.scope_id
    FROM near CROSS JOIN assessment x ON x.confirmed_doc_no = near.doc_no
    WHERE x.confirmed_doc_no <> '''' AND x.archived_at IS NULL
    UNION ALL
    SELECT ''branch'', x.id, x.established_doc_no, x.scope_id
    FROM near CROSS JOIN branch x ON x.established_doc_no = near.doc_no
    WHERE x.established_doc_no <> '''' AND x.archived_at IS NULL
    UNION ALL
    SELECT ''campaign'', x.id, x.doc_no, x.scope_id
    FROM near CROSS JOIN campaign x ON x.doc_no = near.doc_no
    WHERE x.doc_no <> '''' AND x.archived_at IS NULL
    UNION ALL
    SELECT ''grade'', x.id, x.confirmed_doc_no, x.scope_id
    FROM near CROSS JOIN grade x ON x.confirmed_doc_no = near.doc_no
    WHERE x.confirmed_doc_no <> '''' AND x.archived_at IS NULL
    UNION ALL
    SELECT ''opinion'', x.id, x.doc_no, x.scope_id
    FROM near CROSS JOIN opinion x ON x.doc_no = near.doc_no
    WHERE x.doc_no <> '''' AND x.archived_at IS NULL
    UNION ALL
    SELECT ''post'', x.id, x.doc_no, x.scope_id
    FROM near CROSS JOIN post x ON x.doc_no = near.doc_no
    WHERE x.doc_no <> '''' AND x.archived_at IS NULL
    UNION ALL
    SELECT ''promotion'', x.id, x.confirmed_doc_no, x.scope_id
    FROM near CROSS JOIN promotion x ON x.confirmed_doc_no = near.doc_no
    WHERE x.confirmed_doc_no <> '''' AND x.archived_at IS NULL
    UNION ALL
    SELECT ''term'', x.id, x.approved_doc_no, x.scope_id
    FROM near CROSS JOIN term x ON x.approved_doc_no = near.doc_no
    WHERE x.approved_doc_no <> '''' AND x.archived_at IS NULL),
number AS MATERIALIZED (
    SELECT tbl, doc_no, scope_id, min(id) AS id FROM written GROUP BY doc_no, tbl, scope_id),
entry(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = ''fund_entry''
    UNION
    SELECT e.reverses_id FROM zhibu_touched t CROSS JOIN fund_entry e ON e.id = t.key WHERE t.tbl = ''fund_entry''
    UNION
    SELECT f.value FROM zhibu_former f WHERE f.tbl = ''fund_entry'' AND f.col = ''reverses_id'')
SELECT first.tbl AS tbl, first.id AS key, NULL AS other_key,
    first.doc_no || '' '' || first.tbl
        || iif(count(DISTINCT second.tbl) = 1, ''/'' || second.tbl, ''/…'') AS detail
FROM number first
JOIN number second ON second.doc_no = first.doc_no AND second.tbl > first.tbl
WHERE NOT (first.tbl IN (''grade'', ''promotion'', ''assessment'')
    AND second.tbl IN (''grade'', ''promotion'', ''assessment''))
AND NOT (first.tbl IN (''branch'', ''post'') AND second.tbl IN (''post'', ''term''))
GROUP BY first.tbl, first.id
UNION ALL
SELECT first.tbl, min(first.id, second.id), max(first.id, second.id), first.doc_no
FROM number first
JOIN number second ON second.doc_no = first.doc_no AND second.tbl = first.tbl AND second.scope_id > first.scope_id
WHERE first.tbl IN (''opinion'', ''branch'') AND ''uni'' NOT IN (first.scope_id, second.scope_id)
UNION ALL
SELECT DISTINCT ''fund_entry'', min(e.id, f.id), max(e.id, f.id), e.voucher_no
FROM entry
CROSS JOIN fund_entry e ON e.id = entry.id
CROSS JOIN fund_entry f ON f.account_id = e.account_id AND f.voucher_no = e.voucher_no AND f.id <> e.id
WHERE e.account_id <> '''' AND e.voucher_no <> ''''
AND e.archived_at IS NULL AND f.archived_at IS NULL AND e.reverses_id IS NULL AND f.reverses_id IS NULL
AND NOT EXISTS (
    SELECT 1 FROM fund_entry r WHERE r.reverses_id IN (e.id, f.id) AND r.archived_at IS NULL)
UNION ALL
SELECT DISTINCT ''dues_record'', min(e.id, f.id), max(e.id, f.id), e.receipt_no
FROM zhibu_touched t
CROSS JOIN dues_record e ON e.id = t.key
CROSS JOIN dues_record f ON f.branch_id = e.branch_id AND f.receipt_no = e.receipt_no
    AND f.person_id <> e.person_id
WHERE t.tbl = ''dues_record'' AND e.branch_id <> '''' AND e.receipt_no <> ''''
AND e.archived_at IS NULL AND f.archived_at IS NULL');

-- Dues paid twice. A third receipt, the reversal, ends the finding.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-10', 'mid', '同一月份党费重复交纳',
'WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = ''dues_record''
    UNION
    SELECT r.reverses_id FROM zhibu_touched t CROSS JOIN dues_record r ON r.id = t.key WHERE t.tbl = ''dues_record''
    UNION
    SELECT f.value FROM zhibu_former f WHERE f.tbl = ''dues_record'' AND f.col = ''reverses_id'')
SELECT DISTINCT ''dues_record'' AS tbl, min(e.id, f.id) AS key, max(e.id, f.id) AS other_key, e.period AS detail
FROM near
CROSS JOIN dues_record e ON e.id = near.id
CROSS JOIN dues_record f ON f.person_id = e.person_id AND f.period = e.period AND f.id <> e.id
WHERE e.person_id <> '''' AND e.period <> '''' AND e.archived_at IS NULL AND f.archived_at IS NULL
AND e.kind IN (''monthly'', ''makeup'') AND f.kind IN (''monthly'', ''makeup'')
AND NOT EXISTS (
    SELECT 1 FROM dues_record r WHERE r.reverses_id IN (e.id, f.id) AND r.archived_at IS NULL)');

-- Quorum no longer holds. It depends on attendance and on who could vote in the branch.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-11', 'high', '法定人数不足致决议存疑',
'WITH concerned(branch_id) AS MATERIALIZED (
    SELECT m.branch_id FROM zhibu_touched t CROSS JOIN membership m ON m.id = t.key WHERE t.tbl = ''membership''
    UNION
    SELECT f.value FROM zhibu_former f WHERE f.tbl = ''membership'' AND f.col = ''branch_id''),
near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = ''meeting''
    UNION
    SELECT a.meeting_id FROM zhibu_touched t CROSS JOIN attendance a ON a.id = t.key WHERE t.tbl = ''attendance''
    UNION
    SELECT f.value FROM zhibu_former f WHERE f.tbl = ''attendance'' AND f.col = ''meeting_id''
    UNION
    SELECT g.id FROM concerned
    CROSS JOIN meeting g ON g.org_id = concerned.branch_id WHERE +g.needs_quorum = 1),
counted AS MATERIALIZED (
    SELECT g.id, COALESCE(g.quorum_rule, ''half'') AS quorum, v.eligible, v.eligible_present AS present
    FROM near
    CROSS JOIN meeting g ON g.id = near.id
    CROSS JOIN v_vote_eligible v ON v.meeting_id = g.id
    WHERE g.needs_quorum = 1 AND g.status IN (''held'', ''closed''))
SELECT ''meeting'' AS tbl, counted.id AS key, NULL AS other_key,
    counted.present || ''/'' || counted.eligible AS detail
FROM counted
WHERE counted.eligible > 0 AND (
    (counted.quorum = ''half'' AND 2 * counted.present <= counted.eligible)
    OR (counted.quorum = ''two_thirds'' AND 3 * counted.present < 2 * counted.eligible)
    OR (counted.quorum = ''four_fifths'' AND 5 * counted.present <= 4 * counted.eligible))');

-- Terms overlap or carry one number. Only the two terms matter.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-12', 'mid', '届期重叠',
'SELECT DISTINCT ''term'' AS tbl, min(a.id, b.id) AS key, max(a.id, b.id) AS other_key,
    iif(a.id < b.id, COALESCE(a.seq_no, ''?'') || ''/'' || COALESCE(b.seq_no, ''?''),
        COALESCE(b.seq_no, ''?'') || ''/'' || COALESCE(a.seq_no, ''?'')) AS detail
FROM zhibu_touched t
CROSS JOIN term a ON a.id = t.key
CROSS JOIN term b ON b.org_id = a.org_id AND b.org_kind = a.org_kind AND b.id <> a.id
WHERE t.tbl = ''term'' AND a.archived_at IS NULL AND b.archived_at IS NULL AND (
    (a.seq_no = b.seq_no AND a.start_on <> b.start_on)
    OR (a.status <> ''planned'' AND b.status <> ''planned''
        AND a.start_on < COALESCE(b.end_on, b.due_on) AND b.start_on < COALESCE(a.end_on, a.due_on)))');

-- Post held by a non-member. It depends on the person's memberships, and on which college a branch is of.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-13', 'high', '任职人员不在本组织',
'WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = ''post''
    UNION
    SELECT p.id FROM zhibu_touched t CROSS JOIN membership m ON m.id = t.key
    CROSS JOIN post p ON p.person_id = m.person_id WHERE t.tbl = ''membership''
    UNION
    SELECT p.id FROM zhibu_former f CROSS JOIN post p ON p.person_id = f.value
    WHERE f.tbl = ''membership'' AND f.col = ''person_id''
    UNION
    SELECT p.id FROM zhibu_touched t CROSS JOIN membership m ON m.branch_id = t.key
    CROSS JOIN post p ON p.person_id = m.person_id WHERE t.tbl = ''branch'')
SELECT ''post'' AS tbl, p.id AS key, NULL AS other_key, p.post_kind AS detail
FROM near CROSS JOIN post p ON p.id = near.id
WHERE p.archived_at IS NULL AND p.end_on IS NULL AND p.org_kind IN (''branch'', ''college'')
AND NOT EXISTS (
    SELECT 1 FROM v_member m
    WHERE m.person_id = p.person_id AND m.member_kind = ''full''
    AND p.org_id = iif(p.org_kind = ''branch'', m.branch_id, m.college_id))');

-- Promotion without a confirmed grade, or applied for twice.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-14', 'high', '未定级或等次不符即晋位',
'WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = ''promotion''
    UNION
    SELECT p.id FROM zhibu_touched t CROSS JOIN promotion p ON p.from_grade_id = t.key WHERE t.tbl = ''grade'')
SELECT ''promotion'' AS tbl, p.id AS key, NULL AS other_key, p.from_level AS detail
FROM near CROSS JOIN promotion p ON p.id = near.id
LEFT JOIN grade g ON g.id = p.from_grade_id AND g.archived_at IS NULL
WHERE p.archived_at IS NULL AND p.status <> ''draft''
AND (g.id IS NULL OR g.confirmed_level IS NULL OR g.confirmed_level <> p.from_level OR g.org_id <> p.org_id)
UNION ALL
SELECT DISTINCT ''promotion'', min(p.id, q.id), max(p.id, q.id), ''twice''
FROM near
CROSS JOIN promotion p ON p.id = near.id
CROSS JOIN promotion q ON q.campaign_id = p.campaign_id AND q.org_id = p.org_id AND q.id <> p.id
WHERE p.archived_at IS NULL AND q.archived_at IS NULL AND q.to_level <> p.to_level
AND p.status <> ''returned'' AND q.status <> ''returned''');

-- Attendance of someone who was not in the branch that day, or a vote of a probationary member. It depends on the
-- meeting and on the person's memberships, which may change long after.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-15', 'mid', '非本支部党员计入出席',
'WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = ''attendance''
    UNION
    SELECT a.id FROM zhibu_touched t CROSS JOIN attendance a ON a.meeting_id = t.key WHERE t.tbl = ''meeting''
    UNION
    SELECT a.id FROM zhibu_touched t CROSS JOIN membership m ON m.id = t.key
    CROSS JOIN attendance a ON a.person_id = m.person_id WHERE t.tbl = ''membership''
    UNION
    SELECT a.id FROM zhibu_former f CROSS JOIN attendance a ON a.person_id = f.value
    WHERE f.tbl = ''membership'' AND f.col = ''person_id'')
SELECT ''attendance'' AS tbl, a.id AS key, NULL AS other_key,
    a.state || iif(a.has_vote = 1, '' vote'', '''') AS detail
FROM near
CROSS JOIN attendance a ON a.id = near.id
CROSS JOIN meeting g ON g.id = a.meeting_id
WHERE a.archived_at IS NULL AND g.archived_at IS NULL AND g.org_kind = ''branch'' AND (
    (a.state IN (''present'', ''late'', ''leave'', ''absent'', ''makeup'') AND NOT EXISTS (
        SELECT 1 FROM membership m
        WHERE m.person_id = a.person_id AND +m.branch_id = g.org_id AND m.archived_at IS NULL
        AND COALESCE(m.in_on, '''') <= g.held_on AND COALESCE(m.out_on, ''9999-12-31'') >= g.held_on))
    OR (a.has_vote = 1 AND EXISTS (
        SELECT 1 FROM membership m
        WHERE m.person_id = a.person_id AND +m.branch_id = g.org_id AND m.archived_at IS NULL
        AND m.member_kind = ''prob'' AND m.status = ''active'' AND m.regularised_on IS NULL)))');

-- Promoted with measures open, or without a plan. It depends on the organisation's plans and their measures.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-16', 'mid', '整改未销号即确认晋位',
'WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = ''promotion''
    UNION
    SELECT p.id FROM zhibu_touched t CROSS JOIN rect_plan r ON r.id = t.key
    CROSS JOIN promotion p ON p.org_id = r.org_id WHERE t.tbl = ''rect_plan''
    UNION
    SELECT p.id FROM zhibu_former f CROSS JOIN promotion p ON p.org_id = f.value
    WHERE f.tbl = ''rect_plan'' AND f.col = ''org_id''
    UNION
    SELECT p.id FROM zhibu_touched t CROSS JOIN rect_measure m ON m.id = t.key
    CROSS JOIN rect_plan r ON r.id = m.plan_id
    CROSS JOIN promotion p ON p.org_id = r.org_id WHERE t.tbl = ''rect_measure''),
raised AS MATERIALIZED (
    SELECT p.id,
        (SELECT count(*) FROM rect_plan r
            WHERE r.campaign_id = p.campaign_id AND r.org_id = p.org_id AND r.org_kind = p.org_kind
            AND r.archived_at IS NULL) AS plans,
        (SELECT count(*) FROM rect_plan r
            CROSS JOIN rect_measure m ON m.plan_id = r.id AND m.archived_at IS NULL
            WHERE r.campaign_id = p.campaign_id AND r.org_id = p.org_id AND r.org_kind = p.org_kind
            AND r.archived_at IS NULL AND m.status NOT IN (''closed'', ''cancelled'')) AS open
    FROM near CROSS JOIN promotion p ON p.id = near.id
    WHERE p.archived_at IS NULL AND p.status IN (''submitted'', ''confirmed'') AND p.result_kind = ''up'')
SELECT ''promotion'' AS tbl, raised.id AS key, NULL AS other_key,
    iif(raised.plans = 0, ''no plan'', ''open '' || raised.open) AS detail
FROM raised WHERE raised.plans = 0 OR raised.open > 0');

-- Report no longer matches the records: something dated inside its period was recorded after its cutoff. What was
-- written before the cutoff and arrived later is known to the log of changes alone, which rules don't read.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-30', 'mid', '已报送报表与现数据不符',
'WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = ''report_submission''
    UNION
    SELECT s.id FROM zhibu_touched t CROSS JOIN meeting x ON x.id = t.key
    CROSS JOIN report_submission s ON s.scope_id = x.scope_id AND s.cutoff_at < x.created_at
    WHERE t.tbl = ''meeting''
    UNION
    SELECT s.id FROM zhibu_touched t CROSS JOIN dues_record x ON x.id = t.key
    CROSS JOIN report_submission s ON s.scope_id = x.scope_id AND s.cutoff_at < x.created_at
    WHERE t.tbl = ''dues_record''
    UNION
    SELECT s.id FROM zhibu_touched t CROSS JOIN fund_entry x ON x.id = t.key
    CROSS JOIN report_submission s ON s.scope_id = x.scope_id AND s.cutoff_at < x.created_at
    WHERE t.tbl = ''fund_entry''
    UNION
    SELECT s.id FROM zhibu_touched t CROSS JOIN membership x ON x.id = t.key
    CROSS JOIN report_submission s ON s.scope_id = x.scope_id AND s.cutoff_at < x.created_at
    WHERE t.tbl = ''membership''
    UNION
    SELECT s.id FROM zhibu_touched t CROSS JOIN appraisal x ON x.id = t.key
    CROSS JOIN report_submission s ON s.scope_id = x.scope_id AND s.cutoff_at < x.created_at
    WHERE t.tbl = ''appraisal''
    UNION
    SELECT s.id FROM zhibu_touched t CROSS JOIN fund_entry x ON x.account_id = t.key
    CROSS JOIN report_submission s ON s.scope_id = x.scope_id AND s.cutoff_at < x.created_at
    WHERE t.tbl = ''fund_account''),
report AS MATERIALIZED (
    SELECT s.id, s.scope_id, iif(s.org_kind = ''branch'', s.org_id, NULL) AS branch_id, s.cutoff_at,
        CASE WHEN s.period_label GLOB ''[0-9][0-9][0-9][0-9]-[0-9][0-9]'' THEN s.period_label || ''-01''
            WHEN s.period_label GLOB ''[0-9][0-9][0-9][0-9]Q[1-4]'' THEN substr(s.period_label, 1, 4)
                || ''-'' || substr(''01040710'', 2 * substr(s.period_label, 6) - 1, 2) || ''-01''
            ELSE substr(s.period_label, 1, 4) || ''-01-01'' END AS first_day,
        substr(s.cutoff_at, 1, 10) AS last_day
    FROM near CROSS JOIN report_submission s ON s.id = near.id
    WHERE s.archived_at IS NULL AND s.status IN (''submitted'', ''accepted'') AND s.superseded_by IS NULL),
late(id, kind, number) AS MATERIALIZED (
    SELECT report.id, '' meeting '', (SELECT count(*) FROM meeting m
        WHERE m.scope_id = report.scope_id AND m.held_on BETWEEN report.first_day AND report.last_day
        AND m.created_at > report.cutoff_at AND m.archived_at IS NULL
        AND (report.branch_id IS NULL OR m.org_id = report.branch_id)) FROM report
    UNION ALL
    SELECT report.id, '' dues_record '', (SELECT count(*) FROM dues_record d
        WHERE d.scope_id = report.scope_id AND d.paid_on BETWEEN report.first_day AND report.last_day
        AND d.created_at > report.cutoff_at AND d.archived_at IS NULL
        AND (report.branch_id IS NULL OR d.branch_id = report.branch_id)) FROM report
    UNION ALL
    SELECT report.id, '' fund_entry '', (SELECT count(*) FROM fund_entry e
        WHERE e.scope_id = report.scope_id AND e.entry_on BETWEEN report.first_day AND report.last_day
        AND e.created_at > report.cutoff_at AND e.archived_at IS NULL
        AND (report.branch_id IS NULL OR report.branch_id = (
            SELECT a.org_id FROM fund_account a WHERE a.id = e.account_id))) FROM report
    UNION ALL
    SELECT report.id, '' membership '', (SELECT count(*) FROM membership m
        WHERE m.scope_id = report.scope_id AND m.in_on BETWEEN report.first_day AND report.last_day
        AND m.created_at > report.cutoff_at AND m.archived_at IS NULL
        AND (report.branch_id IS NULL OR m.branch_id = report.branch_id)) FROM report
    UNION ALL
    SELECT report.id, '' appraisal '', (SELECT count(*) FROM appraisal a
        WHERE a.scope_id = report.scope_id AND a.rated_on BETWEEN report.first_day AND report.last_day
        AND a.created_at > report.cutoff_at AND a.archived_at IS NULL
        AND (report.branch_id IS NULL OR a.org_id = report.branch_id)) FROM report)
SELECT ''report_submission'' AS tbl, late.id AS key, NULL AS other_key,
    ltrim(group_concat(late.kind || late.number, '''')) AS detail
FROM late WHERE late.number > 0 GROUP BY late.id');

-- Appraisal counts contradict, or one vote is entered twice. The number of people at the meeting stands in
-- attendance.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-31', 'mid', '评议结果重复或票数不符',
'WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = ''appraisal''
    UNION
    SELECT a.id FROM zhibu_touched t CROSS JOIN attendance p ON p.id = t.key
    CROSS JOIN appraisal a ON a.meeting_id = p.meeting_id WHERE t.tbl = ''attendance''
    UNION
    SELECT a.id FROM zhibu_former f CROSS JOIN appraisal a ON a.meeting_id = f.value
    WHERE f.tbl = ''attendance'' AND f.col = ''meeting_id'')
SELECT DISTINCT ''appraisal'' AS tbl, min(a.id, b.id) AS key, max(a.id, b.id) AS other_key, a.kind AS detail
FROM near
CROSS JOIN appraisal a ON a.id = near.id
CROSS JOIN appraisal b ON b.org_id = a.org_id AND b.org_kind = a.org_kind AND b.year = a.year
    AND b.kind = a.kind AND b.id <> a.id
WHERE a.archived_at IS NULL AND b.archived_at IS NULL
AND (a.rated_on = b.rated_on OR COALESCE(a.result_level, '''') <> COALESCE(b.result_level, ''''))
UNION ALL
SELECT ''appraisal'', a.id, NULL, COALESCE(a.ballots_in, ''?'') || ''/'' || COALESCE(a.ballots_out, ''?'')
FROM near CROSS JOIN appraisal a ON a.id = near.id
WHERE a.archived_at IS NULL AND (
    a.ballots_in > a.ballots_out
    OR COALESCE(a.n_excellent, 0) + COALESCE(a.n_good, 0) + COALESCE(a.n_fair, 0) + COALESCE(a.n_poor, 0)
        + COALESCE(a.ballots_invalid, 0) <> a.ballots_in
    OR (EXISTS (SELECT 1 FROM attendance p WHERE p.meeting_id = a.meeting_id AND p.archived_at IS NULL)
        AND a.ballots_in > (
            SELECT count(*) FROM attendance p WHERE p.meeting_id = a.meeting_id
            AND p.archived_at IS NULL AND p.state IN (''present'', ''late'', ''observer''))))');
