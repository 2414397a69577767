/// What an error says to a person: its number, what happened, what to do, and how the program ends.
package struct Explanation: Sendable {
    package var number: Int
    package var exitCode: Int32
    package var sentence: Message
    package var next: Message

    init(_ number: Int, exitCode: Int32, _ sentence: Message, next: Message) {
        self.number = number
        self.exitCode = exitCode
        self.sentence = sentence
        self.next = next
    }

    package func text(in language: Language) -> String {
        let head =
            switch language {
            case .zh: "错误 \(number)（退出 \(exitCode)）"
            case .en: "Error \(number) (exit \(exitCode)) "
            }
        return "\(head)\(sentence.text(in: language))\n"
            + "\(Message.next.text(in: language))\(next.text(in: language))"
    }

    /// An error that nobody foresaw: its own words, and whom to ask.
    static func unforeseen(_ error: any Error) -> Explanation {
        Explanation(199, exitCode: 1, .failedOtherwise("\(error)"), next: .nextDoctor)
    }
}

/// An error with words of its own. `Protocol/replies.md` is made of these.
package protocol Explainable: Error {
    var explanation: Explanation { get }
}
