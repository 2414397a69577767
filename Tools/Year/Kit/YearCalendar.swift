import Foundation

/// Days as texts such as `2012-03-05`, in Beijing.
enum YearCalendar {
    static let first = "2012-02-27"
    static let last = "2012-12-31"

    /// Midnight of a day, in milliseconds since 1970.
    static func midnight(of day: String) -> Int64 {
        guard let date = try? Date("\(day)T00:00:00+08:00", strategy: .iso8601) else { preconditionFailure("\(day) is no day") }
        return Int64(date.timeIntervalSince1970) * 1_000
    }

    static func day(after day: String) -> String { text(midnight(of: day) + 36 * 3_600_000).prefix10 }

    /// The days of a window but for Saturdays and Sundays; all of them where there is no other.
    static func workingDays(from first: String, to last: String) -> [String] {
        var days: [String] = [], all: [String] = []
        var day = first
        while day <= last {
            all.append(day)
            // 1970 began on a Thursday.
            if (midnight(of: day) / 86_400_000 + 1 + 4) % 7 % 6 != 0 { days.append(day) }
            day = Self.day(after: day)
        }
        return days.isEmpty ? all : days
    }

    /// A moment as `2012-03-05T09:10:00+08:00`.
    static func text(_ milliseconds: Int64) -> String {
        let style = Date.ISO8601FormatStyle(timeZone: TimeZone(secondsFromGMT: 8 * 3_600) ?? .gmt)
        let utc = Date(timeIntervalSince1970: Double(milliseconds) / 1_000).formatted(style)
        return String(utc.prefix(19)) + "+08:00"
    }
}

extension String {
    fileprivate var prefix10: String { String(prefix(10)) }
}
