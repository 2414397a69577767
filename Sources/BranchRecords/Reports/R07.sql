-- id: R07
-- title: 党建工作情况档案完整情况表
-- title-en: How complete the dossiers are
-- period: SELECT CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER) || '年'
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: year | 年度（空为截至时点所在年） | year (empty: that of the moment) | | integer
-- parameter: level | 层级（college、branch；空为全部） | level (college, branch; empty: all) | | one of college, branch
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- column: 组织 | Organisation | left
-- column: 组织设置 | Organisation | center
-- column: 领导班子 | Leadership | center
-- column: 党员队伍 | Members | center
-- column: 工作制度 | Rules | center
-- column: 组织生活 | Meetings | center
-- column: 经费 | Funds | center
-- column: 场所阵地 | Venues | center
-- column: 作用发挥 | Effect | center
-- column: 分类定级 | Grading | center
-- column: 征求意见 | Opinions | center
-- column: 整改落实 | Rectification | center
-- column: 晋位升级 | Promotion | center
-- column: 评议考核 | Appraisal | center
-- column: 荣誉典型 | Honours | center
-- column: 完整率 | Complete | right
-- column: 缺项说明 | What is missing | left
-- column: 存照次数 | Snapshots | right
-- chart: bar | 组织 | 完整率
-- repeated: 1
--
-- Sections S1 to S14 of the year's dossier. A section that is full counts 1, partly there a half,
-- missing or not filled in 0; what does not apply (—) is left out. Organisations without a dossier
-- come first, then the least complete.

WITH
org AS (
    SELECT 'college' AS kind, id, id AS college_id, short_name AS college, short_name AS name, sort_no AS s1, -1 AS s2,
        '' AS s3
    FROM college WHERE archived_at IS NULL
    UNION ALL
    SELECT 'branch', b.id, b.college_id, c.short_name, b.name, c.sort_no, b.sort_no, b.code
    FROM branch b LEFT JOIN college c ON c.id = b.college_id
    WHERE b.status = 'active' AND b.archived_at IS NULL AND (b.created_at IS NULL OR b.created_at < :as_at || '~')
),
section AS (
    SELECT s.dossier_id, s.section, s.state,
        CASE WHEN s.missing_note <> '' THEN COALESCE(k.zh || '：', '') || s.missing_note END AS note
    FROM dossier_section s LEFT JOIN zhibu_code k ON k.list = 'dossier_section' AND k.code = s.section
    WHERE s.archived_at IS NULL AND (s.created_at IS NULL OR s.created_at < :as_at || '~')
    ORDER BY s.dossier_id, k.sort
),
counted AS (
    SELECT dossier_id,
        max(CASE WHEN section = 'S1' THEN state END) AS p1,
        max(CASE WHEN section = 'S2' THEN state END) AS p2,
        max(CASE WHEN section = 'S3' THEN state END) AS p3,
        max(CASE WHEN section = 'S4' THEN state END) AS p4,
        max(CASE WHEN section = 'S5' THEN state END) AS p5,
        max(CASE WHEN section = 'S6' THEN state END) AS p6,
        max(CASE WHEN section = 'S7' THEN state END) AS p7,
        max(CASE WHEN section = 'S8' THEN state END) AS p8,
        max(CASE WHEN section = 'S9' THEN state END) AS p9,
        max(CASE WHEN section = 'S10' THEN state END) AS p10,
        max(CASE WHEN section = 'S11' THEN state END) AS p11,
        max(CASE WHEN section = 'S12' THEN state END) AS p12,
        max(CASE WHEN section = 'S13' THEN state END) AS p13,
        max(CASE WHEN section = 'S14' THEN state END) AS p14,
        sum(CASE state WHEN 'full' THEN 2 WHEN 'partial' THEN 1 ELSE 0 END) AS halves, sum(state = 'na') AS na,
        group_concat(note, '；') AS notes
    FROM section GROUP BY dossier_id
),
snapshot AS (SELECT dossier_id, count(*) AS snapshots FROM dossier_snapshot s WHERE s.archived_at IS NULL
    AND (s.created_at IS NULL OR s.created_at < :as_at || '~') GROUP BY dossier_id),
line AS (
    SELECT o.*, d.id AS dossier_id, c.*, COALESCE(c.halves, 0) AS got, 28 - 2 * COALESCE(c.na, 0) AS whole,
        COALESCE(s.snapshots, 0) AS snapshots
    FROM org o
    LEFT JOIN dossier d ON d.org_id = o.id AND d.year = CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4)
        ELSE :year END AS INTEGER) AND d.archived_at IS NULL AND (d.created_at IS NULL OR d.created_at < :as_at || '~')
    LEFT JOIN counted c ON c.dossier_id = d.id
    LEFT JOIN snapshot s ON s.dossier_id = d.id
    WHERE (:level = '' OR o.kind = :level) AND (:college = '' OR o.college_id = :college)
)
SELECT 0 AS is_total, name,
    CASE p1 WHEN 'full' THEN '✓' WHEN 'partial' THEN '部分' WHEN 'none' THEN '缺' WHEN 'na' THEN '—' ELSE '未填' END,
    CASE p2 WHEN 'full' THEN '✓' WHEN 'partial' THEN '部分' WHEN 'none' THEN '缺' WHEN 'na' THEN '—' ELSE '未填' END,
    CASE p3 WHEN 'full' THEN '✓' WHEN 'partial' THEN '部分' WHEN 'none' THEN '缺' WHEN 'na' THEN '—' ELSE '未填' END,
    CASE p4 WHEN 'full' THEN '✓' WHEN 'partial' THEN '部分' WHEN 'none' THEN '缺' WHEN 'na' THEN '—' ELSE '未填' END,
    CASE p5 WHEN 'full' THEN '✓' WHEN 'partial' THEN '部分' WHEN 'none' THEN '缺' WHEN 'na' THEN '—' ELSE '未填' END,
    CASE p6 WHEN 'full' THEN '✓' WHEN 'partial' THEN '部分' WHEN 'none' THEN '缺' WHEN 'na' THEN '—' ELSE '未填' END,
    CASE p7 WHEN 'full' THEN '✓' WHEN 'partial' THEN '部分' WHEN 'none' THEN '缺' WHEN 'na' THEN '—' ELSE '未填' END,
    CASE p8 WHEN 'full' THEN '✓' WHEN 'partial' THEN '部分' WHEN 'none' THEN '缺' WHEN 'na' THEN '—' ELSE '未填' END,
    CASE p9 WHEN 'full' THEN '✓' WHEN 'partial' THEN '部分' WHEN 'none' THEN '缺' WHEN 'na' THEN '—' ELSE '未填' END,
    CASE p10 WHEN 'full' THEN '✓' WHEN 'partial' THEN '部分' WHEN 'none' THEN '缺' WHEN 'na' THEN '—' ELSE '未填' END,
    CASE p11 WHEN 'full' THEN '✓' WHEN 'partial' THEN '部分' WHEN 'none' THEN '缺' WHEN 'na' THEN '—' ELSE '未填' END,
    CASE p12 WHEN 'full' THEN '✓' WHEN 'partial' THEN '部分' WHEN 'none' THEN '缺' WHEN 'na' THEN '—' ELSE '未填' END,
    CASE p13 WHEN 'full' THEN '✓' WHEN 'partial' THEN '部分' WHEN 'none' THEN '缺' WHEN 'na' THEN '—' ELSE '未填' END,
    CASE p14 WHEN 'full' THEN '✓' WHEN 'partial' THEN '部分' WHEN 'none' THEN '缺' WHEN 'na' THEN '—' ELSE '未填' END,
    CASE WHEN dossier_id IS NULL THEN '未填' ELSE CASE WHEN whole > 0 THEN printf('%d.%d%%',
        (2000 * got + whole) / (2 * whole) / 10,
        (2000 * got + whole) / (2 * whole) % 10) WHEN whole = 0 THEN '—' END END,
    notes, snapshots
FROM line
ORDER BY dossier_id IS NOT NULL, got * 1000 / CASE WHEN whole > 0 THEN whole ELSE 1 END, s1, college_id, s2, s3, id;
