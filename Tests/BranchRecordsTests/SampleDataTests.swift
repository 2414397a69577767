import BranchRecords
import Testing

@Suite struct SampleDataTests {
    @Test func oneSeedMakesTheSameBytesAndAnotherSeedOthers() {
        #expect(SampleData.files(colleges: 3, seed: 7) == SampleData.files(colleges: 3, seed: 7))
        #expect(SampleData.files(colleges: 3, seed: 7) != SampleData.files(colleges: 3, seed: 8))
    }

    @Test func moreCollegesLeaveTheFirstOnesAsTheyAre() {
        let few = SampleData.files(colleges: 2)
        #expect(Array(SampleData.files(colleges: 30).prefix(few.count)) == few)
    }

    @Test func eachCollegeSendsSevenFilesInBothEncodings() {
        let files = SampleData.files(colleges: 3)
        let colleges = ["007", "012", "015"].flatMap { Array(repeating: $0, count: 7) }
        #expect(files.map(\.college) == colleges)
        #expect(Set(files.map(\.encodingName)) == ["UTF-8", "GB18030"])
        #expect(
            files.prefix(7).map(\.table) == [
                "党支部", "党员名册", "调查摸底", "分类定级", "整改方案", "整改措施", "会议活动",
            ])
    }
}
