-- id: R26
-- title: 党组织关系转接与流动党员台账
-- title-en: Transfers and members away
-- parameter: as_at | 截至时点 | as at | now | moment
-- parameter: college | 学院（空为全部） | college (empty: all) | | > college
-- parameter: status | 状态（空为全部） | status (empty: all) | | = transfer_status
-- column: 姓名 | Name | left
-- column: 类型 | Kind | left
-- column: 转出 | From | left
-- column: 转入 | To | left
-- column: 介绍信编号 | Letter | left
-- column: 开具日期 | Issued on | left
-- column: 有效期至 | Valid until | left
-- column: 状态 | State | left
-- column: 在途天数 | Days on the way | right
-- repeated: 1
--
-- Cases, those whose letter ran out before it was accepted first. On the way is a case whose letter
-- was issued and that is neither accepted nor returned. Then the members who are away now, those
-- longest without contact first.

WITH
line AS (
    SELECT t.*, COALESCE(f.name, t.from_org_name) AS from_name, COALESCE(g.name, t.to_org_name) AS to_name,
        date(t.letter_on, '+' || COALESCE(t.valid_days, 90) || ' days') AS valid_to,
        CASE WHEN t.status IN ('issued', 'sent', 'expired') AND t.letter_on IS NOT NULL
            THEN CAST(julianday(substr(:as_at, 1, 10)) - julianday(t.letter_on) AS INTEGER) END AS days
    FROM transfer_case t
    LEFT JOIN branch f ON f.id = t.from_branch_id
    LEFT JOIN branch g ON g.id = t.to_branch_id
    WHERE t.archived_at IS NULL AND (t.created_at IS NULL OR t.created_at < :as_at || '~')
        AND (:status = '' OR t.status = :status)
      AND (:college = '' OR f.college_id = :college OR g.college_id = :college)
)
SELECT 0 AS is_total, l.person_name, k.zh, l.from_name, l.to_name, l.letter_no, l.letter_on, l.valid_to,
    COALESCE(s.zh, l.status) || CASE WHEN l.days IS NOT NULL AND l.valid_to < substr(:as_at, 1, 10) THEN '（逾期）'
        ELSE '' END, l.days
FROM line l
LEFT JOIN zhibu_code k ON k.list = 'transfer_kind' AND k.code = l.direction
LEFT JOIN zhibu_code s ON s.list = 'transfer_status' AND s.code = l.status
ORDER BY COALESCE(l.days IS NOT NULL AND l.valid_to < substr(:as_at, 1, 10), 0) DESC, l.days IS NULL, l.days DESC,
    l.letter_on, l.id;

-- also: 流动党员 | Members away
-- column: 姓名 | Name | left
-- column: 支部 | Branch | left
-- column: 外出日期 | Since | left
-- column: 流向 | Where | left
-- column: 联系人 | Contact | left
-- column: 最近联系 | Last contact | left
SELECT 0 AS is_total, q.name, b.name, r.start_on, r.destination, c.name, COALESCE(r.last_contact_on, '未填')
FROM floating_record r
JOIN person q ON q.id = r.person_id
LEFT JOIN membership m ON m.id = r.membership_id
LEFT JOIN branch b ON b.id = m.branch_id
LEFT JOIN person c ON c.id = r.contact_person_id
WHERE COALESCE(r.end_on, '9999') > substr(:as_at, 1, 10) AND r.archived_at IS NULL
    AND (r.created_at IS NULL OR r.created_at < :as_at || '~') AND (:college = '' OR b.college_id = :college)
ORDER BY r.last_contact_on IS NOT NULL, r.last_contact_on, r.start_on, r.id;
