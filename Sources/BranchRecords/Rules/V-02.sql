-- An identity number that can't be right, or that says another day of birth or another sex than the person's record. It says
-- which part, never the number. Only resident identity cards: of other documents nothing is known. A day of birth that is
-- known in part is compared in that part.
-- rule: V-02 | mid | 身份证号码有误 | Identity number not valid
-- card: {name}的居民身份证号码有误：{what}，请对照证件核对。 | The identity card number of {name} is not right: {what_en}; check it against the card.
WITH near(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'person_private'
    UNION
    SELECT x.id FROM zhibu_touched t CROSS JOIN person_private x ON x.person_id = t.key WHERE t.tbl = 'person'),
number AS MATERIALIZED (
    SELECT x.id, upper(x.identity_no) AS no, p.birth_date, p.gender,
        substr(x.identity_no, 7, 4) || '-' || substr(x.identity_no, 11, 2) || '-' || substr(x.identity_no, 13, 2) AS day
    FROM near
    CROSS JOIN person_private x ON x.id = near.id
    LEFT JOIN person p ON p.id = x.person_id
    WHERE x.archived_at IS NULL AND p.archived_at IS NULL AND x.identity_kind = 'id' AND x.identity_no <> ''),
part AS MATERIALIZED (
    SELECT id, length(no) <> 18 OR substr(no, 1, 17) GLOB '*[^0-9]*' OR substr(no, 18) NOT GLOB '[0-9X]' AS form,
        substr('10X98765432', 1 + (7 * substr(no, 1, 1) + 9 * substr(no, 2, 1) + 10 * substr(no, 3, 1)
            + 5 * substr(no, 4, 1) + 8 * substr(no, 5, 1) + 4 * substr(no, 6, 1) + 2 * substr(no, 7, 1)
            + substr(no, 8, 1) + 6 * substr(no, 9, 1) + 3 * substr(no, 10, 1) + 7 * substr(no, 11, 1)
            + 9 * substr(no, 12, 1) + 10 * substr(no, 13, 1) + 5 * substr(no, 14, 1) + 8 * substr(no, 15, 1)
            + 4 * substr(no, 16, 1) + 2 * substr(no, 17, 1)) % 11, 1) <> substr(no, 18) AS checksum,
        date(day, '+0 days') IS NOT day OR COALESCE(substr(day, 1, length(birth_date)) <> birth_date, 0) AS birth,
        COALESCE(gender <> iif(substr(no, 17, 1) % 2 = 1, 'M', 'F'), 0) AS sex
    FROM number)
SELECT 'person_private' AS tbl, id AS key, NULL AS other_key,
    iif(form, 'length',
        ltrim(iif(checksum, ' checksum', '') || iif(birth, ' date', '') || iif(sex, ' sex', ''))) AS detail
FROM part WHERE form OR checksum OR birth OR sex

-- values
WITH number AS (
    SELECT upper(x.identity_no) AS no, p.name, p.birth_date, p.gender,
        substr(x.identity_no, 7, 4) || '-' || substr(x.identity_no, 11, 2) || '-' || substr(x.identity_no, 13, 2) AS day
    FROM person_private x LEFT JOIN person p ON p.id = x.person_id WHERE x.id = :key),
part AS (
    SELECT name, length(no) <> 18 OR substr(no, 1, 17) GLOB '*[^0-9]*' OR substr(no, 18) NOT GLOB '[0-9X]' AS form,
        substr('10X98765432', 1 + (7 * substr(no, 1, 1) + 9 * substr(no, 2, 1) + 10 * substr(no, 3, 1)
            + 5 * substr(no, 4, 1) + 8 * substr(no, 5, 1) + 4 * substr(no, 6, 1) + 2 * substr(no, 7, 1)
            + substr(no, 8, 1) + 6 * substr(no, 9, 1) + 3 * substr(no, 10, 1) + 7 * substr(no, 11, 1)
            + 9 * substr(no, 12, 1) + 10 * substr(no, 13, 1) + 5 * substr(no, 14, 1) + 8 * substr(no, 15, 1)
            + 4 * substr(no, 16, 1) + 2 * substr(no, 17, 1)) % 11, 1) <> substr(no, 18) AS checksum,
        date(day, '+0 days') IS NOT day AS day, COALESCE(substr(day, 1, length(birth_date)) <> birth_date, 0) AS birth,
        COALESCE(gender <> iif(substr(no, 17, 1) % 2 = 1, 'M', 'F'), 0) AS sex
    FROM number)
SELECT COALESCE(name, '？') AS name,
    iif(form, '位数或字符不符', substr(iif(checksum, '，校验码不符', '') || CASE WHEN day THEN '，出生日期一段不是真实日期'
        WHEN birth THEN '，与登记的出生日期不一致' ELSE '' END || iif(sex, '，与登记的性别不一致', ''), 2)) AS what,
    iif(form, 'its length or its characters', substr(iif(checksum, ', the check character', '')
        || CASE WHEN day THEN ', the date in it is no date' WHEN birth THEN ', it gives another day of birth than the record'
        ELSE '' END || iif(sex, ', it gives another sex than the record', ''), 3)) AS what_en
FROM part
