-- id: R33
-- title: 冲突处理台账
-- title-en: Ledger of conflicts
-- given: ledger
-- parameter: status | 情况（open、settled、resolved；空为全部） | status (open, settled, resolved; empty: all) | | one of open, settled, resolved
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- parameter: rule | 种类或规则（空为全部） | kind or rule (empty: all) |
-- column: 序号 | No. | right
-- column: 编号 | Id | left
-- column: 规则 | Rule | left
-- column: 级别 | Level | left
-- column: 学院 | College | left
-- column: 涉及记录 | Record | left
-- column: 各方的值 | Values | left
-- column: 来源 | From | left
-- column: 发现时间 | Since | left
-- column: 存在天数 | Days | right
-- column: 状态 | State | left
-- column: 处理方式 | Decision | left
-- column: 处理人 | Decided by | left
-- column: 先签字的 | Signed first by | left
-- column: 处理时间 | Decided at | left
-- column: 处理原因 | Reason | left
-- column: 撤回过 | Taken back | left
-- repeated: 2
--
-- One row for each conflict that ever was, those to decide first, then by urgency and age. The rows come from the register
-- of conflicts, which is no table: the program gives them as `:ledger`, a JSON array of objects.

WITH entry AS (
    SELECT json_extract(value, '$.id') AS id, json_extract(value, '$.rule') AS rule, json_extract(value, '$.kind') AS kind,
        json_extract(value, '$.level') AS level, json_extract(value, '$.level_name') AS level_name,
        json_extract(value, '$.scope') AS scope, json_extract(value, '$.record') AS record,
        json_extract(value, '$.values') AS shown, json_extract(value, '$.sources') AS sources,
        json_extract(value, '$.since') AS since, json_extract(value, '$.days') AS days,
        json_extract(value, '$.status') AS status, json_extract(value, '$.status_name') AS status_name,
        json_extract(value, '$.choice') AS choice, json_extract(value, '$.person') AS person,
        json_extract(value, '$.first') AS first, json_extract(value, '$.at') AS at,
        json_extract(value, '$.reason') AS reason, json_extract(value, '$.withdrawn') AS withdrawn
    FROM json_each(:ledger)
)
SELECT 0 AS is_total,
    row_number() OVER (ORDER BY e.status <> 'open', e.level, e.since, e.id), e.id, e.rule, e.level_name,
    COALESCE(c.short_name, e.scope), e.record, e.shown, e.sources, replace(substr(e.since, 1, 16), 'T', ' '), e.days, e.status_name, e.choice, e.person, e.first, replace(substr(e.at, 1, 16), 'T', ' '),
    e.reason, iif(e.withdrawn > 0, '是 ' || e.withdrawn, '')
FROM entry e LEFT JOIN college c ON e.scope = 'college:' || c.id
WHERE (:status = '' OR e.status = :status) AND (:college = '' OR c.id = :college) AND (:rule = '' OR e.kind IN (:rule, 'rule:' || :rule))
ORDER BY e.status <> 'open', e.level, e.since, e.id;

-- foot
WITH entry AS (
    SELECT json_extract(value, '$.level') AS level, json_extract(value, '$.status') AS status,
        json_extract(value, '$.days') AS days
    FROM json_each(:ledger)
),
decided AS (
    SELECT days, row_number() OVER (ORDER BY days) AS place, count(*) OVER () AS whole
    FROM entry WHERE status = 'resolved' AND days IS NOT NULL
),
count AS (
    SELECT COALESCE(sum(status = 'open' AND level = 0), 0) AS urgent, COALESCE(sum(status = 'open' AND level = 1), 0) AS normal,
        COALESCE(sum(status = 'open' AND level = 2), 0) AS hints, COALESCE(sum(status = 'resolved'), 0) AS decided,
        COALESCE(sum(status = 'settled'), 0) AS settled,
        COALESCE((
            SELECT printf('%.0f', avg(days)) FROM decided WHERE place IN ((whole + 1) / 2, (whole + 2) / 2)), '-') AS median
    FROM entry
)
SELECT printf('待裁定：严重 %d，一般 %d，提示 %d；已裁定 %d（中位 %s 天）；按规则或随编辑处理 %d',
        urgent, normal, hints, decided, median, settled) AS zh,
    printf('To decide: %d urgent, %d normal, %d hints; decided %d (median %s days); by rule or edit %d',
        urgent, normal, hints, decided, median, settled) AS en
FROM count;
