import NIOCore
import Synchronization

/// How many sessions run at once. Who has proven nothing holds a place only until somebody else needs it: whoever
/// reaches the port can open connections, and must not keep offices out with them.
final class Places: Sendable {
    struct Place: Hashable, Comparable {
        fileprivate let number: Int
        static func < (one: Place, other: Place) -> Bool { one.number < other.number }
    }

    private struct State {
        var last = 0
        var proven: Set<Place> = []
        /// By arrival.
        var unproven: [Place: any Channel] = [:]
    }

    private let count: Int
    private let state = Mutex(State())

    init(_ count: Int) { self.count = count }

    /// Where all places are taken, the one who has proven nothing for longest is closed.
    ///
    /// - Returns: Nil where all that are here have proven who they are.
    func take(for channel: any Channel) -> Place? {
        let (place, closed) = state.withLock { state -> (Place?, (any Channel)?) in
            var closed: (any Channel)?
            if state.proven.count + state.unproven.count >= count {
                guard let oldest = state.unproven.keys.min() else { return (nil, nil) }
                closed = state.unproven.removeValue(forKey: oldest)
            }
            state.last += 1
            let place = Place(number: state.last)
            state.unproven[place] = channel
            return (place, closed)
        }
        closed?.close(promise: nil)
        return place
    }

    /// It has proven who it is. One that was closed meanwhile stays closed.
    func keep(_ place: Place) {
        state.withLock { state in
            if state.unproven.removeValue(forKey: place) != nil { state.proven.insert(place) }
        }
    }

    func giveBack(_ place: Place) {
        state.withLock { state in
            state.unproven[place] = nil
            state.proven.remove(place)
        }
    }
}
