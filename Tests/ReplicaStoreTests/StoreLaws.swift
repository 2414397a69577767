import Foundation
import Synchronization
import TestKit
import Testing

/// Laws of the store: what real replicas show after edits by SQL, in any order of syncs, is what the
/// reference model says of the changesets they hold. If this breaks, offices see different records.
@Suite struct StoreLaws {
    private static let shares = 4

    @Test(arguments: 0..<shares)
    func engineEqualsReferenceModel(share: Int) throws {
        var held: [DrawnEdits.Events: Int] = [:]
        let seeds = Seeds.forThisRun.enumerated().filter { $0.offset % Self.shares == share }
            .map(\.element)
        for seed in seeds {
            var history = try RandomHistory(seed: seed)
            if let difference = try history.play() {
                Issue.record("\(difference)\n\(Seeds.replay("engineEqualsReferenceModel", seed))")
                return
            }
            for (event, _) in DrawnEdits.Events.all where history.draw.events.contains(event) {
                held[event, default: 0] += 1
            }
        }
        guard !Seeds.isReplay else { return }
        for (event, name) in DrawnEdits.Events.all {
            let percent = 100 * Double(held[event] ?? 0) / Double(seeds.count)
            Self.report("share \(share): \(name) in \(percent.rounded()) % of \(seeds.count)")
            #expect(percent >= 2, "\(name) is too rare to be tested")
        }
    }

    /// The shares are figures that the run is asked for, so they go beside the results.
    private static func report(_ line: String) {
        FileHandle.standardError.write(Data("\(line)\n".utf8))
    }
}
