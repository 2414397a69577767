import ArgumentParser
import Foundation
import Membership
import ReplicaStore
import SyncCore
import SyncTransport

/// `zhibu join INVITE`: a new replica, enrolled with that invite; `--offline` by files on a stick. Where a replica lies
/// without its key, it goes on under a new one.
struct JoinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join", abstract: "新电脑加入 / a new replica with an invite",
        discussion: """
            没有网络：--offline 文件 先写出申请；校党委答复后（文件.answer），再输同样的命令就加入了。
            Without a network: --offline FILE writes a request; once the committee has answered it
            (FILE.answer), the same command joins.
            签名文件丢了：资料还在原处，用新的邀请码 join，就换上新的签名文件，资料一条不丢。签名文件还在，也要换：--new-key。
            The key file is lost: join with a new invite where the replica is; it gets a new key and keeps all records.
            --new-key replaces a key that is there.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "邀请码，或装着它的文件 / the invite, or a file with it") var invite: String
    @Option(help: "这台电脑的名称 / the device's name") var name: String?
    @Option(help: "没有网络：申请写到这个文件 / by a file on a stick") var offline: String?
    @Flag(help: "换一个签名文件 / replace the key") var newKey = false

    /// Where the answer to a request lies.
    static func answerPath(of request: String) -> String { request + ".answer" }

    func run() async throws {
        let invite = try readInvite()
        do {
            if let offline { return try join(invite, by: offline) }
            if let replacement { return try await replace(replacement, invite) }
            try await join(invite)
        } catch let error as SyncError where Self.passing.contains(error.code) {
            throw CommandFailure(.joinCut, invite.address)
        } catch let error as SyncError where error.code == .peerUnreachable {
            throw CommandFailure(.committeeUnreachable, invite.address)
        } catch let error as StoreError where error.code == .fileExists && DeviceKeys.exist(for: error.detail) {
            throw CommandFailure(.alreadyReplica, error.detail)
        }
    }

    func validate() throws { try common.requireName(name) }

    /// Nil where there is no replica that lacks its key, and none is to be replaced.
    private var replacement: KeyReplacement? {
        let replacement = KeyReplacement(of: common.path, surroundings: .ofThisComputer)
        return newKey || replacement.isDue ? replacement : nil
    }

    private func replace(_ replacement: KeyReplacement, _ invite: Invite) async throws {
        let line = ProgressLine(common.language)
        defer { line.end() }
        let replaced = try await replacement.join(invite, name: name, taking: line.show(taken:of:))
        line.end()
        try common.show(replaced)
    }

    private func join(_ invite: Invite) async throws {
        let line = ProgressLine(common.language)
        defer { line.end() }
        let (member, summary) = try await Member.join(
            invite, at: common.path, name: deviceName, surroundings: .ofThisComputer) { line.show($0) }
        line.end()
        try finish(member, received: summary.received)
        guard summary.unequalScopes.isEmpty else {
            throw CommandFailure(.scopeUnequal, summary.unequalScopes.joined(separator: ", "))
        }
    }

    /// What is longer and not there is no file's name.
    private static let nameBytesMax = 200
    /// After these the same command goes on.
    private static let passing: [SyncError.Code] = [.closedEarly, .timedOut, .replicaBusy]

    private var deviceName: String { name ?? ProcessInfo.processInfo.hostName }

    /// A long line comes in a mail or on a stick rather than by hand.
    private func readInvite() throws -> Invite {
        if let invite = Invite(pasted: invite) { return invite }
        guard let bytes = try SmallFile.read(invite) else {
            // A line of another form, or a part of one, is no file's name, and nothing to show on a screen.
            let isName = !invite.contains(":") && invite.utf8.count <= Self.nameBytesMax
            throw isName ? CommandFailure(.fileUnreadable, invite) as any Error : SyncError(.inviteUnknown)
        }
        // Editors on an office computer write UTF-16 too, and then say so first.
        let isWide = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
        let text = isWide ? String(data: Data(bytes), encoding: .utf16) : String(decoding: bytes, as: UTF8.self)
        guard let kept = text.flatMap(Invite.init(pasted:)) else { throw SyncError(.inviteUnknown) }
        return kept
    }

    private func join(_ invite: Invite, by request: String) throws {
        let answerPath = Self.answerPath(of: request)
        let replacement = replacement
        if FileManager.default.fileExists(atPath: answerPath) {
            guard let answer = FileManager.default.contents(atPath: answerPath) else {
                throw CommandFailure(.fileUnreadable, answerPath)
            }
            do {
                let line = ProgressLine(common.language)
                defer { line.end() }
                if let replacement {
                    guard DeviceKeys.exist(for: replacement.draft) else { throw BundleError(.notForUs) }
                    let replaced = try replacement.join(invite, answer: Array(answer), taking: line.show(taken:of:))
                    line.end()
                    return try common.show(replaced)
                }
                guard DeviceKeys.exist(for: common.path) else { throw BundleError(.notForUs) }
                let (member, taken) = try Member.join(
                    invite, at: common.path, answer: Array(answer), surroundings: .ofThisComputer, progressed: line.show(taken:of:))
                line.end()
                return try finish(member, received: taken.applied.applied)
            } catch let error as BundleError where error.code == .damaged {
                throw CommandFailure(.answerDamaged, answerPath)
            } catch let error as BundleError {
                throw CommandFailure(error, file: answerPath)
            }
        }
        if let before = try SmallFile.read(request) {
            let place = replacement?.draft ?? common.path
            guard JoinRequest.begins(before), DeviceKeys.exist(for: place) else { throw StoreError(.fileExists, request) }
            let keys = try DeviceKeys.load(for: place)
            do {
                let isOurs = try JoinRequest(decoding: before).request.device == keys.device
                throw isOurs ? CommandFailure(.answerAwaited, request) : StoreError(.fileExists, request)
            } catch is SyncError {
                throw CommandFailure(.requestDamaged, request)
            }
        }
        let bytes = try replacement?.request(invite, name: name)
            ?? Member.requestToJoin(invite, at: common.path, name: deviceName)
        try DurableFile.write(bytes, to: request)
        if common.json {
            common.show(.object([("request", .string(request))]))
        } else {
            common.show(common.words(.requested(request)))
        }
    }

    private func finish(_ member: Member, received: Int) throws {
        let twins = try member.replica.control().devices.values.filter { $0.name == member.name }.count
        if twins > 1 { common.remark(.nameTaken(member.name)) }
        try member.close()
        if common.json {
            common.show(
                .object([
                    ("db", .string(common.path)), ("device", .string(member.keys.device.text)),
                    ("received", .integer(Int64(received))),
                ]))
        } else {
            common.show(common.words(.joined(common.path, received)))
        }
    }
}
