import ReferenceModel
import Testing

/// The vectors of `Protocol/vectors/merge`: if the model is wrong here, the engine is compared with
/// a wrong answer everywhere else.
@Suite struct MergeVectorTests {
    @Test(arguments: MergeVectorFile.topics)
    func everyHistoryComesOutAsExpected(topic: String) throws {
        let file = try MergeVectorFile(topic: topic)
        #expect(file.topic == topic)
        var failures = 0
        for vector in file.vectors {
            let outcome = ReferenceModel.outcome(of: vector.history)
            let difference = outcome.difference(from: vector.expected)
            failures += difference == nil ? 0 : 1
            #expect(
                difference == nil,
                "\(topic).json: \(vector.name): \(vector.story)\n\(difference ?? "")")
        }
        #expect(failures == 0, "\(topic).json: \(file.vectors.count - failures) agree")
    }
}
