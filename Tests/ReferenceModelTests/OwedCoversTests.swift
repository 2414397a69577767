import ReferenceModel
import Testing

/// The lists of covered heads are what the register of settled conflicts is made of: one that a fold
/// forgets is a loser nobody hears of.
@Suite struct OwedCoversTests {
    @Test func theVectorsCarryWhatTheirWritesOwe() throws {
        var count = 0
        for file in try MergeVectorFile.all() {
            for vector in file.vectors
            where vector.history.usesOnly(policies: ["lww", "keep", "max", "min", "own"])
                && vector.expected.void.isEmpty && !vector.history.usesUndo
            {
                for changeset in vector.history.changesets {
                    let owed = ReferenceModel.owedCovers(of: changeset.id, in: vector.history)
                    count += owed.count
                    #expect(
                        Set(changeset.covers) == owed, "\(vector.name) \(changeset.id): \(vector.story)")
                }
            }
        }
        #expect(count > 20)
    }
}
