import ArgumentParser
import Foundation
import GRDB
import ReplicaStore

/// The one place that turns an error into words, a next step and an exit code.
struct ErrorReport {
    let text: String
    let exitCode: Int32
    /// Help that was asked for is a result.
    let isResult: Bool

    init(_ error: any Error, language: Language) {
        if let code = error as? ExitCode {
            self.init(text: "", exitCode: code.rawValue)
            return
        }
        let explanation: Explanation
        switch error {
        case let error as any Explainable: explanation = error.explanation
        case let error as DatabaseError: explanation = StoreError(error).explanation
        default:
            let code = Zhibu.exitCode(for: error)
            let message = Zhibu.fullMessage(for: error)
            let text = language == .en || code.isSuccess ? message : ParserWords.inChinese(message)
            if code == .validationFailure {
                self.init(text: "\(Message.wrongUsage.text(in: language))\n\(text)", exitCode: 2)
            } else if code.isSuccess {
                self.init(text: text, exitCode: 0, isResult: true)
            } else {
                self.init(text: Explanation.unforeseen(error).text(in: language), exitCode: 1)
            }
            return
        }
        self.init(text: explanation.text(in: language), exitCode: explanation.exitCode)
    }

    /// A reply's number; nil for help and for what the parser refuses.
    static func number(of error: any Error) -> Int? {
        switch error {
        case let error as any Explainable: error.explanation.number
        case let error as DatabaseError: StoreError(error).explanation.number
        default: nil
        }
    }

    private init(text: String, exitCode: Int32, isResult: Bool = false) {
        self.text = text
        self.exitCode = exitCode
        self.isResult = isResult
    }

    func writeAndExit() -> Never {
        if !text.isEmpty { isResult ? Output.result(text) : Output.remark(text) }
        exit(exitCode)
    }
}
