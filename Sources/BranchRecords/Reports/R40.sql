-- id: R40
-- title: 党支部工作一览表（一支部一表）
-- title-en: One branch on one page
-- period: SELECT COALESCE((SELECT name FROM branch WHERE (code = :branch OR name = :branch OR id = :branch) AND archived_at IS NULL ORDER BY code IS NOT :branch, id LIMIT 1), '未选支部')
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: branch | 支部代码或名称 | code or name of the branch | | > branch
-- parameter: campaign | 活动 | campaign | jczz2012 | > campaign
-- column: 项目 | Item | left
-- column: 内容 | What is recorded | left
-- repeated: 1
--
-- One branch, item by item. Without a branch the page is empty. What is not recorded says so; the
-- conflicts are those of its college, because the engine counts them by scope.

WITH
one AS (
    SELECT b.*, c.short_name AS college FROM branch b LEFT JOIN college c ON c.id = b.college_id
    WHERE (b.code = :branch OR b.name = :branch OR b.id = :branch) AND b.archived_at IS NULL
    ORDER BY b.code IS NOT :branch, b.id LIMIT 1
),
member AS (
    SELECT m.branch_id, m.person_id, m.member_kind, m.joined_on, m.college_id FROM v_member m
    WHERE m.created_at IS NULL OR m.created_at < :as_at || '~'
),
secretary AS (
    SELECT org_id, group_concat(name, '、') AS names FROM (
        SELECT DISTINCT p.org_id, q.name
        FROM post p JOIN person q ON q.id = p.person_id
        WHERE p.post_kind = 'secretary' AND p.archived_at IS NULL AND (p.created_at IS NULL OR p.created_at < :as_at
            || '~')
          AND p.start_on <= substr(:as_at, 1, 10) AND COALESCE(p.end_on, '9999') > substr(:as_at, 1, 10)
        ORDER BY p.org_id, p.start_on, q.name)
    GROUP BY org_id
),
-- The grade of an organisation now, of its promotion if confirmed, else of its newest round.
current AS (
    SELECT org_id, confirmed_level FROM (
        SELECT *, row_number() OVER (PARTITION BY org_id ORDER BY source, round DESC, confirmed_on DESC, id) AS place
        FROM (
            SELECT org_id, confirmed_level, confirmed_on, id, 1 AS source, 0 AS round, campaign_id, created_at
            FROM promotion WHERE archived_at IS NULL AND confirmed_level IS NOT NULL
            UNION ALL
            SELECT org_id, confirmed_level, confirmed_on, id, 2, round, campaign_id, created_at
            FROM grade WHERE archived_at IS NULL AND confirmed_level IS NOT NULL)
        WHERE campaign_id = :campaign AND (created_at IS NULL OR created_at < :as_at || '~'))
    WHERE place = 1
),
fact(number, item, said) AS (
    SELECT 1, '党支部', name || '（' || COALESCE(code, '') || '）' FROM one
    UNION ALL SELECT 2, '所属学院', college FROM one
    UNION ALL SELECT 3, '类型', k.zh FROM one LEFT JOIN zhibu_code k ON k.list = 'branch_kind' AND k.code = one.kind
    UNION ALL SELECT 4, '成立日期', established_on || COALESCE('，' || established_doc_no, '') FROM one
    UNION ALL SELECT 5, '状态', k.zh || COALESCE('，' || dissolved_on, '') FROM one LEFT JOIN zhibu_code k
        ON k.list = 'org_status' AND k.code = one.status
    UNION ALL SELECT 6, '书记', s.names FROM one LEFT JOIN secretary s ON s.org_id = one.id
    UNION ALL SELECT 7, '支委会', (SELECT group_concat(said, '，') FROM (
            SELECT k.zh || ' ' || q.name AS said FROM post p JOIN person q ON q.id = p.person_id
            LEFT JOIN zhibu_code k ON k.list = 'post_kind' AND k.code = p.post_kind
            WHERE p.org_id = one.id AND p.post_kind NOT IN ('secretary', 'group_lead') AND p.start_on <= substr(:as_at,
                1, 10)
              AND COALESCE(p.end_on, '9999') > substr(:as_at, 1, 10) AND p.archived_at IS NULL
                  AND (p.created_at IS NULL OR p.created_at < :as_at || '~')
            ORDER BY k.sort, p.sort_no, q.name)) FROM one
    UNION ALL SELECT 8, '届期', (SELECT '第' || t.seq_no || '届，' || t.start_on || '至' || t.due_on FROM term t
            WHERE t.org_id = one.id AND t.status IN ('active', 'expired', 'postponed') AND t.archived_at IS NULL
                AND (t.created_at IS NULL OR t.created_at < :as_at || '~')
            ORDER BY t.start_on DESC, t.id LIMIT 1) FROM one
    UNION ALL SELECT 9, '党员构成', (SELECT count(*) || ' 人，其中正式 ' || COALESCE(sum(m.member_kind = 'full'), 0) || '，预备 '
            || COALESCE(sum(m.member_kind = 'prob'), 0) || '，女 ' || COALESCE(sum(q.gender = 'F'), 0) || '，少数民族 '
            || COALESCE(sum(q.ethnicity <> '01'), 0)
            FROM member m LEFT JOIN person q ON q.id = m.person_id WHERE m.branch_id = one.id) FROM one
    UNION ALL SELECT 10, '六方面', (SELECT group_concat(said, '，') FROM (
            SELECT substr(a.zh, 1, 4) || ' ' || COALESCE(r.zh, '未填') || CASE WHEN i.is_gap = 1
                AND i.gap_cleared_on IS NULL THEN '（短板）' ELSE '' END AS said
            FROM survey s JOIN survey_item i ON i.survey_id = s.id AND i.archived_at IS NULL
                AND (i.created_at IS NULL OR i.created_at < :as_at || '~')
            LEFT JOIN zhibu_code a ON a.list = 'aspect' AND a.code = i.aspect
            LEFT JOIN zhibu_code r ON r.list = 'aspect_rating' AND r.code = i.rating
            WHERE s.org_id = one.id AND s.campaign_id = :campaign AND s.archived_at IS NULL
            ORDER BY s.round, i.aspect)) FROM one
    UNION ALL SELECT 11, '现等次', k.zh FROM one LEFT JOIN current c ON c.org_id = one.id LEFT JOIN zhibu_code k
        ON k.list = 'grade_level' AND k.code = c.confirmed_level
    UNION ALL SELECT 12, '等次历程', (SELECT group_concat(said, '；') FROM (
            SELECT substr(g.campaign_id, -4) || '年第' || g.round || '轮 ' || COALESCE(k.zh, l.zh || '（未确认）',
                '未定级') AS said FROM grade g
            LEFT JOIN zhibu_code k ON k.list = 'grade_level' AND k.code = g.confirmed_level
            LEFT JOIN zhibu_code l ON l.list = 'grade_level' AND l.code = g.level
            WHERE g.org_id = one.id AND g.archived_at IS NULL AND (g.created_at IS NULL OR g.created_at < :as_at || '~')
            ORDER BY g.campaign_id, g.round, g.id)) FROM one
    UNION ALL SELECT 13, '整改', (SELECT '措施 ' || count(*) || '，已销号 ' || COALESCE(sum(m.status = 'closed'), 0) || '，逾期 '
            || COALESCE(sum(COALESCE(m.status, '') <> 'closed' AND m.due_on < substr(:as_at, 1, 10)), 0)
            FROM rect_plan p JOIN rect_measure m ON m.plan_id = p.id AND COALESCE(m.status, '') <> 'cancelled'
                AND m.archived_at IS NULL AND (m.created_at IS NULL OR m.created_at < :as_at || '~')
            WHERE p.org_id = one.id AND p.campaign_id = :campaign AND p.archived_at IS NULL HAVING count(*) > 0)
                FROM one
    UNION ALL SELECT 14, '组织生活（本年）', (SELECT group_concat(said, '，') FROM (
            SELECT COALESCE(k.zh, m.kind) || ' ' || count(*) AS said FROM meeting m
            LEFT JOIN zhibu_code k ON k.list = 'meeting_kind' AND k.code = m.kind
            WHERE m.org_id = one.id AND m.status IN ('held', 'closed') AND m.held_on >= substr(:as_at, 1, 4)
                AND m.held_on <= substr(:as_at, 1, 10) AND m.archived_at IS NULL
                AND (m.created_at IS NULL OR m.created_at < :as_at || '~')
            GROUP BY m.kind ORDER BY k.sort)) FROM one
    UNION ALL SELECT 15, '经费余额', (SELECT group_concat(said, '，') FROM (
            SELECT k.zh || ' ' || CASE WHEN v.balance_fen < 0 THEN '−' ELSE '' END
                || printf('%,d.%02d', abs(v.balance_fen) / 100, abs(v.balance_fen) % 100) || ' 元' AS said
            FROM fund_account a JOIN v_fund_balance v ON v.account_id = a.id
            LEFT JOIN zhibu_code k ON k.list = 'fund_kind' AND k.code = a.fund_kind
            WHERE a.org_id = one.id AND a.year = CAST(substr(:as_at, 1, 4) AS INTEGER) AND a.archived_at IS NULL
            ORDER BY k.sort)) FROM one
    UNION ALL SELECT 16, '活动场所', (SELECT group_concat(said, '，') FROM (
            SELECT v.name || COALESCE(' ' || v.area_m2 || ' ㎡', '') AS said FROM venue v
            WHERE v.org_id = one.id AND COALESCE(v.status, 'active') <> 'closed' AND v.archived_at IS NULL
                AND (v.created_at IS NULL OR v.created_at < :as_at || '~')
            ORDER BY v.name, v.id)) FROM one
    UNION ALL SELECT 17, '品牌', (SELECT group_concat(said, '，') FROM (
            SELECT p.name || COALESCE('（' || k.zh || '）', '') AS said FROM brand_project p
            LEFT JOIN zhibu_code k ON k.list = 'plan_status' AND k.code = p.status
            WHERE p.branch_id = one.id AND p.archived_at IS NULL AND (p.created_at IS NULL OR p.created_at < :as_at
                || '~')
            ORDER BY p.start_on, p.id)) FROM one
    UNION ALL SELECT 18, '荣誉', (SELECT group_concat(said, '，') FROM (
            SELECT h.name || COALESCE(' ' || a.awarded_on, '') AS said FROM honour_award a LEFT JOIN honour_scheme h
                ON h.id = a.scheme_id
            WHERE a.subject_id = one.id AND a.revoked_on IS NULL AND a.archived_at IS NULL
                AND (a.created_at IS NULL OR a.created_at < :as_at || '~')
            ORDER BY a.awarded_on, a.id)) FROM one
    UNION ALL SELECT 19, '未决冲突（全学院）', s.open_conflicts || '' FROM one LEFT JOIN zhibu_scope_status s
        ON s.scope = 'college:' || one.college_id
)
SELECT 0 AS is_total, item, COALESCE(said, '未填') FROM fact ORDER BY number;
