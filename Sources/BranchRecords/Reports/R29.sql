-- id: R29
-- title: “一部一品”项目情况表
-- title-en: One brand for each branch
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- parameter: status | 状态（空为全部） | status (empty: all) | | = plan_status
-- column: 支部 | Branch | left
-- column: 品牌名称 | Brand | left
-- column: 负责人 | Led by | left
-- column: 立项 | Begun | left
-- column: 期限 | Due | left
-- column: 状态 | State | left
-- column: 成效 | Result | left
-- column: 受益人数 | Reached | right
-- column: 评审 | Review | left
-- repeated: 1
--
-- Every active branch; those without a project come first. A branch may have several.

WITH
b AS (
    SELECT b.id, b.code, b.name, b.kind, b.has_committee, b.college_id, c.short_name AS college, c.sort_no AS s1,
        b.sort_no AS s2
    FROM branch b LEFT JOIN college c ON c.id = b.college_id
    WHERE b.status = 'active' AND b.archived_at IS NULL AND (b.created_at IS NULL OR b.created_at < :as_at || '~')
      AND (:college = '' OR b.college_id = :college)
),
line AS (
    SELECT row_number() OVER (ORDER BY p.id IS NOT NULL, b.s1, b.college_id, b.s2, b.code, b.id, p.start_on,
        p.id) AS number,
        b.id, b.name, CASE WHEN p.id IS NULL THEN '未填' ELSE p.name END AS brand, q.name AS leader, p.start_on,
            p.due_on, k.zh AS status,
        p.result, p.beneficiary_count, r.zh AS review, p.id AS project_id
    FROM b
    LEFT JOIN brand_project p ON p.branch_id = b.id AND COALESCE(p.status, '') <> 'stopped' AND p.archived_at IS NULL
        AND (p.created_at IS NULL OR p.created_at < :as_at || '~')
    LEFT JOIN person q ON q.id = p.leader_id
    LEFT JOIN zhibu_code k ON k.list = 'plan_status' AND k.code = p.status
    LEFT JOIN zhibu_code r ON r.list = 'check_result' AND r.code = p.check_result
    WHERE :status = '' OR p.status = :status
)
SELECT 0 AS is_total, name, brand, leader, start_on, due_on, status, result, beneficiary_count, review
FROM (SELECT * FROM line ORDER BY number)
UNION ALL
SELECT 1, '合计 ' || count(DISTINCT id) || ' 个', count(project_id) || ' 项', NULL, NULL, NULL, NULL, NULL,
    sum(beneficiary_count), NULL
FROM line;
