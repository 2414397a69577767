import Foundation

/// The first field of a line. None begins with K, Q, R or k: `openssl s_client` takes those.
enum Verb: String, CaseIterable, Sendable {
    case hello, proof, enrol, enrolled, held
    case scopesEnd = "scopes-end"
    case frontier
    case frontierEnd = "frontier-end"
    case changeset, sent, ack, bye, error
    case bundle
    case bundleEnd = "bundle-end"
}

/// One line taken apart. Each reading of a field checks its bound and its one canonical form.
struct WireLine: Sendable {
    let verb: Verb
    /// Without the verb.
    private let fields: [ArraySlice<UInt8>]

    /// - Parameter line: With its line feed.
    init(_ line: some RandomAccessCollection<UInt8>) throws(SyncError) {
        let parts = Array(line.dropLast()).split(
            separator: 0x09, maxSplits: Limits.fieldsMax, omittingEmptySubsequences: false)
        guard let verb = Verb(rawValue: String(decoding: parts[0], as: UTF8.self)) else {
            throw SyncError(.lineUnknown)
        }
        self.verb = verb
        fields = Array(parts.dropFirst())
    }

    var count: Int { fields.count }

    func expect(fields number: Int) throws(SyncError) {
        guard count == number else { throw malformed("\(number) fields") }
    }

    func malformed(_ what: String) -> SyncError {
        SyncError(.fieldMalformed, "\(verb.rawValue): \(what)")
    }

    /// Text with its escapes read back, not empty unless allowed, at most `bytesMax` bytes.
    func text(
        _ index: Int, bytesMax: Int = Limits.nameBytesMax, mayBeEmpty: Bool = false
    ) throws(SyncError) -> String {
        guard index < count, fields[index].count <= 2 * bytesMax,
            let bytes = Value.unescaped(fields[index]), bytes.count <= bytesMax,
            mayBeEmpty || !bytes.isEmpty, let text = String(validating: bytes, as: UTF8.self)
        else { throw malformed("text \(index + 1)") }
        return text
    }

    /// A name that is shown to people: text without control characters, which steer terminals.
    func name(_ index: Int) throws(SyncError) -> String {
        let name = try text(index)
        guard name.isPrintable else { throw malformed("control character") }
        return name
    }

    func number(_ index: Int, in range: ClosedRange<Int64>) throws(SyncError) -> Int64 {
        guard index < count, let number = Int64(canonical: fields[index]), range.contains(number)
        else { throw malformed("number") }
        return number
    }

    func base64(_ index: Int, bytes: Int) throws(SyncError) -> [UInt8] {
        guard index < count, fields[index].count == (bytes + 2) / 3 * 4,
            let data = Data(base64Encoded: Data(fields[index])), data.count == bytes,
            data.base64EncodedData().elementsEqual(fields[index])
        else { throw malformed("base64 of \(bytes) bytes") }
        return Array(data)
    }

    func hex(_ index: Int, bytes: Int) throws(SyncError) -> [UInt8] {
        guard index < count, fields[index].count == 2 * bytes,
            let read = [UInt8](hexText: fields[index])
        else { throw malformed("\(2 * bytes) hexadecimal digits") }
        return read
    }

    /// `author number hash` from this field on.
    func seenPoint(_ index: Int) throws(SyncError) -> SeenPoint {
        guard let author = Author(try text(index)) else { throw malformed("author") }
        let number = try number(index + 1, in: 1...(1 << 40 - 1))
        guard let hash = ChangesetHash(bytes: try hex(index + 2, bytes: Limits.digestBytes))
        else { throw malformed("hash") }
        return SeenPoint(author: author, number: number, hash: hash)
    }
}

extension String {
    var isPrintable: Bool {
        unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}

/// Writes lines in their canonical form.
struct LineWriter {
    private(set) var bytes: [UInt8] = []

    mutating func line(_ verb: Verb, _ fields: String...) { line(verb, fields) }

    /// - Parameter fields: Not yet escaped.
    mutating func line(_ verb: Verb, _ fields: [String]) {
        bytes.append(contentsOf: verb.rawValue.utf8)
        for field in fields {
            bytes.append(0x09)
            Value.appendEscaped(field.utf8, to: &bytes)
        }
        bytes.append(0x0A)
    }

    /// The frontier lines of one scope and the line that ends them.
    mutating func frontier(_ scope: String, _ points: [SeenPoint]) {
        for point in points.sorted() {
            line(.frontier, scope, point.author.text, String(point.number), point.hash.description)
        }
        line(.frontierEnd, scope)
    }

    mutating func append(_ raw: [UInt8]) { bytes.append(contentsOf: raw) }

    static func one(_ verb: Verb, _ fields: String...) -> [UInt8] {
        var writer = LineWriter()
        writer.line(verb, fields)
        return writer.bytes
    }
}

extension [UInt8] {
    var base64Text: String { Data(self).base64EncodedString() }
}
