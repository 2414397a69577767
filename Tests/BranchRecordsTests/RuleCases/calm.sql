INSERT INTO branch (id, scope_id, college_id, name, status, dissolved_on, established_doc_no) VALUES
    ('y', 'college:012', '012', '会计08级学生党支部', 'active', NULL, '商〔2008〕1号'),
    ('z', 'college:012', '012', '会计06级学生党支部', 'dissolved', '2012-03-01', NULL);
INSERT INTO person (id, name, birth_date, person_kind, staff_student_no, archived_at,
    merged_into_id) VALUES
    ('y1', '王五', '1989-01-01', 'undergrad', '0812010101', NULL, NULL),
    ('y2', '赵六', '1989-01-02', 'undergrad', '0812010102', NULL, NULL),
    ('y3', '王五', '1989-01-03', 'undergrad', '0812010103', NULL, NULL),
    ('y4', '王五', '1989-01-01', 'undergrad', '0812010101', '2012-01-01', NULL),
    ('y5', '王五', '1989-01-01', 'undergrad', '0812010101', NULL, 'y1');
INSERT INTO person_private (id, person_id, identity_no, archived_at) VALUES
    ('y1', 'y1', '000103198901010016', NULL), ('y2', 'y2', '000103198901010016', '2012-01-01');
INSERT INTO membership (id, scope_id, person_id, branch_id, member_kind, status, in_on, out_on,
    regularised_on,
    created_at, archived_at) VALUES
    ('y11', 'college:012', 'y1', 'y', 'full', 'active', '2012-02-02', NULL, NULL,
    '2012-02-29T18:00:00+08:00', NULL),
    ('y12', 'college:012', 'y1', 'z', 'full', 'out', '2009-09-01', NULL, NULL, NULL, NULL),
    ('y13', 'college:012', 'y1', 'z', 'full', 'active', '2012-02-02', NULL, NULL,
    '2012-03-09T08:00:00+08:00',
        '2012-03-09'),
    ('y14', 'college:015', 'y4', 'y', 'full', 'ended', '2012-02-02', '2012-02-03', NULL,
    '2012-03-09T08:00:00+08:00',
        NULL),
    ('y21', 'college:012', 'y2', 'y', 'full', 'active', '2010-09-01', NULL, NULL, NULL, NULL),
    ('y22', 'college:012', 'y2', 'z', 'prob', 'active', '2009-09-01', '2010-09-01', NULL, NULL,
    NULL),
    ('y23', 'college:012', 'y2', 'y', 'prob', 'active', '2008-09-01', NULL, NULL, NULL,
    '2012-03-09'),
    ('y24', 'college:012', 'y2', 'y', 'prob', 'ended', '2008-09-01', '2009-09-01', NULL, NULL,
    NULL),
    ('y25', 'college:012', 'y2', 'y', 'prob', 'active', '2008-09-01', NULL, '2009-09-01', NULL,
    NULL),
    ('y31', 'college:012', 'y3', 'y', 'prob', 'active', '2010-09-01', NULL, NULL, NULL, NULL),
    ('y41', 'college:012', 'y4', 'y', 'full', 'active', '2010-09-01', NULL, NULL, NULL, NULL);
INSERT INTO term (id, org_kind, org_id, seq_no, start_on, due_on, end_on, status, archived_at,
    approved_doc_no) VALUES
    ('y1', 'branch', 'y', 3, '2006-09-01', '2009-09-01', '2009-09-01', 'ended', NULL, NULL),
    ('y2', 'branch', 'y', 4, '2009-09-01', '2012-09-01', NULL, 'active', NULL, '商〔2008〕1号'),
    ('y3', 'branch', 'y', 5, '2012-04-01', '2015-04-01', NULL, 'planned', NULL, NULL),
    ('y4', 'branch', 'y', 5, '2012-04-01', '2015-04-01', NULL, 'planned', NULL, NULL),
    ('y5', 'branch', 'y', 4, '2009-10-01', '2012-10-01', NULL, 'active', '2012-03-09', NULL);
INSERT INTO post (id, org_kind, org_id, person_id, post_kind, start_on, end_on, archived_at,
    doc_no) VALUES
    ('y1', 'branch', 'y', 'y1', 'secretary', '2008-09-01', '2010-09-01', NULL, NULL),
    ('y2', 'branch', 'y', 'y2', 'secretary', '2010-09-01', NULL, NULL, '商〔2008〕1号'),
    ('y3', 'branch', 'y', 'y1', 'secretary', '2010-09-01', NULL, '2012-03-09', NULL),
    ('y4', 'branch', 'y', 'y1', 'deputy', '2010-09-01', NULL, NULL, NULL),
    ('y5', 'college', '012', 'y1', 'member', '2010-09-01', NULL, NULL, NULL),
    ('y6', 'branch', 'z', 'y1', 'secretary', '2010-09-01', NULL, '2012-03-09', NULL),
    ('y7', 'university', 'u', 'y1', 'member', '2010-09-01', NULL, NULL, NULL);
INSERT INTO grade (id, scope_id, org_kind, org_id, round, level, confirmed_level, confirmed_doc_no,
    archived_at) VALUES
    ('y1', 'college:012', 'branch', 'y', 1, '2', '2', '商〔2012〕2号', NULL),
    ('y2', 'college:012', 'branch', 'y', 1, '3', '1', NULL, '2012-05-01'),
    ('y3', 'college:012', 'branch', 'z', 1, '4', '4', NULL, NULL);
INSERT INTO rect_plan (id, campaign_id, org_kind, org_id, archived_at) VALUES
    ('y1', 'jczz2012', 'branch', 'y', NULL), ('y2', 'jczz2012', 'branch', 'y', '2012-05-01'),
    ('y3', 'cxzy2011', 'branch', 'y', NULL), ('y4', 'jczz2012', 'branch', 'z', NULL),
    ('y5', 'jczz2012', 'branch', 'c', '2012-05-01'), ('y6', 'cxzy2011', 'branch', 'c', NULL);
INSERT INTO rect_measure (id, plan_id, status, closed_on, progress_pct, archived_at) VALUES
    ('y1', 'y1', 'closed', '2012-08-01', 100, NULL), ('y2', 'y1', 'cancelled', NULL, 0, NULL),
    ('y3', 'y1', 'open', '2012-08-01', 0, '2012-08-02'), ('y4', 'y2', 'open', NULL, 0, NULL),
    ('y5', 'y3', 'open', NULL, 0, NULL), ('y6', 'y4', 'open', NULL, 0, NULL);
INSERT INTO promotion (id, scope_id, campaign_id, org_kind, org_id, from_grade_id, from_level,
    to_level, result_kind,
    confirmed_level, confirmed_doc_no, status, archived_at) VALUES
    ('y1', 'college:012', 'jczz2012', 'branch', 'y', 'y1', '2', '1', 'up', '1', '商〔2012〕2号',
    'confirmed', NULL),
    ('y2', 'college:012', 'jczz2012', 'branch', 'y', NULL, '2', '2', 'up', '1', NULL, 'submitted',
    '2012-09-01'),
    ('y3', 'college:012', 'cxzy2011', 'branch', 'y', 'y1', '2', '2', 'keep', NULL, NULL,
    'confirmed', NULL),
    ('y4', 'college:012', 'jczz2012', 'branch', 'y', 'y1', '2', '3', 'keep', NULL, NULL,
    'returned', NULL),
    ('y5', 'college:012', 'jczz2012', 'branch', 'z', NULL, '3', '2', NULL, NULL, NULL, 'draft',
    NULL),
    ('y0', 'college:012', 'jczz2012', 'branch', 'y', NULL, '2', '2', 'up', '1', NULL, 'submitted',
    '2012-09-01');
INSERT INTO meeting (id, scope_id, org_kind, org_id, held_on, needs_quorum, quorum_rule, status,
    created_at,
    archived_at) VALUES
    ('y1', 'college:012', 'branch', 'y', '2012-02-10', 1, 'two_thirds', 'held',
    '2012-02-29T18:00:00+08:00', NULL),
    ('y2', 'college:012', 'branch', 'z', '2005-03-01', 1, 'half', 'held', NULL, NULL),
    ('y7', 'college:012', 'branch', 'z', '2012-03-01', 0, NULL, 'held', NULL, NULL),
    ('y3', 'college:012', 'branch', 'z', '2012-03-02', 0, NULL, 'held', NULL, '2012-03-09'),
    ('y4', 'college:012', 'college', '012', '2012-02-11', 0, NULL, 'held', NULL, NULL),
    ('y5', 'college:012', 'branch', 'y', '2012-02-12', 0, NULL, 'held',
    '2012-03-09T08:00:00+08:00', '2012-03-09'),
    ('y6', 'college:015', 'branch', 'x', '2012-02-12', 0, NULL, 'held',
    '2012-03-09T08:00:00+08:00', NULL);
INSERT INTO attendance (id, meeting_id, person_id, state, has_vote, archived_at) VALUES
    ('y1/y1', 'y1', 'y1', 'late', 1, NULL), ('y1/y2', 'y1', 'y2', 'present', 1, NULL),
    ('y1/y3', 'y1', 'y3', 'present', 0, NULL), ('y1/p', 'y1', 'p', 'observer', 0, NULL),
    ('y1/q', 'y1', 'q', 'present', 1, '2012-03-09'), ('y4/q', 'y4', 'q', 'present', 1, NULL),
    ('y5/q', 'y5', 'q', 'present', 0, NULL), ('y6/q', 'y6', 'q', 'present', 0, '2012-03-09');
INSERT INTO appraisal (id, scope_id, org_kind, org_id, year, kind, meeting_id, rated_on,
    result_level, ballots_out,
    ballots_in, n_good, created_at, archived_at) VALUES
    ('y1', 'college:012', 'branch', 'y', 2012, 'org', 'y1', '2012-02-10', 'good', 4, 4, 4,
        '2012-02-29T18:00:00+08:00', NULL),
    ('y2', 'college:012', 'branch', 'y', 2012, 'org', 'y1', '2012-02-10', 'poor', 4, 5, 6,
        '2012-03-09T08:00:00+08:00', '2012-03-09'),
    ('y3', 'college:012', 'branch', 'y', 2012, 'satisfaction', NULL, '2012-02-10', 'fair', 9, 9, 9,
    NULL, NULL),
    ('y4', 'college:012', 'branch', 'y', 2011, 'org', 'y6', '2011-12-01', 'fair', 9, 9, 9, NULL,
    NULL),
    ('y0', 'college:015', 'branch', 'y', 2012, 'org', 'y1', '2012-02-10', 'poor', 4, 5, 6,
        '2012-03-09T08:00:00+08:00', '2012-03-09'),
    ('y5', 'college:015', 'branch', 'x', 2012, 'org', NULL, '2012-02-10', 'fair', 9, 9, 9,
        '2012-03-09T08:00:00+08:00', NULL);
INSERT INTO assessment (id, scope_id, org_id, confirmed_doc_no)
    VALUES ('y/2012', 'college:012', 'y', '商〔2012〕2号');
INSERT INTO opinion (id, scope_id, org_id, doc_no, archived_at) VALUES
    ('y1', 'college:012', 'y', '商〔2012〕3号', NULL), ('y2', 'college:012', 'y', '商〔2012〕3号', NULL),
    ('y3', 'college:012', 'y', '商〔2012〕2号', '2012-05-01');
INSERT INTO fund_account (id, org_kind, org_id, opening_fen, archived_at) VALUES
    ('y1', 'branch', 'y', 0, NULL), ('y2', 'branch', 'y', 0, NULL),
    ('y3', 'branch', 'z', -100, '2012-03-09'),
    ('y4', 'branch', 'z', 0, NULL), ('y5', 'branch', 'y', 500, NULL);
INSERT INTO fund_entry (id, scope_id, account_id, entry_on, direction, amount_fen, voucher_no,
    reverses_id, created_at,
    archived_at) VALUES
    ('y1', 'college:012', 'y1', '2012-02-10', 'in', 100, '0001', NULL, '2012-02-29T18:00:00+08:00',
    NULL),
    ('y2', 'college:012', 'y1', '2012-02-10', 'out', 100, '0002', NULL, NULL, NULL),
    ('y3', 'college:012', 'y1', '2012-02-10', 'out', 100, '0002', NULL,
    '2012-03-09T08:00:00+08:00', '2012-03-09'),
    ('y0', 'college:012', 'y1', '2012-02-10', 'out', 100, '0002', NULL, NULL, '2012-03-09'),
    ('y4', 'college:012', 'y2', '2012-02-10', 'in', 100, '0002', NULL, NULL, NULL),
    ('y5', 'college:015', 'y2', '2012-02-10', 'in', 100, '0003', NULL, '2012-03-09T08:00:00+08:00',
    NULL),
    ('y6', 'college:012', 'y2', '2012-02-10', 'out', 100, '0003', 'y5', NULL, NULL);
INSERT INTO dues_record (id, scope_id, person_id, branch_id, period, kind, paid_on, receipt_no,
    created_at,
    archived_at) VALUES
    ('y1', 'college:012', 'y1', 'y', '2012-01', 'monthly', '2012-02-10', '0001',
    '2012-02-29T18:00:00+08:00', NULL),
    ('y2', 'college:012', 'y1', 'y', '2012-02', 'monthly', '2012-02-10', '0002', NULL, NULL),
    ('y0', 'college:012', 'y1', 'y', '2012-02', 'special', '2012-02-10', '0003', NULL, NULL),
    ('y3', 'college:012', 'y0', 'z', '2012-02', 'monthly', '2012-02-10', '0002', NULL, NULL),
    ('y4', 'college:012', 'y2', 'y', '2012-02', 'monthly', '2012-02-10', '0002',
    '2012-03-09T08:00:00+08:00',
        '2012-03-09'),
    ('x4', 'college:012', 'y2', 'y', '2012-02', 'monthly', '2012-02-10', '0002', NULL,
    '2012-03-09'),
    ('y5', 'college:015', 'y5', 'x', '2012-02', 'monthly', '2012-02-10', '0009',
    '2012-03-09T08:00:00+08:00', NULL);
INSERT INTO report_submission (id, scope_id, org_kind, org_id, period_label, cutoff_at, status,
    superseded_by,
    archived_at) VALUES
    ('y1', 'college:012', 'college', '012', '2012-02', '2012-02-29T18:00:00+08:00', 'submitted',
    NULL, NULL),
    ('y2', 'college:012', 'college', '012', '2012', '2012-02-01T18:00:00+08:00', 'returned', NULL,
    NULL),
    ('y3', 'college:012', 'college', '012', '2012-02', '2012-02-11T18:00:00+08:00', 'superseded',
    'y1', NULL),
    ('y4', 'college:012', 'college', '012', '2012-02', '2012-02-11T18:00:00+08:00', 'submitted',
    NULL, '2012-03-09');
UPDATE rect_measure SET close_evidence = '照片三张' WHERE id = 'y1';
