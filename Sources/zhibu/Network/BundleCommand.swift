import ArgumentParser
import Foundation
import ReplicaStore
import SyncCore

/// `zhibu bundle`: the lines of a sync in a file, for an office without a network.
struct BundleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle", abstract: "没有网络时用U盘收发 / sync by a file",
        subcommands: [Export.self, Import.self])

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export", abstract: "导出数据包 / write a bundle")
        @OptionGroup var common: CommonOptions
        @Argument(help: "文件 / file") var file: String
        @Flag(help: "不加密 / readable by anybody who finds it") var plain = false

        func run() throws {
            guard plain else { throw ValidationError(common.words(.bundleOnlyPlain)) }
            try common.withReplica { replica in
                let status = try replica.status(digesting: false)
                let scopes = status.scopes.map(\.name)
                var bodies: [[UInt8]] = []
                for scope in scopes {
                    let positions = try replica.missing(scope: scope, from: [])
                    bodies += try replica.bodies(positions[...], bytesMax: .max)
                }
                let bundle = SyncBundle(
                    device: status.device, name: status.name,
                    createdAt: Surroundings.ofThisComputer.now(), scopes: scopes,
                    changesets: bodies)
                // Written whole or not at all: a stick pulled out leaves no half bundle of this name.
                try Data(bundle.encoded()).write(to: URL(filePath: file), options: .atomic)
                if common.json {
                    common.show(.object([("changesets", .integer(Int64(bodies.count)))]))
                } else {
                    common.show(common.words(.bundleWritten(file, bodies.count)))
                }
                common.remark(.bundleIsPlain)
            }
        }
    }

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "导入数据包 / take in a bundle, all or nothing")
        @OptionGroup var common: CommonOptions
        @Argument(help: "文件 / file") var file: String

        func run() throws {
            guard let data = FileManager.default.contents(atPath: file) else {
                throw CommandFailure(.fileUnreadable, file)
            }
            let bundle: SyncBundle
            do {
                bundle = try SyncBundle(decoding: Array(data))
            } catch {
                throw CommandFailure(.bundleDamaged, file)
            }
            try common.withReplica { replica in
                let held = Set(try replica.heldScopes())
                let mine = try bundle.changesets.filter {
                    held.contains(try Changeset(decodingSealed: $0).header.scope)
                }
                guard !mine.isEmpty || bundle.changesets.isEmpty else {
                    throw CommandFailure(.bundleNotForUs, file)
                }
                let result = try replica.apply(mine)
                let open = try replica.openConflictCounts().values.reduce(0, +)
                if common.json {
                    common.show(
                        .object([
                            ("applied", .integer(Int64(result.applied))),
                            ("known", .integer(Int64(result.known))),
                            ("open_conflicts", .integer(Int64(open))),
                        ]))
                } else {
                    common.show(common.words(.bundleTaken(result.applied, result.known)))
                }
                if open > 0 { throw ExitCode(3) }
            }
        }
    }
}
