-- Report no longer matches the records: something dated inside its period was recorded after its cutoff. What was
-- written before the cutoff and arrived later is known to the log of changes alone, which rules don't read.
-- rule: SC-30 | mid | 已报送报表与现数据不符 | Report no longer matches the records
-- card: {org}的报表{report}（{period}）报送后，又登记了该统计期的{what}，报送数已不准。 | {report} of {org} for {period} was handed in; since then records of that time were added ({what_en}).
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'report_submission'
    UNION
    SELECT s.id FROM zhibu_touched t CROSS JOIN meeting x ON x.id = t.key
    CROSS JOIN report_submission s ON s.scope_id = x.scope_id AND s.cutoff_at < x.created_at
    WHERE t.tbl = 'meeting'
    UNION
    SELECT s.id FROM zhibu_touched t CROSS JOIN dues_record x ON x.id = t.key
    CROSS JOIN report_submission s ON s.scope_id = x.scope_id AND s.cutoff_at < x.created_at
    WHERE t.tbl = 'dues_record'
    UNION
    SELECT s.id FROM zhibu_touched t CROSS JOIN fund_entry x ON x.id = t.key
    CROSS JOIN report_submission s ON s.scope_id = x.scope_id AND s.cutoff_at < x.created_at
    WHERE t.tbl = 'fund_entry'
    UNION
    SELECT s.id FROM zhibu_touched t CROSS JOIN membership x ON x.id = t.key
    CROSS JOIN report_submission s ON s.scope_id = x.scope_id AND s.cutoff_at < x.created_at
    WHERE t.tbl = 'membership'
    UNION
    SELECT s.id FROM zhibu_touched t CROSS JOIN appraisal x ON x.id = t.key
    CROSS JOIN report_submission s ON s.scope_id = x.scope_id AND s.cutoff_at < x.created_at
    WHERE t.tbl = 'appraisal'
    UNION
    SELECT s.id FROM zhibu_touched t CROSS JOIN fund_entry x ON x.account_id = t.key
    CROSS JOIN report_submission s ON s.scope_id = x.scope_id AND s.cutoff_at < x.created_at
    WHERE t.tbl = 'fund_account'),
report AS MATERIALIZED (
    SELECT s.id, s.scope_id, iif(s.org_kind = 'branch', s.org_id, NULL) AS branch_id, s.cutoff_at,
        CASE WHEN s.period_label GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]' THEN s.period_label || '-01'
            WHEN s.period_label GLOB '[0-9][0-9][0-9][0-9]Q[1-4]' THEN substr(s.period_label, 1, 4)
                || '-' || substr('01040710', 2 * substr(s.period_label, 6) - 1, 2) || '-01'
            ELSE substr(s.period_label, 1, 4) || '-01-01' END AS first_day,
        substr(s.cutoff_at, 1, 10) AS last_day
    FROM near CROSS JOIN report_submission s ON s.id = near.id
    WHERE s.archived_at IS NULL AND s.status IN ('submitted', 'accepted') AND s.superseded_by IS NULL),
late(id, kind, number) AS MATERIALIZED (
    SELECT report.id, ' meeting ', (SELECT count(*) FROM meeting m
        WHERE m.scope_id = report.scope_id AND m.held_on BETWEEN report.first_day AND report.last_day
        AND m.created_at > report.cutoff_at AND m.archived_at IS NULL
        AND (report.branch_id IS NULL OR m.org_id = report.branch_id)) FROM report
    UNION ALL
    SELECT report.id, ' dues_record ', (SELECT count(*) FROM dues_record d
        WHERE d.scope_id = report.scope_id AND d.paid_on BETWEEN report.first_day AND report.last_day
        AND d.created_at > report.cutoff_at AND d.archived_at IS NULL
        AND (report.branch_id IS NULL OR d.branch_id = report.branch_id)) FROM report
    UNION ALL
    SELECT report.id, ' fund_entry ', (SELECT count(*) FROM fund_entry e
        WHERE e.scope_id = report.scope_id AND e.entry_on BETWEEN report.first_day AND report.last_day
        AND e.created_at > report.cutoff_at AND e.archived_at IS NULL
        AND (report.branch_id IS NULL OR report.branch_id = (
            SELECT a.org_id FROM fund_account a WHERE a.id = e.account_id))) FROM report
    UNION ALL
    SELECT report.id, ' membership ', (SELECT count(*) FROM membership m
        WHERE m.scope_id = report.scope_id AND m.in_on BETWEEN report.first_day AND report.last_day
        AND m.created_at > report.cutoff_at AND m.archived_at IS NULL
        AND (report.branch_id IS NULL OR m.branch_id = report.branch_id)) FROM report
    UNION ALL
    SELECT report.id, ' appraisal ', (SELECT count(*) FROM appraisal a
        WHERE a.scope_id = report.scope_id AND a.rated_on BETWEEN report.first_day AND report.last_day
        AND a.created_at > report.cutoff_at AND a.archived_at IS NULL
        AND (report.branch_id IS NULL OR a.org_id = report.branch_id)) FROM report)
SELECT 'report_submission' AS tbl, late.id AS key, NULL AS other_key,
    ltrim(group_concat(late.kind || late.number, '')) AS detail
FROM late WHERE late.number > 0 GROUP BY late.id

-- values
WITH report AS (
    SELECT s.*, iif(s.org_kind = 'branch', s.org_id, NULL) AS branch_id,
        CASE WHEN s.period_label GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]' THEN s.period_label || '-01'
            WHEN s.period_label GLOB '[0-9][0-9][0-9][0-9]Q[1-4]' THEN substr(s.period_label, 1, 4)
                || '-' || substr('01040710', 2 * substr(s.period_label, 6) - 1, 2) || '-01'
            ELSE substr(s.period_label, 1, 4) || '-01-01' END AS first_day,
        substr(s.cutoff_at, 1, 10) AS last_day
    FROM report_submission s WHERE s.id = :key),
late(tbl, number) AS (
    SELECT 'meeting', (SELECT count(*) FROM meeting m
        WHERE m.scope_id = report.scope_id AND m.held_on BETWEEN report.first_day AND report.last_day
        AND m.created_at > report.cutoff_at AND m.archived_at IS NULL
        AND (report.branch_id IS NULL OR m.org_id = report.branch_id)) FROM report
    UNION ALL
    SELECT 'dues_record', (SELECT count(*) FROM dues_record d
        WHERE d.scope_id = report.scope_id AND d.paid_on BETWEEN report.first_day AND report.last_day
        AND d.created_at > report.cutoff_at AND d.archived_at IS NULL
        AND (report.branch_id IS NULL OR d.branch_id = report.branch_id)) FROM report
    UNION ALL
    SELECT 'fund_entry', (SELECT count(*) FROM fund_entry e
        WHERE e.scope_id = report.scope_id AND e.entry_on BETWEEN report.first_day AND report.last_day
        AND e.created_at > report.cutoff_at AND e.archived_at IS NULL
        AND (report.branch_id IS NULL OR report.branch_id = (
            SELECT a.org_id FROM fund_account a WHERE a.id = e.account_id))) FROM report
    UNION ALL
    SELECT 'membership', (SELECT count(*) FROM membership m
        WHERE m.scope_id = report.scope_id AND m.in_on BETWEEN report.first_day AND report.last_day
        AND m.created_at > report.cutoff_at AND m.archived_at IS NULL
        AND (report.branch_id IS NULL OR m.branch_id = report.branch_id)) FROM report
    UNION ALL
    SELECT 'appraisal', (SELECT count(*) FROM appraisal a
        WHERE a.scope_id = report.scope_id AND a.rated_on BETWEEN report.first_day AND report.last_day
        AND a.created_at > report.cutoff_at AND a.archived_at IS NULL
        AND (report.branch_id IS NULL OR a.org_id = report.branch_id)) FROM report)
SELECT
    COALESCE((SELECT name FROM branch WHERE id = r.org_id), (SELECT short_name FROM college WHERE id = r.org_id), '？') AS org,
    COALESCE(r.report_code, '？') AS report, COALESCE(r.period_label, '？') AS period,
    COALESCE((SELECT group_concat(l.zh || late.number || '条', '、') FROM late
        JOIN zhibu_label l ON l.tbl = late.tbl AND l.col IS NULL WHERE late.number > 0), '？') AS what,
    COALESCE((SELECT group_concat(l.en || ': ' || late.number, ', ') FROM late
        JOIN zhibu_label l ON l.tbl = late.tbl AND l.col IS NULL WHERE late.number > 0), '？') AS what_en
FROM report r
