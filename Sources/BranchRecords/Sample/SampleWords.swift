/// The words that sample records are made of. No real person or unit.
enum SampleWords {
    struct College {
        let id: String
        let name: String
        let majors: [String]
    }

    static let colleges: [College] = [
        College(id: "007", name: "人文学院", majors: ["汉语言文学", "历史学", "新闻学"]),
        College(id: "012", name: "商学院", majors: ["会计", "国际贸易", "金融"]),
        College(id: "015", name: "体育学院", majors: ["体育教育", "社会体育"]),
        College(id: "001", name: "法政学院", majors: ["法学", "思想政治教育"]),
        College(id: "002", name: "教育学院", majors: ["小学教育", "心理学"]),
        College(id: "003", name: "外国语学院", majors: ["英语", "日语"]),
        College(id: "004", name: "数学与信息科学学院", majors: ["数学", "统计学"]),
        College(id: "005", name: "物理与电子信息工程学院", majors: ["物理学", "电子信息"]),
        College(id: "006", name: "化学与材料工程学院", majors: ["化学", "材料"]),
        College(id: "008", name: "生命与环境科学学院", majors: ["生物科学", "环境工程"]),
        College(id: "009", name: "机电工程学院", majors: ["机械", "自动化"]),
        College(id: "010", name: "建筑与土木工程学院", majors: ["建筑学", "土木工程"]),
        College(id: "011", name: "美术与设计学院", majors: ["美术学", "服装设计"]),
        College(id: "013", name: "音乐学院", majors: ["音乐学", "舞蹈"]),
        College(id: "014", name: "城市学院", majors: ["工商管理", "文秘"]),
        College(id: "016", name: "国际合作学院", majors: ["国际教育", "汉语国际"]),
        College(id: "017", name: "继续教育学院", majors: ["成人教育", "培训"]),
        College(id: "018", name: "附属医院", majors: ["临床", "护理"]),
    ]

    /// The further colleges of a large sample have no names of their own.
    static func college(_ index: Int) -> College {
        if index < colleges.count { return colleges[index] }
        let id = String(index + 101)
        return College(id: id, name: "第\(index + 1)学院", majors: ["综合", "应用"])
    }

    static let surnames = Array("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹").map(String.init)
    static let rareSurnames = ["欧阳", "司马", "诸葛", "尉迟", "上官", "单", "仇", "解", "区", "查", "朴", "盖"]
    static let given = Array("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红建国文辉力佳宁晨雨欣怡浩宇轩")
        .map(String.init)
    /// Outside the BMP, in the BMP but not in GBK, and in GBK but seldom seen.
    static let rareGiven = ["𠮷", "𣗋", "𫖯", "𬭎", "㛃", "㐂", "䶮", "喆", "玥", "堃", "镕"]
    static let uygur = [
        "买买提·吐尔逊", "阿依古丽·艾合买提", "古丽娜尔·卡德尔", "努尔麦麦提·阿卜杜热合曼江",
        "热依汗古丽·阿卜杜克热木·麦麦提",
    ]
    static let zang = ["次仁·旺堆", "格桑·卓玛", "洛桑·扎西"]

    static let problems = [
        "组织生活次数偏少，个别月份没有记录", "支部活动场所与其他部门合用，时间难以保证",
        "学习制度上墙未落实到人", "流动党员联系不及时", "预备党员培养材料不全", "民主评议走过场",
    ]
    static let actions = [
        "每月召开一次支部党员大会，由支部书记负责记录", "与学院商定固定活动室，每周二下午开放",
        "制定学习计划，逐人登记", "建立流动党员联系册，每季度联系一次", "补齐培养材料，由组织员检查",
        "按程序重新开展民主评议",
    ]
    static let topics = [
        "学习十七届六中全会精神", "讨论支部整改方案", "预备党员转正", "基层组织建设年动员",
        "联系寝室工作交流", "清明祭扫活动",
    ]
}
