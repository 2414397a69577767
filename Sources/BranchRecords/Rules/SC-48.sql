-- A petition closed here and in hand there, or closed without an answer. Only the row itself matters. What the visitor said and
-- what was answered is private; the card tells neither.
-- rule: SC-48 | mid | 来访办结但无答复 | Petition closed without an answer
-- card: {received_on}的来访（{visitor}）：{what}。 | Petition of {received_on} ({visitor_en}): {what_en}.
SELECT 'petition' AS tbl, p.id AS key, NULL AS other_key,
    COALESCE(p.status, '?') || iif(p.status = 'closed' AND COALESCE(p.reply, '') = '', ' no reply', '')
        || iif(p.status = 'closed' AND p.closed_on IS NULL, ' no day', '')
        || iif(p.status IN ('open', 'doing', 'reopened') AND p.closed_on IS NOT NULL, ' closed ' || p.closed_on, '')
        || iif(p.closed_on < p.received_on, ' ' || p.closed_on || ' < ' || p.received_on, '') AS detail
FROM zhibu_touched t
CROSS JOIN petition p ON p.id = t.key
WHERE t.tbl = 'petition' AND p.archived_at IS NULL AND (
    (p.status = 'closed' AND (COALESCE(p.reply, '') = '' OR p.closed_on IS NULL))
    OR (p.closed_on IS NOT NULL AND p.status IN ('open', 'doing', 'reopened'))
    OR p.closed_on < p.received_on)

-- values
SELECT COALESCE(p.received_on, '？') AS received_on, COALESCE(k.zh, '来访人类别未登记') AS visitor,
    COALESCE(k.en, 'kind of visitor unknown') AS visitor_en,
    substr(iif(p.status = 'closed' AND COALESCE(p.reply, '') = '', '，已办结但没有答复内容', '')
        || iif(p.status = 'closed' AND p.closed_on IS NULL, '，已办结但没有办结日期', '')
        || iif(p.status IN ('open', 'doing', 'reopened') AND p.closed_on IS NOT NULL,
            '，一方已于' || p.closed_on || '办结，另一方仍为“' || COALESCE(s.zh, p.status) || '”', '')
        || iif(p.closed_on < p.received_on, '，办结日期' || p.closed_on || '早于来访日期', ''), 2) AS what,
    substr(iif(p.status = 'closed' AND COALESCE(p.reply, '') = '', ', closed without an answer', '')
        || iif(p.status = 'closed' AND p.closed_on IS NULL, ', closed without a day', '')
        || iif(p.status IN ('open', 'doing', 'reopened') AND p.closed_on IS NOT NULL,
            ', closed on ' || p.closed_on || ' on one side and “' || COALESCE(s.en, p.status) || '” on the other', '')
        || iif(p.closed_on < p.received_on, ', closed on ' || p.closed_on || ', before it was received', ''), 3) AS what_en
FROM petition p
LEFT JOIN zhibu_code k ON k.list = 'person_kind' AND k.code = p.visitor_kind
LEFT JOIN zhibu_code s ON s.list = 'issue_status' AND s.code = p.status
WHERE p.id = :key

-- take: 撤销办结，继续办理 | not closed: it is in hand again
SELECT 'petition' AS tbl, :kept AS key, 'status' AS col, 'doing' AS value
UNION ALL SELECT 'petition', :kept, 'closed_on', NULL

-- advice
SELECT 'take 1' AS choice, '没有答复内容' AS zh, 'there is no answer' AS en
FROM petition WHERE id = :key AND COALESCE(reply, '') = ''
