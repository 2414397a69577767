/// What a checkpoint leaves of a changeset: its begin line, the lines that still say something, each with its own salt, and
/// for the others only how many they are.
///
/// - SeeAlso: `Protocol/checkpoint.md`.
extension Redaction {
    /// - Parameter isKept: For each of the changeset's lines, in the order of ``Changeset/lines``, whether it stays.
    ///   A `table` or `at` line stays where one stays that it speaks of.
    /// - Returns: The same bytes where nothing is left out.
    public func excerpt(keeping isKept: [Bool]) -> [UInt8] {
        var stays = Array(repeating: false, count: lines.count)
        var (number, parts, table, time) = (0, [Int](), Int?.none, Int?.none)
        for (index, line) in lines.enumerated() where line.archived == 0 {
            if line.verb == "part" || line.isErased && line.fields.isEmpty {
                parts.append(index)
                // An erased part is a line of its own to whoever reads the changeset.
                if line.isErased { number += 1 }
                continue
            }
            if line.verb == "table" { table = index } else if line.verb == "at" { time = index }
            if number < isKept.count, isKept[number], line.verb != "table", line.verb != "at" {
                for other in parts + [table, time, index].compactMap({ $0 }) { stays[other] = true }
            }
            number += 1
            parts = []
        }
        var left: [HashedLine] = []
        for (line, stays) in zip(lines, stays) {
            if stays {
                left.append(line)
            } else if let last = left.last, last.archived > 0 {
                left[left.count - 1].archived += max(1, line.archived)
            } else {
                left.append(HashedLine(fields: [], digest: [], salt: nil, archived: max(1, line.archived)))
            }
        }
        return left.contains { $0.archived > 0 } ? encoded(left) : encoded(lines)
    }

    /// What a checkpoint's digest covers of an excerpt: its begin line, the digest of each line that is here, which stays what it is when
    /// the committee has a value of it erased, and for how many lines the others stand.
    var outline: [UInt8] {
        var text = Array(begin) + [0x0A]
        for line in lines {
            text += Array((line.archived > 0 ? "\(line.archived)\n" : line.digest.hexText + "\n").utf8)
        }
        return text
    }
}

/// Tells excerpts from changesets.
public enum Excerpt {
    private static let mark = Array("\narchived\t".utf8)

    /// Whether bytes that are a changeset or an excerpt of one are an excerpt. No value has a bare line feed in it.
    public static func isOne(_ body: [UInt8]) -> Bool {
        guard body.count > mark.count else { return false }
        // Its salt line says `-`; others have none of that line.
        guard let begin = body.firstIndex(of: 0x0A), body[(begin + 1)...].starts(with: Array("salt\t-".utf8)) else { return false }
        return body[begin...].indices.contains { body[$0] == 0x0A && body[$0...].starts(with: mark) }
    }
}
