import ArgumentParser
import Foundation
import Membership
import ReplicaStore
import SyncCore
import SyncTransport

/// `zhibu join INVITE`: a new replica, enrolled with that invite; `--offline` by files on a stick.
struct JoinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join", abstract: "新电脑加入 / a new replica with an invite",
        discussion: """
            没有网络：--offline 文件 先写出申请；校党委答复后（文件.answer），再输同样的命令就加入了。
            Without a network: --offline FILE writes a request; once the committee has answered it
            (FILE.answer), the same command joins.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "邀请码，或装着它的文件 / the invite, or a file with it") var invite: String
    @Option(help: "这台电脑的名称 / the device's name") var name: String?
    @Option(help: "没有网络：申请写到这个文件 / by a file on a stick") var offline: String?

    /// Where the answer to a request lies.
    static func answerPath(of request: String) -> String { request + ".answer" }

    func run() async throws {
        let invite = try readInvite()
        if let offline { return try join(invite, by: offline) }
        let line = ProgressLine(common.language)
        defer { line.end() }
        let (member, summary): (Member, SyncSummary)
        do {
            (member, summary) = try await Member.join(
                invite, at: common.path, name: deviceName, surroundings: .ofThisComputer) { line.show($0) }
        } catch let error as SyncError where Self.passing.contains(error.code) {
            throw CommandFailure(.joinCut, invite.address)
        }
        line.end()
        try finish(member, received: summary.received)
        guard summary.unequalScopes.isEmpty else {
            throw CommandFailure(.scopeUnequal, summary.unequalScopes.joined(separator: ", "))
        }
    }

    /// After these the same command goes on.
    private static let passing: [SyncError.Code] = [.closedEarly, .timedOut, .replicaBusy]

    private var deviceName: String { name ?? ProcessInfo.processInfo.hostName }

    /// A long line comes in a mail or on a stick rather than by hand.
    private func readInvite() throws -> Invite {
        if let invite = Invite(text: invite) { return invite }
        guard !invite.hasPrefix("zhibu:"), let bytes = try SmallFile.read(invite),
            let kept = Invite(text: String(decoding: bytes, as: UTF8.self))
        else { throw SyncError(.inviteUnknown) }
        return kept
    }

    private func join(_ invite: Invite, by request: String) throws {
        let answerPath = Self.answerPath(of: request)
        if FileManager.default.fileExists(atPath: answerPath) {
            guard let answer = FileManager.default.contents(atPath: answerPath) else {
                throw CommandFailure(.fileUnreadable, answerPath)
            }
            do {
                guard DeviceKeys.exist(for: common.path) else { throw BundleError(.notForUs) }
                let line = ProgressLine(common.language)
                defer { line.end() }
                let (member, taken) = try Member.join(
                    invite, at: common.path, answer: Array(answer), surroundings: .ofThisComputer, progressed: line.show(taken:of:))
                line.end()
                return try finish(member, received: taken.applied.applied)
            } catch let error as BundleError {
                throw CommandFailure(error, file: answerPath)
            }
        }
        if let before = try SmallFile.read(request) {
            guard JoinRequest.begins(before), DeviceKeys.exist(for: common.path) else {
                throw StoreError(.fileExists, request)
            }
            let keys = try DeviceKeys.load(for: common.path)
            do {
                let isOurs = try JoinRequest(decoding: before).request.device == keys.device
                throw isOurs ? CommandFailure(.answerAwaited, request) : StoreError(.fileExists, request)
            } catch is SyncError {
                throw CommandFailure(.requestDamaged, request)
            }
        }
        try DurableFile.write(Member.requestToJoin(invite, at: common.path, name: deviceName), to: request)
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
