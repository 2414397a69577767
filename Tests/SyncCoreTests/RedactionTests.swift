import SyncCore
import Testing

/// A value that the committee orders to erase is gone, and the chain stays what it was.
@Suite struct RedactionTests {
    private static let shape = TableShape(
        name: "person", keyColumns: ["id"], columns: ["name", "phone", "note"])

    private static func header(_ number: Int64 = 1) throws -> ChangesetHeader {
        let author = try #require(Author("\(String(repeating: "a", count: 32)).\(String(repeating: "0", count: 32))"))
        return ChangesetHeader(
            scope: "college:007", author: author, number: number, previous: nil, at: 1, person: "王芳")
    }

    private static func changeset(
        note: Value = .text("短")
    ) throws -> (bytes: [UInt8], hash: ChangesetHash) {
        var writer = ChangesetWriter(try header(), salt: Array(0..<16))
        writer.append(.table(shape))
        writer.append(
            .row(
                RowOperation(
                    .insert, key: [.text("p1")], columns: [0, 1, 2],
                    values: [.text("李强"), .text("13800000000"), note])))
        writer.append(
            .row(
                RowOperation(
                    .update, key: [.text("p2")], columns: [1], values: [.text("13911111111")])))
        return writer.finish()
    }

    private static func contains(_ bytes: [UInt8], _ text: String) -> Bool {
        String(decoding: bytes, as: UTF8.self).contains(text)
    }

    @Test func theValueGoesAndTheHashStays() throws {
        let (bytes, hash) = try Self.changeset()
        let orders = try Redaction(bytes).orders(
            table: "person", key: [.text("p1")], columns: ["phone"], reason: "依法").map(\.line)
        #expect(orders.map(\.columns) == [[1]])
        let redacted = try Redaction(bytes).carryingOut(orders)
        #expect(!Self.contains(redacted, "13800000000"))
        #expect(Self.contains(redacted, "李强") && Self.contains(redacted, "13911111111"))
        let read = try Changeset(decoding: redacted)
        #expect(read.hash == hash)
        #expect(read.isRedacted)
        #expect(read.encoded() == redacted)
        let left = try #require(read.lines.compactMap(\.rowOperation).first)
        #expect(left.erased == [1])
        #expect(left.values == [.text("李强"), .null, .text("短")])
        #expect(Redaction.hash(ofLeft: left) == orders[0].left)
    }

    @Test func carryingOutTwiceChangesNothingMore() throws {
        let (bytes, _) = try Self.changeset()
        let orders = try Redaction(bytes).orders(
            table: "person", key: [.text("p1")], columns: ["phone"], reason: "r").map(\.line)
        let once = try Redaction(bytes).carryingOut(orders)
        #expect(try Redaction(once).carryingOut(orders) == once)
        let more = try Redaction(once).orders(
            table: "person", key: [.text("p1")], columns: ["phone", "name"], reason: "r").map(\.line)
        #expect(more.map(\.columns) == [[0]])
        let twice = try Redaction(once).carryingOut(more)
        #expect(!Self.contains(twice, "李强"))
        #expect(try Changeset(decoding: twice).hash == Changeset(decoding: bytes).hash)
    }

    @Test func aLargeValueGoesWithItsParts() throws {
        let long = String(repeating: "机密", count: 20_000)
        let (bytes, hash) = try Self.changeset(note: .text(long))
        let orders = try Redaction(bytes).orders(
            table: "person", key: [.text("p1")], columns: ["note"], reason: "r").map(\.line)
        #expect(orders.count > 2)
        let redacted = try Redaction(bytes).carryingOut(orders)
        #expect(!Self.contains(redacted, "机密"))
        #expect(Self.contains(redacted, "13800000000"))
        let read = try Changeset(decoding: redacted)
        #expect(read.hash == hash)
        #expect(read.encoded() == redacted)
    }

    /// What is left of a line is bound by the order; anything else in its place has another hash.
    @Test func anAlteredRestIsNotWhatTheOrderSays() throws {
        let (bytes, _) = try Self.changeset()
        let orders = try Redaction(bytes).orders(
            table: "person", key: [.text("p1")], columns: ["phone"], reason: "r").map(\.line)
        let redacted = String(decoding: try Redaction(bytes).carryingOut(orders), as: UTF8.self)
        let altered = try Changeset(decoding: Array(redacted.replacing("李强", with: "李刚").utf8))
        let left = try #require(altered.lines.compactMap(\.rowOperation).first)
        #expect(Redaction.hash(ofLeft: left) != orders[0].left)
    }

    @Test func theDrawnSaltIsGoneAfterwards() throws {
        let (bytes, _) = try Self.changeset()
        let orders = try Redaction(bytes).orders(
            table: "person", key: [.text("p1")], columns: ["phone"], reason: "r").map(\.line)
        let redacted = try Redaction(bytes).carryingOut(orders)
        #expect(Self.contains(bytes, "000102030405060708090a0b0c0d0e0f"))
        #expect(!Self.contains(redacted, "000102030405060708090a0b0c0d0e0f"))
    }

    @Test func anyChangedByteOfARedactedChangesetIsFound() throws {
        let (bytes, hash) = try Self.changeset()
        let orders = try Redaction(bytes).orders(
            table: "person", key: [.text("p1")], columns: ["phone"], reason: "r").map(\.line)
        let redacted = try Redaction(bytes).carryingOut(orders)
        let left = Redaction.hash(ofLeft: try #require(
            Changeset(decoding: redacted).lines.compactMap(\.rowOperation).first))
        for index in redacted.indices {
            var changed = redacted
            changed[index] ^= 0x01
            guard let read = try? Changeset(decoding: changed) else { continue }
            // Only the rest of the erased line is outside the chain's hash: the order binds it.
            #expect(read.hash == hash)
            let rest = read.lines.compactMap(\.rowOperation).first.map(Redaction.hash(ofLeft:))
            #expect(rest != left, "byte \(index)")
        }
    }
}
