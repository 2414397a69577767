import ArgumentParser
import BranchRecords
import Foundation
import GRDB
import ReplicaStore
import SyncCore

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
        let explained: Explained
        switch error {
        case let error as StoreError: explained = Explained(error)
        case let error as SchemaUnfit: explained = Explained(error)
        case let error as DatabaseError: explained = Explained(Self.storeError(error))
        case let error as SyncError: explained = Explained(error)
        case let error as CommandFailure: explained = Explained(error)
        case let error as ImportError: explained = Explained(error)
        case let error as ReportError: explained = Explained(error)
        default:
            let code = Zhibu.exitCode(for: error)
            let text = Zhibu.fullMessage(for: error)
            if code == .validationFailure {
                self.init(text: "\(Message.wrongUsage.text(in: language))\n\(text)", exitCode: 2)
            } else if code.isSuccess {
                self.init(text: text, exitCode: 0, isResult: true)
            } else {
                self.init(text: Explained(unknown: error).text(in: language), exitCode: 1)
            }
            return
        }
        self.init(text: explained.text(in: language), exitCode: explained.exitCode)
    }

    private init(text: String, exitCode: Int32, isResult: Bool = false) {
        self.text = text
        self.exitCode = exitCode
        self.isResult = isResult
    }

    private static func storeError(_ error: DatabaseError) -> StoreError {
        let detail = error.message ?? ""
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: return StoreError(.fileBusy, detail)
        case .SQLITE_CORRUPT, .SQLITE_IOERR: return StoreError(.fileDamaged, detail)
        case .SQLITE_NOTADB: return StoreError(.notAReplica, detail)
        case .SQLITE_FULL: return StoreError(.diskFull, detail)
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
            return StoreError(.fileNotWritable, detail)
        default: return StoreError(.statementFailed, detail)
        }
    }

    func writeAndExit() -> Never {
        if !text.isEmpty { isResult ? Output.result(text) : Output.remark(text) }
        exit(exitCode)
    }
}

/// An error's number, sentence and next step.
private struct Explained {
    var number: Int
    var exitCode: Int32
    var sentence: Message
    var next: Message

    func text(in language: Language) -> String {
        let head =
            language == .zh
            ? "错误 \(number)（退出 \(exitCode)）" : "Error \(number) (exit \(exitCode)) "
        let step = language == .zh ? "下一步：" : "Next: "
        return "\(head)\(sentence.text(in: language))\n\(step)\(next.text(in: language))"
    }

    init(unknown error: any Error) {
        number = 199
        exitCode = 1
        sentence = .failedOtherwise("\(error)")
        next = .nextDoctor
    }

    init(_ error: StoreError) {
        number = error.code.rawValue
        exitCode =
            switch error.code {
            case .fileBusy: 75
            case .fileDamaged, .logDamaged: 5
            default: 1
            }
        (sentence, next) = ErrorWords.store(error)
    }

    init(_ unfit: SchemaUnfit) {
        number = StoreError.Code.schemaUnfit.rawValue
        exitCode = 1
        sentence = ErrorWords.schema(unfit)
        next = .nextSchemaCheck
    }

    init(_ error: SyncError) {
        number = error.code.rawValue
        exitCode = ErrorWords.exitCode(error.code)
        (sentence, next) = ErrorWords.sync(error)
    }

    init(_ error: ImportError) {
        number = CommandFailure.Code.importRefused.rawValue
        exitCode = 1
        sentence = .importError(error)
        next = Message("改好原文件再导入。", "correct the file, then import it again.")
    }

    init(_ error: ReportError) {
        var detail = "\(error)"
        if case .unknownReport(let id, _) = error { detail = id }
        self.init(CommandFailure(.reportUnknown, detail))
    }

    init(_ failure: CommandFailure) {
        number = failure.code.rawValue
        exitCode =
            switch failure.code {
            case .bundleDamaged: 5
            case .bundleNotForUs: 4
            default: 1
            }
        (sentence, next) = ErrorWords.command(failure)
    }
}
