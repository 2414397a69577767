-- A record that points to one that is missing, or that was archived before this one was entered. A parent that another office
-- has not sent yet is missing too. No office holds the people of other colleges, and who moves to another college goes there with
-- the person's record: so people are asked for by current memberships, posts in office and running files only, never by rows of
-- the university. What was there when its parent was archived went out of use with it.
-- rule: SC-41 | mid | 关联记录缺失 | Dangling reference
-- card: {record}引用的{what}。 | {record_en} points to {what_en}.
WITH lost(tbl, id, link) AS (
    SELECT 'membership', x.id, 'membership.person' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN membership x ON x.id = t.key LEFT JOIN person p ON p.id = x.person_id
    WHERE t.tbl = 'membership' AND x.archived_at IS NULL AND x.person_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    AND x.status = 'active' AND x.out_on IS NULL AND COALESCE(x.scope_id, '') <> 'uni'
    UNION ALL
    SELECT 'membership', x.id, 'membership.person' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN membership x ON x.person_id = t.key LEFT JOIN person p ON p.id = x.person_id
    WHERE t.tbl = 'person' AND x.archived_at IS NULL AND x.person_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    AND x.status = 'active' AND x.out_on IS NULL AND COALESCE(x.scope_id, '') <> 'uni'
    UNION ALL
    SELECT 'membership', x.id, 'membership.branch' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN membership x ON x.id = t.key LEFT JOIN branch p ON p.id = x.branch_id
    WHERE t.tbl = 'membership' AND x.archived_at IS NULL AND x.branch_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'membership', x.id, 'membership.branch' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN membership x ON x.branch_id = t.key LEFT JOIN branch p ON p.id = x.branch_id
    WHERE t.tbl = 'branch' AND x.archived_at IS NULL AND x.branch_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'membership_change', x.id, 'membership_change.membership' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN membership_change x ON x.id = t.key LEFT JOIN membership p ON p.id = x.membership_id
    WHERE t.tbl = 'membership_change' AND x.archived_at IS NULL AND x.membership_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'membership_change', x.id, 'membership_change.membership' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN membership_change x ON x.membership_id = t.key LEFT JOIN membership p ON p.id = x.membership_id
    WHERE t.tbl = 'membership' AND x.archived_at IS NULL AND x.membership_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'post', x.id, 'post.person' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN post x ON x.id = t.key LEFT JOIN person p ON p.id = x.person_id
    WHERE t.tbl = 'post' AND x.archived_at IS NULL AND x.person_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    AND x.end_on IS NULL AND COALESCE(x.scope_id, '') <> 'uni'
    UNION ALL
    SELECT 'post', x.id, 'post.person' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN post x ON x.person_id = t.key LEFT JOIN person p ON p.id = x.person_id
    WHERE t.tbl = 'person' AND x.archived_at IS NULL AND x.person_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    AND x.end_on IS NULL AND COALESCE(x.scope_id, '') <> 'uni'
    UNION ALL
    SELECT 'dev_case', x.id, 'dev_case.person' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN dev_case x ON x.id = t.key LEFT JOIN person p ON p.id = x.person_id
    WHERE t.tbl = 'dev_case' AND x.archived_at IS NULL AND x.person_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    AND x.status IN ('active', 'paused') AND COALESCE(x.scope_id, '') <> 'uni'
    UNION ALL
    SELECT 'dev_case', x.id, 'dev_case.person' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN dev_case x ON x.person_id = t.key LEFT JOIN person p ON p.id = x.person_id
    WHERE t.tbl = 'person' AND x.archived_at IS NULL AND x.person_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    AND x.status IN ('active', 'paused') AND COALESCE(x.scope_id, '') <> 'uni'
    UNION ALL
    SELECT 'dev_case', x.id, 'dev_case.branch' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN dev_case x ON x.id = t.key LEFT JOIN branch p ON p.id = x.branch_id
    WHERE t.tbl = 'dev_case' AND x.archived_at IS NULL AND x.branch_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'dev_case', x.id, 'dev_case.branch' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN dev_case x ON x.branch_id = t.key LEFT JOIN branch p ON p.id = x.branch_id
    WHERE t.tbl = 'branch' AND x.archived_at IS NULL AND x.branch_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'dev_step', x.id, 'dev_step.dev_case' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN dev_step x ON x.id = t.key LEFT JOIN dev_case p ON p.id = x.case_id
    WHERE t.tbl = 'dev_step' AND x.archived_at IS NULL AND x.case_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'dev_step', x.id, 'dev_step.dev_case' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN dev_step x ON x.case_id = t.key LEFT JOIN dev_case p ON p.id = x.case_id
    WHERE t.tbl = 'dev_case' AND x.archived_at IS NULL AND x.case_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'dev_vote', x.id, 'dev_vote.dev_case' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN dev_vote x ON x.id = t.key LEFT JOIN dev_case p ON p.id = x.case_id
    WHERE t.tbl = 'dev_vote' AND x.archived_at IS NULL AND x.case_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'dev_vote', x.id, 'dev_vote.dev_case' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN dev_vote x ON x.case_id = t.key LEFT JOIN dev_case p ON p.id = x.case_id
    WHERE t.tbl = 'dev_case' AND x.archived_at IS NULL AND x.case_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'branch', x.id, 'branch.college' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN branch x ON x.id = t.key LEFT JOIN college p ON p.id = x.college_id
    WHERE t.tbl = 'branch' AND x.archived_at IS NULL AND x.college_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'branch', x.id, 'branch.college' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN branch x ON x.college_id = t.key LEFT JOIN college p ON p.id = x.college_id
    WHERE t.tbl = 'college' AND x.archived_at IS NULL AND x.college_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'party_group', x.id, 'party_group.branch' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN party_group x ON x.id = t.key LEFT JOIN branch p ON p.id = x.branch_id
    WHERE t.tbl = 'party_group' AND x.archived_at IS NULL AND x.branch_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'party_group', x.id, 'party_group.branch' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN party_group x ON x.branch_id = t.key LEFT JOIN branch p ON p.id = x.branch_id
    WHERE t.tbl = 'branch' AND x.archived_at IS NULL AND x.branch_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'brand_project', x.id, 'brand_project.branch' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN brand_project x ON x.id = t.key LEFT JOIN branch p ON p.id = x.branch_id
    WHERE t.tbl = 'brand_project' AND x.archived_at IS NULL AND x.branch_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'brand_project', x.id, 'brand_project.branch' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN brand_project x ON x.branch_id = t.key LEFT JOIN branch p ON p.id = x.branch_id
    WHERE t.tbl = 'branch' AND x.archived_at IS NULL AND x.branch_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'attendance', x.id, 'attendance.meeting' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN attendance x ON x.id = t.key LEFT JOIN meeting p ON p.id = x.meeting_id
    WHERE t.tbl = 'attendance' AND x.archived_at IS NULL AND x.meeting_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'attendance', x.id, 'attendance.meeting' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN attendance x ON x.meeting_id = t.key LEFT JOIN meeting p ON p.id = x.meeting_id
    WHERE t.tbl = 'meeting' AND x.archived_at IS NULL AND x.meeting_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'resolution', x.id, 'resolution.meeting' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN resolution x ON x.id = t.key LEFT JOIN meeting p ON p.id = x.meeting_id
    WHERE t.tbl = 'resolution' AND x.archived_at IS NULL AND x.meeting_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'resolution', x.id, 'resolution.meeting' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN resolution x ON x.meeting_id = t.key LEFT JOIN meeting p ON p.id = x.meeting_id
    WHERE t.tbl = 'meeting' AND x.archived_at IS NULL AND x.meeting_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'survey_item', x.id, 'survey_item.survey' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN survey_item x ON x.id = t.key LEFT JOIN survey p ON p.id = x.survey_id
    WHERE t.tbl = 'survey_item' AND x.archived_at IS NULL AND x.survey_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'survey_item', x.id, 'survey_item.survey' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN survey_item x ON x.survey_id = t.key LEFT JOIN survey p ON p.id = x.survey_id
    WHERE t.tbl = 'survey' AND x.archived_at IS NULL AND x.survey_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'grade_review', x.id, 'grade_review.grade' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN grade_review x ON x.id = t.key LEFT JOIN grade p ON p.id = x.grade_id
    WHERE t.tbl = 'grade_review' AND x.archived_at IS NULL AND x.grade_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'grade_review', x.id, 'grade_review.grade' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN grade_review x ON x.grade_id = t.key LEFT JOIN grade p ON p.id = x.grade_id
    WHERE t.tbl = 'grade' AND x.archived_at IS NULL AND x.grade_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'rect_measure', x.id, 'rect_measure.rect_plan' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN rect_measure x ON x.id = t.key LEFT JOIN rect_plan p ON p.id = x.plan_id
    WHERE t.tbl = 'rect_measure' AND x.archived_at IS NULL AND x.plan_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'rect_measure', x.id, 'rect_measure.rect_plan' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN rect_measure x ON x.plan_id = t.key LEFT JOIN rect_plan p ON p.id = x.plan_id
    WHERE t.tbl = 'rect_plan' AND x.archived_at IS NULL AND x.plan_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'fund_entry', x.id, 'fund_entry.fund_account' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN fund_entry x ON x.id = t.key LEFT JOIN fund_account p ON p.id = x.account_id
    WHERE t.tbl = 'fund_entry' AND x.archived_at IS NULL AND x.account_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'fund_entry', x.id, 'fund_entry.fund_account' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN fund_entry x ON x.account_id = t.key LEFT JOIN fund_account p ON p.id = x.account_id
    WHERE t.tbl = 'fund_account' AND x.archived_at IS NULL AND x.account_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'fund_budget', x.id, 'fund_budget.fund_account' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN fund_budget x ON x.id = t.key LEFT JOIN fund_account p ON p.id = x.account_id
    WHERE t.tbl = 'fund_budget' AND x.archived_at IS NULL AND x.account_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'fund_budget', x.id, 'fund_budget.fund_account' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN fund_budget x ON x.account_id = t.key LEFT JOIN fund_account p ON p.id = x.account_id
    WHERE t.tbl = 'fund_account' AND x.archived_at IS NULL AND x.account_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'election_candidate', x.id, 'election_candidate.election' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN election_candidate x ON x.id = t.key LEFT JOIN election p ON p.id = x.election_id
    WHERE t.tbl = 'election_candidate' AND x.archived_at IS NULL AND x.election_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'election_candidate', x.id, 'election_candidate.election' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN election_candidate x ON x.election_id = t.key LEFT JOIN election p ON p.id = x.election_id
    WHERE t.tbl = 'election' AND x.archived_at IS NULL AND x.election_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'regulation_check', x.id, 'regulation_check.regulation' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN regulation_check x ON x.id = t.key LEFT JOIN regulation p ON p.id = x.regulation_id
    WHERE t.tbl = 'regulation_check' AND x.archived_at IS NULL AND x.regulation_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'regulation_check', x.id, 'regulation_check.regulation' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN regulation_check x ON x.regulation_id = t.key LEFT JOIN regulation p ON p.id = x.regulation_id
    WHERE t.tbl = 'regulation' AND x.archived_at IS NULL AND x.regulation_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'pledge_review', x.id, 'pledge_review.pledge' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN pledge_review x ON x.id = t.key LEFT JOIN pledge p ON p.id = x.pledge_id
    WHERE t.tbl = 'pledge_review' AND x.archived_at IS NULL AND x.pledge_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'pledge_review', x.id, 'pledge_review.pledge' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN pledge_review x ON x.pledge_id = t.key LEFT JOIN pledge p ON p.id = x.pledge_id
    WHERE t.tbl = 'pledge' AND x.archived_at IS NULL AND x.pledge_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'inspection_finding', x.id, 'inspection_finding.inspection' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN inspection_finding x ON x.id = t.key LEFT JOIN inspection p ON p.id = x.inspection_id
    WHERE t.tbl = 'inspection_finding' AND x.archived_at IS NULL AND x.inspection_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT 'inspection_finding', x.id, 'inspection_finding.inspection' || iif(p.id IS NULL, '', ' archived')
    FROM zhibu_touched t CROSS JOIN inspection_finding x ON x.inspection_id = t.key LEFT JOIN inspection p ON p.id = x.inspection_id
    WHERE t.tbl = 'inspection' AND x.archived_at IS NULL AND x.inspection_id <> ''
    AND (p.id IS NULL OR p.archived_at < x.created_at))
SELECT lost.tbl, lost.id AS key, NULL AS other_key,
    min(lost.link) || iif(min(lost.link) <> max(lost.link), ' ' || max(lost.link), '') AS detail
FROM lost GROUP BY lost.tbl, lost.id

-- values
WITH lost(record, record_en, kind, kind_en, missing) AS (
    SELECT COALESCE((SELECT s.name FROM person s WHERE s.id = x.person_id), '？') || '的党员身份',
        'Membership of ' || COALESCE((SELECT s.name FROM person s WHERE s.id = x.person_id), '？'),
        '人员', 'a person', p.id IS NULL
    FROM membership x LEFT JOIN person p ON p.id = x.person_id
    WHERE x.id = :key AND x.person_id <> '' AND (p.id IS NULL OR p.archived_at < x.created_at)
    AND x.status = 'active' AND x.out_on IS NULL AND COALESCE(x.scope_id, '') <> 'uni'
    UNION ALL
    SELECT COALESCE((SELECT s.name FROM person s WHERE s.id = x.person_id), '？') || '的党员身份',
        'Membership of ' || COALESCE((SELECT s.name FROM person s WHERE s.id = x.person_id), '？'),
        '支部', 'a branch', p.id IS NULL
    FROM membership x LEFT JOIN branch p ON p.id = x.branch_id
    WHERE x.id = :key AND x.branch_id <> '' AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT COALESCE(x.effective_on, '？') || '的党籍变动（'
        || COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'membership_change_kind' AND k.code = x.kind), '？') || '）',
        'Membership change of ' || COALESCE(x.effective_on, '？'),
        '党籍', 'a membership', p.id IS NULL
    FROM membership_change x LEFT JOIN membership p ON p.id = x.membership_id
    WHERE x.id = :key AND x.membership_id <> '' AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT COALESCE((SELECT s.name FROM person s WHERE s.id = x.person_id), '？') || '的任职（'
        || COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'post_kind' AND k.code = x.post_kind), '？') || '）',
        'Post of ' || COALESCE((SELECT s.name FROM person s WHERE s.id = x.person_id), '？') || ' ('
        || COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'post_kind' AND k.code = x.post_kind), '？') || ')',
        '人员', 'a person', p.id IS NULL
    FROM post x LEFT JOIN person p ON p.id = x.person_id
    WHERE x.id = :key AND x.person_id <> '' AND (p.id IS NULL OR p.archived_at < x.created_at)
    AND x.end_on IS NULL AND COALESCE(x.scope_id, '') <> 'uni'
    UNION ALL
    SELECT COALESCE((SELECT s.name FROM person s WHERE s.id = x.person_id), '？') || '的发展档案',
        'Development file of ' || COALESCE((SELECT s.name FROM person s WHERE s.id = x.person_id), '？'),
        '人员', 'a person', p.id IS NULL
    FROM dev_case x LEFT JOIN person p ON p.id = x.person_id
    WHERE x.id = :key AND x.person_id <> '' AND (p.id IS NULL OR p.archived_at < x.created_at)
    AND x.status IN ('active', 'paused') AND COALESCE(x.scope_id, '') <> 'uni'
    UNION ALL
    SELECT COALESCE((SELECT s.name FROM person s WHERE s.id = x.person_id), '？') || '的发展档案',
        'Development file of ' || COALESCE((SELECT s.name FROM person s WHERE s.id = x.person_id), '？'),
        '支部', 'a branch', p.id IS NULL
    FROM dev_case x LEFT JOIN branch p ON p.id = x.branch_id
    WHERE x.id = :key AND x.branch_id <> '' AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT '发展步骤“' || COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'dev_step' AND k.code = x.step), '？') || '”',
        'Development step ' || COALESCE(x.step, '？'),
        '发展档案', 'a development file', p.id IS NULL
    FROM dev_step x LEFT JOIN dev_case p ON p.id = x.case_id
    WHERE x.id = :key AND x.case_id <> '' AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT '发展党员表决（'
        || COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'dev_vote_kind' AND k.code = x.kind), '？') || '）',
        'Admission vote',
        '发展档案', 'a development file', p.id IS NULL
    FROM dev_vote x LEFT JOIN dev_case p ON p.id = x.case_id
    WHERE x.id = :key AND x.case_id <> '' AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT '“' || COALESCE(x.name, '？') || '”',
        'Branch ' || COALESCE(x.name, '？'),
        '学院', 'a college', p.id IS NULL
    FROM branch x LEFT JOIN college p ON p.id = x.college_id
    WHERE x.id = :key AND x.college_id <> '' AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT '党小组“' || COALESCE(x.name, '？') || '”',
        'Party group ' || COALESCE(x.name, '？'),
        '支部', 'a branch', p.id IS NULL
    FROM party_group x LEFT JOIN branch p ON p.id = x.branch_id
    WHERE x.id = :key AND x.branch_id <> '' AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT '品牌项目“' || COALESCE(x.name, '？') || '”',
        'Brand project ' || COALESCE(x.name, '？'),
        '支部', 'a branch', p.id IS NULL
    FROM brand_project x LEFT JOIN branch p ON p.id = x.branch_id
    WHERE x.id = :key AND x.branch_id <> '' AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT COALESCE((SELECT s.name FROM person s WHERE s.id = x.person_id), '？') || '的出席记录',
        'Attendance of ' || COALESCE((SELECT s.name FROM person s WHERE s.id = x.person_id), '？'),
        '会议', 'a meeting', p.id IS NULL
    FROM attendance x LEFT JOIN meeting p ON p.id = x.meeting_id
    WHERE x.id = :key AND x.meeting_id <> '' AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT '会议决议“' || COALESCE(x.subject, '？') || '”',
        'Resolution ' || COALESCE(x.subject, '？'),
        '会议', 'a meeting', p.id IS NULL
    FROM resolution x LEFT JOIN meeting p ON p.id = x.meeting_id
    WHERE x.id = :key AND x.meeting_id <> '' AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT '摸底情况“' || COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'aspect' AND k.code = x.aspect), '？') || '”',
        'Survey of aspect ' || COALESCE(x.aspect, '？'),
        '调查摸底', 'a survey', p.id IS NULL
    FROM survey_item x LEFT JOIN survey p ON p.id = x.survey_id
    WHERE x.id = :key AND x.survey_id <> '' AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT COALESCE(x.applied_on, '？') || '的定级复核',
        'Grade review of ' || COALESCE(x.applied_on, '？'),
        '定级', 'a grade', p.id IS NULL
    FROM grade_review x LEFT JOIN grade p ON p.id = x.grade_id
    WHERE x.id = :key AND x.grade_id <> '' AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT '整改措施“' || COALESCE(substr(x.action, 1, 20), '？') || '”',
        'Rectification measure ' || COALESCE(x.seq_no, '？'),
        '整改方案', 'a rectification plan', p.id IS NULL
    FROM rect_measure x LEFT JOIN rect_plan p ON p.id = x.plan_id
    WHERE x.id = :key AND x.plan_id <> '' AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT COALESCE(x.entry_on, '？') || '经费流水（凭证' || COALESCE(x.voucher_no, '？') || '）',
        'Fund entry of ' || COALESCE(x.entry_on, '？') || ', voucher ' || COALESCE(x.voucher_no, '？'),
        '经费账户', 'a fund account', p.id IS NULL
    FROM fund_entry x LEFT JOIN fund_account p ON p.id = x.account_id
    WHERE x.id = :key AND x.account_id <> '' AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT '经费预算“' || COALESCE((SELECT k.zh FROM zhibu_code k WHERE k.list = 'fund_item' AND k.code = x.item), '？') || '”',
        'Budget for ' || COALESCE((SELECT k.en FROM zhibu_code k WHERE k.list = 'fund_item' AND k.code = x.item), '？'),
        '经费账户', 'a fund account', p.id IS NULL
    FROM fund_budget x LEFT JOIN fund_account p ON p.id = x.account_id
    WHERE x.id = :key AND x.account_id <> '' AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT COALESCE((SELECT s.name FROM person s WHERE s.id = x.person_id), '？') || '的候选人记录',
        'Candidate ' || COALESCE((SELECT s.name FROM person s WHERE s.id = x.person_id), '？'),
        '选举', 'an election', p.id IS NULL
    FROM election_candidate x LEFT JOIN election p ON p.id = x.election_id
    WHERE x.id = :key AND x.election_id <> '' AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT COALESCE(x.checked_on, '？') || '的制度检查',
        'Regulation check of ' || COALESCE(x.checked_on, '？'),
        '制度', 'a regulation', p.id IS NULL
    FROM regulation_check x LEFT JOIN regulation p ON p.id = x.regulation_id
    WHERE x.id = :key AND x.regulation_id <> '' AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT COALESCE(x.reviewed_on, '？') || '的评诺',
        'Pledge review of ' || COALESCE(x.reviewed_on, '？'),
        '公开承诺', 'a pledge', p.id IS NULL
    FROM pledge_review x LEFT JOIN pledge p ON p.id = x.pledge_id
    WHERE x.id = :key AND x.pledge_id <> '' AND (p.id IS NULL OR p.archived_at < x.created_at)
    UNION ALL
    SELECT '检查发现的问题“' || COALESCE(substr(x.problem, 1, 20), '？') || '”',
        'Inspection finding',
        '检查', 'an inspection', p.id IS NULL
    FROM inspection_finding x LEFT JOIN inspection p ON p.id = x.inspection_id
    WHERE x.id = :key AND x.inspection_id <> '' AND (p.id IS NULL OR p.archived_at < x.created_at))
SELECT max(record) AS record, max(record_en) AS record_en,
    group_concat(kind || iif(missing, '不存在（对方可能尚未同步）', '已归档'), '，') AS what,
    group_concat(kind_en || iif(missing, ' that is missing (the other office may not have synchronised yet)',
        ' that is archived'), ' and ') AS what_en
FROM lost
