import ReferenceModel
import SyncCore
import Testing

/// Rules of design §3 that no vector pins: a model that is silent here would let the engine guess.
@Suite struct BeyondTheVectorsTests {
    @Test func valueThatItsOwnChangesetDeletesIsDead() {
        let outcome = outcome(.keep) {
            $0.add("a1", .insert(v: .integer(1)))
            $0.add("b1", seen: ["a": 1], .update(v: .integer(2)), .delete)
            $0.add("c1", seen: ["a": 1], .update(v: .integer(3)))
        }
        #expect(outcome.rows.first?.heads["v"] == ["b1", "c1"])
        #expect(outcome.rows.first?.judged["v"] == ["c1"])
        #expect(outcome.open.map(\.kind) == ["delete-edit"])
    }

    @Test func seenIsTransitive() {
        let outcome = outcome(.keep) {
            $0.add("a1", .insert(v: .integer(1)))
            $0.add("b1", seen: ["a": 1], .update(v: .integer(2)))
            $0.add("c1", seen: ["b": 1], .update(v: .integer(3)))
        }
        #expect(outcome.rows.first?.heads["v"] == ["c1"])
    }

    @Test func undoTakesBackOnlyWhatItsAuthorSaw() {
        let outcome = outcome(.keep, decided)
        let unseen = self.outcome(.keep) {
            decided(&$0)
            $0.add("d1", seen: ["a": 2, "b": 1], .undo(unit: "v", withdraws: ["c1"]))
        }
        #expect(unseen.difference(from: outcome) == nil)
    }

    @Test func aWithdrawnWriteStandsInNoUndosWay() {
        let outcome = outcome(.keep) {
            decided(&$0)
            let answer = ModelDecision(kind: "value", row: .k, unit: "v", dots: ["c1"])
            $0.add("d1", seen: ["c": 1], .update(v: .integer(7)), decisions: [answer])
            $0.add("e1", seen: ["d": 1], .undo(unit: "v", withdraws: ["d1"]))
            $0.add("f1", seen: ["e": 1], .undo(unit: "v", withdraws: ["c1"]))
        }
        #expect(outcome.rows.first?.heads["v"] == ["a2", "b1"])
        #expect(outcome.resolved.isEmpty)
    }

    @Test func laterEditStandsInAnUndosWay() {
        let outcome = outcome(.keep) {
            decided(&$0)
            $0.add("b2", seen: ["c": 1], .update(v: .integer(8)))
            $0.add("c2", seen: [:], .undo(unit: "v", withdraws: ["c1"]))
        }
        #expect(outcome.rows.first?.heads["v"] == ["b2"])
        #expect(outcome.resolved.map(\.by) == ["c1"])
    }

    @Test func numbersCompareExactly() {
        let pairs: [(smaller: Value, larger: Value)] = [
            (.integer(1), .real(1)), (.real(0.5), .integer(1)), (.integer(-1), .real(-0.5)),
            (.real(9_007_199_254_740_992), .integer(9_007_199_254_740_993)),
            (.integer(.max), .real(0x1p63)), (.real(-.infinity), .integer(.min)),
            (.null, .real(-.infinity)), (.real(.infinity), .text("")), (.text("z"), .blob([])),
        ]
        for (smaller, larger) in pairs {
            for (first, second) in [(smaller, larger), (larger, smaller)] {
                let shown = outcome(.max) {
                    $0.add("a1", .insert(v: first))
                    $0.add("b1", .insert(v: second))
                }
                #expect(shown.rows.first?.values["v"] == [larger], "\(smaller) \(larger)")
            }
        }
    }

    @Test func tiesOfEqualNumbersGoToTheLater() {
        let outcome = outcome(.max) {
            $0.add("a1", at: 2, .insert(v: .real(0)))
            $0.add("b1", at: 1, .insert(v: .real(-0.0)))
        }
        #expect(outcome.rows.first?.values["v"] == [.real(0)])
    }

    @Test func setShowsStringsBeforeOtherScalars() {
        let outcome = outcome(.set) {
            $0.add("a1", .insert(v: .text(#"[true, "b", 1, null, 1.0, "a\"", "b"]"#)))
        }
        #expect(outcome.rows.first?.values["v"] == [.text(#"["a\"","b",1,1.0,null,true]"#)])
        #expect(outcome.open.isEmpty)
    }

    @Test(arguments: ["{}", "1", "[[]]", "[1", ""])
    func whatIsNoArrayIsAFinding(text: String) {
        let outcome = outcome(.set) { $0.add("a1", .insert(v: .text(text))) }
        #expect(outcome.rows.first?.values["v"] == [.text("[]")])
        #expect(outcome.open.map(\.kind) == ["finding:non-array"])
    }

    @Test(arguments: [Value.real(1), .text("1"), .blob([1])])
    func whatIsNoIntegerIsAFinding(value: Value) {
        let unseen = outcome(.counter) { $0.add("a1", .insert(v: value)) }
        #expect(unseen.rows.first?.values["v"] == [.integer(0)])
        #expect(unseen.open.map(\.kind) == ["finding:non-integer"])
        // Who has seen it and writes an integer has put it right.
        let outcome = outcome(.counter) {
            $0.add("a1", .insert(v: value))
            $0.add("b1", seen: ["a": 1], .update(ModelWrites(increments: ["v": .integer(3)])))
        }
        #expect(outcome.rows.first?.values["v"] == [.integer(3)] && outcome.open.isEmpty)
    }

    @Test func keysOfSeveralColumnsAreTold() {
        let rows = [[Value.text("a"), .integer(1)], [.text("a"), .real(1)], [.text("a")]]
        let table = ModelTable(name: "t", units: [])
        let changeset = ModelChangeset(
            id: "a1", chain: "a", author: "a", number: 1, at: 1, hash: "",
            operations: rows.map {
                ModelOperation(row: ModelRowID(table: "t", key: $0), action: .insert(ModelWrites()))
            })
        let outcome = ReferenceModel.outcome(
            of: ModelHistory(tables: [table], changesets: [changeset]))
        #expect(Set(outcome.rows.map(\.row.key)) == Set(rows))
    }

    /// Two candidates, and c takes the first of them.
    private func decided(_ story: inout Story) {
        story.add("a1", .insert(v: .integer(0)))
        story.add("a2", .update(v: .integer(1)))
        story.add("b1", seen: ["a": 1], .update(v: .integer(2)))
        story.add(
            "c1", seen: ["a": 2, "b": 1], .update(v: .integer(1)),
            decisions: [ModelDecision(kind: "value", row: .k, unit: "v", dots: ["a2", "b1"])])
    }

    private func outcome(_ policy: ModelPolicy, _ tell: (inout Story) -> Void) -> ModelOutcome {
        var story = Story()
        tell(&story)
        return story.outcome(policy)
    }
}
