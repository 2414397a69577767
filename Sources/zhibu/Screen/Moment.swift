/// Moments as people here write them, in China's time; no time zone table is needed.
struct Moment {
    private let year, month, day, hour, minute, second: Int

    /// - Parameter milliseconds: Since 1970.
    init(_ milliseconds: Int64) {
        let local = milliseconds.flooredQuotient(by: 1000) + 8 * 3600
        let days = local.flooredQuotient(by: 86_400)
        let clock = Int(local - days * 86_400)
        (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60)
        // Civil from days: Howard Hinnant's algorithm.
        let shifted = days + 719_468
        let era = shifted.flooredQuotient(by: 146_097)
        let ofEra = Int(shifted - era * 146_097)
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * ofYear + 2) / 153
        day = ofYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0)
    }

    /// `2012-04-06T09:10:00+08:00`.
    var iso: String {
        "\(date)T\(Self.two(hour)):\(Self.two(minute)):\(Self.two(second))+08:00"
    }

    var date: String {
        let digits = String(year)
        let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
        return "\(zeros)\(digits)-\(Self.two(month))-\(Self.two(day))"
    }

    /// `4月6日 09:10`; with the year where it is not the given one.
    func text(in language: Language, yearOf now: Moment) -> String {
        let time = "\(Self.two(hour)):\(Self.two(minute))"
        if year != now.year { return "\(date) \(time)" }
        if language == .zh { return "\(month)月\(day)日 \(time)" }
        let names = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        return "\(day) \(names[month - 1]) \(time)"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension Int64 {
    fileprivate func flooredQuotient(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
