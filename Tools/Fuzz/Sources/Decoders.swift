import Foundation
import SyncCore

/// The letters of the only decoders that are tried, where somebody named some.
private let only: Set<UInt8>? = ProcessInfo.processInfo.environment["ZHIBU_FUZZ_ONLY"].map {
    Set($0.utf8)
}

/// libFuzzer's entry (https://llvm.org/docs/LibFuzzer.html): the first byte says which decoder the
/// rest is for. A decoder may refuse; it may not trap, and what it accepts is canonical.
@_cdecl("LLVMFuzzerTestOneInput")
public func decodeOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let mode = bytes.first else { return 0 }
    // Less than zero: not to be kept in the corpus.
    if let only, !only.contains(mode) { return -1 }
    let rest = Array(bytes.dropFirst())
    switch mode {
    case UInt8(ascii: "c"): readChangeset(rest)
    // The hash is made right first: otherwise nearly all that is drawn ends there.
    case UInt8(ascii: "m"): readChangeset(Mended.changeset(rest))
    case UInt8(ascii: "b"): readBundle(rest)
    case UInt8(ascii: "n"): readBundle(Mended.bundle(rest))
    case UInt8(ascii: "p"): readPiece(rest)
    case UInt8(ascii: "h"): Sessions.feed(rest, to: Sessions.unproven)
    case UInt8(ascii: "s"): Sessions.feed(rest, to: Sessions.proven)
    default: break
    }
    return 0
}

private func readChangeset(_ bytes: [UInt8]) {
    guard let changeset = accepted({ try Changeset(decodingSealed: bytes) }) else { return }
    let body = Array(Seal.split(bytes).changeset)
    precondition(changeset.encoded() == body, "accepted, and not canonical")
    readParts(of: changeset, body)
}

/// What follows from a changeset that was accepted must not trap either.
private func readParts(of changeset: Changeset, _ body: [UInt8]) {
    var shape: TableShape?
    for line in changeset.lines {
        if case .table(let table) = line { shape = table }
        guard let shape, case .row(let operation) = line, !operation.columns.isEmpty else { continue }
        let columns = Set(operation.columns.map { shape.columns[$0] })
        guard let redaction = accepted({ try Redaction(body) }) else {
            preconditionFailure("accepted, and not readable as redaction")
        }
        let orders = redaction.orders(
            table: shape.name, key: operation.key, columns: columns, reason: "fuzz")
        let redacted = redaction.carryingOut(orders.map(\.line))
        guard let again = accepted({ try Changeset(decoding: redacted) }) else {
            preconditionFailure("a redacted changeset must be read")
        }
        precondition(again.hash == changeset.hash, "redaction changed the hash")
        return
    }
}

/// What a checkpoint's piece says comes from a peer, and is hashed and put into a log line by line.
private func readPiece(_ bytes: [UInt8]) {
    guard let piece = accepted({ try CheckpointPiece(decoding: bytes) }) else { return }
    var digest = CheckpointDigest(scope: piece.scope)
    for item in piece.items {
        switch item {
        case .path(let segment, let at): digest.begin(segment, at: at)
        case .kept(let body, _):
            guard let changeset = accepted({ try Changeset(decodingExcerpt: body) }),
                let rest = accepted({ try CheckpointRest(body: body) }), accepted({ try digest.add(changeset.hash, rest, seen: []) }) != nil
            else { continue }
            precondition(Excerpt.isOne(body) == (changeset.archivedCount > 0), "an excerpt, or none")
            guard let redaction = accepted({ try Redaction(body) }) else { preconditionFailure("accepted, and not readable") }
            let kept = changeset.lines.indices.map { $0 % 2 == 0 }
            let less = redaction.excerpt(keeping: kept)
            guard let again = accepted({ try Changeset(decodingExcerpt: less) }) else { preconditionFailure("an excerpt must be read") }
            precondition(again.hash == changeset.hash && again.lines.count <= changeset.lines.count, "an excerpt of another")
        case .stubs, .seen, .end: break
        }
    }
    _ = digest.finish()
}

private func readBundle(_ bytes: [UInt8]) {
    guard let bundle = accepted({ try SyncBundle(decoding: bytes) }) else { return }
    precondition(bundle.encoded() == bytes, "accepted, and not canonical")
}

/// Nil where it was refused.
private func accepted<Result>(_ body: () throws -> Result) -> Result? {
    do { return try body() } catch { return nil }
}
