-- Code lists: the code is stored, the title is shown, the order is the official one.
--
-- A new item is a new line; a code that was used is never given another meaning.

-- 学院级党组织类别
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('college_kind', 'fendangwei', '分党委', 'Party committee of a college', 1),
    ('college_kind', 'zongzhi', '党总支', 'General branch', 2),
    ('college_kind', 'jiguan', '机关党总支', 'General branch of the offices', 3),
    ('college_kind', 'lixiu', '离退休党总支', 'General branch of the retired', 4),
    ('college_kind', 'zhishu', '直属党支部', 'Branch directly under the university', 5);

-- 组织状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('org_status', 'preparing', '筹建', 'being prepared', 1),
    ('org_status', 'active', '正常', 'active', 2),
    ('org_status', 'merged', '已合并', 'merged', 3),
    ('org_status', 'dissolved', '已撤销', 'dissolved', 4),
    ('org_status', 'suspended', '暂停', 'suspended', 5);

-- 支部类型
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('branch_kind', 'staff', '教工党支部', 'staff', 1),
    ('branch_kind', 'undergrad', '本科生党支部', 'undergraduates', 2),
    ('branch_kind', 'postgrad', '研究生党支部', 'postgraduates', 3),
    ('branch_kind', 'mixed', '师生联合党支部', 'staff and students', 4),
    ('branch_kind', 'office', '机关(部门)党支部', 'office', 5),
    ('branch_kind', 'retired', '离退休党支部', 'retired', 6),
    ('branch_kind', 'community', '公寓社区党支部', 'residence', 7);

-- 性别
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('gender', 'M', '男', 'male', 1),
    ('gender', 'F', '女', 'female', 2);

-- 民族，按 GB/T 3304
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('ethnicity', '01', '汉族', 'Han', 1),
    ('ethnicity', '02', '蒙古族', 'Mongol', 2),
    ('ethnicity', '03', '回族', 'Hui', 3),
    ('ethnicity', '04', '藏族', 'Zang', 4),
    ('ethnicity', '05', '维吾尔族', 'Uygur', 5),
    ('ethnicity', '06', '苗族', 'Miao', 6),
    ('ethnicity', '07', '彝族', 'Yi', 7),
    ('ethnicity', '08', '壮族', 'Zhuang', 8),
    ('ethnicity', '09', '布依族', 'Bouyei', 9),
    ('ethnicity', '10', '朝鲜族', 'Chosen', 10),
    ('ethnicity', '11', '满族', 'Man', 11),
    ('ethnicity', '12', '侗族', 'Dong', 12),
    ('ethnicity', '13', '瑶族', 'Yao', 13),
    ('ethnicity', '14', '白族', 'Bai', 14),
    ('ethnicity', '15', '土家族', 'Tujia', 15),
    ('ethnicity', '16', '哈尼族', 'Hani', 16),
    ('ethnicity', '17', '哈萨克族', 'Kazak', 17),
    ('ethnicity', '18', '傣族', 'Dai', 18),
    ('ethnicity', '19', '黎族', 'Li', 19),
    ('ethnicity', '20', '傈僳族', 'Lisu', 20),
    ('ethnicity', '21', '佤族', 'Va', 21),
    ('ethnicity', '22', '畲族', 'She', 22),
    ('ethnicity', '23', '高山族', 'Gaoshan', 23),
    ('ethnicity', '24', '拉祜族', 'Lahu', 24),
    ('ethnicity', '25', '水族', 'Sui', 25),
    ('ethnicity', '26', '东乡族', 'Dongxiang', 26),
    ('ethnicity', '27', '纳西族', 'Naxi', 27),
    ('ethnicity', '28', '景颇族', 'Jingpo', 28),
    ('ethnicity', '29', '柯尔克孜族', 'Kirgiz', 29),
    ('ethnicity', '30', '土族', 'Tu', 30),
    ('ethnicity', '31', '达斡尔族', 'Daur', 31),
    ('ethnicity', '32', '仫佬族', 'Mulao', 32),
    ('ethnicity', '33', '羌族', 'Qiang', 33),
    ('ethnicity', '34', '布朗族', 'Blang', 34),
    ('ethnicity', '35', '撒拉族', 'Salar', 35),
    ('ethnicity', '36', '毛南族', 'Maonan', 36),
    ('ethnicity', '37', '仡佬族', 'Gelao', 37),
    ('ethnicity', '38', '锡伯族', 'Xibe', 38),
    ('ethnicity', '39', '阿昌族', 'Achang', 39),
    ('ethnicity', '40', '普米族', 'Pumi', 40),
    ('ethnicity', '41', '塔吉克族', 'Tajik', 41),
    ('ethnicity', '42', '怒族', 'Nu', 42),
    ('ethnicity', '43', '乌孜别克族', 'Uzbek', 43),
    ('ethnicity', '44', '俄罗斯族', 'Russ', 44),
    ('ethnicity', '45', '鄂温克族', 'Ewenki', 45),
    ('ethnicity', '46', '德昂族', 'Deang', 46),
    ('ethnicity', '47', '保安族', 'Bonan', 47),
    ('ethnicity', '48', '裕固族', 'Yugur', 48),
    ('ethnicity', '49', '京族', 'Gin', 49),
    ('ethnicity', '50', '塔塔尔族', 'Tatar', 50),
    ('ethnicity', '51', '独龙族', 'Derung', 51),
    ('ethnicity', '52', '鄂伦春族', 'Oroqen', 52),
    ('ethnicity', '53', '赫哲族', 'Hezhen', 53),
    ('ethnicity', '54', '门巴族', 'Monba', 54),
    ('ethnicity', '55', '珞巴族', 'Lhoba', 55),
    ('ethnicity', '56', '基诺族', 'Jino', 56);

-- 人员类别
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('person_kind', 'staff', '教职工', 'staff', 1),
    ('person_kind', 'undergrad', '本科生', 'undergraduate', 2),
    ('person_kind', 'postgrad', '研究生', 'postgraduate', 3),
    ('person_kind', 'retired', '离退休', 'retired', 4),
    ('person_kind', 'affiliate', '附属单位人员', 'affiliated unit', 5),
    ('person_kind', 'other', '其他', 'other', 6);

-- 学历
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('education', 'phd', '博士研究生', 'doctoral studies', 1),
    ('education', 'master', '硕士研究生', 'master''s studies', 2),
    ('education', 'bachelor', '大学本科', 'bachelor''s studies', 3),
    ('education', 'college', '大学专科', 'college', 4),
    ('education', 'other', '其他', 'other', 5);

-- 学位
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('degree', 'phd', '博士', 'doctor', 1),
    ('degree', 'master', '硕士', 'master', 2),
    ('degree', 'bachelor', '学士', 'bachelor', 3),
    ('degree', 'none', '无', 'none', 4);

-- 证件类型
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('identity_kind', 'id', '居民身份证', 'resident identity card', 1),
    ('identity_kind', 'passport', '护照', 'passport', 2),
    ('identity_kind', 'hk_mo', '港澳居民来往内地通行证', 'Hong Kong and Macao permit', 3),
    ('identity_kind', 'tw', '台湾居民来往大陆通行证', 'Taiwan permit', 4);

-- 党员类别
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('member_kind', 'full', '正式党员', 'full member', 1),
    ('member_kind', 'prob', '预备党员', 'probationary member', 2);

-- 党籍状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('membership_status', 'active', '在册', 'current', 1),
    ('membership_status', 'out', '已转出', 'transferred out', 2),
    ('membership_status', 'suspended', '停止党籍', 'suspended', 3),
    ('membership_status', 'ended', '已终止', 'ended', 4),
    ('membership_status', 'dead', '已去世', 'deceased', 5);

-- 党籍终止原因
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('membership_end', 'transfer', '转出', 'transferred out', 1),
    ('membership_end', 'expel', '开除党籍', 'expelled', 2),
    ('membership_end', 'withdraw', '退党', 'withdrew', 3),
    ('membership_end', 'self', '自行脱党', 'left by own act', 4),
    ('membership_end', 'strike', '除名', 'struck off', 5),
    ('membership_end', 'revoke', '取消预备党员资格', 'probation cancelled', 6),
    ('membership_end', 'death', '去世', 'death', 7),
    ('membership_end', 'duplicate', '重复登记', 'recorded twice', 8);

-- 组织层级
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('org_kind', 'university', '学校', 'university', 1),
    ('org_kind', 'college', '学院', 'college', 2),
    ('org_kind', 'branch', '党支部', 'branch', 3);

-- 活动
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('campaign', 'jczz2012', '基层组织建设年活动', 'Grassroots Organisation Building Year', 1);

-- 审批状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('approval_status', 'draft', '草稿', 'draft', 1),
    ('approval_status', 'submitted', '已上报', 'submitted', 2),
    ('approval_status', 'approved', '已审定', 'approved', 3),
    ('approval_status', 'returned', '已退回', 'returned', 4),
    ('approval_status', 'archived', '已归档', 'archived', 5);

-- 调查方式
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('survey_method', 'visit', '走访', 'visit', 1),
    ('survey_method', 'seminar', '座谈', 'discussion', 2),
    ('survey_method', 'questionnaire', '问卷', 'questionnaire', 3),
    ('survey_method', 'records', '查阅台账', 'reading the records', 4),
    ('survey_method', 'talk', '个别访谈', 'private talk', 5);

-- 分类定级等次
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('grade_level', '1', '先进', 'advanced', 1),
    ('grade_level', '2', '较好', 'good', 2),
    ('grade_level', '3', '一般', 'fair', 3),
    ('grade_level', '4', '后进', 'behind', 4);

-- 定级状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('grade_status', 'draft', '草稿', 'draft', 1),
    ('grade_status', 'self', '已自评', 'self-assessed', 2),
    ('grade_status', 'graded', '已评定', 'graded', 3),
    ('grade_status', 'submitted', '已上报', 'submitted', 4),
    ('grade_status', 'confirmed', '已确认', 'confirmed', 5),
    ('grade_status', 'returned', '已退回', 'returned', 6),
    ('grade_status', 'reviewing', '复核中', 'under review', 7);

-- 六个方面
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('aspect', 'A1', '组织设置是否合理', 'A1 sound organisation', 1),
    ('aspect', 'A2', '领导班子是否健全', 'A2 complete leadership', 2),
    ('aspect', 'A3', '工作制度是否完善', 'A3 rules in place', 3),
    ('aspect', 'A4', '党员活动是否正常', 'A4 regular activities', 4),
    ('aspect', 'A5', '经费场所是否落实', 'A5 funds and venues', 5),
    ('aspect', 'A6', '作用发挥是否充分', 'A6 makes a difference', 6);

-- 整改类别
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('rect_strategy', 'consolidate', '巩固先进', 'keep the lead', 1),
    ('rect_strategy', 'lift', '提升较好', 'raise the good', 2),
    ('rect_strategy', 'push', '推动一般', 'push the fair', 3),
    ('rect_strategy', 'rectify', '整顿后进', 'put the behind in order', 4);

-- 方案状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('plan_status', 'draft', '草稿', 'draft', 1),
    ('plan_status', 'submitted', '已上报', 'submitted', 2),
    ('plan_status', 'approved', '已审定', 'approved', 3),
    ('plan_status', 'running', '实施中', 'running', 4),
    ('plan_status', 'summarised', '已总结', 'summarised', 5),
    ('plan_status', 'accepted', '已验收', 'accepted', 6),
    ('plan_status', 'returned', '已退回', 'returned', 7),
    ('plan_status', 'stopped', '已终止', 'stopped', 8);

-- 措施状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('measure_status', 'open', '待整改', 'open', 1),
    ('measure_status', 'doing', '整改中', 'in hand', 2),
    ('measure_status', 'claimed', '申请销号', 'closing claimed', 3),
    ('measure_status', 'closed', '已销号', 'closed', 4),
    ('measure_status', 'reopened', '重新整改', 'reopened', 5),
    ('measure_status', 'cancelled', '取消', 'cancelled', 6);

-- 会议活动类型
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('meeting_kind', 'assembly', '支部党员大会', 'general meeting of the branch', 1),
    ('meeting_kind', 'committee', '支部委员会', 'branch committee', 2),
    ('meeting_kind', 'group', '党小组会', 'group meeting', 3),
    ('meeting_kind', 'class', '党课', 'party lecture', 4),
    ('meeting_kind', 'theme_day', '主题党日', 'theme day', 5),
    ('meeting_kind', 'org_life', '组织生活会', 'organisational life meeting', 6),
    ('meeting_kind', 'dem_life', '民主生活会', 'democratic life meeting', 7),
    ('meeting_kind', 'study', '理论中心组学习', 'study group', 8),
    ('meeting_kind', 'party_committee', '党委会', 'party committee', 9),
    ('meeting_kind', 'joint', '党政联席会', 'joint meeting', 10),
    ('meeting_kind', 'election', '选举大会', 'election', 11),
    ('meeting_kind', 'appraisal', '民主评议', 'appraisal', 12),
    ('meeting_kind', 'report', '专项述职会', 'report', 13),
    ('meeting_kind', 'practice', '支部活动', 'branch activity', 14),
    ('meeting_kind', 'commend', '总结表彰大会', 'commendation', 15),
    ('meeting_kind', 'other', '其他', 'other', 16);

-- 法定人数规则
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('quorum_rule', 'half', '半数以上有表决权党员到会', 'more than half of the voters', 1),
    ('quorum_rule', 'two_thirds', '三分之二', 'two thirds', 2),
    ('quorum_rule', 'four_fifths', '五分之四(选举)', 'four fifths (election)', 3);

-- 会议状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('meeting_status', 'planned', '计划', 'planned', 1),
    ('meeting_status', 'held', '已召开', 'held', 2),
    ('meeting_status', 'closed', '已定稿', 'minutes closed', 3),
    ('meeting_status', 'cancelled', '取消', 'cancelled', 4);

-- 届期状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('term_status', 'planned', '待选举', 'awaiting election', 1),
    ('term_status', 'active', '在任', 'in office', 2),
    ('term_status', 'expired', '届满未换', 'over, not renewed', 3),
    ('term_status', 'postponed', '延期', 'postponed', 4),
    ('term_status', 'ended', '已结束', 'ended', 5);

-- 职务
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('post_kind', 'secretary', '书记', 'secretary', 1),
    ('post_kind', 'deputy', '副书记', 'deputy secretary', 2),
    ('post_kind', 'org', '组织委员', 'organisation', 3),
    ('post_kind', 'pub', '宣传委员', 'publicity', 4),
    ('post_kind', 'disc', '纪检委员', 'discipline', 5),
    ('post_kind', 'youth', '青年委员', 'youth', 6),
    ('post_kind', 'member', '委员', 'committee member', 7),
    ('post_kind', 'group_lead', '党小组组长', 'group leader', 8);

-- 产生方式
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('appoint_mode', 'elect', '选举', 'elected', 1),
    ('appoint_mode', 'nominate_elect', '公推直选', 'nominated and elected', 2),
    ('appoint_mode', 'appoint', '委任', 'appointed', 3),
    ('appoint_mode', 'select', '选聘', 'selected', 4),
    ('appoint_mode', 'hold', '兼任', 'held with another post', 5);

-- 免职原因
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('post_end', 'term', '届满', 'end of term', 1),
    ('post_end', 'adjust', '调整', 'reassigned', 2),
    ('post_end', 'transfer', '组织关系转出', 'membership transferred', 3),
    ('post_end', 'resign', '辞职', 'resigned', 4),
    ('post_end', 'discipline', '处分', 'discipline', 5),
    ('post_end', 'retire', '离退休', 'retired', 6),
    ('post_end', 'graduate', '毕业', 'graduated', 7),
    ('post_end', 'death', '去世', 'death', 8);

-- 活动状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('campaign_status', 'draft', '草拟', 'draft', 1),
    ('campaign_status', 'issued', '已印发', 'issued', 2),
    ('campaign_status', 'running', '进行中', 'running', 3),
    ('campaign_status', 'closed', '已结束', 'closed', 4);

-- 阶段状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('phase_status', 'waiting', '未开始', 'not begun', 1),
    ('phase_status', 'running', '进行中', 'running', 2),
    ('phase_status', 'overdue', '逾期', 'overdue', 3),
    ('phase_status', 'done', '已完成', 'done', 4);

-- 方面评价
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('aspect_rating', 'good', '好', 'good', 1),
    ('aspect_rating', 'fair', '较好', 'fair', 2),
    ('aspect_rating', 'plain', '一般', 'so-so', 3),
    ('aspect_rating', 'poor', '差', 'poor', 4);

-- 意见来源
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('opinion_source', 'superior', '上级党组织', 'superior organisation', 1),
    ('opinion_source', 'member', '党员', 'members', 2),
    ('opinion_source', 'mass', '师生群众', 'staff and students', 3),
    ('opinion_source', 'survey', '调查摸底', 'survey', 4),
    ('opinion_source', 'inspection', '督查', 'inspection', 5),
    ('opinion_source', 'self', '自查', 'own check', 6);

-- 采纳情况
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('adopt_status', 'adopted', '采纳', 'adopted', 1),
    ('adopt_status', 'partly', '部分采纳', 'partly adopted', 2),
    ('adopt_status', 'rejected', '不采纳', 'not adopted', 3),
    ('adopt_status', 'pending', '待研究', 'to be studied', 4);

-- 办理状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('issue_status', 'open', '待办', 'open', 1),
    ('issue_status', 'doing', '办理中', 'in hand', 2),
    ('issue_status', 'replied', '已答复', 'answered', 3),
    ('issue_status', 'closed', '已办结', 'closed', 4),
    ('issue_status', 'reopened', '重新办理', 'reopened', 5);

-- 晋位结果
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('promotion_result', 'up', '晋级', 'raised', 1),
    ('promotion_result', 'keep', '巩固', 'kept', 2),
    ('promotion_result', 'down', '降级', 'lowered', 3),
    ('promotion_result', 'refused', '未通过', 'refused', 4);

-- 出席状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('attend_state', 'present', '出席', 'present', 1),
    ('attend_state', 'late', '迟到', 'late', 2),
    ('attend_state', 'leave', '请假', 'excused', 3),
    ('attend_state', 'absent', '缺席', 'absent', 4),
    ('attend_state', 'observer', '列席', 'guest', 5),
    ('attend_state', 'makeup', '已补课', 'made up', 6);

-- 评议类型
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('appraisal_kind', 'org', '党组织抓党建评议', 'Party work of the organisation', 1),
    ('appraisal_kind', 'secretary', '书记述职评议', 'report of the secretary', 2),
    ('appraisal_kind', 'branch_role', '支部作用评议', 'role of the branch', 3),
    ('appraisal_kind', 'satisfaction', '群众满意度测评', 'satisfaction', 4);

-- 评议结果
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('appraisal_level', 'good', '好(满意)', 'good (satisfied)', 1),
    ('appraisal_level', 'fair', '较好(基本满意)', 'fair (mostly satisfied)', 2),
    ('appraisal_level', 'plain', '一般', 'so-so', 3),
    ('appraisal_level', 'poor', '差(不满意)', 'poor (not satisfied)', 4);

-- 年度考核等次
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('assess_level', 'A', '优秀', 'excellent', 1),
    ('assess_level', 'B', '良好', 'good', 2),
    ('assess_level', 'C', '合格', 'passed', 3),
    ('assess_level', 'D', '不合格', 'failed', 4);

-- 经费类别
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('fund_kind', 'special_uni', '校党建专项经费', 'university fund for Party work', 1),
    ('fund_kind', 'special_col', '院党建专项经费', 'college fund for Party work', 2),
    ('fund_kind', 'dues_back', '党费返还', 'dues returned', 3),
    ('fund_kind', 'activity', '活动经费', 'activities', 4),
    ('fund_kind', 'donation', '党内关爱资金', 'care fund', 5);

-- 收支方向
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('fund_direction', 'in', '收入', 'in', 1),
    ('fund_direction', 'out', '支出', 'out', 2);

-- 经费用途
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('fund_item', 'alloc', '拨入', 'allocation', 1),
    ('fund_item', 'act', '组织活动', 'activities', 2),
    ('fund_item', 'train', '教育培训', 'training', 3),
    ('fund_item', 'book', '学习资料', 'books and materials', 4),
    ('fund_item', 'venue', '阵地建设', 'venues', 5),
    ('fund_item', 'care', '关怀帮扶', 'care', 6),
    ('fund_item', 'award', '表彰', 'awards', 7),
    ('fund_item', 'pub', '宣传', 'publicity', 8),
    ('fund_item', 'other', '其他', 'other', 9);

-- 党费类别
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('dues_kind', 'monthly', '按月交纳', 'monthly', 1),
    ('dues_kind', 'makeup', '补交', 'paid later', 2),
    ('dues_kind', 'special', '大额(特殊)党费', 'special', 3),
    ('dues_kind', 'exempt', '经批准减免', 'exempt', 4),
    ('dues_kind', 'reverse', '冲销', 'reversal', 5);

-- 场所类别
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('venue_kind', 'room', '党员活动室', 'room for members', 1),
    ('venue_kind', 'home', '党员之家', 'home for members', 2),
    ('venue_kind', 'school', '党校教室', 'classroom of the Party school', 3),
    ('venue_kind', 'base', '教育基地', 'training base', 4),
    ('venue_kind', 'corner', '支部角', 'corner of a branch', 5),
    ('venue_kind', 'other', '其他', 'other', 6);

-- 阵地状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('venue_status', 'planning', '筹建', 'being prepared', 1),
    ('venue_status', 'active', '正常', 'active', 2),
    ('venue_status', 'stale', '停更(闲置)', 'unused', 3),
    ('venue_status', 'closed', '已停用', 'closed', 4);

-- 报送状态
INSERT INTO zhibu_code (list, code, zh, en, sort) VALUES
    ('submission_status', 'draft', '待报', 'due', 1),
    ('submission_status', 'submitted', '已报送', 'handed in', 2),
    ('submission_status', 'accepted', '已接收', 'accepted', 3),
    ('submission_status', 'returned', '已退回', 'returned', 4),
    ('submission_status', 'superseded', '已替换', 'replaced', 5);
