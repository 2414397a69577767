import Foundation
import SyncCore
import Testing

/// If these fail, a damaged stick changes a replica.
@Suite struct BundleTests {
    private func bundle() throws -> (SyncBundle, [UInt8]) {
        let device = try #require(DeviceID(String(repeating: "a", count: 32)))
        let header = SyncBundle.Header(device: device, name: "office", createdAt: 5)
        let changesets = FakeStore.chain("uni", "a", 2)
        let last = try Changeset(decoding: changesets[1])
        let point = SeenPoint(author: last.header.author, number: 2, hash: last.hash)
        let section = SyncBundle.Section(scope: "uni", frontier: [point], changesets: changesets)
        var writer = BundleWriter(header, scopes: ["uni"])
        writer.begin(scope: "uni", frontier: [point])
        for changeset in changesets { writer.append(changeset) }
        let start = writer.take()
        return (SyncBundle(header: header, sections: [section]), start + writer.finish())
    }

    @Test func roundTrip() throws {
        let (value, bytes) = try bundle()
        #expect(try BundleReader.read(bytes) == value)
    }

    @Test func everyCutAndEveryChangedByteIsRefused() throws {
        let (_, bytes) = try bundle()
        for index in bytes.indices {
            #expect(throws: SyncError(.cutShort)) { try BundleReader.read(Array(bytes[..<index])) }
            var changed = bytes
            changed[index] ^= 1
            #expect(throws: SyncError.self, "byte \(index)") { try BundleReader.read(changed) }
        }
    }

    @Test func everyCodeHasItsReplies() throws {
        let root = URL(filePath: #filePath).appending(path: "../../../Protocol/replies.md")
        let text = try String(contentsOf: root.standardized, encoding: .utf8)
        for code in SyncError.Code.allCases {
            #expect(text.contains("| \(code.rawValue) | \(code) | \(code.sentence) |"))
        }
        for code in FormatError.Code.allCases {
            #expect(SyncError.Code(rawValue: code.rawValue).map { "\($0)" } == "\(code)")
        }
    }
}
