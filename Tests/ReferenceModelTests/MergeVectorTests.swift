import ReferenceModel
import Testing

/// The vectors of `Protocol/vectors/merge`: if the model is wrong here, the engine is compared with
/// a wrong answer everywhere else.
@Suite struct MergeVectorTests {
    @Test(arguments: MergeVectorFile.topics)
    func everyHistoryComesOutAsExpected(topic: String) throws {
        let file = try MergeVectorFile(topic: topic)
        #expect(file.topic == topic)
        let failures = file.vectors.compactMap { vector in
            ReferenceModel.outcome(of: vector.history).difference(from: vector.expected)
                .map { "\(topic).json: \(vector.name): \(vector.story)\n\($0)" }
        }
        let agreeing = file.vectors.count - failures.count
        print("\(topic).json: \(agreeing) of \(file.vectors.count) histories agree")
        for failure in failures { Issue.record(Comment(rawValue: failure)) }
        #expect(
            failures.isEmpty,
            "\(topic).json: \(failures.count) of \(file.vectors.count) histories differ")
    }

    /// The counts of the folder's README, so that no file is read in part.
    @Test func everyHistoryIsRead() throws {
        let vectors = try MergeVectorFile.all().flatMap(\.vectors)
        #expect(vectors.count == 299)
        #expect(vectors.filter(\.byHand).count == 187)
    }

    @Test(arguments: MergeVectorFile.topics)
    func causalOrderDoesNotMatter(topic: String) throws {
        var random = Dice(seed: 4217)
        for vector in try MergeVectorFile(topic: topic).vectors {
            for _ in 1...5 {
                let shuffled = vector.history.shuffled(using: &random)
                let difference = ReferenceModel.outcome(of: shuffled)
                    .difference(from: vector.expected)
                let order = shuffled.changesets.map(\.id).joined(separator: " ")
                #expect(difference == nil, "\(topic).json: \(vector.name) as \(order)")
            }
        }
    }
}

/// A small generator (SplitMix64), so that a failing order comes again.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
