-- 六方面情况 (survey_item)
--
-- What a survey found on each of the six aspects: always six rows.

CREATE TABLE survey_item (
    id TEXT NOT NULL PRIMARY KEY,  -- survey/aspect, for example jczz2012/<branch>/1/A3
    scope_id TEXT,
    survey_id TEXT,
    aspect TEXT,
    rating TEXT,
    score INTEGER,
    problem TEXT long,
    evidence TEXT long,
    is_gap INTEGER bool,
    gap_cleared_on TEXT date,
    gap_cleared_by TEXT,
    created_at TEXT datetime,
    created_by TEXT,
    archived_at TEXT datetime,
    archived_by TEXT,
    archive_reason TEXT
);

CREATE INDEX survey_item_by_scope ON survey_item (scope_id);
CREATE INDEX survey_item_by_survey_id ON survey_item (survey_id);

INSERT INTO zhibu_scope (tbl, scope_sql) VALUES ('survey_item', 'scope_id');

INSERT INTO zhibu_title (tbl, title_sql) VALUES
    ('survey_item', 'COALESCE(
        (SELECT b.name FROM survey s JOIN branch b ON b.id = s.org_id WHERE s.id = survey_id),
        (SELECT c.short_name FROM survey s JOIN college c ON c.id = s.org_id
         WHERE s.id = survey_id), ''（未知组织）'')
        || ''，'' || COALESCE(
        (SELECT c.zh FROM zhibu_code c WHERE c.list = ''aspect'' AND c.code = aspect), aspect)');

-- Who wins when two offices write at once; the first line is for all columns not named.
INSERT INTO zhibu_policy (tbl, col, policy) VALUES
    ('survey_item', NULL, 'keep'),
    ('survey_item', 'scope_id', 'lww'),
    ('survey_item', 'created_at', 'lww'),
    ('survey_item', 'created_by', 'lww'),
    ('survey_item', 'archived_at', 'keep'),
    ('survey_item', 'archived_by', 'keep'),
    ('survey_item', 'archive_reason', 'keep'),
    ('survey_item', 'survey_id', 'once'),
    ('survey_item', 'aspect', 'once'),
    ('survey_item', 'rating', 'keep'),
    ('survey_item', 'score', 'keep'),
    ('survey_item', 'problem', 'text'),
    ('survey_item', 'evidence', 'text'),
    ('survey_item', 'is_gap', 'max'),
    ('survey_item', 'gap_cleared_on', 'keep'),
    ('survey_item', 'gap_cleared_by', 'keep');

-- Columns that one act writes together; they never mix two people's facts.
-- One judgement: the rating and its score.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('survey_item', 'rating', 'rating'),
    ('survey_item', 'rating', 'score');
-- Who saw the gap closed, and when.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('survey_item', 'clearing', 'gap_cleared_on'),
    ('survey_item', 'clearing', 'gap_cleared_by');
-- Who recorded it, and when. Two computers that import one file are no matter for a person.
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('survey_item', 'recording', 'created_at'),
    ('survey_item', 'recording', 'created_by');
INSERT INTO zhibu_unit (tbl, unit, col) VALUES
    ('survey_item', 'archiving', 'archived_at'),
    ('survey_item', 'archiving', 'archived_by'),
    ('survey_item', 'archiving', 'archive_reason');

-- What people call it, and the code list a column takes its values from.
INSERT INTO zhibu_label (tbl, col, zh, en, codes) VALUES
    ('survey_item', NULL, '六方面情况', 'Six aspects', NULL),
    ('survey_item', 'id', '记录编号', 'Record number', NULL),
    ('survey_item', 'scope_id', '范围', 'Scope', NULL),
    ('survey_item', 'survey_id', '调查', 'Survey', NULL),
    ('survey_item', 'aspect', '方面', 'Aspect', 'aspect'),
    ('survey_item', 'rating', '评价', 'Rating', 'aspect_rating'),
    ('survey_item', 'score', '得分', 'Score', NULL),
    ('survey_item', 'problem', '存在问题', 'Problem', NULL),
    ('survey_item', 'evidence', '佐证', 'Evidence', NULL),
    ('survey_item', 'is_gap', '是否短板', 'A gap', NULL),
    ('survey_item', 'gap_cleared_on', '短板消除日期', 'Gap closed on', NULL),
    ('survey_item', 'gap_cleared_by', '消除认定人', 'Gap closed by', NULL),
    ('survey_item', 'created_at', '建档时间', 'Recorded at', NULL),
    ('survey_item', 'created_by', '建档人', 'Recorded by', NULL),
    ('survey_item', 'archived_at', '归档时间', 'Archived at', NULL),
    ('survey_item', 'archived_by', '归档人', 'Archived by', NULL),
    ('survey_item', 'archive_reason', '归档原因', 'Reason for archiving', NULL);
