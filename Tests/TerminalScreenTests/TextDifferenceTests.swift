import TerminalScreen
import Testing

@Suite struct WrappingTests {
    @Test func proseGoesOnInTheNextLine() {
        #expect(wrapped("党员大会", to: 8) == ["党员大会"])
        #expect(wrapped("党员大会没有记录", to: 8, indent: 2) == ["党员大会", "  没有记", "  录"])
        #expect(wrapped("both values are kept", to: 12, indent: 1) == ["both values", " are kept"])
        #expect(wrapped("支部abcdef", to: 6, indent: 0) == ["支部", "abcdef"])
        #expect(wrapped("abcdefghij", to: 6, indent: 0) == ["abcdef", "ghij"])
        #expect(wrapped("", to: 6) == [""])
        // Somebody else's text may be as long as a changeset: this took minutes.
        let lines = wrapped(String(repeating: "字", count: 300_000), to: 80, indent: 0)
        #expect(lines.count == 7_500 && lines.allSatisfy { displayWidth($0) == 80 })
    }

    @Test func whatSteersATerminalIsShownByItsNumber() {
        #expect(printable("支部\u{1b}[2J\u{202e}名\u{9b}") == "支部<1B>[2J<202E>名<9B>")
        #expect(printable("两行\n\t好") == "两行\n\t好")
        #expect(printable("阿依古丽·买买提𠮷e\u{301}") == "阿依古丽·买买提𠮷e\u{301}")
    }
}

@Suite struct TextDifferenceTests {
    private func marked(_ old: String, _ new: String, isColoured: Bool = false) -> String {
        TextDifference(from: old, to: new).marked(isColoured: isColoured) { "（略 \($0) 字）" }
    }

    @Test func whatWasPutInAndTakenOutIsMarked() {
        #expect(marked("去年只开了两次，党课没有记录。", "去年只开了三次，党课没有记录。") == "去年只开了[-两-]{+三+}次，党课没有记录。")
        #expect(marked("met 12 times", "met 14 times") == "met [-12-]{+14+} times")
        #expect(marked("", "新") == "{+新+}")
        #expect(marked("旧", "") == "[-旧-]")
        #expect(marked("一样", "一样") == "一样")
        #expect(marked("只两次", "只三次", isColoured: true) == "只\u{1b}[9;31m[-两-]\u{1b}[0m\u{1b}[4;32m{+三+}\u{1b}[0m次")
    }

    @Test func ofALongTextOnlyWhatIsAroundAChangeIsShown() {
        let before = String(repeating: "上半年按时开会。", count: 100)
        let after = String(repeating: "下半年也是。", count: 100)
        #expect(
            marked(before + "党课两次。" + after, before + "党课三次。" + after)
                == "（略 800 字）党课[-两-]{+三+}次。（略 600 字）")
        #expect(marked("旧", String(repeating: "新", count: 1_000)) == "[-旧-]{+" + String(repeating: "新", count: 20) + "（略 960 字）"
            + String(repeating: "新", count: 20) + "+}")
        let (odd, even) = ((0..<500).map { "\($0)甲" }.joined(), (0..<500).map { "\($0)乙" }.joined())
        #expect(marked(odd, even).count < 400 && marked(odd, even).hasSuffix("字）"))
        let endless = String(repeating: "字", count: 1_000)
        #expect(marked(endless, endless + "𠮷") == "（略 980 字）" + String(repeating: "字", count: 20) + "{+𠮷+}")
    }

    /// To compare them word by word would take the memory of a thousand such texts.
    @Test func longTextsThatShareLittleAreTwoTexts() {
        let (old, new) = (String(repeating: "甲", count: 400_000), String(repeating: "乙", count: 400_000))
        #expect(TextDifference(from: "同" + old + "尾", to: "同" + new + "尾").parts == [.same("同"), .removed(old), .added(new), .same("尾")])
    }

    /// Without the marks of one kind it is the one text, without those of the other kind the other.
    @Test(arguments: 0..<200) func bothTextsAreInIt(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func text() -> String {
            (0..<30).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return ["a", "b", " ", "支", "部", "·", "𠮷"][Int(state >> 33) % 7]
            }.joined()
        }
        let (old, new) = (text(), text())
        var (left, right) = ("", "")
        for part in TextDifference(from: old, to: new).parts {
            switch part {
            case .same(let text): (left, right) = (left + text, right + text)
            case .removed(let text): left += text
            case .added(let text): right += text
            }
        }
        #expect(left == old && right == new)
    }
}
