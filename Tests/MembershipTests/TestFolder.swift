import Foundation
import Testing

/// A folder of a test's own, which goes with it.
final class TestFolder {
    private let url: URL

    init() throws {
        url = URL.temporaryDirectory.appending(path: "membership-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        do { try FileManager.default.removeItem(at: url) } catch { Issue.record(error) }
    }

    func path(_ name: String) -> String { url.appending(path: name).path }

    var files: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
    }
}
