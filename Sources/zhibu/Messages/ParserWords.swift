/// What the parser of the command line says, in Chinese; it knows English alone. A sentence that is not among these stays as it
/// is.
///
/// - SeeAlso: `ErrorMessageGenerator` of swift-argument-parser
enum ParserWords {
    static func inChinese(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line(String($0)) }.joined(separator: "\n")
    }

    private static func line(_ line: String) -> String {
        for (head, chinese) in [("Help:", "说明："), ("Usage:", "用法：")] where line.hasPrefix(head) {
            return chinese + line.dropFirst(head.count).drop { $0 == " " }
        }
        if let match = line.wholeMatch(of: /\s+See '(.+)' for more information\./) { return "  详见 \(match.1)" }
        guard let match = line.wholeMatch(of: /Error: (.+)/) else { return line }
        return "错误：" + sentence(String(match.1))
    }

    private static func sentence(_ text: String) -> String {
        if let match = text.wholeMatch(of: /Missing expected argument '(.+)'/) { return "缺少 \(match.1)。" }
        if let match = text.wholeMatch(of: /Missing one of: (.+)/) { return "要有其中一个：\(match.1)。" }
        if let match = text.wholeMatch(of: /Missing value for '(.+)'/) { return "\(match.1) 要有值。" }
        if let match = text.wholeMatch(of: /Unknown option '(.+)'\. Did you mean '(.+)'\?/) { return "没有 \(match.1) 这个选项，是不是 \(match.2)？" }
        if let match = text.wholeMatch(of: /Unknown option '(.+)'/) { return "没有 \(match.1) 这个选项。" }
        if let match = text.wholeMatch(of: /Unexpected argument '(.+)'/) { return "多写了 \(match.1)。" }
        if let match = text.wholeMatch(of: /\d+ unexpected arguments: '(.+)'/) { return "多写了 \(match.1)。" }
        if let match = text.wholeMatch(of: /The value '(.+)' is invalid for '(.+?)'(?:\. Please provide one of (.+)\.)?/) {
            let all = match.3.map { $0.replacing(", ", with: "、").replacing(" or ", with: "、").replacing(" and ", with: "、") }
            return "\(match.2) 不能是 \(match.1)\(all.map { "，可用：\($0)" } ?? "")。"
        }
        return text
    }
}
