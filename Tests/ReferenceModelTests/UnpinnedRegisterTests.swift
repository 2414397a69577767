import ReferenceModel
import SyncCore
import Testing

/// Bases, lists and roles where the vectors leave a rule of design §3 untried.
@Suite struct UnpinnedRegisterTests {
    /// Two bases at once, one of them deleted: the count is the survivor's.
    @Test func deadBaseDoesNotCountBesideALivingOne() {
        var story = Story()
        story.add("a1", .insert(v: .integer(10)))
        story.add("a2", .update(ModelWrites(increments: ["v": .integer(1)])), .delete)
        story.add("b1", .insert(v: .integer(7)))
        story.add("b2", .update(ModelWrites(increments: ["v": .integer(2)])))
        #expect(story.outcome(.counter).rows.first?.values["v"] == [.integer(9)])
    }

    @Test func deadItemsDoNotCountBesideALivingBase() {
        var story = Story()
        story.add("a1", .insert(v: .text(#"["a"]"#)))
        story.add("a2", .delete)
        story.add("b1", .insert(v: .text(#"["b"]"#)))
        #expect(story.outcome(.set).rows.first?.values["v"] == [.text(#"["b"]"#)])
    }

    @Test func overwriteWithADecisionIsNoFinding() {
        var story = Story()
        story.add("a1", .insert(v: .integer(7)))
        story.add("b1", seen: ["a": 1], .update(v: .integer(8)), covers: ["a1"])
        #expect(story.outcome(.once).open.map(\.kind) == ["finding:once"])
        let answer = ModelDecision(kind: "finding:once", row: .k, unit: "v", dots: ["b1"])
        story.add(
            "c1", seen: ["b": 1], .update(v: .integer(9)), covers: ["b1"], decisions: [answer])
        #expect(story.outcome(.once).open.isEmpty)
        #expect(story.outcome(.once).resolved.map(\.by) == ["c1"])
    }

    /// With one of the two covered values void, what decided between heads is an overwrite.
    @Test func whatDoesNotCountIsLeftOutOfAList() {
        var story = Story()
        story.add("a1", .insert(v: .integer(7)))
        story.add("b1", .insert(v: .integer(8)))
        story.add("c1", seen: ["a": 1, "b": 1], .update(v: .integer(9)), covers: ["a1", "b1"])
        #expect(story.outcome(.once).settled.map(\.dots) == [["a1", "b1"]])
        story.cut("b", after: 0)
        #expect(story.outcome(.once).settled.isEmpty)
        #expect(story.outcome(.once).open.map(\.kind) == ["finding:once"])
    }

    @Test func insertionsNullProposesNothing() {
        var story = Story()
        story.add("a1", .insert(v: .null))
        let policy = ModelPolicy.own(role: "inspector")
        #expect(story.outcome(policy).open.isEmpty)
        story.add("b1", seen: ["a": 1], .update(v: .null))
        #expect(story.outcome(policy).open.map(\.dots) == [["b1"]])
    }
}
