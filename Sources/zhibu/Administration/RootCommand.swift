import ArgumentParser
import Crypto
import Membership
import ReplicaStore
import SyncCore

/// `zhibu root replace --by KEY --reason T`: another root key in the place of one that was lost or
/// seen by others. `zhibu root enrol --by KEY`: another device key for this computer.
struct RootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "root", abstract: "根密钥 / the root key", subcommands: [Replace.self, Enrol.self])

    struct Replace: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "replace", abstract: "换根密钥 / another root key",
            discussion: """
                --by：恢复密钥文件，或现在的根密钥文件。新的根密钥和恢复密钥写在资料旁边，旧的两个从此无效。
                --by is the recovery key's file, or the present root's. The new root key and recovery \
                key are written beside the replica; the old two are worth nothing from then on.
                """)

        @OptionGroup var common: CommonOptions
        @Option(help: "签发的密钥文件 / the key that signs") var by: String
        @Option(help: "原因 / why") var reason: String

        func run() throws {
            let signer = DeviceSigner(try loadRoot(by))
            try common.withReplica { replica in
                let count = try replica.rootCount()
                let control = try replica.control()
                let entitled = [control.root] + (control.recovery.map { [$0] } ?? [])
                guard entitled.contains(where: { DeviceID(signingKeyBytes: $0) == signer.device })
                else { throw ControlError(.signerUnentitled, String(signer.device.text.prefix(8))) }
                let keys = try RootKeys.create(for: common.path, number: count + 1)
                try replica.sign([keys.keys.replacement(reason)], by: signer)
                if common.json {
                    common.show(
                        .object([
                            ("root", .string(keys.rootPath)),
                            ("recovery", .string(keys.recoveryPath)),
                        ]))
                } else {
                    common.show(common.words(.rootReplaced(keys.rootPath, keys.recoveryPath)))
                    try common.showNextSync(replica)
                }
            }
        }
    }
}

extension RootCommand {
    /// Where the only administrator's computer has lost its key, nobody else could enrol it.
    struct Enrol: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "enrol", abstract: "本机换签名文件 / another device key for this computer",
            discussion: """
                签名文件丢了，又没有别的管理员能发邀请码：--by 根密钥文件。资料一条不丢，权限和原来一样。
                For a computer that has lost its key, where no administrator is left to invite it: --by is the root \
                key's file. All records stay, and the rights are as before.
                """)

        @OptionGroup var common: CommonOptions
        @Option(help: "根密钥文件 / the root key's file") var by: String
        @Flag(help: "签名文件还在，也要换 / also where a key is there") var newKey = false

        func run() throws {
            let line = ProgressLine(common.language)
            defer { line.end() }
            let replacement = KeyReplacement(of: common.path, surroundings: .ofThisComputer)
            guard newKey || replacement.isDue else { throw CommandFailure(.alreadyReplica, common.path) }
            let replaced = try replacement.sign(by: loadRoot(by), taking: line.show(taken:of:))
            line.end()
            try common.show(replaced)
            if !common.json { common.show(common.words(.newKeyByRoot)) }
        }
    }
}

/// A wrong path is no device key that is missing.
private func loadRoot(_ path: String) throws -> Curve25519.Signing.PrivateKey {
    do {
        return try RootKeys.load(path)
    } catch let error as StoreError where error.code == .keyMissing {
        throw CommandFailure(.fileUnreadable, path)
    }
}

extension Replica {
    /// How many roots there have been.
    fileprivate func rootCount() throws -> Int {
        try changesets(scope: ControlName.scope).flatMap(\.lines).count {
            switch $0 {
            case .control(.found), .control(.root): true
            default: false
            }
        }
    }
}
