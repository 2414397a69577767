package import GRDB

extension Report {
    public struct Parameter: Equatable, Sendable {
        public let name: String
        public let label: Wording
        /// What counts where nothing is given; `now` is the present moment in Beijing time.
        public let preset: String
        let kind: Kind

        /// What its values are, as the fifth part of its line says it.
        enum Kind: Equatable, Sendable {
            /// Nothing is known of it.
            case any
            /// `one of a, b`: one of these words.
            case words([String])
            /// `= list`: a code, or its title.
            case code(String)
            /// `> table` or `> table.column`: a record by its code, number or name; what the query gets is its key, or what
            /// stands in that column.
            case record(table: String, column: String)
            /// `flag`: 1 for yes, empty for no.
            case flag
            /// `moment`: a day, a month, a year or a point in time.
            case moment
            /// `date`, `month`, `integer`: as in an imported cell; what stands behind commas is a value too.
            case cell(String, or: [String])

            init?(_ text: String) {
                func words(_ text: some StringProtocol) -> [String] {
                    text.split(separator: ",").map { CleanText.prose(String($0)) }
                }
                if text.isEmpty {
                    self = .any
                } else if text.hasPrefix("one of ") {
                    self = .words(words(text.dropFirst(7)))
                } else if text.hasPrefix("= ") {
                    self = .code(String(text.dropFirst(2)))
                } else if text.hasPrefix("> ") {
                    let parts = text.dropFirst(2).split(separator: ".").map(String.init)
                    guard let table = parts.first else { return nil }
                    self = .record(table: table, column: parts.count > 1 ? parts[1] : "id")
                } else if text == "flag" || text == "moment" {
                    self = text == "flag" ? .flag : .moment
                } else {
                    let all = words(text)
                    guard let kind = all.first, ["date", "month", "integer"].contains(kind) else { return nil }
                    self = .cell(kind, or: Array(all.dropFirst()))
                }
            }
        }

        /// - Parameter parts: The parts of its line between `|`: four, or five with what its values are.
        init(_ parts: [String]) throws(ReportError) {
            guard (4...5).contains(parts.count), let kind = Kind(parts.count == 5 ? parts[4] : "") else {
                throw .badHead("parameter: \(parts.joined(separator: " | "))")
            }
            name = parts[0]
            label = Wording(zh: parts[1], en: parts[2])
            preset = parts[3]
            self.kind = kind
        }

        /// What the queries get for what somebody has typed.
        ///
        /// - Throws: `ReportError.unfitValue`: a report of nothing would look as if there were nothing.
        package func value(of typed: String, in db: Database) throws -> String {
            let text = CleanText.prose(typed)
            if text.isEmpty || text == preset { return text }
            do {
                return try read(text, db)
            } catch let fault as CellFault {
                throw ReportError.unfitValue(
                    parameter: label,
                    why: Wording(zh: "\(fault.reason.zh)；\(fault.advice.zh)", en: "\(fault.reason.en); \(fault.advice.en)"))
            }
        }

        private func read(_ text: String, _ db: Database) throws -> String {
            switch kind {
            case .any: return text
            case .words(let words):
                if let word = words.first(where: { $0.lowercased() == text.lowercased() }) { return word }
                let all = words.joined(separator: ", ")
                throw CellFault("没有 \(text)", "no such value: \(text)", advice: ("可用：\(all)", "use one of: \(all)"))
            case .code(let list): return try cell(text, kind: "", codes: list, db)
            case .record(let table, let column):
                let id = try ReferenceFinder(db).find(text, target: table, scope: nil).id
                return try column == "id"
                    ? id : String.fetchOne(db, sql: "SELECT \(column) FROM \(table) WHERE id = ?", arguments: [id]) ?? ""
            case .flag: return try cell(text, kind: "bool", db) == "1" ? "1" : ""
            case .moment:
                if text.wholeMatch(of: /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\+08:00)?/) != nil { return text }
                return try cell(text, kind: "date partial", db)
            case .cell(let kind, let words):
                if let word = words.first(where: { $0.lowercased() == text.lowercased() }) { return word }
                return try cell(text, kind: kind, db)
            }
        }

        private func cell(_ text: String, kind: String, codes: String? = nil, _ db: Database) throws -> String {
            let column = ImportColumn(
                table: "", name: name, kind: kind, isInteger: kind == "integer", label: label.zh, codes: codes, target: nil,
                isSensitive: false)
            return try CellReader(db).value(text, for: column).map { String.fromDatabaseValue($0) ?? "\($0)" } ?? ""
        }
    }
}
