-- Same person registered twice. The identity number stands in person_private. The detail never shows a number.
-- rule: SC-02 | high | 同一人员重复登记 | Same person registered twice
-- card: “{a}”（{unit_a}）与“{b}”（{unit_b}）的{same}相同，是否为同一人？ | “{a}” ({unit_a}) and “{b}” ({unit_b}) have the same {same_en}; is this one person?
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'person'
    UNION
    SELECT x.person_id FROM zhibu_touched t CROSS JOIN person_private x ON x.id = t.key
    WHERE t.tbl = 'person_private'),
same(a, b, why) AS (
    SELECT min(x.person_id, y.person_id), max(x.person_id, y.person_id), 'identity'
    FROM near
    CROSS JOIN person_private x ON x.person_id = near.id AND x.identity_no <> '' AND x.archived_at IS NULL
    CROSS JOIN person_private y ON y.identity_no = x.identity_no AND y.archived_at IS NULL
        AND y.person_id <> x.person_id
    UNION ALL
    SELECT min(p.id, q.id), max(p.id, q.id), 'number'
    FROM near
    CROSS JOIN person p ON p.id = near.id AND p.staff_student_no <> ''
    CROSS JOIN person q ON q.staff_student_no = p.staff_student_no AND q.person_kind = p.person_kind
        AND q.id <> p.id
    UNION ALL
    SELECT min(p.id, q.id), max(p.id, q.id), 'name+birth'
    FROM near
    CROSS JOIN person p ON p.id = near.id AND p.name <> '' AND p.birth_date <> ''
    CROSS JOIN person q ON q.name = p.name AND q.birth_date = p.birth_date AND q.id <> p.id)
SELECT 'person' AS tbl, same.a AS key, same.b AS other_key,
    ltrim(iif(max(same.why = 'identity'), ' identity', '') || iif(max(same.why = 'number'), ' number', '')
        || iif(max(same.why = 'name+birth'), ' name+birth', '')) AS detail
FROM same
CROSS JOIN person p ON p.id = same.a AND p.archived_at IS NULL AND p.merged_into_id IS NULL
CROSS JOIN person q ON q.id = same.b AND q.archived_at IS NULL AND q.merged_into_id IS NULL
GROUP BY same.a, same.b

-- values
WITH pair AS (
    SELECT p.id AS a, q.id AS b, p.name AS name_a, q.name AS name_b, p.scope_id AS scope_a, q.scope_id AS scope_b,
        EXISTS (
            SELECT 1 FROM person_private x JOIN person_private y ON y.identity_no = x.identity_no AND y.archived_at IS NULL
            WHERE x.person_id = p.id AND y.person_id = q.id AND x.identity_no <> '' AND x.archived_at IS NULL) AS identity,
        COALESCE(p.staff_student_no <> '' AND q.staff_student_no = p.staff_student_no
            AND q.person_kind = p.person_kind, 0) AS number,
        COALESCE(p.name <> '' AND p.birth_date <> '' AND q.name = p.name AND q.birth_date = p.birth_date, 0) AS birth
    FROM person p JOIN person q ON q.id = :other WHERE p.id = :key)
SELECT COALESCE(pair.name_a, '？') AS a, COALESCE(pair.name_b, '？') AS b,
    COALESCE(
        (SELECT b.name FROM v_member m JOIN branch b ON b.id = m.branch_id WHERE m.person_id = pair.a ORDER BY m.id LIMIT 1),
        (SELECT c.short_name FROM college c WHERE c.id = substr(pair.scope_a, 9)), '单位不详') AS unit_a,
    COALESCE(
        (SELECT b.name FROM v_member m JOIN branch b ON b.id = m.branch_id WHERE m.person_id = pair.b ORDER BY m.id LIMIT 1),
        (SELECT c.short_name FROM college c WHERE c.id = substr(pair.scope_b, 9)), '单位不详') AS unit_b,
    ltrim(iif(pair.identity, '、证件号码', '') || iif(pair.number, '、学号（工号）', '')
        || iif(pair.birth, '、姓名和出生日期', ''), '、') AS same,
    ltrim(iif(pair.identity, ', identity number', '') || iif(pair.number, ', student or staff number', '')
        || iif(pair.birth, ', name and birth date', ''), ', ') AS same_en
FROM pair

-- merge: 是同一人：{other} 并入 {kept}，名下的记录归到 {kept}，重复的归档，{other} 仍可查到 | one person: {other} goes into {kept} with its records, what is there twice is archived, and {other} is still found
-- The other one stays findable and says whom it is; what would be there twice (a member of the same branch, at the same
-- meeting, with numbers of their own) is archived, and all else is the kept one's.
WITH twice(tbl, id) AS (
    SELECT tbl, id FROM v_person_twice WHERE person_id = :other AND other_id = :kept
    UNION ALL
    SELECT 'membership', x.id FROM membership x
    WHERE x.person_id = :other AND x.archived_at IS NULL AND EXISTS (
        SELECT 1 FROM membership k
        WHERE k.person_id = :kept AND k.branch_id = x.branch_id AND k.status = 'active' AND k.archived_at IS NULL))
SELECT 'person' AS tbl, :other AS key, 'merged_into_id' AS col, :kept AS value
UNION ALL SELECT tbl, id, 'archived_at', :at FROM twice
UNION ALL SELECT tbl, id, 'archived_by', :person FROM twice
UNION ALL SELECT tbl, id, 'archive_reason', :reason FROM twice
UNION ALL SELECT tbl, id, 'end_reason', 'duplicate' FROM twice WHERE tbl = 'membership'
UNION ALL SELECT l.tbl, l.id, l.col, :kept FROM v_person_link l
WHERE l.person_id = :other AND NOT EXISTS (SELECT 1 FROM twice t WHERE t.tbl = l.tbl AND t.id = l.id)

-- advice
WITH pair AS (
    SELECT iif(COALESCE(q.created_at, '9') < COALESCE(p.created_at, '9'), 2, 1) AS number,
        COALESCE(x.identity_no <> '' AND x.identity_no = y.identity_no, 0) AS identity,
        COALESCE(p.staff_student_no <> '' AND p.staff_student_no = q.staff_student_no, 0) AS staff
    FROM person p JOIN person q ON q.id = :other
    LEFT JOIN person_private x ON x.person_id = p.id LEFT JOIN person_private y ON y.person_id = q.id
    WHERE p.id = :key AND p.name = q.name)
SELECT 'merge ' || number AS choice,
    CASE WHEN identity AND staff THEN '证件号码和学号（工号）都相同' WHEN identity THEN '证件号码相同'
        ELSE '学号（工号）相同' END AS zh,
    CASE WHEN identity THEN 'the identity numbers are the same'
        ELSE 'the student or staff numbers are the same' END AS en
FROM pair WHERE identity OR staff
