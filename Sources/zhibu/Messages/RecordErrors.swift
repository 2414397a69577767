import BranchRecords
import ReplicaStore

extension ImportError: Explainable {
    package var explanation: Explanation {
        switch self {
        case .unknownTable(let name, let known):
            Explanation(
                StoreError.Code.tableUnknown.rawValue, exitCode: 1,
                Message("没有叫“\(name)”的表。没有写入。",
                    "There is no table \(name). Nothing was written."),
                next: Message("有这些表：\(known.joined(separator: "、"))",
                    "these are: \(known.joined(separator: ", "))"))
        case .problemsRemain(let count): CommandFailure(.importRefused, "\(count)").explanation
        case .notText(let line):
            unfit(Message("第 \(line) 行不是 UTF-8 也不是 GB18030 文字",
                "line \(line) is neither UTF-8 nor GB18030"))
        case .spreadsheet:
            unfit(Message("这是表格软件自己的文件（xlsx、xls、ods），不是 CSV", "it is a spreadsheet program's own file (xlsx, xls, ods), and no CSV"))
        case .quoteNotClosed(let line):
            unfit(Message("第 \(line) 行的引号只有一半，后面的行分不开",
                "line \(line) opens a quotation mark that none closes"))
        case .gb18030Missing:
            unfit(Message("这台电脑读不了 GB18030", "this computer cannot read GB18030"))
        case .empty: unfit(Message("里面没有记录", "it has no records"))
        case .noHeadings(let known):
            unfit(Message("没有认得的表头，应有 \(known.prefix(12).joined(separator: "、"))",
                "no known headings; some are \(known.prefix(12).joined(separator: ", "))"))
        case .columnMissing(let name):
            unfit(Message("缺少“\(name)”一列", "column \(name) is missing"))
        }
    }

    private func unfit(_ why: Message) -> Explanation {
        let zh = CommandFailure(.fileUnfit, why.zh).explanation
        let en = CommandFailure(.fileUnfit, why.en).explanation
        return Explanation(
            zh.number, exitCode: zh.exitCode, Message(zh.sentence.zh, en.sentence.en), next: zh.next)
    }
}

extension ReportError: Explainable {
    package var explanation: Explanation {
        if case .unknownReport(let id, _) = self {
            return CommandFailure(.reportUnknown, id).explanation
        }
        if self == .spreadsheetLibraryMissing { return CommandFailure(.spreadsheetLibraryMissing).explanation }
        if case .spreadsheetNotMade(let why) = self {
            return StoreError(.fileNotWritable, why).explanation
        }
        if case .unknownParameter(let name, let known) = self {
            return CommandFailure(.parameterUnknown, "\(name)（\(known.joined(separator: ", "))）").explanation
        }
        if case .unfitValue(let parameter, let why) = self {
            // What its label says in brackets of an empty one helps nobody here.
            let zh = CommandFailure(.parameterUnfit, "\(parameter.zh.prefix { $0 != "（" })：\(why.zh)").explanation
            let en = CommandFailure(.parameterUnfit, "\(parameter.en.split(separator: " (").first ?? ""): \(why.en)").explanation
            return Explanation(zh.number, exitCode: zh.exitCode, Message(zh.sentence.zh, en.sentence.en), next: zh.next)
        }
        switch self {
        case .unfit(let file, let why): return CommandFailure(.reportUnfit, "\(file): \(why)").explanation
        case .columnCount(let id, let expected, let found):
            return CommandFailure(.reportUnfit, "\(id): -- column: × \(expected), SELECT × \(found)").explanation
        case .writesRecords(let id): return CommandFailure(.reportUnfit, "\(id): SELECT").explanation
        default: return Explanation.unforeseen(self)
        }
    }
}
