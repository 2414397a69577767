import SyncCore
import SyncTransport
import Testing

/// What one device may make a server keep, however many sessions it opens.
@Suite struct OpenBatchesTests {
    private static let mebibyte = 1 << 20

    private func device(_ digit: String) throws -> DeviceID {
        try #require(DeviceID(String(repeating: digit, count: 32)))
    }

    @Test func theSessionsOfADeviceShareOneBound() throws {
        let (one, other) = (try device("1"), try device("2"))
        let batches = OpenBatches(100 * Self.mebibyte)
        let first = OpenBatches.Account(batches)
        #expect(first.grow(to: 40 * Self.mebibyte, of: one))
        #expect(first.grow(to: 60 * Self.mebibyte, of: one))
        do {
            let second = OpenBatches.Account(batches)
            #expect(!second.grow(to: 41 * Self.mebibyte, of: one))
            #expect(second.grow(to: 40 * Self.mebibyte, of: one))
            // What is small is given to anybody; another device has its own.
            #expect(OpenBatches.Account(batches).grow(to: 4 * Self.mebibyte, of: one))
            #expect(OpenBatches.Account(batches).grow(to: 100 * Self.mebibyte, of: other))
            #expect(!first.grow(to: 61 * Self.mebibyte, of: one))
        }
        // A session that is gone keeps nothing, nor does one whose batch has ended.
        #expect(first.grow(to: 100 * Self.mebibyte, of: one))
        first.shrink(to: 30 * Self.mebibyte)
        let third = OpenBatches.Account(batches)
        #expect(!third.grow(to: 71 * Self.mebibyte, of: one))
        first.shrink(to: 1)
        #expect(third.grow(to: 100 * Self.mebibyte, of: one))
    }
}
