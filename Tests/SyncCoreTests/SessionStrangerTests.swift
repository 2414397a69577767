import Crypto
import SyncCore
import Testing

/// An initiator takes control entries of a responder that it does not know; what they say, its owner knows next.
@Suite struct SessionStrangerTests {
    private static func pair(knownAfter rounds: Int, _ mine: Int, _ yours: Int) -> (Side, Side) {
        var store = FakeStore(["uni": FakeStore.chain("uni", "a", mine)])
        store.strangerFor = rounds
        var a = Side(.initiator, store)
        var b = Side(.responder, FakeStore(["uni": FakeStore.chain("uni", "a", yours)]))
        converse(&a, &b)
        return (a, b)
    }

    @Test func whoBecomesKnownIsSyncedWith() {
        let (a, b) = Self.pair(knownAfter: 1, 2, 5)
        #expect(a.ends == [nil] && b.ends == [nil])
        #expect(a.store.changesets["uni"]?.count == 5)
    }

    /// Also where both hold the same, so that nothing is left to be learnt.
    @Test(arguments: [2, 5]) func whoStaysAStrangerIsLeft(mine: Int) {
        let (a, b) = Self.pair(knownAfter: 9, mine, 5)
        let stranger = DeviceID(publicKey: b.key.publicKey).text
        #expect(a.ends == [SyncError(.wrongPeer, String(stranger.prefix(8)))])
    }
}
