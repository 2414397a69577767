import ArgumentParser
import Foundation
import Membership
import ReplicaStore
import SyncCore

/// `zhibu doctor [FILE]`: what whoever helps needs to know, without anybody's data.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "体检：写一份不含资料内容的说明 / a support file",
        discussion: """
            版本、文件大小、表和行数、触发器、最近的错误代码、时钟误差、同步情况。没有任何记录、人名和密钥，可以发给帮忙的人。
            不写文件名就显示出来。
            Versions, sizes, tables with their numbers of rows, triggers, the last errors' codes, the clock's error, what was
            synced: no record, no person's name, no key. Without FILE it is shown.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "写到这个文件 / where to write it") var file: String?

    func run() throws {
        let document = JSON.object([
            ("program", Examination.program), ("file", Examination.file(common.path)),
            ("replica", Examination.replica(common)), ("errors", .array(ErrorJournal.last(50).map(JSON.string))),
        ])
        guard let file else { return common.show(document) }
        if FileManager.default.fileExists(atPath: file) { throw StoreError(.fileExists, file) }
        try DurableFile.write(Array((document.text + "\n").utf8), to: file)
        if !common.json { common.show(common.words(.examined(file))) }
    }
}
