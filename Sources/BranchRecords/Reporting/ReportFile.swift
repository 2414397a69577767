/// A report's file, taken apart. Each table is a head of `-- key: value` lines and one query; a
/// further one begins with a line `-- also: title | English title`, a foot with `-- foot`.
struct ReportFile {
    struct Section {
        /// By key, in the order of the file.
        let head: [String: [String]]
        /// The query, with its head.
        let sql: String

        init(_ text: String) {
            var head: [String: [String]] = [:]
            for line in text.split(separator: "\n") {
                guard line.hasPrefix("-- "), let colon = line.firstIndex(of: ":") else { break }
                let key = line[line.index(line.startIndex, offsetBy: 3)..<colon]
                let value = line[line.index(after: colon)...].drop { $0 == " " }
                head[String(key), default: []].append(String(value))
            }
            self.head = head
            sql = text
        }

        func one(_ key: String) throws(ReportError) -> String {
            guard let value = head[key]?.first else { throw .badHead(key) }
            return value
        }

        /// The lines of that key, each in its parts between `|`.
        func lines(_ key: String) -> [[String]] {
            (head[key] ?? []).map { line in
                line.split(separator: "|", omittingEmptySubsequences: false).map { CleanText.prose(String($0)) }
            }
        }

        /// Those of a key whose lines have so many parts.
        func lines(_ key: String, parts count: Int) throws(ReportError) -> [[String]] {
            let lines = lines(key)
            if let line = lines.first(where: { $0.count != count }) { throw .badHead("\(key): \(line.joined(separator: " | "))") }
            return lines
        }
    }

    let main: Section
    let further: [Section]
    let feet: [String]

    init(_ text: String) {
        let parts = text.split(separator: "\n-- foot\n").map(String.init)
        let tables = (parts.first ?? "").split(separator: "\n-- also:")
        main = Section(String(tables.first ?? ""))
        further = tables.dropFirst().map { Section("-- also:" + $0) }
        feet = Array(parts.dropFirst())
    }
}
