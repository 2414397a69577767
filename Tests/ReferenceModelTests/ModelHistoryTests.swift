import ReferenceModel
import SyncCore
import Testing

/// Histories as other tests build, turn and choose them.
@Suite struct ModelHistoryTests {
    @Test func shufflingKeepsEveryChangesetAfterWhatItSaw() throws {
        var random = Dice(seed: 1)
        for vector in try MergeVectorFile(topic: "mixed-random").vectors {
            let shuffled = vector.history.shuffled(using: &random)
            #expect(Set(shuffled.changesets) == Set(vector.history.changesets))
            var held: [String: Int] = [:]
            for changeset in shuffled.changesets {
                for (chain, number) in changeset.seen {
                    #expect(number <= held[chain, default: 0], "\(changeset.id)")
                }
                held[changeset.chain] = changeset.number
            }
        }
    }

    @Test func shufflingFindsOtherOrders() throws {
        var random = Dice(seed: 1)
        let vectors = try MergeVectorFile(topic: "mixed-random").vectors
        let changed = vectors.filter { $0.history.shuffled(using: &random) != $0.history }
        #expect(vectors.count / 2 < changed.count)
    }

    @Test func traitsSayWhatAHistoryNeeds() throws {
        let all = try MergeVectorFile.all().flatMap(\.vectors).map(\.history)
        #expect(all.filter { $0.usesOnly(policies: ["lww"]) }.count < all.count)
        for topic in ["counter", "set", "own", "once"] {
            for vector in try MergeVectorFile(topic: topic).vectors {
                #expect(vector.history.policies.contains(topic), "\(vector.name)")
                #expect(vector.history.usesOnly(policies: [topic, "lww"]), "\(vector.name)")
                #expect(!vector.history.usesOnly(policies: ["lww"]), "\(vector.name)")
            }
        }
        for vector in try MergeVectorFile(topic: "void-and-cuts").vectors {
            #expect(vector.history.usesControl, "\(vector.name)")
        }
        for vector in try MergeVectorFile(topic: "forks").vectors {
            #expect(vector.history.usesForks, "\(vector.name)")
        }
        for vector in try MergeVectorFile(topic: "lww").vectors {
            #expect(!vector.history.usesForks && !vector.history.usesUndo, "\(vector.name)")
        }
        let undos = try MergeVectorFile(topic: "undo").vectors.filter(\.byHand)
        #expect(undos.allSatisfy { $0.history.usesUndo })
    }
}
