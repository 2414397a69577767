-- What the campaign asks for as a rule and is not done needs a reason. A task not done is one whose reason is said to be
-- given, or any when the campaign is over. The head of a department who is a member is to be the secretary of its branch; where
-- another person is, the post says why.
-- rule: V-10 | low | 原则上要求未做且无说明 | Not done as a rule asks, without a reason
-- card: {title}：{what}说明理由（不少于6个字）。 | {title_en}: {what_en}; give a reason of at least six characters.
WITH progress(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'task_progress'
    UNION
    SELECT x.id FROM zhibu_touched t CROSS JOIN task_progress x ON x.task_id = t.key WHERE t.tbl = 'campaign_task'
    UNION
    SELECT x.id FROM zhibu_touched t CROSS JOIN campaign_task k ON k.campaign_id = t.key
    CROSS JOIN task_progress x ON x.task_id = k.id WHERE t.tbl = 'campaign' AND k.strength = 'principle'),
office(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'branch'
    UNION
    SELECT b.id FROM zhibu_touched t CROSS JOIN branch b ON b.admin_unit_id = t.key WHERE t.tbl = 'admin_unit'),
secretary(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'post'
    UNION
    SELECT p.id FROM office CROSS JOIN post p ON p.org_id = office.id)
SELECT 'task_progress' AS tbl, x.id AS key, NULL AS other_key, x.status AS detail
FROM progress
CROSS JOIN task_progress x ON x.id = progress.id
CROSS JOIN campaign_task k ON k.id = x.task_id
LEFT JOIN campaign c ON c.id = k.campaign_id
WHERE x.archived_at IS NULL AND k.archived_at IS NULL AND k.strength = 'principle'
AND length(trim(COALESCE(x.reason, ''))) < 6
AND (x.status = 'reasoned' OR (x.status IN ('none', 'doing') AND c.status = 'closed' AND c.archived_at IS NULL))
UNION ALL
SELECT 'post', p.id, NULL, 'secretary'
FROM secretary
CROSS JOIN post p ON p.id = secretary.id
CROSS JOIN branch b ON b.id = p.org_id
CROSS JOIN admin_unit u ON u.id = b.admin_unit_id
WHERE p.archived_at IS NULL AND b.archived_at IS NULL AND u.archived_at IS NULL
AND p.org_kind = 'branch' AND p.post_kind = 'secretary' AND p.end_on IS NULL AND COALESCE(p.is_dept_head, 0) = 0
AND b.kind = 'office' AND b.status = 'active' AND u.head_is_member = 1 AND u.head_person_id <> p.person_id
AND length(trim(COALESCE(p.exception_reason, ''))) < 6

-- values
SELECT '“' || COALESCE((SELECT b.name FROM branch b WHERE b.id = x.org_id),
        (SELECT c.short_name FROM college c WHERE c.id = x.org_id), '？') || '”任务“'
        || COALESCE(k.mission_row || ' ', '') || COALESCE(k.title, '？') || '”' AS title,
    'Task ' || COALESCE(k.mission_row || ' ', '') || COALESCE(k.title, '？') || ' of '
        || COALESCE((SELECT b.name FROM branch b WHERE b.id = x.org_id),
        (SELECT c.short_name FROM college c WHERE c.id = x.org_id), '？') AS title_en,
    iif(x.status = 'reasoned', '登记为“说明原因”而没有足够说明，请', '活动已结束而未完成，请') AS what,
    iif(x.status = 'reasoned', 'recorded as “reason given” without enough of one', 'not done and the campaign is over') AS what_en
FROM task_progress x LEFT JOIN campaign_task k ON k.id = x.task_id WHERE x.id = :key
UNION ALL
SELECT COALESCE((SELECT s.name FROM person s WHERE s.id = p.person_id), '？') || '任“' || COALESCE(b.name, '？') || '”书记',
    COALESCE((SELECT s.name FROM person s WHERE s.id = p.person_id), '？') || ' as secretary of ' || COALESCE(b.name, '？'),
    '“' || COALESCE(u.name, '？') || '”负责人是党员而未任书记，请在任职记录中',
    'the head of ' || COALESCE(u.name, '？') || ' is a member and not the secretary'
FROM post p LEFT JOIN branch b ON b.id = p.org_id LEFT JOIN admin_unit u ON u.id = b.admin_unit_id WHERE p.id = :key
