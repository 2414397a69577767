import ArgumentParser
import Foundation
import Membership
import ReplicaStore
import SyncCore

/// `zhibu bundle`: the lines of a sync in a file, for an office without a network.
struct BundleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle", abstract: "没有网络时用U盘收发 / sync by a file",
        subcommands: [Export.self, Import.self])

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export", abstract: "导出数据包 / write a bundle",
            discussion: """
                --for：只有那台电脑能打开，只带它还没有的更改。--plain：本机全部资料，不加密。
                --for: only that device can open it, and it holds what that device lacks. --plain: all of this replica,
                readable by anybody.
                """)
        @OptionGroup var common: CommonOptions
        @Argument(help: "文件 / file") var file: String
        @Option(name: .customLong("for"), help: "收件电脑的名称或编号 / device, by name or id") var receiver: String?
        @Flag(help: "不加密 / readable by anybody who finds it") var plain = false
        @Flag(help: "对方丢了资料：从头带起 / also what it had already") var all = false

        func run() throws {
            guard (receiver == nil) == plain else { throw ValidationError(common.words(.bundleForWhom)) }
            try Self.expectBundleOrNothing(at: file)
            let made: (bytes: [UInt8], changesets: Int)
            var name = ""
            if let receiver {
                let member = try common.openMember()
                let device = try member.replica.device(named: receiver)
                name = device.name
                if try member.replica.control().revoked[device.id] != nil { throw CommandFailure(.deviceIsRevoked, name) }
                do {
                    made = try member.bundle(for: device.id, everything: all)
                } catch let error as BundleError {
                    throw CommandFailure(error, file: file)
                }
                try member.close()
            } else {
                made = try common.withReplica { try $0.plainBundle(at: Surroundings.ofThisComputer.now()) }
            }
            try DurableFile.write(made.bytes, to: file)
            if common.json {
                common.show(
                    .object([
                        ("changesets", .integer(Int64(made.changesets))), ("for", plain ? .null : .string(name)),
                    ]))
            } else {
                common.show(common.words(plain ? .bundleWritten(file, made.changesets) : .bundleSealed(file, made.changesets, name)))
            }
            if plain { common.remark(.bundleIsPlain) }
        }

        /// Last week's bundle is written over, and nothing else: the name may be the replica's, or its key's.
        static func expectBundleOrNothing(at path: String) throws {
            guard let bytes = try SmallFile.read(path) else { return }
            guard Member.isSealed(bundle: bytes) || SyncBundle.begins(bytes) else { throw StoreError(.fileExists, path) }
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
            let bytes = Array(data)
            let line = ProgressLine(common.language)
            defer { line.end() }
            let (taken, open) = try common.withReplica { replica in
                do {
                    // Without its key a replica reads what was not sealed.
                    let taken = try Member.isSealed(bundle: bytes)
                        ? Member(replica, keys: DeviceKeys.load(for: common.path)).take(bundle: bytes, progressed: line.show(taken:of:))
                        : replica.take(plainBundle: bytes, progressed: line.show(taken:of:))
                    return (taken, try replica.openConflictCounts().values.reduce(0, +))
                } catch let error as BundleError {
                    throw CommandFailure(error, file: file)
                }
            }
            line.end()
            let result = taken.applied
            if common.json {
                common.show(
                    .object([
                        ("from", .string(taken.sender)), ("applied", .integer(Int64(result.applied))),
                        ("known", .integer(Int64(result.known))), ("waiting", .integer(Int64(result.early))),
                        ("open_conflicts", .integer(Int64(open))),
                    ]))
            } else {
                common.show(common.words(.bundleTaken(result.applied, result.known, taken.sender)))
            }
            if result.early > 0 { common.remark(.bundleWaits(result.early)) }
            if open > 0 { throw ExitCode(3) }
        }
    }
}

extension CommandFailure {
    init(_ error: BundleError, file: String) {
        switch error.code {
        case .damaged: self.init(.bundleDamaged, file)
        case .notForUs: self.init(.bundleNotForUs, file)
        case .senderRevoked: self.init(.bundleSenderRevoked, file)
        case .senderUnknown: self.init(.bundleSenderUnknown, file)
        case .receiverHasNoKey: self.init(.deviceHasNoKey, error.detail)
        }
    }
}
