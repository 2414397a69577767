import ArgumentParser
import Foundation

/// `zhibu demo`: the main job on sample records, with real processes and real files.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "演示主要过程 / the main job on sample records")

    @Option(help: "zh | en") var lang: Language?
    @Option(help: "学院数（至少 3）/ how many colleges") var colleges = 3
    @Option(help: "留下文件的文件夹 / where to keep the files") var keep: String?

    func run() throws {
        guard (3...25).contains(colleges) else { throw ValidationError("--colleges 3…25") }
        let folder = try folder()
        let language = lang ?? .ofLocale
        var story = DemoStory(
            folder: folder, colleges: colleges, language: language,
            isKept: keep != nil)
        try story.tell()
        if keep == nil { try FileManager.default.removeItem(at: folder) }
    }

    private func folder() throws -> URL {
        guard let keep else {
            let folder = FileManager.default.temporaryDirectory
                .appending(path: "zhibu-demo-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            return folder
        }
        let folder = URL(filePath: keep)
        if FileManager.default.fileExists(atPath: folder.path),
            try !FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty
        {
            throw ValidationError("\(keep): 文件夹不是空的 / the folder is not empty")
        }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}
