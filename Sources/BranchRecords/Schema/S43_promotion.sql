-- 晋位升级 (promotion)
--
-- Applications of a branch or college to rise to a better grade. Two people may apply, so there may
-- be two rows; only one may be confirmed.

CREATE TABLE promotion (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (
        lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2)))
        || '-4' || substr(lower(hex(randomblob(2))), 2)
        || '-8' || substr(lower(hex(randomblob(2))), 2)
        || '-' || lower(hex(randomblob(6)))),
    scope_id TEXT,
    campaign_id TEXT DEFAULT 'jczz2012',
    org_kind TEXT,
    org_id TEXT,
    from_grade_id TEXT,
    from_level TEXT,
    to_level TEXT,
    result_kind TEXT,
    applied_on TEXT date,
    self_summary TEXT long,
    reviewed_by TEXT,
    reviewed_on TEXT date,
    confirmed_level TEXT,
    confirmed_on TEXT date,
    confirmed_doc_no TEXT docno,
    satisfaction_pct INTEGER,
    status TEXT,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX promotion_by_scope ON promotion (scope_id);
CREATE INDEX promotion_by_campaign_id_org_id ON promotion (campaign_id, org_id);
CREATE INDEX promotion_by_org_id ON promotion (org_id);
CREATE INDEX promotion_by_from_grade_id ON promotion (from_grade_id);
CREATE INDEX promotion_by_confirmed_doc_no ON promotion (confirmed_doc_no) WHERE confirmed_doc_no <> '';

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('promotion', 'scope_id');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('promotion', 'COALESCE(
        (SELECT b.name FROM branch b WHERE b.id = org_id),
        (SELECT c.short_name FROM college c WHERE c.id = org_id), ''（未知组织）'')
        || ''，'' || substr(campaign_id, -4) || ''年晋位升级''');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('promotion', NULL, 'keep'),
    ('promotion', 'scope_id', 'lww'),
    ('promotion', 'created_at', 'lww'),
    ('promotion', 'created_by', 'lww'),
    ('promotion', 'archived_at', 'keep'),
    ('promotion', 'archived_by', 'keep'),
    ('promotion', 'archive_reason', 'keep'),
    ('promotion', 'campaign_id', 'once'),
    ('promotion', 'org_kind', 'once'),
    ('promotion', 'org_id', 'once'),
    ('promotion', 'from_grade_id', 'once'),
    ('promotion', 'from_level', 'once'),
    ('promotion', 'applied_on', 'once'),
    ('promotion', 'self_summary', 'text'),
    ('promotion', 'reviewed_by', 'own(col_sec)'),
    ('promotion', 'reviewed_on', 'own(col_sec)'),
    ('promotion', 'confirmed_level', 'once'),
    ('promotion', 'confirmed_on', 'once'),
    ('promotion', 'confirmed_doc_no', 'once');

-- Columns that one act writes together; they never mix two people's facts.
-- The grade it starts from, and its level.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('promotion', 'basis', 'from_grade_id'),
    ('promotion', 'basis', 'from_level');
-- Who reviewed it, and when.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('promotion', 'review', 'reviewed_by'),
    ('promotion', 'review', 'reviewed_on');
-- What the committee confirmed, when, by which document.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('promotion', 'confirmation', 'confirmed_level'),
    ('promotion', 'confirmation', 'confirmed_on'),
    ('promotion', 'confirmation', 'confirmed_doc_no');
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('promotion', 'recording', 'created_at'),
    ('promotion', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('promotion', 'archiving', 'archived_at'),
    ('promotion', 'archiving', 'archived_by'),
    ('promotion', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('promotion', NULL, '晋位升级', 'Promotions', NULL),
    ('promotion', 'id', '记录编号', 'Record number', NULL),
    ('promotion', 'scope_id', '范围', 'Scope', NULL),
    ('promotion', 'campaign_id', '活动', 'Campaign', 'campaign'),
    ('promotion', 'org_kind', '组织层级', 'Level of organisation', 'org_kind'),
    ('promotion', 'org_id', '组织', 'Organisation', NULL),
    ('promotion', 'from_grade_id', '原定级', 'Grade it starts from', NULL),
    ('promotion', 'from_level', '原等次', 'From level', 'grade_level'),
    ('promotion', 'to_level', '申报等次', 'To level', 'grade_level'),
    ('promotion', 'result_kind', '结果', 'Result', 'promotion_result'),
    ('promotion', 'applied_on', '申报日期', 'Applied on', NULL),
    ('promotion', 'self_summary', '自查总结', 'Summary by the branch', NULL),
    ('promotion', 'reviewed_by', '审核人', 'Reviewed by', NULL),
    ('promotion', 'reviewed_on', '审核日期', 'Reviewed on', NULL),
    ('promotion', 'confirmed_level', '确认等次', 'Confirmed grade', 'grade_level'),
    ('promotion', 'confirmed_on', '确认日期', 'Confirmed on', NULL),
    ('promotion', 'confirmed_doc_no', '确认文号', 'Confirming document no.', NULL),
    ('promotion', 'satisfaction_pct', '党员群众满意度(%)', 'Satisfaction (%)', NULL),
    ('promotion', 'status', '状态', 'Status', 'grade_status'),
    ('promotion', 'created_at', '建档时间', 'Recorded at', NULL),
    ('promotion', 'created_by', '建档人', 'Recorded by', NULL),
    ('promotion', 'archived_at', '归档时间', 'Archived at', NULL),
    ('promotion', 'archived_by', '归档人', 'Archived by', NULL),
    ('promotion', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
