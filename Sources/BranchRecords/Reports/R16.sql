-- id: R16
-- title: 支部书记任职情况核查表
-- title-en: Secretaries of the branches
-- period: SELECT CAST(CASE WHEN :year = '' THEN substr(:as_at, 1, 4) ELSE :year END AS INTEGER) || '年'
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: year | 年度（空为截至时点所在年） | year (empty: that of the moment) | | integer
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- column: 支部 | Branch | left
-- column: 书记 | Secretary | left
-- column: 职称/行政职务 | Title, office | left
-- column: 是否部门负责人 | Head of department | center
-- column: 交叉任职 | Cross-appointment | left
-- column: 例外说明 | Exception | left
-- column: 参与重要事项次数/应参与次数 | Joined, of | right
-- repeated: 1
--
-- Every active branch with its secretary in office; a branch has two lines where two are in office.
-- Branches of departments are in principle led by the head: those that are not and give no reason
-- come first, then the branches without a secretary.

WITH
b AS (
    SELECT b.id, b.code, b.name, b.kind, b.has_committee, b.college_id, c.short_name AS college, c.sort_no AS s1,
        b.sort_no AS s2
    FROM branch b LEFT JOIN college c ON c.id = b.college_id
    WHERE b.status = 'active' AND b.archived_at IS NULL AND (b.created_at IS NULL OR b.created_at < :as_at || '~')
      AND (:college = '' OR b.college_id = :college)
),
held AS (
    SELECT p.* FROM post p
    WHERE p.post_kind = 'secretary' AND p.start_on <= substr(:as_at, 1, 10) AND COALESCE(p.end_on,
        '9999') > substr(:as_at, 1, 10) AND p.archived_at IS NULL AND (p.created_at IS NULL OR p.created_at < :as_at
        || '~')
),
crossed AS (
    SELECT person_id, group_concat(said, '；') AS said FROM (
        SELECT c.person_id, COALESCE(c.party_post, '') || '/' || COALESCE(c.admin_post, '') AS said
            FROM cross_appointment c
        WHERE COALESCE(c.start_on, '') <= substr(:as_at, 1, 10) AND COALESCE(c.end_on, '9999') > substr(:as_at, 1, 10)
            AND c.archived_at IS NULL AND (c.created_at IS NULL OR c.created_at < :as_at || '~')
        ORDER BY c.person_id, c.start_on, c.id)
    GROUP BY person_id
),
joined AS (
    SELECT m.branch_id, count(*) AS matters, sum(m.secretary_joined = 1) AS joined FROM major_matter m
    WHERE m.branch_id IS NOT NULL AND substr(m.discussed_on, 1, 4) = CAST(CASE WHEN :year = '' THEN substr(:as_at, 1,
        4) ELSE :year END AS INTEGER) || '' AND m.archived_at IS NULL
        AND (m.created_at IS NULL OR m.created_at < :as_at || '~')
    GROUP BY m.branch_id
)
SELECT 0 AS is_total, b.name, COALESCE(q.name, CASE WHEN p.id IS NOT NULL THEN '（外单位人员）' ELSE '未填' END),
    NULLIF(COALESCE(q.tech_title, '') || CASE WHEN q.tech_title <> '' AND q.admin_post <> '' THEN '/' ELSE '' END
        || COALESCE(q.admin_post, ''), ''),
    CASE p.is_dept_head WHEN 1 THEN '是' WHEN 0 THEN '否' ELSE CASE WHEN p.id IS NOT NULL THEN '未填' END END,
    c.said, p.exception_reason,
    CASE WHEN j.matters > 0 THEN COALESCE(j.joined, 0) || '/' || j.matters ELSE '—' END
FROM b
LEFT JOIN held p ON p.org_id = b.id
LEFT JOIN person q ON q.id = p.person_id
LEFT JOIN crossed c ON c.person_id = p.person_id
LEFT JOIN joined j ON j.branch_id = b.id
ORDER BY COALESCE(b.kind = 'office' AND p.id IS NOT NULL AND COALESCE(p.is_dept_head, 0) = 0
    AND COALESCE(p.exception_reason, '') = '', 0) DESC,
    p.id IS NOT NULL, b.s1, b.college_id, b.s2, b.code, b.id, p.start_on;

-- also: 党政交叉任职 | Cross-appointments
-- column: 学院 | College | left
-- column: 姓名 | Name | left
-- column: 党内职务 | Party post | left
-- column: 行政职务 | Administrative post | left
-- column: 起始 | From | left
-- column: 结束 | Until | left
-- column: 文号 | Document | left
SELECT 0 AS is_total, c.short_name, COALESCE(p.name, '（外单位人员）'), x.party_post, x.admin_post, x.start_on, x.end_on, x.doc_no
FROM cross_appointment x
LEFT JOIN college c ON c.id = x.college_id
LEFT JOIN person p ON p.id = x.person_id
WHERE x.archived_at IS NULL AND (x.created_at IS NULL OR x.created_at < :as_at || '~')
ORDER BY c.sort_no, x.college_id, x.start_on, x.id;
