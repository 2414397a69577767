-- What one office could keep right and two together can break (语义冲突). The engine runs these after every
-- merge, and what they list waits for a person.
--
-- A finding is known by its rule and its one or two rows, so a rule lists each pair once, and `detail` says the
-- same whichever of the two was changed. Where a finding depends on its own rows alone, the rule begins at
-- `zhibu_touched` and costs by the change: a touched row is looked at as either side of a pair (CROSS JOIN keeps
-- the order in which the tables are read). Where it depends on other rows too, a change there would leave
-- findings standing that are gone, so the rule runs in full and begins where little is: at the doubled numbers, the
-- dissolved branches, the posts in office.

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

-- Same person registered twice. The identity number stands in person_private, so the pair depends on rows of
-- another table: in full, from the numbers and names that occur twice. The detail never shows a number.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-02', 'high', '同一人员重复登记',
'WITH same(a, b, why) AS (
    SELECT x.person_id, y.person_id, ''identity''
    FROM (SELECT identity_no FROM person_private WHERE identity_no <> ''''
        GROUP BY identity_no HAVING count(*) > 1) d
    CROSS JOIN person_private x ON x.identity_no = d.identity_no AND x.archived_at IS NULL
    CROSS JOIN person_private y ON y.identity_no = d.identity_no AND y.archived_at IS NULL
        AND y.person_id > x.person_id
    UNION ALL
    SELECT p.id, q.id, ''number''
    FROM (SELECT staff_student_no FROM person WHERE staff_student_no <> ''''
        GROUP BY staff_student_no HAVING count(*) > 1) d
    CROSS JOIN person p ON p.staff_student_no = d.staff_student_no
    CROSS JOIN person q ON q.staff_student_no = d.staff_student_no AND q.person_kind = p.person_kind
        AND q.id > p.id
    UNION ALL
    SELECT p.id, q.id, ''name+birth''
    FROM (SELECT name, birth_date FROM person WHERE name <> '''' AND birth_date <> ''''
        GROUP BY name, birth_date HAVING count(*) > 1) d
    CROSS JOIN person p ON p.name = d.name AND p.birth_date = d.birth_date
    CROSS JOIN person q ON q.name = d.name AND q.birth_date = d.birth_date AND q.id > p.id)
SELECT ''person'' AS tbl, s.a AS key, s.b AS other_key,
    ltrim(iif(max(s.why = ''identity''), '' identity'', '''') || iif(max(s.why = ''number''), '' number'', '''')
        || iif(max(s.why = ''name+birth''), '' name+birth'', '''')) AS detail
FROM same s
CROSS JOIN person p ON p.id = s.a AND p.archived_at IS NULL AND p.merged_into_id IS NULL
CROSS JOIN person q ON q.id = s.b AND q.archived_at IS NULL AND q.merged_into_id IS NULL
GROUP BY s.a, s.b');

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
-- which a person may accept as a fact. It depends on rows of five tables: in full, from the dissolved branches.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-07', 'high', '已撤销支部仍有党员或工作记录',
'WITH gone AS MATERIALIZED (
    SELECT b.id, b.dissolved_on,
        (SELECT count(*) FROM v_member m WHERE m.branch_id = b.id) AS members,
        (SELECT count(*) FROM post p WHERE p.org_id = b.id AND p.org_kind = ''branch''
            AND p.end_on IS NULL AND p.archived_at IS NULL) AS posts,
        (SELECT count(*) FROM fund_account a JOIN v_fund_balance v ON v.account_id = a.id
            WHERE a.org_id = b.id AND a.org_kind = ''branch'' AND v.balance_fen <> 0) AS accounts
    FROM branch b WHERE b.status IN (''dissolved'', ''merged''))
SELECT ''branch'' AS tbl, g.id AS key, NULL AS other_key,
    ltrim(iif(g.members, '' membership '' || g.members, '''') || iif(g.posts, '' post '' || g.posts, '''')
        || iif(g.accounts, '' fund '' || g.accounts, '''')) AS detail
FROM gone g WHERE g.members + g.posts + g.accounts > 0
UNION ALL
SELECT ''meeting'', m.id, NULL, ''meeting '' || m.held_on
FROM gone g
CROSS JOIN meeting m ON m.org_id = g.id AND m.held_on > g.dissolved_on
WHERE m.org_kind = ''branch'' AND m.archived_at IS NULL');

-- Fund overspent. The balance is a sum over the entries: in full, over an index that has all it needs.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-08', 'high', '经费超支',
'SELECT ''fund_account'' AS tbl, v.account_id AS key, NULL AS other_key,
    printf(''-%d.%02d'', -v.balance_fen / 100, -v.balance_fen % 100) AS detail
FROM v_fund_balance v
JOIN fund_account a ON a.id = v.account_id
WHERE v.balance_fen < 0 AND COALESCE(a.overdraft_ok, 0) = 0');

-- Duplicate document or voucher number. One document may confirm many grades, and one may appoint a secretary
-- together with the term or the branch; those are no findings. A number in two tables is listed at the first row of
-- the office in the first table. It depends on rows of ten tables, and on reversals: in full, from doubled numbers.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-09', 'mid', '文号或凭证号重复',
'WITH number AS MATERIALIZED (
    SELECT tbl, doc_no, scope_id, min(id) AS id FROM v_doc_no GROUP BY doc_no, tbl, scope_id)
SELECT x.tbl AS tbl, x.id AS key, NULL AS other_key,
    x.doc_no || '' '' || x.tbl || iif(count(DISTINCT y.tbl) = 1, ''/'' || y.tbl, ''/…'') AS detail
FROM number x
JOIN number y ON y.doc_no = x.doc_no AND y.tbl > x.tbl
WHERE NOT (x.tbl IN (''grade'', ''promotion'', ''assessment'') AND y.tbl IN (''grade'', ''promotion'', ''assessment''))
AND NOT (x.tbl IN (''branch'', ''post'') AND y.tbl IN (''post'', ''term''))
GROUP BY x.tbl, x.id
UNION ALL
SELECT x.tbl, min(x.id, y.id), max(x.id, y.id), x.doc_no
FROM number x
JOIN number y ON y.doc_no = x.doc_no AND y.tbl = x.tbl AND y.scope_id > x.scope_id
WHERE x.tbl IN (''opinion'', ''branch'') AND ''uni'' NOT IN (x.scope_id, y.scope_id)
UNION ALL
SELECT ''fund_entry'', e.id, f.id, e.voucher_no
FROM (SELECT account_id, voucher_no FROM fund_entry WHERE account_id <> '''' AND voucher_no <> ''''
    GROUP BY account_id, voucher_no HAVING count(*) > 1) d
CROSS JOIN fund_entry e ON e.account_id = d.account_id AND e.voucher_no = d.voucher_no
CROSS JOIN fund_entry f ON f.account_id = d.account_id AND f.voucher_no = d.voucher_no AND f.id > e.id
WHERE e.archived_at IS NULL AND f.archived_at IS NULL AND e.reverses_id IS NULL AND f.reverses_id IS NULL
AND NOT EXISTS (
    SELECT 1 FROM fund_entry r WHERE r.reverses_id IN (e.id, f.id) AND r.archived_at IS NULL)
UNION ALL
SELECT ''dues_record'', e.id, f.id, e.receipt_no
FROM (SELECT branch_id, receipt_no FROM dues_record WHERE branch_id <> '''' AND receipt_no <> ''''
    GROUP BY branch_id, receipt_no HAVING min(person_id) <> max(person_id)) d
CROSS JOIN dues_record e ON e.branch_id = d.branch_id AND e.receipt_no = d.receipt_no
CROSS JOIN dues_record f ON f.branch_id = d.branch_id AND f.receipt_no = d.receipt_no
    AND f.person_id <> e.person_id AND f.id > e.id
WHERE e.archived_at IS NULL AND f.archived_at IS NULL');

-- Dues paid twice. A third receipt, the reversal, ends the finding: in full, from the months that occur twice.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-10', 'mid', '同一月份党费重复交纳',
'SELECT ''dues_record'' AS tbl, e.id AS key, f.id AS other_key, e.period AS detail
FROM (SELECT person_id, period FROM dues_record WHERE person_id <> '''' AND period <> ''''
    GROUP BY person_id, period HAVING count(*) > 1) d
CROSS JOIN dues_record e ON e.person_id = d.person_id AND e.period = d.period
CROSS JOIN dues_record f ON f.person_id = d.person_id AND f.period = d.period AND f.id > e.id
WHERE e.archived_at IS NULL AND f.archived_at IS NULL
AND e.kind IN (''monthly'', ''makeup'') AND f.kind IN (''monthly'', ''makeup'')
AND NOT EXISTS (
    SELECT 1 FROM dues_record r WHERE r.reverses_id IN (e.id, f.id) AND r.archived_at IS NULL)');

-- Quorum no longer holds. It depends on attendance and memberships: in full, from the meetings that need one.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-11', 'high', '法定人数不足致决议存疑',
'WITH counted AS MATERIALIZED (
    SELECT g.id, COALESCE(g.quorum_rule, ''half'') AS quorum, v.eligible, v.eligible_present AS present
    FROM meeting g
    CROSS JOIN v_vote_eligible v ON v.meeting_id = g.id
    WHERE g.needs_quorum = 1 AND g.status IN (''held'', ''closed''))
SELECT ''meeting'' AS tbl, c.id AS key, NULL AS other_key, c.present || ''/'' || c.eligible AS detail
FROM counted c
WHERE c.eligible > 0 AND (
    (c.quorum = ''half'' AND 2 * c.present <= c.eligible)
    OR (c.quorum = ''two_thirds'' AND 3 * c.present < 2 * c.eligible)
    OR (c.quorum = ''four_fifths'' AND 5 * c.present <= 4 * c.eligible))');

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

-- Post held by a non-member. It depends on memberships and branches: in full, from the posts in office.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-13', 'high', '任职人员不在本组织',
'SELECT ''post'' AS tbl, p.id AS key, NULL AS other_key, p.post_kind AS detail
FROM post p
WHERE p.archived_at IS NULL AND p.end_on IS NULL AND p.org_kind IN (''branch'', ''college'')
AND NOT EXISTS (
    SELECT 1 FROM v_member m
    WHERE m.person_id = p.person_id AND m.member_kind = ''full''
    AND p.org_id = iif(p.org_kind = ''branch'', m.branch_id, m.college_id))');

-- Promotion without a confirmed grade, or applied for twice. It depends on the grade: in full, for few rows.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-14', 'high', '未定级或等次不符即晋位',
'SELECT ''promotion'' AS tbl, p.id AS key, NULL AS other_key, p.from_level AS detail
FROM promotion p
LEFT JOIN grade g ON g.id = p.from_grade_id AND g.archived_at IS NULL
WHERE p.archived_at IS NULL AND p.status <> ''draft''
AND (g.id IS NULL OR g.confirmed_level IS NULL OR g.confirmed_level <> p.from_level OR g.org_id <> p.org_id)
UNION ALL
SELECT ''promotion'', p.id, q.id, ''twice''
FROM promotion p
CROSS JOIN promotion q ON q.campaign_id = p.campaign_id AND q.org_id = p.org_id AND q.id > p.id
WHERE p.archived_at IS NULL AND q.archived_at IS NULL AND q.to_level <> p.to_level
AND p.status <> ''returned'' AND q.status <> ''returned''');

-- Attendance of someone who was not in the branch that day, or a vote of a probationary member. It depends on the
-- meeting and on memberships, which may change long after: in full. It is the dearest of the rules.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-15', 'mid', '非本支部党员计入出席',
'SELECT ''attendance'' AS tbl, a.id AS key, NULL AS other_key,
    a.state || iif(a.has_vote = 1, '' vote'', '''') AS detail
FROM attendance a
CROSS JOIN meeting g ON g.id = a.meeting_id
WHERE a.archived_at IS NULL AND g.archived_at IS NULL AND g.org_kind = ''branch'' AND (
    (a.state IN (''present'', ''late'', ''leave'', ''absent'', ''makeup'') AND NOT EXISTS (
        SELECT 1 FROM membership m
        WHERE m.person_id = a.person_id AND m.branch_id = g.org_id AND m.archived_at IS NULL
        AND m.in_on <= g.held_on AND COALESCE(m.out_on, ''9999-12-31'') >= g.held_on))
    OR (a.has_vote = 1 AND EXISTS (
        SELECT 1 FROM membership m
        WHERE m.person_id = a.person_id AND m.branch_id = g.org_id AND m.archived_at IS NULL
        AND m.member_kind = ''prob'' AND m.status = ''active'' AND m.regularised_on IS NULL)))');

-- Promoted with measures open, or without a plan. It depends on the plan and its measures: in full, for few rows.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-16', 'mid', '整改未销号即确认晋位',
'WITH raised AS MATERIALIZED (
    SELECT p.id,
        (SELECT count(*) FROM rect_plan r
            WHERE r.campaign_id = p.campaign_id AND r.org_id = p.org_id AND r.org_kind = p.org_kind
            AND r.archived_at IS NULL) AS plans,
        (SELECT count(*) FROM rect_plan r
            CROSS JOIN rect_measure m ON m.plan_id = r.id AND m.archived_at IS NULL
            WHERE r.campaign_id = p.campaign_id AND r.org_id = p.org_id AND r.org_kind = p.org_kind
            AND r.archived_at IS NULL AND m.status NOT IN (''closed'', ''cancelled'')) AS open
    FROM promotion p
    WHERE p.archived_at IS NULL AND p.status IN (''submitted'', ''confirmed'') AND p.result_kind = ''up'')
SELECT ''promotion'' AS tbl, r.id AS key, NULL AS other_key,
    iif(r.plans = 0, ''no plan'', ''open '' || r.open) AS detail
FROM raised r WHERE r.plans = 0 OR r.open > 0');

-- Report no longer matches the records: something dated inside its period was recorded after its cutoff. What was
-- written before the cutoff and arrived later is known to the log of changes alone, which rules don't read.
-- It depends on rows of five tables: in full, from the reports that stand.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-30', 'mid', '已报送报表与现数据不符',
'WITH report AS MATERIALIZED (
    SELECT s.id, s.scope_id, iif(s.org_kind = ''branch'', s.org_id, NULL) AS branch_id, s.cutoff_at,
        CASE WHEN s.period_label GLOB ''[0-9][0-9][0-9][0-9]-[0-9][0-9]'' THEN s.period_label || ''-01''
            WHEN s.period_label GLOB ''[0-9][0-9][0-9][0-9]Q[1-4]'' THEN substr(s.period_label, 1, 4)
                || ''-'' || substr(''01040710'', 2 * substr(s.period_label, 6) - 1, 2) || ''-01''
            ELSE substr(s.period_label, 1, 4) || ''-01-01'' END AS first_day,
        substr(s.cutoff_at, 1, 10) AS last_day
    FROM report_submission s
    WHERE s.archived_at IS NULL AND s.status IN (''submitted'', ''accepted'') AND s.superseded_by IS NULL),
late(id, kind, number) AS MATERIALIZED (
    SELECT r.id, '' meeting '', (SELECT count(*) FROM meeting m
        WHERE m.scope_id = r.scope_id AND m.held_on BETWEEN r.first_day AND r.last_day
        AND m.created_at > r.cutoff_at AND m.archived_at IS NULL
        AND (r.branch_id IS NULL OR m.org_id = r.branch_id)) FROM report r
    UNION ALL
    SELECT r.id, '' dues_record '', (SELECT count(*) FROM dues_record d
        WHERE d.scope_id = r.scope_id AND d.paid_on BETWEEN r.first_day AND r.last_day
        AND d.created_at > r.cutoff_at AND d.archived_at IS NULL
        AND (r.branch_id IS NULL OR d.branch_id = r.branch_id)) FROM report r
    UNION ALL
    SELECT r.id, '' fund_entry '', (SELECT count(*) FROM fund_entry e
        WHERE e.scope_id = r.scope_id AND e.entry_on BETWEEN r.first_day AND r.last_day
        AND e.created_at > r.cutoff_at AND e.archived_at IS NULL
        AND (r.branch_id IS NULL OR r.branch_id = (
            SELECT a.org_id FROM fund_account a WHERE a.id = e.account_id))) FROM report r
    UNION ALL
    SELECT r.id, '' membership '', (SELECT count(*) FROM membership m
        WHERE m.scope_id = r.scope_id AND m.in_on BETWEEN r.first_day AND r.last_day
        AND m.created_at > r.cutoff_at AND m.archived_at IS NULL
        AND (r.branch_id IS NULL OR m.branch_id = r.branch_id)) FROM report r
    UNION ALL
    SELECT r.id, '' appraisal '', (SELECT count(*) FROM appraisal a
        WHERE a.scope_id = r.scope_id AND a.rated_on BETWEEN r.first_day AND r.last_day
        AND a.created_at > r.cutoff_at AND a.archived_at IS NULL
        AND (r.branch_id IS NULL OR a.org_id = r.branch_id)) FROM report r)
SELECT ''report_submission'' AS tbl, l.id AS key, NULL AS other_key,
    ltrim(group_concat(l.kind || l.number, '''')) AS detail
FROM late l WHERE l.number > 0 GROUP BY l.id');

-- Appraisal counts contradict, or one vote is entered twice. The number of people at the meeting stands in
-- attendance: in full, for few rows.
INSERT INTO zhibu_rule (name, severity, title, sql) VALUES ('SC-31', 'mid', '评议结果重复或票数不符',
'SELECT ''appraisal'' AS tbl, a.id AS key, b.id AS other_key, a.kind AS detail
FROM appraisal a
CROSS JOIN appraisal b ON b.org_id = a.org_id AND b.org_kind = a.org_kind AND b.year = a.year
    AND b.kind = a.kind AND b.id > a.id
WHERE a.archived_at IS NULL AND b.archived_at IS NULL
AND (a.rated_on = b.rated_on OR COALESCE(a.result_level, '''') <> COALESCE(b.result_level, ''''))
UNION ALL
SELECT ''appraisal'', a.id, NULL, COALESCE(a.ballots_in, ''?'') || ''/'' || COALESCE(a.ballots_out, ''?'')
FROM appraisal a
WHERE a.archived_at IS NULL AND (
    a.ballots_in > a.ballots_out
    OR COALESCE(a.n_excellent, 0) + COALESCE(a.n_good, 0) + COALESCE(a.n_fair, 0) + COALESCE(a.n_poor, 0)
        + COALESCE(a.ballots_invalid, 0) <> a.ballots_in
    OR (EXISTS (SELECT 1 FROM attendance p WHERE p.meeting_id = a.meeting_id AND p.archived_at IS NULL)
        AND a.ballots_in > (
            SELECT count(*) FROM attendance p WHERE p.meeting_id = a.meeting_id
            AND p.archived_at IS NULL AND p.state IN (''present'', ''late'', ''observer''))))');
