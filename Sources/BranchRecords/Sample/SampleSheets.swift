/// The sheets of a college, with the headings that offices use.
extension SampleCollege {
    var branchSheet: [[String]] {
        [["支部代码", "支部名称", "所属学院", "支部类型", "成立日期", "设支委会", "排序号", "状态"]]
            + branches.enumerated().map { place, branch in
                [
                    branch.code, branch.name, words.name,
                    branch.isStaff ? "教工党支部" : "本科生党支部",
                    "\(branch.isStaff ? 2004 : branch.entryYear)年9月", "是", String(place + 1),
                    "正常",
                ]
            }
    }

    var rosterSheet: [[String]] {
        [
            [
                "工号/学号", "姓名", "性别", "民族", "出生日期", "人员类别", "证件类型", "证件号码",
                "手机", "所属支部", "党员类别", "入党时间", "转正时间",
            ]
        ]
            + people.map { person in
                [
                    person.number, person.name, person.isWoman ? "女" : "男", person.ethnicity,
                    person.birthDate, person.isStaff ? "教职工" : "本科生", "居民身份证",
                    person.identityNumber, person.mobile, person.branch,
                    person.isFull ? "正式党员" : "预备党员", person.joined, person.regularised,
                ]
            }
    }

    var surveySheet: [[String]] {
        var random = random("survey")
        return [["支部", "轮次", "调查日期", "调查人", "调查方式", "总体情况", "状态", "上报日期"]]
            + branches.dropLast(index % 2).enumerated().map { place, branch in
                [
                    branch.name, "1", "2012-03-\(padded(6 + random.below(20), 2))",
                    secretary(of: place).name, "走访、座谈",
                    "组织健全，\(random.pick(SampleWords.problems))。", "已上报", "2012年3月31日",
                ]
            }
    }

    var gradeSheet: [[String]] {
        let titles = ["先进", "较好", "一般", "后进"]
        var random = random("grade")
        let header = [
            "支部", "轮次", "自评等次", "评定等次", "综合得分", "评定组织", "评定人", "评定日期",
            "定级理由", "确认等次", "确认日期", "确认文号", "状态",
        ]
        return [header]
            + branches.enumerated().dropLast(index % 2).map { place, branch in
                let title = titles[branch.level - 1]
                let isConfirmed = isConfirmed && place > 2
                return [
                    branch.name, "1", titles[max(0, branch.level - 2)], title,
                    String(100 - branch.level * 10 + random.below(8)), "\(words.name)党总支",
                    secretary(of: place == 4 ? 5 : 4).name,
                    "2012-04-\(padded(2 + random.below(8), 2))", random.pick(SampleWords.problems),
                    isConfirmed ? title : "", isConfirmed ? "2012-04-18" : "",
                    isConfirmed ? "校党组[2012]\(10 + index)号" : "",
                    isConfirmed ? "已确认" : "已评定",
                ]
            }
    }

    var planSheet: [[String]] {
        let strategies = ["巩固先进", "提升较好", "推动一般", "整顿后进"]
        let targets = ["先进", "先进", "较好", "一般"]
        let header = [
            "支部", "整改类别", "目标等次", "改进提高目标", "第一责任人", "开始", "完成期限", "状态",
        ]
        return [header]
            + plannedBranches.map { place, branch in
                [
                    branch.name, strategies[branch.level - 1], targets[branch.level - 1],
                    "年底前达到“\(targets[branch.level - 1])”标准", secretary(of: place).name,
                    "2012-04-11", "2012-08-31", place == 1 ? "已上报" : "实施中",
                ]
            }
    }

    var measureSheet: [[String]] {
        var random = random("measure")
        let header = [
            "支部", "序号", "所涉方面", "问题", "整改措施", "责任人", "完成时限", "完成进度(%)",
            "状态", "销号日期", "销号认定人", "销号佐证",
        ]
        return [header]
            + plannedBranches.flatMap { place, branch in
                (1...3).map { number in
                    let isClosed = number == 1
                    let theme = random.below(SampleWords.problems.count)
                    return [
                        branch.name, String(number), "A\(1 + random.below(6))",
                        SampleWords.problems[theme], SampleWords.actions[theme],
                        secretary(of: place).name,
                        number == 3 ? "2012年4月9日" : "2012-06-\(padded(10 + number * 5, 2))",
                        isClosed ? "100" : String(random.below(6) * 10),
                        isClosed ? "已销号" : number == 2 ? "待整改" : "整改中",
                        isClosed ? "2012-04-10" : "", isClosed ? secretary(of: 4).name : "",
                        isClosed ? "会议记录和整改照片" : "",
                    ]
                }
            }
    }

    var meetingSheet: [[String]] {
        var random = random("meeting")
        let kinds = ["支部党员大会", "支部委员会", "党课"]
        let header = [
            "支部", "类型", "主题", "日期", "开始时间", "地点", "主持人", "应到人数", "记录", "状态",
        ]
        return [header]
            + branches.enumerated().flatMap { place, branch in
                (0..<3).map { number in
                    let topic = random.pick(SampleWords.topics)
                    return [
                        branch.name, kinds[number], topic,
                        "2012-0\(3 + number % 2)-\(padded(6 + number * 7, 2))", "14:30",
                        "\(words.name)会议室", secretary(of: place).name,
                        String(Self.peoplePerBranch),
                        number == 0 ? "一、传达文件。\n二、\(topic)，到会人员发言。" : "\(topic)。",
                        "已召开",
                    ]
                }
            }
    }

    /// The branches that are not among the best have a plan.
    private var plannedBranches: [(Int, Branch)] {
        branches.enumerated().filter { $0.element.level > 1 && $0.offset < 5 }.map {
            ($0.offset, $0.element)
        }
    }
}
