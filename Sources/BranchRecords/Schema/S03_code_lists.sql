-- Code lists of the records beyond the first ones: organisation, membership transfer, elections,
-- development of members, training, honours, rules, care, publicity and inspection.
--
-- The code is stored, the title is shown, the order is the official one. A new item is a new line;
-- a code that was used is never given another meaning.

-- 支部变动类型
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('branch_change_kind', 'create', '成立', 'founded', 1),
    ('branch_change_kind', 'rename', '更名', 'renamed', 2),
    ('branch_change_kind', 'merge', '合并', 'merged', 3),
    ('branch_change_kind', 'split', '拆分', 'split', 4),
    ('branch_change_kind', 'move', '调整隶属', 'moved to another college', 5),
    ('branch_change_kind', 'dissolve', '撤销', 'dissolved', 6);

-- 单位类别，学院可增项
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('admin_unit_kind', 'college', '学院', 'college', 1),
    ('admin_unit_kind', 'department', '部门', 'department', 2),
    ('admin_unit_kind', 'institute', '系所', 'institute', 3),
    ('admin_unit_kind', 'grade', '年级', 'year of students', 4),
    ('admin_unit_kind', 'dorm', '公寓社区', 'residence', 5),
    ('admin_unit_kind', 'company', '附属单位', 'affiliated unit', 6);

-- 党籍变动类型
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('membership_change_kind', 'admit', '接收预备党员', 'admitted on probation', 1),
    ('membership_change_kind', 'regularise', '转正', 'made a full member', 2),
    ('membership_change_kind', 'extend', '延长预备期', 'probation extended', 3),
    ('membership_change_kind', 'revoke', '取消资格', 'probation cancelled', 4),
    ('membership_change_kind', 'transfer_in', '转入', 'transferred in', 5),
    ('membership_change_kind', 'transfer_out', '转出', 'transferred out', 6),
    ('membership_change_kind', 'suspend', '停止党籍', 'membership suspended', 7),
    ('membership_change_kind', 'restore', '恢复党籍', 'membership restored', 8),
    ('membership_change_kind', 'end', '终止', 'ended', 9);

-- 组织关系转接类型
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('transfer_kind', 'internal', '校内转接', 'within the university', 1),
    ('transfer_kind', 'in', '校外转入', 'from outside', 2),
    ('transfer_kind', 'out', '转往校外', 'to the outside', 3);

-- 转接状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('transfer_status', 'draft', '草稿', 'draft', 1),
    ('transfer_status', 'issued', '已开介绍信', 'letter issued', 2),
    ('transfer_status', 'sent', '已转出', 'sent', 3),
    ('transfer_status', 'accepted', '已接收', 'accepted', 4),
    ('transfer_status', 'receipt', '已回执', 'receipt returned', 5),
    ('transfer_status', 'rejected', '已退回', 'rejected', 6),
    ('transfer_status', 'expired', '已过期', 'expired', 7);

-- 处分与处置种类
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('discipline_kind', 'warn', '警告', 'warning', 1),
    ('discipline_kind', 'serious', '严重警告', 'serious warning', 2),
    ('discipline_kind', 'remove', '撤销党内职务', 'removed from Party posts', 3),
    ('discipline_kind', 'probation', '留党察看', 'probation within the Party', 4),
    ('discipline_kind', 'expel', '开除党籍', 'expelled', 5),
    ('discipline_kind', 'correct', '限期改正', 'told to correct by a date', 6),
    ('discipline_kind', 'strike', '除名', 'struck off', 7);

-- 选举方式
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('election_mode', 'nominate_direct', '公推直选', 'open nomination and direct election', 1),
    ('election_mode', 'congress', '党员代表大会选举', 'by a congress', 2),
    ('election_mode', 'assembly', '党员大会选举', 'by a general meeting', 3);

-- 选举状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('election_status', 'planned', '筹备', 'being prepared', 1),
    ('election_status', 'applied', '已请示', 'permission asked', 2),
    ('election_status', 'replied', '已批复', 'permission given', 3),
    ('election_status', 'held', '已选举', 'held', 4),
    ('election_status', 'reported', '已报批', 'result reported', 5),
    ('election_status', 'approved', '已批准', 'approved', 6),
    ('election_status', 'void', '无效', 'void', 7);

-- 提名方式
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('nominate_mode', 'self', '个人自荐', 'put forward by oneself', 1),
    ('nominate_mode', 'member', '党员推荐', 'recommended by members', 2),
    ('nominate_mode', 'mass', '群众推荐', 'recommended by staff and students', 3),
    ('nominate_mode', 'org', '组织推荐', 'recommended by the organisation', 4);

-- 党务岗位
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('worker_kind', 'secretary', '专职书记', 'full-time secretary', 1),
    ('worker_kind', 'deputy', '专职副书记', 'full-time deputy secretary', 2),
    ('worker_kind', 'organiser', '组织员', 'organiser', 3),
    ('worker_kind', 'counsellor', '辅导员', 'counsellor', 4),
    ('worker_kind', 'staff', '党务秘书', 'Party office staff', 5);

-- 待遇项目，学院可增项
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('benefit_kind', 'allowance', '岗位津贴', 'post allowance', 1),
    ('benefit_kind', 'workload', '工作量折算', 'counted as workload', 2),
    ('benefit_kind', 'training', '培训机会', 'training', 3),
    ('benefit_kind', 'appraisal', '评优优先', 'preference in appraisals', 4),
    ('benefit_kind', 'promotion', '成长发展', 'advancement', 5);

-- 谈话类型
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('talk_kind', 'rectify', '整改谈话', 'on rectification', 1),
    ('talk_kind', 'adjust', '调整谈话', 'on a change of post', 2),
    ('talk_kind', 'apply', '入党申请谈话', 'on an application to join', 3),
    ('talk_kind', 'approve', '审批前谈话', 'before approval', 4),
    ('talk_kind', 'care', '关怀谈话', 'of care', 5),
    ('talk_kind', 'remind', '提醒谈话', 'reminder', 6);

-- 谈话处理
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('talk_outcome', 'improve', '限期整改', 'to improve by a date', 1),
    ('talk_outcome', 'adjust', '调整岗位', 'change of post', 2),
    ('talk_outcome', 'none', '无需处理', 'nothing to do', 3),
    ('talk_outcome', 'agree', '同意', 'agreed', 4),
    ('talk_outcome', 'disagree', '不同意', 'not agreed', 5);

-- 要求强度
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('modal', 'must', '必须', 'must', 1),
    ('modal', 'shall', '要', 'shall', 2),
    ('modal', 'principle', '原则上', 'as a rule', 3),
    ('modal', 'may', '可/鼓励', 'may, encouraged', 4),
    ('modal', 'prep', '筹备', 'to be prepared', 5),
    ('modal', 'frame', '背景', 'background', 6);

-- 角色
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('role', 'uni_org', '校党委组织部', 'Organisation department', 1),
    ('role', 'uni_leader', '校领导', 'University leader', 2),
    ('role', 'col_sec', '学院党组织书记', 'College secretary', 3),
    ('role', 'col_org', '组织员', 'College organiser', 4),
    ('role', 'br_sec', '支部书记', 'Branch secretary', 5),
    ('role', 'member', '党员', 'Member', 6),
    ('role', 'auditor', '审计(只读)', 'Auditor (reads only)', 7),
    ('role', 'sys', '系统', 'System', 8);

-- 适用对象
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('applies_to', 'university', '学校', 'university', 1),
    ('applies_to', 'college', '各学院', 'colleges', 2),
    ('applies_to', 'branch', '各支部', 'branches', 3),
    ('applies_to', 'dorm', '公寓社区', 'residences', 4),
    ('applies_to', 'all', '全校各级党组织', 'all organisations', 5);

-- 进展状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('progress_status', 'none', '未启动', 'not begun', 1),
    ('progress_status', 'doing', '进行中', 'in hand', 2),
    ('progress_status', 'done', '已完成', 'done', 3),
    ('progress_status', 'na', '不适用', 'not applicable', 4),
    ('progress_status', 'reasoned', '说明原因', 'reason given', 5);

-- 复核结论
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('review_decision', 'keep', '维持', 'kept', 1),
    ('review_decision', 'raise', '上调', 'raised', 2),
    ('review_decision', 'lower', '下调', 'lowered', 3);

-- 档案状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('dossier_status', 'open', '建档中', 'being compiled', 1),
    ('dossier_status', 'complete', '已齐备', 'complete', 2),
    ('dossier_status', 'closed', '已归档', 'closed', 3);

-- 档案分项
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('dossier_section', 'S1', '组织设置', 'S1 organisation', 1),
    ('dossier_section', 'S2', '领导班子', 'S2 leadership', 2),
    ('dossier_section', 'S3', '党员队伍', 'S3 members', 3),
    ('dossier_section', 'S4', '工作制度', 'S4 rules', 4),
    ('dossier_section', 'S5', '组织生活', 'S5 organisational life', 5),
    ('dossier_section', 'S6', '经费', 'S6 funds', 6),
    ('dossier_section', 'S7', '场所阵地', 'S7 venues', 7),
    ('dossier_section', 'S8', '作用发挥', 'S8 making a difference', 8),
    ('dossier_section', 'S9', '分类定级', 'S9 grading', 9),
    ('dossier_section', 'S10', '征求意见', 'S10 opinions', 10),
    ('dossier_section', 'S11', '整改落实', 'S11 rectification', 11),
    ('dossier_section', 'S12', '晋位升级', 'S12 promotion', 12),
    ('dossier_section', 'S13', '评议考核', 'S13 appraisal and assessment', 13),
    ('dossier_section', 'S14', '荣誉典型', 'S14 honours and models', 14);

-- 齐备情况
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('completeness', 'none', '缺失', 'missing', 1),
    ('completeness', 'partial', '不全', 'partial', 2),
    ('completeness', 'full', '齐备', 'full', 3),
    ('completeness', 'na', '不适用', 'not applicable', 4);

-- 存照用途
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('snapshot_purpose', 'grading', '定级', 'grading', 1),
    ('snapshot_purpose', 'submit', '上报', 'submission', 2),
    ('snapshot_purpose', 'year_end', '年终', 'year end', 3),
    ('snapshot_purpose', 'dispute', '复核', 'review', 4);

-- 督导方式
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('guide_mode', 'visit', '实地督查', 'visit', 1),
    ('guide_mode', 'meeting', '会议推进', 'meeting', 2),
    ('guide_mode', 'letter', '书面督促', 'letter', 3),
    ('guide_mode', 'talk', '约谈', 'talk', 4),
    ('guide_mode', 'phone', '电话督促', 'telephone call', 5);

-- 意见类别
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('life_issue_kind', 'self', '自我检查', 'self-examination', 1),
    ('life_issue_kind', 'mutual', '相互批评', 'mutual criticism', 2),
    ('life_issue_kind', 'mass', '群众意见', 'opinion of staff and students', 3),
    ('life_issue_kind', 'superior', '上级指出', 'pointed out from above', 4);

-- 述职对象
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('audience', 'member', '党员', 'members', 1),
    ('audience', 'mass', '群众', 'staff and students', 2),
    ('audience', 'superior', '上级党组织', 'superior organisation', 3),
    ('audience', 'staff', '教职工代表', 'staff representatives', 4);

-- 评议主体
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('rater_kind', 'org', '基层党组织代表', 'representatives of organisations', 1),
    ('rater_kind', 'member', '党员代表', 'representatives of members', 2),
    ('rater_kind', 'mass', '群众代表', 'representatives of staff and students', 3),
    ('rater_kind', 'superior', '上级党组织', 'superior organisation', 4);

-- 评议项目，学院可增项
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('appraisal_topic', 'T1', '责任落实', 'T1 responsibility taken', 1),
    ('appraisal_topic', 'T2', '班子建设', 'T2 leadership', 2),
    ('appraisal_topic', 'T3', '党员管理', 'T3 care of members', 3),
    ('appraisal_topic', 'T4', '组织生活', 'T4 organisational life', 4),
    ('appraisal_topic', 'T5', '服务群众', 'T5 service to people', 5),
    ('appraisal_topic', 'T6', '整改成效', 'T6 results of rectification', 6);

-- 考核指标，学院可增项
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('assess_indicator', 'K1', '素质工程', 'K1 quality programme', 1),
    ('assess_indicator', 'K2', '引领工程', 'K2 guidance programme', 2),
    ('assess_indicator', 'K3', '保障工程', 'K3 support programme', 3),
    ('assess_indicator', 'K4', '关爱工程', 'K4 care programme', 4),
    ('assess_indicator', 'K5', '建设年主要任务', 'K5 main tasks of the campaign', 5),
    ('assess_indicator', 'K6', '日常党务', 'K6 everyday Party work', 6),
    ('assess_indicator', 'K7', '群众评议', 'K7 appraisal by the masses', 7);

-- 民主评议党员等次
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('member_level', 'excellent', '优秀', 'excellent', 1),
    ('member_level', 'ok', '合格', 'passed', 2),
    ('member_level', 'basic', '基本合格', 'barely passed', 3),
    ('member_level', 'bad', '不合格', 'failed', 4);

-- 任用结论
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('cadre_decision', 'support', '支持使用', 'supported', 1),
    ('cadre_decision', 'defer', '暂缓使用', 'deferred', 2),
    ('cadre_decision', 'caution', '谨慎使用', 'with caution', 3),
    ('cadre_decision', 'adjust', '调整岗位', 'change of post', 4);

-- 发展阶段
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('dev_stage', 'apply', '申请入党', 'applicant', 1),
    ('dev_stage', 'activist', '入党积极分子', 'activist', 2),
    ('dev_stage', 'target', '发展对象', 'candidate for development', 3),
    ('dev_stage', 'prob', '预备党员', 'probationary member', 4),
    ('dev_stage', 'full', '转正', 'full member', 5),
    ('dev_stage', 'ended', '终止', 'ended', 6);

-- 发展党员25步
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('dev_step', '01', '递交入党申请书', '01 application handed in', 1),
    ('dev_step', '02', '党组织派人谈话', '02 talk held by the organisation', 2),
    ('dev_step', '03', '推荐和确定入党积极分子', '03 activist recommended and chosen', 3),
    ('dev_step', '04', '上级党委备案', '04 reported to the superior committee', 4),
    ('dev_step', '05', '指定培养联系人', '05 contacts for training named', 5),
    ('dev_step', '06', '培养教育考察', '06 training and observation', 6),
    ('dev_step', '07', '确定发展对象', '07 candidate for development chosen', 7),
    ('dev_step', '08', '报上级党委备案', '08 reported to the superior committee', 8),
    ('dev_step', '09', '确定入党介绍人', '09 introducers named', 9),
    ('dev_step', '10', '进行政治审查', '10 political review', 10),
    ('dev_step', '11', '开展集中培训', '11 training course', 11),
    ('dev_step', '12', '支部委员会审查', '12 examined by the branch committee', 12),
    ('dev_step', '13', '上级党委预审', '13 pre-examined by the superior committee', 13),
    ('dev_step', '14', '填写入党志愿书', '14 application form filled in', 14),
    ('dev_step', '15', '支部大会讨论', '15 discussed by the branch meeting', 15),
    ('dev_step', '16', '上级党委派人谈话', '16 talk held by the superior committee', 16),
    ('dev_step', '17', '上级党委审批', '17 approved by the superior committee', 17),
    ('dev_step', '18', '再上一级党委组织部门备案', '18 reported to the organisation department above', 18),
    ('dev_step', '19', '编入党支部和党小组', '19 assigned to a branch and group', 19),
    ('dev_step', '20', '入党宣誓', '20 oath of admission', 20),
    ('dev_step', '21', '继续教育考察', '21 further training and observation', 21),
    ('dev_step', '22', '提出转正申请', '22 full membership asked for', 22),
    ('dev_step', '23', '支部大会讨论转正', '23 full membership discussed by the branch meeting', 23),
    ('dev_step', '24', '上级党委审批转正', '24 full membership approved by the superior committee', 24),
    ('dev_step', '25', '材料归档', '25 papers archived', 25);

-- 档案状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('dev_status', 'active', '进行中', 'in hand', 1),
    ('dev_status', 'paused', '暂停', 'paused', 2),
    ('dev_status', 'done', '已转正', 'full member', 3),
    ('dev_status', 'ended', '已终止', 'ended', 4),
    ('dev_status', 'moved', '随关系转出', 'moved with the membership', 5);

-- 步骤结论
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('step_result', 'pass', '通过', 'passed', 1),
    ('step_result', 'fail', '不通过', 'not passed', 2),
    ('step_result', 'defer', '暂缓', 'put off', 3),
    ('step_result', 'pending', '待定', 'undecided', 4);

-- 联系人类别
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('mentor_kind', 'contact', '培养联系人', 'contact for training', 1),
    ('mentor_kind', 'introducer', '入党介绍人', 'introducer', 2);

-- 政审方式
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('vetting_mode', 'talk', '谈话', 'talk', 1),
    ('vetting_mode', 'file', '查阅档案', 'reading the file', 2),
    ('vetting_mode', 'letter', '函调', 'by letter', 3),
    ('vetting_mode', 'visit', '外调', 'visit', 4);

-- 公示类型
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('notice_kind', 'target', '发展对象公示', 'candidate for development', 1),
    ('notice_kind', 'admit', '接收预备党员公示', 'admission on probation', 2),
    ('notice_kind', 'regular', '转正公示', 'full membership', 3),
    ('notice_kind', 'honour', '评优公示', 'honours', 4);

-- 表决类型
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('dev_vote_kind', 'admit', '接收预备党员票决', 'vote on admission', 1),
    ('dev_vote_kind', 'regular', '转正票决', 'vote on full membership', 2),
    ('dev_vote_kind', 'activist', '确定积极分子票决', 'vote on an activist', 3),
    ('dev_vote_kind', 'defence', '发展对象答辩', 'oral examination of a candidate', 4);

-- 培训班类型，学院可增项
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('training_kind', 'activist', '入党积极分子培训班', 'course for activists', 1),
    ('training_kind', 'target', '发展对象培训班', 'course for candidates', 2),
    ('training_kind', 'prob', '预备党员培训班', 'course for probationary members', 3),
    ('training_kind', 'secretary', '书记任职培训', 'course for new secretaries', 4),
    ('training_kind', 'topic', '专题培训', 'special course', 5),
    ('training_kind', 'rotation', '党务干部轮训', 'rotation of Party workers', 6),
    ('training_kind', 'member', '党员轮训', 'rotation of members', 7);

-- 培训结果
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('train_result', 'pass', '结业', 'completed', 1),
    ('train_result', 'fail', '未结业', 'not completed', 2),
    ('train_result', 'absent', '缺训', 'absent', 3);

-- 党课类型
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('lecture_kind', 'forum', '党课大讲坛', 'lecture forum', 1),
    ('lecture_kind', 'secretary', '书记党课', 'by the secretary', 2),
    ('lecture_kind', 'leader', '领导干部党课', 'by a leader', 3),
    ('lecture_kind', 'micro', '微党课', 'short lecture', 4);

-- 评选项目类别，学院可增项
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('honour_kind', 'demo', '基层党建工作示范点', 'model site of Party building', 1),
    ('honour_kind', 'innovation', '支部建设创新奖', 'prize for branch innovation', 2),
    ('honour_kind', 'pioneer', '十大育人先锋', 'ten pioneers of education', 3),
    ('honour_kind', 'model', '十大成才表率', 'ten models of success', 4),
    ('honour_kind', 'deed', '闪光言行', 'shining deed', 5),
    ('honour_kind', 'star', '闪光言行月度之星', 'star of the month', 6),
    ('honour_kind', 'cssy_org', '创先争优先进基层党组织', 'advanced organisation', 7),
    ('honour_kind', 'cssy_member', '创先争优优秀共产党员', 'outstanding member', 8),
    ('honour_kind', 'cssy_group', '创先争优先进集体', 'advanced group', 9),
    ('honour_kind', 'cssy_person', '创先争优先进个人', 'advanced individual', 10),
    ('honour_kind', 'morality', '温州大学华峰品德奖', 'Huafeng prize for character', 11);

-- 级别
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('honour_level', 'college', '院级', 'college', 1),
    ('honour_level', 'university', '校级', 'university', 2),
    ('honour_level', 'city', '市级', 'city', 3),
    ('honour_level', 'province', '省级', 'province', 4),
    ('honour_level', 'nation', '国家级', 'nation', 5);

-- 对象类别
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('subject_kind', 'person', '个人', 'person', 1),
    ('subject_kind', 'branch', '党支部', 'branch', 2),
    ('subject_kind', 'college', '学院党组织', 'college organisation', 3),
    ('subject_kind', 'group', '集体', 'group', 4);

-- 推荐状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('nomination_status', 'draft', '草稿', 'draft', 1),
    ('nomination_status', 'recommended', '已推荐', 'recommended', 2),
    ('nomination_status', 'notice', '公示中', 'public notice', 3),
    ('nomination_status', 'submitted', '已上报', 'submitted', 4),
    ('nomination_status', 'awarded', '已获评', 'awarded', 5),
    ('nomination_status', 'refused', '未获评', 'not awarded', 6),
    ('nomination_status', 'withdrawn', '撤回', 'withdrawn', 7);

-- 示范类型
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('demo_kind', 'prov_demo', '省高校基层党建工作示范点', 'model site of the province', 1),
    ('demo_kind', 'uni_demo', '校级示范点', 'model site of the university', 2),
    ('demo_kind', 'innov_branch', '创新支部', 'innovative branch', 3);

-- 示范点状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('demo_status', 'building', '培育中', 'being built up', 1),
    ('demo_status', 'named', '已命名', 'named', 2),
    ('demo_status', 'warned', '限期整改', 'to improve by a date', 3),
    ('demo_status', 'revoked', '已摘牌', 'revoked', 4);

-- 检查结果
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('check_result', 'good', '好', 'good', 1),
    ('check_result', 'ok', '合格', 'passed', 2),
    ('check_result', 'weak', '需改进', 'needs improvement', 3),
    ('check_result', 'bad', '不合格', 'failed', 4);

-- 制度类别，学院可增项
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('regulation_kind', 'promise', '公开承诺制度', 'public pledges', 1),
    ('regulation_kind', 'comment', '领导点评制度', 'comments by leaders', 2),
    ('regulation_kind', 'mass', '群众评议制度', 'appraisal by the masses', 3),
    ('regulation_kind', 'review', '评诺督诺制度', 'review of pledges', 4),
    ('regulation_kind', 'meeting', '议事决策制度', 'decision making', 5),
    ('regulation_kind', 'three_one', '三会一课制度', 'meetings and lectures', 6),
    ('regulation_kind', 'dev', '发展党员制度', 'development of members', 7),
    ('regulation_kind', 'fund', '党费经费制度', 'dues and funds', 8),
    ('regulation_kind', 'venue', '场所管理制度', 'venues', 9),
    ('regulation_kind', 'other', '其他', 'other', 10);

-- 制度来源
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('regulation_origin', 'new', '新建', 'new', 1),
    ('regulation_origin', 'kept', '沿用', 'kept', 2),
    ('regulation_origin', 'revised', '修订', 'revised', 3),
    ('regulation_origin', 'experience', '经验提炼', 'drawn from experience', 4);

-- 梳理结论
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('regulation_review', 'keep', '继续执行', 'keep', 1),
    ('regulation_review', 'revise', '修订', 'revise', 2),
    ('regulation_review', 'merge', '合并', 'merge', 3),
    ('regulation_review', 'repeal', '废止', 'repeal', 4);

-- 制度状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('regulation_status', 'draft', '草案', 'draft', 1),
    ('regulation_status', 'active', '执行中', 'in force', 2),
    ('regulation_status', 'revising', '修订中', 'being revised', 3),
    ('regulation_status', 'repealed', '已废止', 'repealed', 4);

-- 承诺状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('pledge_status', 'draft', '草稿', 'draft', 1),
    ('pledge_status', 'published', '已公示', 'published', 2),
    ('pledge_status', 'done', '已践诺', 'kept', 3),
    ('pledge_status', 'failed', '未践诺', 'not kept', 4),
    ('pledge_status', 'dropped', '撤回', 'withdrawn', 5);

-- 评诺督诺类型
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('pledge_review_kind', 'assess', '评诺', 'assessed', 1),
    ('pledge_review_kind', 'urge', '督诺', 'urged', 2);

-- 党费标准组
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('dues_group', 'staff', '按月领取工资人员', 'paid by the month', 1),
    ('dues_group', 'retired', '离退休人员', 'retired', 2),
    ('dues_group', 'student', '学生及无收入人员', 'students and members without income', 3);

-- 设置地
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('home_host', 'college', '学院', 'college', 1),
    ('home_host', 'dorm', '学生公寓社区', 'student residence', 2);

-- 网络阵地类型，学院可增项
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('channel_kind', 'site', '党建专题网站', 'website', 1),
    ('channel_kind', 'page', '党建网页', 'web page', 2),
    ('channel_kind', 'school', '网上党校', 'online Party school', 3),
    ('channel_kind', 'qq', '党建QQ群', 'QQ group', 4),
    ('channel_kind', 'weibo', '党建微博', 'microblog', 5),
    ('channel_kind', 'platform', '党建信息平台', 'information platform', 6),
    ('channel_kind', 'wechat', '微信公众号', 'WeChat account', 7);

-- 关怀对象类别
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('hardship_kind', 'old', '老党员', 'old member', 1),
    ('hardship_kind', 'hard', '生活困难党员', 'member in hardship', 2),
    ('hardship_kind', 'ill', '患病党员', 'sick member', 3),
    ('hardship_kind', 'family', '烈属家属', 'family of a martyr', 4),
    ('hardship_kind', 'veteran', '离退休老同志', 'retired veteran', 5);

-- 困难程度
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('hardship_level', '1', '一般', 'ordinary', 1),
    ('hardship_level', '2', '较重', 'serious', 2),
    ('hardship_level', '3', '特别困难', 'very serious', 3);

-- 关怀方式，学院可增项
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('care_kind', 'visit', '走访慰问', 'visit', 1),
    ('care_kind', 'money', '慰问金', 'money', 2),
    ('care_kind', 'job', '帮扶项目', 'aid project', 3),
    ('care_kind', 'talk', '谈心谈话', 'heart-to-heart talk', 4),
    ('care_kind', 'service', '生活服务', 'service in daily life', 5);

-- 政治生日形式
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('birthday_kind', 'message', '入党纪念日祝福短信', 'message on the day of joining', 1),
    ('birthday_kind', 'collective', '集体政治生日', 'held together', 2),
    ('birthday_kind', 'card', '政治生日卡', 'card', 3);

-- 离退休服务形式，学院可增项
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('retiree_kind', 'visit', '走访', 'visit', 1),
    ('retiree_kind', 'brief', '情况通报', 'news of the university', 2),
    ('retiree_kind', 'activity', '文体活动', 'culture and sport', 3),
    ('retiree_kind', 'consult', '发挥余热', 'use of experience', 4);

-- 筹备事项
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('prep_kind', 'phd', '博士联谊会', 'association of doctors', 1),
    ('prep_kind', 'care_fund', '党内关爱基金', 'care fund of the Party', 2),
    ('prep_kind', 'talent', '高层次人才交流合作服务平台', 'exchange platform for experts', 3),
    ('prep_kind', 'commend', '创先争优总结表彰大会', 'commendation meeting', 4);

-- 筹备状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('prep_status', 'idea', '未启动', 'not begun', 1),
    ('prep_status', 'preparing', '筹备中', 'being prepared', 2),
    ('prep_status', 'ready', '筹备完成', 'ready', 3),
    ('prep_status', 'founded', '已设立', 'founded', 4),
    ('prep_status', 'stopped', '停止', 'stopped', 5);

-- 群团类别
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('mass_kind', 'union', '工会', 'trade union', 1),
    ('mass_kind', 'league', '共青团', 'Youth League', 2),
    ('mass_kind', 'women', '妇联(女工委)', 'women''s federation', 3),
    ('mass_kind', 'student', '学生会', 'students'' union', 4),
    ('mass_kind', 'other', '其他', 'other', 5);

-- 共建方向
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('joint_kind', 'party_leads', '以党建带群建', 'Party building leads the mass organisations', 1),
    ('joint_kind', 'mass_helps', '以群建促党建', 'mass organisations help Party building', 2);

-- 宣传类型
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('publicity_kind', 'news', '新闻报道', 'news report', 1),
    ('publicity_kind', 'brief', '工作简报', 'work brief', 2),
    ('publicity_kind', 'case', '典型报道', 'report on a model', 3),
    ('publicity_kind', 'poster', '专栏展板', 'poster or board', 4),
    ('publicity_kind', 'video', '视频', 'video', 5);

-- 主题教育类别，学院可增项
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('theme_kind', 'core_values', '社会主义核心价值体系宣传学习', 'core values', 1),
    ('theme_kind', 'policy', '形势政策专题报告', 'report on the situation and policies', 2),
    ('theme_kind', 'leifeng', '学雷锋·作贡献·促发展', 'learning from Lei Feng', 3),
    ('theme_kind', 'outline', '核心价值体系实施纲要宣讲', 'lectures on the core values outline', 4),
    ('theme_kind', 'our_values', '我们的价值观大讨论', 'discussion of our values', 5),
    ('theme_kind', 'education', '其他主题教育', 'other theme education', 6);

-- 检查类型
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('inspection_kind', 'rect', '整改督查', 'rectification', 1),
    ('inspection_kind', 'venue', '阵地检查', 'venues', 2),
    ('inspection_kind', 'regulation', '制度执行检查', 'rules in practice', 3),
    ('inspection_kind', 'demo', '示范点检查', 'model sites', 4),
    ('inspection_kind', 'school', '党校教学检查', 'teaching of the Party school', 5),
    ('inspection_kind', 'annual', '年度考核检查', 'annual assessment', 6),
    ('inspection_kind', 'campaign', '建设年督查', 'campaign', 7);

-- 收发方向
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('doc_direction', 'in', '收文', 'received', 1),
    ('doc_direction', 'out', '发文', 'issued', 2),
    ('doc_direction', 'inner', '内部', 'internal', 3);

-- 密级
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('secrecy', '0', '公开', 'public', 1),
    ('secrecy', '1', '内部', 'internal', 2),
    ('secrecy', '2', '秘密', 'confidential', 3),
    ('secrecy', '3', '机密', 'secret', 4);
