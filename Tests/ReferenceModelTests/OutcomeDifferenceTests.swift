import ReferenceModel
import SyncCore
import Testing

/// The comparer must be able to fail: one that calls everything equal would hide every bug.
@Suite struct OutcomeDifferenceTests {
    /// Every single fact of every vector, changed or left out, is found.
    @Test(arguments: MergeVectorFile.topics)
    func anyWrongExpectationIsFound(topic: String) throws {
        for vector in try MergeVectorFile(topic: topic).vectors {
            let outcome = ReferenceModel.outcome(of: vector.history)
            for (name, wrong) in Self.spoilt(vector.expected) {
                #expect(outcome.difference(from: wrong) != nil, "\(vector.name): \(name)")
            }
        }
    }

    @Test func listsWithoutNaturalOrderMayStandInAnyOrder() throws {
        for vector in try MergeVectorFile(topic: "mixed-random").vectors {
            var turned = vector.expected
            turned.rows.reverse()
            turned.open.reverse()
            turned.settled.reverse()
            turned.resolved.reverse()
            #expect(turned.difference(from: vector.expected) == nil)
        }
    }

    @Test func valuesThatLookAlikeDiffer() {
        let alike: [Value] = [
            .null, .text("NULL"), .integer(1), .real(1), .text("1"), .text("1.0"),
            .blob(Array("1".utf8)), .text("x'31'"), .text("e\u{301}"), .text("é"), .text("'"),
            .real(0), .real(-0.0), .text([0xFF]), .text("CAST(x'ff' AS TEXT)"), .blob([0xFF]),
        ]
        let row = ModelRowID(table: "t", key: [.text("k")])
        let outcomes = alike.map {
            ModelOutcome(rows: [
                ModelRow(row: row, live: true, values: ["v": [$0]], heads: ["v": []])
            ])
        }
        for (i, left) in outcomes.enumerated() {
            for (j, right) in outcomes.enumerated() {
                let isSame = left.difference(from: right) == nil
                #expect(isSame == (i == j), "\(alike[i]) \(alike[j])")
            }
        }
    }

    @Test func theFirstDifferenceIsNamed() {
        let row = ModelRowID(table: "t", key: [.text("k")])
        let one = ModelOutcome(rows: [
            ModelRow(row: row, live: true, values: ["v": [.integer(1)]], heads: ["v": ["a1"]])
        ])
        var two = one
        two.rows[0].values["v"] = [.real(1)]
        #expect(
            two.difference(from: one) == """
                - row      t('k') v = (1) heads [a1] judged (none)
                + row      t('k') v = (1.0) heads [a1] judged (none)
                (2 lines differ)
                """)
    }

    /// An expectation with one fact changed or dropped, in each way there is.
    private static func spoilt(_ good: ModelOutcome) -> [(String, ModelOutcome)] {
        var result: [(String, ModelOutcome)] = []
        func add(_ name: String, _ change: (inout ModelOutcome) -> Void) {
            var wrong = good
            change(&wrong)
            result.append((name, wrong))
        }
        add("void") { $0.void.formSymmetricDifference(["a1"]) }
        for (place, row) in good.rows.enumerated() {
            add("row left out") { $0.rows.remove(at: place) }
            add("row twice") { $0.rows.append(row) }
            add("live") { $0.rows[place].live.toggle() }
            add("present") { $0.rows[place].present.formSymmetricDifference(["a1"]) }
            add("absent") { $0.rows[place].absent.formSymmetricDifference(["a1"]) }
            for unit in row.heads.keys {
                add("heads") {
                    $0.rows[place].heads[unit, default: []].formSymmetricDifference(["a1"])
                }
                add("no heads") { $0.rows[place].heads[unit] = nil }
            }
            for unit in row.judged.keys {
                add("judged") { $0.rows[place].judged[unit] = nil }
            }
            for unit in row.values.keys {
                add("value") { $0.rows[place].values[unit]?.append(.null) }
                add("no value") { $0.rows[place].values[unit] = nil }
            }
        }
        for list in [\ModelOutcome.open, \.settled, \.resolved] {
            for (place, conflict) in good[keyPath: list].enumerated() {
                add("conflict left out") { $0[keyPath: list].remove(at: place) }
                add("conflict twice") { $0[keyPath: list].append(conflict) }
                add("kind") { $0[keyPath: list][place].kind += "x" }
                add("dots") { $0[keyPath: list][place].dots.formSymmetricDifference(["a1"]) }
                add("by") { $0[keyPath: list][place].by = "z9" }
                if 1 < conflict.candidates.count {
                    add("candidates turned") { $0[keyPath: list][place].candidates.reverse() }
                }
            }
        }
        return result
    }
}
