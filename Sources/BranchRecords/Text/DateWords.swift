/// Dates as people write them, brought into the form 2012-04-06.
enum DateWords {
    enum Fault: Error, Equatable {
        case yearOfTwoDigits
        /// 4/6/2012 is a day in April here and in June there.
        case ambiguous
        case unknownForm
        case noSuchDay
        case dayMissing
    }

    /// Reads a day; a month or a year alone where `partial` allows it.
    static func iso(_ text: String, partial: Bool = false) -> Result<String, Fault> {
        let fields = numbers(in: CleanText.code(text))
        guard var fields, let year = fields.first else { return .failure(.unknownForm) }
        if fields.count == 1, year.count == 8 {
            let digits = Array(year)
            fields = [String(digits[..<4]), String(digits[4..<6]), String(digits[6...])]
        } else if fields.count == 1, year.count == 6, partial {
            fields = [String(year.prefix(4)), String(year.suffix(2))]
        } else if fields.count == 1, year.count == 5, let serial = Int(year), serial > 9999 {
            return .success(fromSerial(serial))
        }
        guard fields[0].count == 4 else {
            guard fields.count > 1, fields[0].count <= 2 else { return .failure(.unknownForm) }
            return .failure(fields.last?.count == 4 ? .ambiguous : .yearOfTwoDigits)
        }
        guard fields.count <= 3, fields.dropFirst().allSatisfy({ $0.count <= 2 }) else {
            return .failure(.unknownForm)
        }
        if fields.count < 3 && !partial { return .failure(.dayMissing) }
        let values = fields.compactMap { Int($0) }
        guard values.count == fields.count, isDay(values) else { return .failure(.noSuchDay) }
        return .success(
            fields[0] + values.dropFirst().map { "-" + padded($0, 2) }.joined())
    }

    /// Whether eight digits are a day of the calendar.
    static func isDay(_ digits: String) -> Bool {
        let signs = Array(digits)
        let parts = [String(signs[..<4]), String(signs[4..<6]), String(signs[6...])]
        let values = parts.compactMap { Int($0) }
        return values.count == 3 && isDay(values)
    }

    private static func isDay(_ values: [Int]) -> Bool {
        guard (1850...2200).contains(values[0]) else { return false }
        guard values.count > 1 else { return true }
        guard (1...12).contains(values[1]) else { return false }
        guard values.count > 2 else { return true }
        return (1...days(in: values[1], of: values[0])).contains(values[2])
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// A spreadsheet's count of days, of the kind that begins in 1900.
    private static func fromSerial(_ serial: Int) -> String {
        var left = serial - 60
        var year = 1900
        var month = 3
        while left > days(in: month, of: year) {
            left -= days(in: month, of: year)
            month += 1
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        return "\(year)-\(padded(month, 2))-\(padded(left, 2))"
    }

    /// The runs of digits; nil where anything else stands in the text than digits and separators.
    private static func numbers(in text: String) -> [String]? {
        let isChinese = text.contains { "〇○零一二三四五六七八九十".contains($0) }
        var fields: [String] = []
        var run = ""
        for character in withoutMidnight(text) {
            if let digit = character.wholeNumberValue, character.isASCII {
                run += String(digit)
            } else if isChinese, "〇○零一二三四五六七八九十".contains(character) {
                run.append(character)
            } else if "-/.年月日号".contains(character) {
                if !run.isEmpty { fields.append(run) }
                run = ""
            } else {
                return nil
            }
        }
        if !run.isEmpty { fields.append(run) }
        return isChinese ? fields.map(digits) : fields
    }

    /// A spreadsheet adds the time to a day; spaces beside 年, 月 and 日 mean nothing.
    private static func withoutMidnight(_ text: String) -> String {
        let day = text.replacing(/\ 0?0:00(:00)?(\.0+)?$/, with: "")
        return day.replacing(/\ *([年月日号\/.-]) */) { String($0.output.1) }
    }

    /// 二○一二 is 2012, 十一 is 11, 二十 is 20.
    static func digits(_ chinese: String) -> String {
        let values: [Character: Int] = [
            "〇": 0, "○": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6,
            "七": 7, "八": 8, "九": 9,
        ]
        guard let ten = chinese.firstIndex(of: "十") else {
            return chinese.map { values[$0].map { String($0) } ?? String($0) }.joined()
        }
        let tens = chinese[..<ten].last.flatMap { values[$0] } ?? 1
        let ones = chinese[chinese.index(after: ten)...].first.flatMap { values[$0] } ?? 0
        return String(tens * 10 + ones)
    }
}
