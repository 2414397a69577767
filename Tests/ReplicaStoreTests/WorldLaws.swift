import Foundation
import TestKit
import Testing

/// Laws of chains and rights: copied and restored files, cuts, reviews and grants in any order leave
/// every replica with what the reference model says of the changesets and entries that it holds.
@Suite struct WorldLaws {
    private static let shares = 2

    @Test(arguments: 0..<shares)
    func forksRestoresAndCutsEqualReferenceModel(share: Int) throws {
        var held: [RandomWorld.Events: Int] = [:]
        let seeds = Seeds.forThisRun.prefix(60).enumerated()
            .filter { $0.offset % Self.shares == share }.map(\.element)
        for seed in seeds {
            var world = try RandomWorld(seed: seed)
            if let difference = try world.play() {
                let again = Seeds.replay("forksRestoresAndCutsEqualReferenceModel", seed)
                Issue.record("seed \(seed): \(difference)\n\(again)")
                return
            }
            for (event, _) in RandomWorld.Events.all where world.events.contains(event) {
                held[event, default: 0] += 1
            }
        }
        guard !Seeds.isReplay else { return }
        for (event, name) in RandomWorld.Events.all {
            let percent = 100 * Double(held[event] ?? 0) / Double(seeds.count)
            FileHandle.standardError.write(
                Data("worlds \(share): \(name) in \(percent.rounded()) % of \(seeds.count)\n".utf8))
            #expect(percent >= 1, "\(name) is too rare to be tested")
        }
    }
}
