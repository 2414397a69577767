import ReplicaStore
import SyncCore

/// How much of an id has to be typed: four digits, more where two begin alike.
struct ShortIDs {
    private let length: Int

    init(_ conflicts: [Conflict]) {
        let ids = conflicts.map(\.id.text).sorted()
        var length = 4
        for (one, other) in zip(ids, ids.dropFirst()) where one != other {
            let common = zip(one.utf8, other.utf8).prefix { $0 == $1 }.count
            length = max(length, common + 1)
        }
        self.length = length
    }

    subscript(_ conflict: Conflict) -> String { String(conflict.id.text.prefix(length)) }
}
