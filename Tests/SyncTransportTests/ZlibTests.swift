import SyncCore
import SyncTransport
import Testing

/// The system's zlib as the session asks for it: all of what was announced, or nothing.
@Suite struct ZlibTests {
    private static let plain = Array(String(repeating: "支部的记录\t", count: 200).utf8)

    @Test func whatIsPackedComesBackWholeOrNotAtAll() throws {
        let packed = try #require(Packing.zlib.pack(Self.plain))
        #expect(packed.count < Self.plain.count / 10)
        #expect(Packing.zlib.unpack(packed, Self.plain.count) == Self.plain)
        for count in [1, Self.plain.count - 1, Self.plain.count + 1] {
            #expect(Packing.zlib.unpack(packed, count) == nil)
        }
        // Something follows, or is missing.
        #expect(Packing.zlib.unpack(packed + [0], Self.plain.count) == nil)
        #expect(Packing.zlib.unpack(Array(packed.dropLast()), Self.plain.count) == nil)
        for place in packed.indices {
            var altered = packed
            altered[place] ^= 0x20
            // A bit that says nothing may be another; what comes is never something else.
            #expect(Packing.zlib.unpack(altered, Self.plain.count) ?? Self.plain == Self.plain)
        }
    }
}
