-- id: R09
-- title: 征求意见及采纳情况表
-- title-en: Opinions and what became of them
-- period: SELECT substr(:campaign, -4) || '年'
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: campaign | 活动 | campaign | jczz2012 | > campaign
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- parameter: source | 来源（空为全部） | source (empty: all) | | = opinion_source
-- parameter: aspect | 方面（A1至A6；空为全部） | aspect (A1 to A6; empty: all) | | = aspect
-- parameter: status | 状态（空为全部） | status (empty: all) | | = issue_status
-- column: 来源 | Source | left
-- column: 条数 | Number | right
-- column: 采纳 | Adopted | right
-- column: 部分采纳 | Partly | right
-- column: 不采纳 | Not | right
-- column: 待研究 | To study | right
-- column: 已答复 | Answered | right
-- column: 平均答复天数 | Days to answer | right
-- chart: stacked | 来源 | 采纳, 部分采纳, 不采纳, 待研究
-- repeated: 1
--
-- One row per source. What nobody has decided yet is still to be studied, so the four add up to the
-- number. Who said it is shown nowhere.

WITH
org AS (
    SELECT 'college' AS kind, id, id AS college_id, short_name AS college, short_name AS name, sort_no AS s1, -1 AS s2,
        '' AS s3
    FROM college WHERE archived_at IS NULL
    UNION ALL
    SELECT 'branch', b.id, b.college_id, c.short_name,
        b.name || CASE WHEN b.status IN ('merged', 'dissolved') THEN '（' || k.zh || '）' ELSE '' END, c.sort_no,
            b.sort_no, b.code
    FROM branch b LEFT JOIN college c ON c.id = b.college_id
    LEFT JOIN zhibu_code k ON k.list = 'org_status' AND k.code = b.status
    WHERE b.archived_at IS NULL
),
said AS (
    SELECT p.*, CAST(julianday(p.replied_on) - julianday(p.raised_on) AS INTEGER) AS days
    FROM opinion p JOIN org o ON o.id = p.org_id
    WHERE p.campaign_id = :campaign AND p.archived_at IS NULL AND (p.created_at IS NULL OR p.created_at < :as_at || '~')
      AND (:college = '' OR o.college_id = :college) AND (:source = '' OR p.source_kind = :source)
      AND (:aspect = '' OR p.aspect = :aspect) AND (:status = '' OR p.status = :status)
),
line AS (
    SELECT COALESCE(k.sort, 99) AS number, COALESCE(k.zh, s.source_kind, '未填') AS name, count(*) AS n,
        sum(COALESCE(s.adopted, '') = 'adopted') AS yes, sum(COALESCE(s.adopted, '') = 'partly') AS partly,
        sum(COALESCE(s.adopted, '') = 'rejected') AS no, sum(COALESCE(s.adopted, 'pending') = 'pending') AS pending,
        sum(s.replied_on IS NOT NULL OR COALESCE(s.status, '') IN ('replied', 'closed')) AS answered,
        sum(s.days) AS days, count(s.days) AS timed
    FROM said s LEFT JOIN zhibu_code k ON k.list = 'opinion_source' AND k.code = s.source_kind
    GROUP BY s.source_kind
),
listed AS (
    SELECT 0 AS is_total, * FROM line
    UNION ALL
    SELECT 1, NULL, '合计', COALESCE(sum(n), 0), COALESCE(sum(yes), 0), COALESCE(sum(partly), 0), COALESCE(sum(no), 0),
        COALESCE(sum(pending), 0), COALESCE(sum(answered), 0), sum(days), COALESCE(sum(timed), 0)
    FROM line
)
SELECT is_total, name, n, yes, partly, no, pending, answered,
    CASE WHEN timed > 0 THEN printf('%d.%d', (20 * days + timed) / (2 * timed) / 10,
        (20 * days + timed) / (2 * timed) % 10)
        ELSE '—' END
FROM listed
ORDER BY is_total, number;

-- also: 意见明细 | The opinions
-- column: 学院 | College | left
-- column: 组织 | Organisation | left
-- column: 提出日期 | Raised on | left
-- column: 来源 | Source | left
-- column: 意见内容 | Opinion | left
-- column: 方面 | Aspect | left
-- column: 答复 | Answer | left
-- column: 采纳情况 | Adopted | left
-- column: 答复日期 | Answered on | left
-- column: 状态 | State | left
WITH
org AS (
    SELECT 'college' AS kind, id, id AS college_id, short_name AS college, short_name AS name, sort_no AS s1, -1 AS s2,
        '' AS s3
    FROM college WHERE archived_at IS NULL
    UNION ALL
    SELECT 'branch', b.id, b.college_id, c.short_name,
        b.name || CASE WHEN b.status IN ('merged', 'dissolved') THEN '（' || k.zh || '）' ELSE '' END, c.sort_no,
            b.sort_no, b.code
    FROM branch b LEFT JOIN college c ON c.id = b.college_id
    LEFT JOIN zhibu_code k ON k.list = 'org_status' AND k.code = b.status
    WHERE b.archived_at IS NULL
)
SELECT 0 AS is_total, o.college, o.name, p.raised_on, s.zh, p.content, a.zh, p.reply, d.zh,
    p.replied_on, t.zh
FROM opinion p
JOIN org o ON o.id = p.org_id
LEFT JOIN zhibu_code s ON s.list = 'opinion_source' AND s.code = p.source_kind
LEFT JOIN zhibu_code a ON a.list = 'aspect' AND a.code = p.aspect
LEFT JOIN zhibu_code d ON d.list = 'adopt_status' AND d.code = p.adopted
LEFT JOIN zhibu_code t ON t.list = 'issue_status' AND t.code = p.status
WHERE p.campaign_id = :campaign AND p.archived_at IS NULL AND (p.created_at IS NULL OR p.created_at < :as_at || '~')
  AND (:college = '' OR o.college_id = :college) AND (:source = '' OR p.source_kind = :source)
  AND (:aspect = '' OR p.aspect = :aspect) AND (:status = '' OR p.status = :status)
ORDER BY o.s1, o.college_id, o.s2, o.s3, p.raised_on, p.id;
