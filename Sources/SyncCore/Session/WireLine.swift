import Foundation

/// The first field of a line. None begins with K, Q, R or k: `openssl s_client` takes those.
enum Verb: String, CaseIterable, Sendable {
    case hello, proof, enrol, enrolled, held
    case scopesEnd = "scopes-end"
    case frontier
    case frontierEnd = "frontier-end"
    case changeset, seal, packed, checkpoint, flush, coming, ack, sent, stay, again, bye, error

    /// Those of later versions and other programs, which nobody needs to understand.
    static let notePrefix = Array("x-".utf8)
    /// Of them, what a responder's clock says.
    static let clockPrefix = Array("x-time\t".utf8)
}

/// One line taken apart. Each reading of a field checks its bound and its one canonical form.
struct WireLine: Sendable {
    let verb: Verb
    /// Without the verb.
    private let fields: [ArraySlice<UInt8>]

    /// - Parameter line: With its line feed.
    init(_ line: ArraySlice<UInt8>) throws(SyncError) {
        let parts = line.dropLast().split(
            separator: 0x09, maxSplits: Limits.fieldsMax, omittingEmptySubsequences: false)
        guard let first = parts.first, first.count <= 32,
            let verb = Verb(rawValue: String(decoding: first, as: UTF8.self))
        else { throw SyncError(.lineUnknown) }
        self.verb = verb
        fields = Array(parts.dropFirst())
    }

    /// Fields of a line of another kind, whose first ones its reader knows.
    init(verb: Verb, fields: [ArraySlice<UInt8>]) {
        self.verb = verb
        self.fields = fields
    }

    func expect(fields number: Int) throws(SyncError) {
        guard fields.count == number else { throw malformed("\(number) fields") }
    }

    /// All fields from one on: words, none twice; which of them the reader knows does not matter.
    func offers(from index: Int) throws(SyncError) -> Set<String> {
        let words = fields.dropFirst(index)
        guard fields.count >= index, words.count <= Limits.offersMax else { throw malformed("\(index) fields") }
        var offers: Set<String> = []
        for word in words {
            let isWord =
                (1...Limits.offerBytesMax).contains(word.count)
                && word.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
            guard isWord, offers.insert(String(decoding: word, as: UTF8.self)).inserted else { throw malformed("offer") }
        }
        return offers
    }

    func malformed(_ what: String) -> SyncError {
        SyncError(.fieldMalformed, "\(verb.rawValue): \(what)")
    }

    func outOfPlace() -> SyncError { SyncError(.lineOutOfPlace, verb.rawValue) }

    /// Text with its escapes read back, not empty, at most `bytesMax` bytes.
    func text(_ index: Int, bytesMax: Int = Limits.nameBytesMax) throws(SyncError) -> String {
        guard index < fields.count, fields[index].count <= 2 * bytesMax,
            let bytes = Value.unescaped(fields[index]), bytes.count <= bytesMax, !bytes.isEmpty,
            let text = String(validating: bytes, as: UTF8.self)
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
        guard index < fields.count, fields[index].count <= 19 else { throw malformed("number") }
        let text = String(decoding: fields[index], as: UTF8.self)
        guard let number = Int64(text), "\(number)" == text, range.contains(number) else {
            throw malformed("number")
        }
        return number
    }

    func count(_ index: Int) throws(SyncError) -> Int {
        Int(try number(index, in: 0...1 << 40))
    }

    func base64(_ index: Int, bytes: Int) throws(SyncError) -> [UInt8] {
        guard index < fields.count, fields[index].count == (bytes + 2) / 3 * 4,
            let data = Data(base64Encoded: Data(fields[index])), data.count == bytes,
            data.base64EncodedData().elementsEqual(fields[index])
        else { throw malformed("base64 of \(bytes) bytes") }
        return Array(data)
    }

    func hex(_ index: Int, bytes: Int) throws(SyncError) -> [UInt8] {
        guard index < fields.count, fields[index].count == 2 * bytes,
            let read = [UInt8](hexText: fields[index])
        else { throw malformed("\(2 * bytes) hexadecimal digits") }
        return read
    }

    /// `author number hash` from this field on.
    func seenPoint(_ index: Int) throws(SyncError) -> SeenPoint {
        guard let author = Author(try text(index)) else { throw malformed("author") }
        let number = try number(index + 1, in: 1...(1 << 40 - 1))
        guard let hash = ChangesetHash(bytes: try hex(index + 2, bytes: Limits.digestBytes)) else {
            throw malformed("hash")
        }
        return SeenPoint(author: author, number: number, hash: hash)
    }

    /// What an `error` line says. Its sentence comes from outside and goes to a screen or a log.
    func reportedError() -> SyncError {
        do throws(SyncError) {
            try expect(fields: 3)
            let known = SyncError.Code(rawValue: Int(try number(0, in: 100...999)))
            _ = try text(1)
            let sentence = try text(2, bytesMax: Limits.sentenceBytesMax).printable(bytesMax: 256)
            return SyncError(known == .replicaFault ? .peerFault : known ?? .peerFault, sentence)
        } catch {
            // The session is over anyway: a malformed error line is still an error of the peer.
            return SyncError(.peerFault)
        }
    }
}

extension String {
    var isPrintable: Bool {
        unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }

    /// This text without control characters, cut to a bound; `-` where nothing is left.
    package func printable(bytesMax: Int) -> String {
        var text = ""
        for character in self where String(character).isPrintable {
            guard text.utf8.count + character.utf8.count <= bytesMax else { break }
            text.append(character)
        }
        return text.isEmpty ? "-" : text
    }
}
