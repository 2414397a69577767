import SyncCore
import Testing

@Suite struct ValueLiteralTests {
    @Test func literalsAreValues() {
        let values: [Value] = ["it's", 5]
        #expect(values == [.text(Array("it's".utf8)), .integer(5)])
    }

    @Test(arguments: [
        (Value.null, "NULL"), (.integer(-5), "-5"), (.real(0.5), "0.5"), (.text("it's 文"), "'it''s 文'"),
        (.text([0x41, 0xFF]), "'A\u{FFFD}'"), (.blob([0, 0xFF]), "x'00ff'"), (.blob([]), "x''"),
    ])
    func valuesReadAsSQL(value: Value, text: String) { #expect("\(value)" == text) }

    @Test func onlyTextsAreStrings() {
        #expect(Value.text("a").string == "a")
        #expect(Value.blob([0x41]).string == nil && Value.null.string == nil)
    }
}
