-- Promoted to a grade worse than before; 1 is the best. What comes of an application is written at the review, so a lowered
-- grade without a result is looked at from then on.
-- rule: V-06 | low | 晋位等次低于原等次 | Promoted to a worse grade
-- card: “{org}”的申报等次“{to}”低于原等次“{from}”，但结果不是“降级”。 | {org} is to go from “{from_en}” down to “{to_en}”, but not as a lowering.
SELECT 'promotion' AS tbl, p.id AS key, NULL AS other_key, p.from_level || '→' || p.to_level AS detail
FROM zhibu_touched t
CROSS JOIN promotion p ON p.id = t.key
WHERE t.tbl = 'promotion' AND p.archived_at IS NULL AND p.to_level > p.from_level AND COALESCE(p.status, '') <> 'returned'
AND (p.result_kind IN ('up', 'keep') OR (p.result_kind IS NULL AND p.status IN ('graded', 'submitted', 'confirmed')))

-- values
SELECT COALESCE((SELECT b.name FROM branch b WHERE b.id = p.org_id),
        (SELECT c.short_name FROM college c WHERE c.id = p.org_id), '？') AS org,
    COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'grade_level' AND k.code = p.from_level), p.from_level) AS "from",
    COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'grade_level' AND k.code = p.to_level), p.to_level) AS "to",
    COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'grade_level' AND k.code = p.from_level), p.from_level) AS from_en,
    COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'grade_level' AND k.code = p.to_level), p.to_level) AS to_en
FROM promotion p WHERE p.id = :key
