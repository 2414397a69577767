import BranchRecords

/// The sentences of entry and of steps, in both languages.
extension Message {
    static func entry(_ title: String, _ deed: EntryScreen.Deed) -> Message {
        switch deed {
        case .entered: Message("已登记 \(title)", "Entered \(title)")
        case .changed: Message("已改 \(title)", "Changed \(title)")
        case .same: Message("没有变化 \(title)", "Nothing differs in \(title)")
        }
    }

    static func stillEmpty(_ labels: [String]) -> Message {
        Message("上报前还要填：\(labels.joined(separator: "、"))", "Still to be filled in: \(labels.joined(separator: ", "))")
    }

    static let noLateEdit = Message("没有批准后的修改待认可。", "Nothing was changed after its approval.")
    static let lateHeader = [
        Message("记录", "Record"), Message("列", "Column"), Message("批准时", "Approved"), Message("现在", "Now"), Message("修改人", "By"),
        Message("修改时间", "At"), Message("批准日期", "Approved on"),
    ]
    static let nextLate = Message(
        "下一步：zhibu late accept 表 记录 --reason 原因，或 zhibu late revert 表 记录 --reason 原因",
        "Next: zhibu late accept TABLE RECORD --reason WHY, or zhibu late revert TABLE RECORD --reason WHY")

    static func lateSettled(_ title: String, _ count: Int, isTakenBack: Bool) -> Message {
        isTakenBack
            ? Message("已撤销 \(count) 处修改：\(title)", "Took back \(count) changes of \(title)")
            : Message("已认可 \(count) 处修改：\(title)", "Accepted \(count) changes of \(title)")
    }

    static let purposeNeeded = Message("看或导出完整的敏感列，要写 --purpose 用途", "private columns whole need --purpose WHY")
    static let reportFormats = Message(
        "--out 文件要以 .txt .csv .json .xlsx 或 .html 结尾，或写 --format", "--out takes a file that ends in .txt, .csv, .json, .xlsx or .html, or --format")
    static let exportFormats = Message("--out 文件要以 .csv 或 .xlsx 结尾", "--out takes a file that ends in .csv or .xlsx")
    static func onScreen(_ id: String) -> Message { Message("屏幕查看 \(id)", "on the screen: \(id)") }
    static let maskedExport = Message("已遮盖", "masked")

    /// - Parameter isAsked: Whether they were to be whole, and these roles may not have it.
    static func exported(_ count: Int, _ file: String, masked: [String], isAsked: Bool) -> Message {
        if isAsked, !masked.isEmpty {
            return Message(
                "已导出 \(count) 条到 \(file)；本机的角色不能完整导出，仍遮盖：\(masked.joined(separator: "、"))；已记入导出日志",
                "Exported \(count) records to \(file); the roles here may not export these whole, they are masked: \(masked.joined(separator: ", ")); it is recorded")
        }
        return masked.isEmpty
            ? Message("已导出 \(count) 条到 \(file)；已记入导出日志", "Exported \(count) records to \(file); it is recorded")
            : Message(
                "已导出 \(count) 条到 \(file)；已遮盖：\(masked.joined(separator: "、"))；已记入导出日志",
                "Exported \(count) records to \(file); masked: \(masked.joined(separator: ", ")); it is recorded")
    }

    static let yes = Message("是", "yes")
    static let no = Message("否", "no")

    static func notFilledIn(_ labels: [String]) -> Message {
        Message("未填：\(labels.joined(separator: "、"))", "Not filled in: \(labels.joined(separator: ", "))")
    }

    static func nextStep(_ table: String, _ id: String) -> Message {
        Message("下一步：zhibu step \(table) \(id)", "Next: zhibu step \(table) \(id)")
    }

    static func taken(_ title: String, _ step: String, from: String, to: String) -> Message {
        from == to
            ? Message("已办“\(step)”：\(title)（\(to)）", "Done, \(step): \(title) (\(to))")
            : Message("已办“\(step)”：\(title)（\(from) → \(to)）", "Done, \(step): \(title) (\(from) → \(to))")
    }

    static let takenOnBehalf = Message("由组织部代办，原因已记下。", "Taken on another's part; the reason is noted.")

    static func noticed(zh: String, en: String) -> Message { Message("请核对：\(zh)", "Please check: \(en)") }

    static func lacking(_ what: [String]) -> Message {
        Message("还缺（已记下，可以补）：\(what.joined(separator: "；"))", "Missing, which is noted and can be made good: \(what.joined(separator: "; "))")
    }

    static let noStepLeft = Message("没有可办的步骤了。", "There is no step left to take.")

    static let stepHeader = [Message("步骤", "Step"), Message("谁办", "By"), Message("要填", "Asks for")]

    static func listed(_ count: Int, of all: Int) -> Message {
        count == all ? Message("共 \(all) 条", "\(all) records") : Message("前 \(count) 条，共 \(all) 条；--most 数字 看更多", "\(count) of \(all) records; --most N for more")
    }

    static let mayStayEmpty = Message("（可不填，按回车）", " (Enter leaves it empty)")
}

extension EntryError: Explainable {
    package var explanation: Explanation {
        switch self {
        case .problems(let problems):
            Explanation(
                CommandFailure.Code.entryUnfit.rawValue, exitCode: 1,
                Message(
                    "不能这样填：\(problems.map { "\($0.column)：\($0.reasonZH)" }.joined(separator: "；"))。什么也没有写入。",
                    "This can't be entered: \(problems.map { "\($0.column): \($0.reasonEN)" }.joined(separator: "; ")). Nothing was written."),
                next: Message(zh: problems.map(\.adviceZH), en: problems.map(\.adviceEN)))
        case .noColumn(let name, let known):
            Explanation(
                CommandFailure.Code.columnUnknown.rawValue, exitCode: 1, CommandFailure(.columnUnknown, name).explanation.sentence,
                next: Message("有这些列：\(known.joined(separator: "、"))", "these are: \(known.joined(separator: ", "))"))
        case .isThere(let id): CommandFailure(.recordIsThere, id).explanation
        case .noRecord(let id): CommandFailure(.recordUnknown, id).explanation
        case .severalParts(let table): CommandFailure(.recordAmbiguous, table).explanation
        }
    }
}

extension StepError: Explainable {
    package var explanation: Explanation {
        switch self {
        case .noWorkflow(let table): CommandFailure(.noSteps, table).explanation
        case .noRecord(let id): CommandFailure(.recordUnknown, id).explanation
        case .unknownStep(let name, let known):
            Explanation(
                CommandFailure.Code.stepUnknown.rawValue, exitCode: 1, CommandFailure(.stepUnknown, name).explanation.sentence,
                next: known.isEmpty
                    ? Message("这条记录没有可办的步骤了。", "there is no step left to take.")
                    : Message(
                        "现在能办：\(known.map(\.label.zh).joined(separator: "、"))", "these can be taken: \(known.map(\.name).joined(separator: ", "))"))
        case .notEntitled(let roles): CommandFailure(.stepNotOurs, roles.joined(separator: ", ")).explanation
        case .reasonMissing: CommandFailure(.stepReasonMissing).explanation
        }
    }
}

extension Message {
    /// Advice that the records give in both languages, one after the other.
    fileprivate init(zh: [String], en: [String]) { self.init(zh.joined(separator: "；"), en.joined(separator: "; ")) }
}
