-- A discipline record is private and awards are read by every office, so that case is one of the record. A measure counts to
-- the end of its effect; where none is written, for a year, and for good where it ended the membership. A grade counts from
-- its confirmation, until a better one is confirmed. The card tells nothing of the discipline record, and not whose it is.
-- rule: SC-35 | mid | 表彰对象不具备资格 | Award to an ineligible subject
-- card: {what}，请核对资格 | {what_en}; check eligibility
WITH person_award(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'discipline_record'
    UNION
    SELECT d.id FROM zhibu_touched t CROSS JOIN honour_award h ON h.id = t.key
    CROSS JOIN discipline_record d ON d.person_id = h.subject_id WHERE t.tbl = 'honour_award'),
org_award(id) AS MATERIALIZED (
    SELECT t.key FROM zhibu_touched t WHERE t.tbl = 'honour_award'
    UNION
    SELECT h.id FROM zhibu_touched t CROSS JOIN grade g ON g.id = t.key
    CROSS JOIN honour_award h ON h.subject_id = g.org_id WHERE t.tbl = 'grade'
    UNION
    SELECT h.id FROM zhibu_former f CROSS JOIN honour_award h ON h.subject_id = f.value
    WHERE f.tbl = 'grade' AND f.col = 'org_id')
SELECT 'discipline_record' AS tbl, d.id AS key, NULL AS other_key, 'award ' || min(h.awarded_on) AS detail
FROM person_award
CROSS JOIN discipline_record d ON d.id = person_award.id
CROSS JOIN honour_award h ON h.subject_id = d.person_id
WHERE d.archived_at IS NULL AND d.status IN ('approved', 'archived')
AND h.archived_at IS NULL AND h.subject_kind = 'person' AND h.revoked_on IS NULL AND d.decided_on <= h.awarded_on
AND h.awarded_on < COALESCE(d.effective_to,
    iif(d.kind IN ('expel', 'strike'), '9999-12-31', date(d.decided_on, '+1 year')))
GROUP BY d.id
UNION ALL
SELECT DISTINCT 'honour_award', h.id, NULL, 'grade 4'
FROM org_award
CROSS JOIN honour_award h ON h.id = org_award.id
CROSS JOIN grade g ON g.org_id = h.subject_id AND g.org_kind = h.subject_kind
WHERE h.archived_at IS NULL AND h.revoked_on IS NULL AND h.subject_kind IN ('branch', 'college')
AND g.archived_at IS NULL AND g.round = 1 AND g.confirmed_level = '4' AND g.confirmed_on <= h.awarded_on
AND substr(g.confirmed_on, 1, 4) = substr(h.awarded_on, 1, 4)
AND NOT EXISTS (
    SELECT 1 FROM grade b WHERE b.campaign_id = g.campaign_id AND b.org_id = g.org_id AND b.round > g.round
    AND b.archived_at IS NULL AND b.confirmed_level < '4' AND b.confirmed_on <= h.awarded_on)

-- values
SELECT '这份记录的影响期内，当事人受到表彰' AS what, 'The person concerned received an award while this record was in effect' AS what_en
FROM discipline_record d WHERE d.id = :key
UNION ALL
SELECT COALESCE(h.subject_name, '？') || COALESCE(h.awarded_on, '？') || '获“' || COALESCE(s.year || '年' || s.name, s.name, '？') || '”时定级为“'
        || COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'grade_level' AND k.code = '4'), '？') || '”',
    COALESCE(h.subject_name, '？') || ' received ' || COALESCE(s.year || ' ' || s.name, s.name, '？') || ' on ' || COALESCE(h.awarded_on, '？')
        || ' while graded “' || COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'grade_level' AND k.code = '4'), '？') || '”'
FROM honour_award h LEFT JOIN honour_scheme s ON s.id = h.scheme_id
WHERE h.id = :key AND h.subject_kind IN ('branch', 'college')
