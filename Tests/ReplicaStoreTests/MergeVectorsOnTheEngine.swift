import ReferenceModel
import ReplicaStore
import Simulator
import TestKit
import Testing

/// Histories with their outcome, made by others: the engine must end with exactly what they say,
/// whatever the order and the batches.
@Suite struct MergeVectorsOnTheEngine {
    @Test func everyHistoryOfOurPoliciesEndsAsExpected() throws {
        var count = 0
        for file in try MergeVectorFile.all() {
            for vector in file.vectors where Self.isCovered(vector.history) {
                count += 1
                try check(vector, batches: [vector.history.changesets], "one batch")
                try check(vector, batches: vector.history.changesets.map { [$0] }, "step by step")
                var random = SeededRandom(seed: UInt64(count))
                let shuffled = vector.history.shuffled(using: &random)
                try check(vector, batches: shuffled.changesets.map { [$0] }, "another order")
            }
        }
        #expect(count == 299)
    }

    static func isCovered(_ history: ModelHistory) -> Bool {
        history.usesOnly(policies: ["lww", "keep", "max", "min", "once", "counter", "set", "own"])
    }

    private func check(
        _ vector: MergeVector, batches: [[ModelChangeset]], _ way: String
    ) throws {
        let replay = VectorReplay(vector.history)
        let replica = try replay.replica(batches: batches, seed: 1)
        let (outcome, strays) = try EngineOutcome(names: replay.names).read(replica)
        try replica.close()
        // After a fork candidates are ordered by the hashes of real changesets, which the names of
        // these chains don't follow.
        let isForked = vector.history.usesForks
        let difference = (isForked ? outcome.inAnyOrder : outcome).difference(
            from: isForked ? vector.expected.inAnyOrder : vector.expected)
        #expect(difference == nil, "\(vector.name), \(way): \(vector.story)")
        #expect(strays == [], "\(vector.name), \(way)")
    }
}
