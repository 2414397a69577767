-- id: R34
-- title: 批准后修改清单
-- title-en: What was changed after its approval
-- given: late
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- column: 修改时间 | At | left
-- column: 学院 | College | left
-- column: 表 | Table | left
-- column: 记录 | Record | left
-- column: 列 | Column | left
-- column: 原值 | Approved | left
-- column: 新值 | Now | left
-- column: 修改人 | By | left
-- column: 批准日期 | Approved on | left
-- column: 认可状态 | State | left
-- repeated: 2
--
-- What waits to be accepted; the rows come from the log, which is no table: the program gives them as `:late`, a JSON array of
-- objects. Then what was accepted or taken back, and who exported what.

SELECT 0 AS is_total, json_extract(value, '$.at') AS at, COALESCE(c.short_name, json_extract(value, '$.scope')),
    json_extract(value, '$.table'), json_extract(value, '$.record'), json_extract(value, '$.column'), json_extract(value, '$.old'),
    json_extract(value, '$.new'), json_extract(value, '$.person'), json_extract(value, '$.locked_on'), '未认可'
FROM json_each(:late)
LEFT JOIN college c ON json_extract(value, '$.scope') = 'college:' || c.id
WHERE :college = '' OR c.id = :college
ORDER BY at, json_extract(value, '$.record'), json_extract(value, '$.column');

-- also: 已认可或已撤销 | Accepted or taken back
-- column: 日期 | On | left
-- column: 学院 | College | left
-- column: 表 | Table | left
-- column: 认可人 | By | left
-- column: 处理 | What | left
-- column: 原因 | Reason | left
SELECT 0 AS is_total, s.taken_on, COALESCE(c.short_name, s.scope_id),
    COALESCE((SELECT l.zh FROM zhibu_label l WHERE l.tbl = s.tbl AND l.col IS NULL), s.tbl), s.taken_by,
    CASE s.to_state WHEN 'accepted' THEN '认可' ELSE '撤销' END, s.reason
FROM step_record s LEFT JOIN college c ON s.scope_id = 'college:' || c.id
WHERE s.to_state IN ('accepted', 'taken_back') AND s.from_state IS NULL AND s.archived_at IS NULL
  AND (:college = '' OR c.id = :college)
ORDER BY s.taken_on, s.created_at, s.id;

-- also: 导出日志 | Exports
-- column: 时间 | At | left
-- column: 学院 | College | left
-- column: 导出人 | By | left
-- column: 报表/表名 | What | left
-- column: 行数 | Lines | right
-- column: 已脱敏 | Masked | center
-- column: 用途 | Purpose | left
-- column: 文件名 | File | left
SELECT 0 AS is_total, replace(substr(e.exported_at, 1, 16), 'T', ' '), COALESCE(c.short_name, e.scope_id), e.exported_by,
    e.report_code, e.row_count, CASE e.is_masked WHEN 1 THEN '是' ELSE '否' END, e.purpose, e.file_name
FROM export_log e LEFT JOIN college c ON e.scope_id = 'college:' || c.id
WHERE e.archived_at IS NULL AND (:college = '' OR c.id = :college)
ORDER BY e.is_masked, e.exported_at, e.id;
