-- What is counted, not stored. Rules and reports read these; all of them see live rows only.

CREATE VIEW v_org AS
SELECT 'college' AS org_kind, id AS org_id, id AS college_id, name, status
FROM college WHERE archived_at IS NULL
UNION ALL
SELECT 'branch', id, college_id, name, status
FROM branch WHERE archived_at IS NULL;

-- Current memberships.
CREATE VIEW v_member AS
SELECT m.*, b.college_id
FROM membership m LEFT JOIN branch b ON b.id = m.branch_id
WHERE m.archived_at IS NULL AND m.status = 'active' AND m.out_on IS NULL;

-- One grade per organisation, campaign and round: where two people proposed, the confirmed one
-- counts, then the one graded last. `proposals` says how many there are.
CREATE VIEW v_grade AS
SELECT * FROM (
    SELECT g.*,
           count(*) OVER same AS proposals,
           row_number() OVER (same ORDER BY
               g.confirmed_level IS NULL, g.level IS NULL, g.graded_on DESC, g.id) AS place
    FROM grade g
    WHERE g.archived_at IS NULL
    WINDOW same AS (PARTITION BY g.campaign_id, g.org_id, g.round))
WHERE place = 1;

-- The branches with the columns that are counted.
CREATE VIEW v_branch AS
SELECT b.*,
       (SELECT count(*) FROM v_member m
        WHERE m.branch_id = b.id AND m.member_kind = 'full') AS full_count,
       (SELECT count(*) FROM v_member m
        WHERE m.branch_id = b.id AND m.member_kind = 'prob') AS probationary_count,
       (SELECT g.confirmed_level FROM v_grade g
        WHERE g.org_id = b.id AND g.confirmed_level IS NOT NULL
        ORDER BY g.round DESC LIMIT 1) AS current_grade
FROM branch b
WHERE b.archived_at IS NULL;

-- Who could vote in a branch, from which day as a full member, from when until when. Whose day of coming in is not known
-- was always there.
CREATE VIEW v_voter AS
SELECT m.person_id, m.branch_id, COALESCE(m.in_on, '') AS in_on, COALESCE(m.out_on, '9999-12-31') AS out_on,
       COALESCE(m.regularised_on, CASE WHEN m.member_kind = 'full' THEN m.in_on END) AS full_from
FROM membership m
WHERE m.archived_at IS NULL AND m.status <> 'suspended';

-- How many could vote at a meeting of a branch, and how many of those were there.
CREATE VIEW v_vote_eligible AS
SELECT g.id AS meeting_id,
       (SELECT count(DISTINCT v.person_id) FROM v_voter v
        WHERE v.branch_id = g.org_id AND v.in_on <= g.held_on AND v.out_on > g.held_on
        AND v.full_from <= g.held_on) AS eligible,
       (SELECT count(*) FROM attendance a
        WHERE a.meeting_id = g.id AND a.archived_at IS NULL AND a.state IN ('present', 'late')
        AND EXISTS (
            SELECT 1 FROM v_voter v
            WHERE v.person_id = a.person_id AND +v.branch_id = g.org_id
            AND v.in_on <= g.held_on AND v.out_on > g.held_on
            AND v.full_from <= g.held_on)) AS eligible_present
FROM meeting g
WHERE g.archived_at IS NULL AND g.org_kind = 'branch';

-- What is left in an account.
CREATE VIEW v_fund_balance AS
SELECT a.id AS account_id,
       COALESCE(a.opening_fen, 0) + COALESCE(
           (SELECT sum(CASE e.direction WHEN 'in' THEN e.amount_fen ELSE -e.amount_fen END)
            FROM fund_entry e WHERE e.account_id = a.id AND e.archived_at IS NULL), 0)
           AS balance_fen
FROM fund_account a
WHERE a.archived_at IS NULL;
