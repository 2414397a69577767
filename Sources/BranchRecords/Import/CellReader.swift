internal import GRDB

/// Turns what stands in a cell into the value that is stored.
struct CellReader {
    private struct Code {
        let code: String
        let zh: String
        let en: String
    }

    private let lists: [String: [Code]]

    init(_ db: Database) throws {
        var lists: [String: [Code]] = [:]
        let rows = try Row.fetchAll(db, sql: "SELECT * FROM zhibu_code ORDER BY list, sort")
        for row in rows {
            lists[row["list"], default: []].append(
                Code(code: row["code"], zh: row["zh"], en: row["en"] ?? ""))
        }
        self.lists = lists
    }

    /// The value of a cell that names no other record; nil where nothing was filled in.
    func value(_ cell: String, for column: ImportColumn) throws(CellFault) -> DatabaseValue? {
        let prose = CleanText.prose(cell)
        if prose.isEmpty { return nil }
        if column.isSensitive, Masking.isMasked(prose, kind: column.kind) {
            throw CellFault(
                "是遮盖过的值", "this value is masked",
                advice: ("删去这一列，或用完整导出的表（zhibu export --whole）", "leave the column out, or use a whole export (zhibu export --whole)"))
        }
        if column.kind == "list" { return try list(prose, column).databaseValue }
        if let codes = column.codes { return try code(prose, in: codes).databaseValue }
        let text = Self.withoutApostrophe(CleanText.code(cell))
        switch column.kind {
        case "date", "date partial": return try date(text, column).databaseValue
        case "time": return try time(text).databaseValue
        case "bool": return try bool(text).databaseValue
        case "name": return CleanText.name(cell).databaseValue
        case "identity": return try identity(text).databaseValue
        case "code": return try businessCode(text, column).databaseValue
        case "phone": return try phone(text).databaseValue
        case "email": return try email(text).databaseValue
        case "docno": return CleanText.documentNumber(cell).databaseValue
        case "fen": return try money(text, column).databaseValue
        case "month": return try month(text, column).databaseValue
        default:
            if column.isInteger { return try integer(text, column).databaseValue }
            return try short(Sheet.unsafe(prose), column).databaseValue
        }
    }

    /// Whether a spreadsheet made a number of a row of digits.
    static func isScientific(_ text: String) -> Bool {
        text.wholeMatch(of: /\d(\.\d+)?[eE]\+?\d+/) != nil
    }

    /// Our own files write an apostrophe before what looks like a formula, people before digits
    /// that are to stay as they are.
    static func withoutApostrophe(_ text: String) -> String {
        let signs = Array(text.unicodeScalars.prefix(2))
        guard signs.count == 2, signs[0] == "'", signs[1].properties.numericType != nil
        else { return Sheet.unsafe(text) }
        return String(text.unicodeScalars.dropFirst())
    }

    /// Prose up to 20,000 characters, all other text up to 200: more is a slip of the hand.
    private func short(_ text: String, _ column: ImportColumn) throws(CellFault) -> String {
        let most = column.kind == "long" ? 20_000 : 200
        let count = text.unicodeScalars.count
        guard count <= most else {
            throw CellFault(
                "有 \(count) 个字，最多 \(most) 个", "\(count) characters, at most \(most) fit",
                advice: ("写短些，或移到备注", "shorten it, or move it to the remark"))
        }
        return text
    }

    private func code(_ text: String, in list: String) throws(CellFault) -> String {
        let asked = CleanText.code(text).lowercased()
        let items = lists[list] ?? []
        let found = items.first { item in
            [item.code, CleanText.code(item.zh), item.en, item.code + item.zh].contains {
                $0.lowercased() == asked
            } || CleanText.code(item.zh) == asked + "族"
        }
        if let found { return found.code }
        let near = items.first { item in asked.allSatisfy { item.zh.contains($0) } }
        let all = items.prefix(8).map(\.zh).joined(separator: "、")
        throw CellFault(
            "\(text) 不在代码表里", "\(text) is not in the code list",
            advice: near.map { ("应是 \($0.zh)", "should be \($0.zh)") }
                ?? ("可用：\(all)\(items.count > 8 ? " 等" : "")", "use one of: \(all)"))
    }

    private func list(_ text: String, _ column: ImportColumn) throws(CellFault) -> String {
        let parts = text.split { "、,，;；/\n".contains($0) }.map { CleanText.prose(String($0)) }
        var items: [String] = []
        for part in parts where !part.isEmpty {
            let item = if let codes = column.codes { try code(part, in: codes) } else { part }
            if !items.contains(item) { items.append(item) }
        }
        if let codes = column.codes, let order = lists[codes]?.map(\.code) {
            items = order.filter { items.contains($0) }
        }
        let quoted = items.map { item in
            let inside = item.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            return "\"\(inside)\""
        }
        return "[\(quoted.joined(separator: ","))]"
    }

    private func date(_ text: String, _ column: ImportColumn) throws(CellFault) -> String {
        // What is private stands in no message.
        let shown = column.isSensitive ? "" : "：\(text)"
        let told = column.isSensitive ? "" : ": \(text)"
        switch DateWords.iso(text, partial: column.kind == "date partial") {
        case .success(let date): return date
        case .failure(.yearOfTwoDigits):
            throw CellFault(
                "年份只有两位", "the year has two digits only",
                advice: ("写成四位年份，如 1990-03-07", "write four digits, as in 1990-03-07"))
        case .failure(.ambiguous):
            throw CellFault(
                "分不清年、月、日\(shown)", "year, month and day could be exchanged\(told)",
                advice: ("按年月日写，如 2012-04-06", "write the year first, as in 2012-04-06"))
        case .failure(.dayMissing):
            throw CellFault(
                "日期不完整\(shown)", "the date is incomplete\(told)",
                advice: ("补上月和日，如 2012-04-06", "add month and day, as in 2012-04-06"))
        case .failure(.noSuchDay):
            throw CellFault(
                "没有这一天\(shown)", "there is no such day\(told)",
                advice: ("按原件核对日期", "check the date with the original"))
        case .failure(.unknownForm):
            throw CellFault(
                "看不懂的日期\(shown)", "not a date\(told)",
                advice: ("写成 2012-04-06", "write it as 2012-04-06"))
        }
    }

    private func time(_ text: String) throws(CellFault) -> String {
        if let match = text.wholeMatch(of: /(\d{1,2})[:时点](\d{2})?分?(:\d{2})?/),
            let hour = Int(match.1), hour < 24, let minute = Int(match.2 ?? "0"), minute < 60
        {
            return "\(padded(hour, 2)):\(padded(minute, 2))"
        }
        throw CellFault(
            "看不懂的时间：\(text)", "not a time: \(text)",
            advice: ("写成 14:30", "write it as 14:30"))
    }

    private func bool(_ text: String) throws(CellFault) -> Int {
        if ["是", "有", "1", "true", "yes", "y", "√", "设"].contains(text.lowercased()) { return 1 }
        if ["否", "无", "0", "false", "no", "n", "×", "不设"].contains(text.lowercased()) { return 0 }
        throw CellFault(
            "应填是或否：\(text)", "yes or no is wanted: \(text)",
            advice: ("填 是 或 否", "write 是 or 否"))
    }

    private func identity(_ text: String) throws(CellFault) -> String {
        try refuseScientific(text)
        let number = text.uppercased().filter { $0 != " " && $0 != "-" }
        switch IdentityNumber.fault(in: number) {
        case nil: return number
        case .length(let length):
            throw CellFault(
                "证件号码是 \(length) 位，应为 18 位", "the number has \(length) signs, not 18",
                advice: ("按证件核对；15 位旧号请换成 18 位", "check it with the card"))
        case .characters:
            throw CellFault(
                "证件号码里有数字以外的字符", "the number holds signs that are no digits",
                advice: ("按证件核对", "check it with the card"))
        case .birthDate:
            throw CellFault(
                "证件号码里的出生日期不存在", "the birth date in the number does not exist",
                advice: ("按证件核对第 7 至 14 位", "check digits 7 to 14 with the card"))
        case .check:
            throw CellFault(
                number.hasSuffix("000") ? "末三位可能被表格软件改成了 000" : "证件号码校验位不对",
                "the check character of the number is wrong",
                advice: ("按证件重录，该列设为文本", "type it again from the card, as text"))
        }
    }

    private func businessCode(
        _ text: String, _ column: ImportColumn
    ) throws(CellFault) -> String {
        try refuseScientific(text)
        let isNumber = text.utf8.allSatisfy { (48...57).contains($0) }
        if column.name == "staff_student_no", isNumber, text.count == 9 || text.count < 8 {
            throw CellFault(
                "只有 \(text.count) 位：\(text)", "\(text.count) digits only: \(text)",
                advice: ("可能丢了开头的 0，请核对", "leading zeros may be lost; please check"))
        }
        return text
    }

    private func phone(_ text: String) throws(CellFault) -> String {
        try refuseScientific(text)
        var number = text.filter { $0 != " " }
        if number.hasPrefix("+86") { number.removeFirst(3) }
        guard number.allSatisfy({ $0.isASCII && ($0.isNumber || "-()+/;,".contains($0)) }) else {
            throw CellFault(
                "电话里有数字以外的字", "not a telephone number",
                advice: ("只写号码，说明写在备注里", "write the number only"))
        }
        return number
    }

    private func email(_ text: String) throws(CellFault) -> String {
        guard text.wholeMatch(of: /[^@\s]+@[^@\s]+\.[^@\s]+/) != nil else {
            throw CellFault(
                "不是电子邮箱", "not an e-mail address",
                advice: ("写成 name@example.invalid 的样子", "write it as name@example.invalid"))
        }
        return text
    }

    private func integer(_ text: String, _ column: ImportColumn) throws(CellFault) -> Int {
        try refuseScientific(text)
        var digits = text.filter { $0 != " " && $0 != "," }
        let isEntryYear = digits.hasSuffix("级")
        while let last = digits.last, "级年%人分次条个轮第".contains(last) { digits.removeLast() }
        if digits.hasPrefix("第") { digits.removeFirst() }
        if digits.hasSuffix(".0") { digits.removeLast(2) }
        if let number = Int(digits) { return isEntryYear && number < 100 ? 2000 + number : number }
        if let place = ["一", "二", "三", "四", "五"].firstIndex(of: digits) { return place + 1 }
        throw CellFault(
            "\(column.label)应是整数：\(text)", "a whole number is wanted: \(text)",
            advice: ("只写数字", "write digits only"))
    }

    /// Yuan, as people write it; stored in fen.
    private func money(_ text: String, _ column: ImportColumn) throws(CellFault) -> Int {
        try refuseScientific(text)
        let shown = column.isSensitive ? "" : "：\(text)"
        let plain = text.filter { $0 != " " && $0 != "," && $0 != "¥" && $0 != "￥" }
        guard let match = plain.wholeMatch(of: /([-\u{2212}]?)(\d{1,12})(?:\.(\d{1,2}))?元?/), let whole = Int(match.2) else {
            throw CellFault(
                "应填金额（元）\(shown)", "an amount in yuan is wanted\(shown)", advice: ("写成 12.50", "write it as 12.50"))
        }
        let digits = String(match.3 ?? "")
        let fen = whole * 100 + (Int(digits) ?? 0) * (digits.count == 1 ? 10 : 1)
        return match.1.isEmpty ? fen : -fen
    }

    private func month(_ text: String, _ column: ImportColumn) throws(CellFault) -> String {
        let date = try date(text, ImportColumn(
            table: column.table, name: column.name, kind: "date partial", isInteger: false, label: column.label, codes: nil,
            target: nil, isSensitive: column.isSensitive))
        guard date.count >= 7 else {
            throw CellFault("应填年和月：\(text)", "year and month are wanted: \(text)", advice: ("写成 2012-04", "write it as 2012-04"))
        }
        return String(date.prefix(7))
    }

    private func refuseScientific(_ text: String) throws(CellFault) {
        guard Self.isScientific(text) else { return }
        throw CellFault(
            "被表格软件改成了科学记数", "a spreadsheet turned it into scientific notation",
            advice: ("按原件重录，该列设为文本", "type it again from the original, as text"))
    }
}
