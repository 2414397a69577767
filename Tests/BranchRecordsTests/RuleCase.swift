import Foundation
import Testing

/// A university in which one rule is broken, what the rule lists there, and the steps that put it right: each alone
/// ends every finding. `RuleCases/NAME.case` holds those of a rule:
///
///     -- calm
///     INSERT …                      records that break nothing
///     -- case
///     INSERT …                      records that break the rule
///     -- finding: table | key | other key or - | detail
///     -- step
///     UPDATE …                      what puts it right
struct RuleCase: Sendable, CustomTestStringConvertible {
    let rule: String
    let calm: String
    var plant: String
    var findings: [String] = []
    var steps: [String] = []

    var testDescription: String { "\(rule): \(findings.first ?? "")" }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "RuleCases")

    private static func text(_ name: String) -> String { (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? "" }

    /// What every case begins with.
    static let start = text("start.sql")

    /// Records that break no rule, each for a reason of its own: archived, returned, of another branch, in another
    /// campaign, on the very day.
    static let calm = text("calm.sql")

    static let all: [RuleCase] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".case") }.sorted().flatMap { read(String($0.dropLast(5)), text($0)) }
    }()

    private static func read(_ rule: String, _ text: String) -> [RuleCase] {
        var cases: [RuleCase] = []
        var calm = ""
        var section = ""
        for line in text.split(separator: "\n") {
            if line == "-- calm" || line == "-- case" || line == "-- step" {
                // What went before ends, with a semicolon or without.
                if section == "calm", !calm.hasSuffix(";\n") { calm += ";\n" }
                section = String(line.dropFirst(3))
                if section == "case" { cases.append(RuleCase(rule: rule, calm: calm, plant: "")) }
                if section == "step" { cases[cases.count - 1].steps.append("") }
            } else if line.hasPrefix("-- finding: ") {
                let cells = line.dropFirst(12).split(separator: "|", maxSplits: 3).map { $0.trimmingCharacters(in: .whitespaces) }
                cases[cases.count - 1].findings.append(cells.joined(separator: " "))
            } else {
                switch section {
                case "calm": calm += line + "\n"
                case "case": cases[cases.count - 1].plant += line + "\n"
                default: cases[cases.count - 1].steps[cases[cases.count - 1].steps.count - 1] += line + "\n"
                }
            }
        }
        return cases
    }
}
