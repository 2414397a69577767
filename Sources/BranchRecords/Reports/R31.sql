-- id: R31
-- title: 公开承诺与评诺督诺情况表
-- title-en: Public pledges and how they were kept
-- period: SELECT CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER) || '年'
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: year | 年度（空为截至时点所在年） | year (empty: that of the moment) | | integer
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- parameter: status | 状态（空为全部） | status (empty: all) | | = pledge_status
-- column: 承诺主体 | Who | left
-- column: 承诺事项 | Pledge | left
-- column: 公示日期 | Published on | left
-- column: 期限 | Due | left
-- column: 践诺日期 | Kept on | left
-- column: 评诺结果 | Assessed | left
-- column: 督诺次数 | Urged | right
-- column: 领导点评次数 | Comments | right
-- repeated: 1
--
-- One row per pledge of the year that was published, those not kept first. Assessed is the last
-- assessment; comments are those of leaders on the organisation, and a person has none (—).

WITH
said AS (
    SELECT p.*, COALESCE(q.name, b.name, c.short_name, '（未知对象）') AS name,
        COALESCE(b.college_id, c.id, (SELECT w.college_id FROM membership m JOIN branch w ON w.id = m.branch_id
            WHERE m.person_id = q.id AND m.status = 'active' AND m.archived_at IS NULL LIMIT 1)) AS college_id,
        b.id IS NOT NULL OR c.id IS NOT NULL AS is_org, b.sort_no AS s2, b.code AS s3
    FROM pledge p
    LEFT JOIN person q ON q.id = p.subject_id
    LEFT JOIN branch b ON b.id = p.subject_id
    LEFT JOIN college c ON c.id = p.subject_id
    WHERE p.year = CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER)
        AND COALESCE(p.status, 'published') NOT IN ('draft', 'dropped') AND p.archived_at IS NULL
        AND (p.created_at IS NULL OR p.created_at < :as_at || '~')
      AND (:status = '' OR p.status = :status)
),
assessed AS (
    SELECT pledge_id, zh FROM (
        SELECT r.pledge_id, k.zh, row_number() OVER (PARTITION BY r.pledge_id ORDER BY r.reviewed_on DESC,
            r.id) AS place
        FROM pledge_review r LEFT JOIN zhibu_code k ON k.list = 'appraisal_level' AND k.code = r.result
        WHERE r.kind = 'assess' AND r.archived_at IS NULL AND (r.created_at IS NULL OR r.created_at < :as_at || '~'))
    WHERE place = 1
),
urged AS (SELECT r.pledge_id, count(*) AS times FROM pledge_review r WHERE r.kind = 'urge' AND r.archived_at IS NULL
    AND (r.created_at IS NULL OR r.created_at < :as_at || '~') GROUP BY r.pledge_id),
commented AS (
    SELECT c.org_id, count(*) AS times FROM leader_comment c
    WHERE substr(c.commented_on, 1, 4) = CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER)
        || '' AND c.archived_at IS NULL AND (c.created_at IS NULL OR c.created_at < :as_at || '~')
    GROUP BY c.org_id
)
SELECT 0 AS is_total, s.name, s.content, s.published_on, s.due_on, s.done_on, a.zh, COALESCE(u.times, 0),
    CASE WHEN s.is_org THEN COALESCE(c.times, 0) ELSE '—' END
FROM said s
LEFT JOIN assessed a ON a.pledge_id = s.id
LEFT JOIN urged u ON u.pledge_id = s.id
LEFT JOIN commented c ON c.org_id = s.subject_id
LEFT JOIN college o ON o.id = s.college_id
WHERE :college = '' OR s.college_id = :college
ORDER BY s.done_on IS NOT NULL OR COALESCE(s.status, '') = 'done', o.sort_no, o.id, s.s2, s.s3, s.due_on, s.id;
