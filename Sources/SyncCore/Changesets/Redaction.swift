import Crypto

/// Takes values out of a changeset's text while its hash stays what it was.
///
/// Works on lines, not on values: what is left of a line is the line itself with `x` in the place of
/// what was erased, so nothing else of it can change by being written anew.
public struct Redaction {
    /// One line that the changeset's hash covers, or what is left of it.
    struct HashedLine {
        var fields: [ArraySlice<UInt8>]
        var digest: [UInt8]
        /// Nil where the line was erased.
        var salt: [UInt8]?
        /// For how many lines it stands that are in an archive; 0 for a line that is here.
        var archived = 0
        var isErased: Bool { salt == nil }
        var verb: String { String(decoding: fields.first ?? [], as: UTF8.self) }
    }

    let begin: ArraySlice<UInt8>
    private let end: ArraySlice<UInt8>
    private(set) var lines: [HashedLine] = []
    let hash: ChangesetHash
    private let original: [UInt8]

    /// - Parameter bytes: A changeset, or an excerpt of one.
    /// - Throws: `FormatError` where they are neither.
    public init(_ bytes: [UInt8]) throws(FormatError) {
        hash = try Changeset(decodingExcerpt: bytes).hash
        original = bytes
        var texts = bytes.split(separator: 0x0A, omittingEmptySubsequences: true)[...]
        begin = texts.removeFirst()
        let salt = Self.fields(texts.removeFirst())[1]
        end = texts.removeLast()
        let drawn = [UInt8](hexText: salt)
        while let text = texts.popFirst() {
            let fields = Self.fields(text)
            if drawn == nil, fields[0].elementsEqual("archived".utf8) {
                let count = Int(Int64(canonical: fields[1]) ?? 0)
                lines.append(HashedLine(fields: [], digest: [], salt: nil, archived: count))
                continue
            }
            if drawn == nil, fields[0].elementsEqual("erased".utf8) {
                var left: [ArraySlice<UInt8>] = []
                if let next = texts.first, next.starts(with: "left\t".utf8) {
                    left = Array(Self.fields(next).dropFirst())
                    texts = texts.dropFirst()
                }
                lines.append(
                    HashedLine(fields: left, digest: [UInt8](hexText: fields[1]) ?? [], salt: nil))
                continue
            }
            var line = text
            var own = LineSalts.salt(ofLine: lines.count, drawn: drawn ?? [])
            if drawn == nil {
                own = [UInt8](hexText: fields[1]) ?? []
                line = texts.removeFirst()
            }
            // The LF after the line is hashed with it; every line here has one.
            let digest = LineSalts.digest(bytes[line.startIndex...line.endIndex], salt: own)
            lines.append(
                HashedLine(fields: Self.fields(line), digest: Array(digest), salt: own))
        }
    }

    private static func fields(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        line.split(separator: 0x09, omittingEmptySubsequences: false)
    }

    // MARK: what to erase

    /// The orders that erase these columns' values from every line about one row.
    ///
    /// - Parameters:
    ///   - table: The row's table, by its name in the changeset's own table lines.
    ///   - key: The row's key.
    ///   - names: Columns by their names in the changeset's own table lines.
    ///   - reason: Why, for the history.
    /// - Returns: Each with the table line that its positions count in.
    public func orders(
        table: String, key: [Value], columns names: Set<String>, reason: String
    ) -> [(shape: TableShape, line: EraseLine)] {
        var orders: [(shape: TableShape, line: EraseLine)] = []
        walk { shape, line, fieldParts in
            guard shape.name == table, let operation = Operation(line.fields, shape),
                operation.key(joining: fieldParts, in: lines) == key
            else { return }
            var columns: [Int] = []
            for (column, field) in operation.values
            where names.contains(shape.columns[column])
                && !line.fields[field].elementsEqual("x".utf8)
            {
                if columns.last != column { columns.append(column) }
                for part in fieldParts[field] ?? [] {
                    orders.append((shape, order(key, lines[part].digest, [], nil, reason)))
                }
            }
            guard !columns.isEmpty else { return }
            let left = SHA256.hash(data: Self.leftLine(operation.erasing(columns)))
            orders.append((shape, order(key, line.digest, columns, Array(left), reason)))
        }
        return orders
    }

    private func order(
        _ key: [Value], _ digest: [UInt8], _ columns: [Int], _ left: [UInt8]?, _ reason: String
    ) -> EraseLine {
        EraseLine(
            key: key, target: hash, digest: digest, columns: columns, left: left, reason: reason)
    }

    /// The changeset's bytes after the orders that are meant for it; an order already carried out,
    /// or for a line that is not here, changes nothing.
    public func carryingOut(_ orders: [EraseLine]) -> [UInt8] {
        let meant = Dictionary(
            orders.filter { $0.target == hash }.map { ($0.digest, Set($0.columns)) },
            uniquingKeysWith: { $0.union($1) })
        var changed = lines
        walk { shape, line, _ in
            guard let columns = meant[line.digest], let operation = Operation(line.fields, shape),
                let index = lines.firstIndex(where: { $0.digest == line.digest })
            else { return }
            changed[index].fields = operation.erasing(Array(columns))
            changed[index].salt = nil
        }
        for index in changed.indices
        where changed[index].verb == "part" && meant[changed[index].digest] != nil {
            changed[index].fields = []
            changed[index].salt = nil
        }
        return encoded(changed)
    }

    func encoded(_ lines: [HashedLine]) -> [UInt8] {
        guard lines.contains(where: \.isErased) else { return original }
        var bytes = Array(begin) + Array("\nsalt\t-\n".utf8)
        for line in lines {
            if line.archived > 0 {
                bytes += Array("archived\t\(line.archived)\n".utf8)
            } else if let salt = line.salt {
                bytes += Array("own\t\(salt.hexText)\n".utf8)
                bytes += Array(line.fields.joined(separator: [0x09])) + [0x0A]
            } else {
                bytes += Array("erased\t\(line.digest.hexText)\n".utf8)
                if !line.fields.isEmpty { bytes += Self.leftLine(line.fields) }
            }
        }
        return bytes + Array(end) + [0x0A]
    }

    /// What an order's hash is taken over, and what stands in the changeset: LF included.
    private static func leftLine(_ fields: [ArraySlice<UInt8>]) -> [UInt8] {
        Array("left\t".utf8) + Array(fields.joined(separator: [0x09])) + [0x0A]
    }

    /// The hash that an order gives for a line that is left.
    public static func hash(ofLeft operation: RowOperation) -> [UInt8] {
        Array(SHA256.hash(data: ChangesetWriter.leftLine(of: operation)))
    }

    // MARK: reading lines

    /// Calls `body` for each operation on a row, with the places of the parts that each field takes.
    private func walk(
        _ body: (TableShape, HashedLine, _ fieldParts: [Int: [Int]]) -> Void
    ) {
        var shape: TableShape?
        var parts: [Int] = []
        for (index, line) in lines.enumerated() {
            switch line.verb {
            case "part": parts.append(index)
            case "table": shape = Self.shape(line.fields)
            default:
                var fieldParts: [Int: [Int]] = [:]
                for (field, text) in line.fields.enumerated()
                where field > 0 && text.first == UInt8(ascii: "@") {
                    let count = Int(Int64(canonical: text.dropFirst()) ?? 0)
                    fieldParts[field] = Array(parts.prefix(count))
                    parts.removeFirst(min(count, parts.count))
                }
                if let shape { body(shape, line, fieldParts) }
            }
        }
    }

    private static func shape(_ fields: [ArraySlice<UInt8>]) -> TableShape {
        let names = fields.map { String(decoding: Value.unescaped($0) ?? [], as: UTF8.self) }
        let keys = Int(names[2]) ?? 0
        return TableShape(
            name: names[1], keyColumns: Array(names[3..<3 + keys]),
            columns: Array(names[(3 + keys)...]))
    }

    /// A row's operation, by the places of its fields.
    private struct Operation {
        let fields: [ArraySlice<UInt8>]
        let keyCount: Int
        /// Column → place of its value's field, or of what that value replaced.
        let values: [(column: Int, field: Int)]

        init?(_ fields: [ArraySlice<UInt8>], _ shape: TableShape) {
            guard let verb = fields.first,
                let verb = RowOperation.Verb(rawValue: String(decoding: verb, as: UTF8.self))
            else { return nil }
            self.fields = fields
            keyCount = shape.keyColumns.count
            let first = 1 + keyCount
            if verb == .insert {
                values = (first..<fields.count).map { ($0 - first, $0) }
            } else {
                values = stride(from: first, to: fields.count, by: 2).map {
                    let position = fields[$0].drop { $0 == UInt8(ascii: "<") }
                    return (Int(Int64(canonical: position) ?? 0), $0 + 1)
                }
            }
        }

        func key(joining parts: [Int: [Int]], in lines: [HashedLine]) -> [Value] {
            (1..<1 + keyCount).compactMap { field in
                guard let taken = parts[field] else { return Value(text: fields[field]) }
                return Value(text: Array(taken.map { lines[$0].fields[1] }.joined())[...])
            }
        }

        func erasing(_ columns: [Int]) -> [ArraySlice<UInt8>] {
            var erased = fields
            for (column, field) in values where columns.contains(column) {
                erased[field] = Array("x".utf8)[...]
            }
            return erased
        }
    }
}
