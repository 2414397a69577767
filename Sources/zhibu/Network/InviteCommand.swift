import ArgumentParser
import Membership
import ReplicaStore
import SyncCore
import SyncTransport

/// `zhibu invite`: one line to paste on a new computer.
struct InviteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite", abstract: "发邀请码 / one line to paste on a new computer",
        discussion: """
            没有网络：新电脑用 zhibu join 邀请码 --offline 文件 写出申请，用U盘带来；这里 --answer 文件，写出 文件.answer 带回去。
            Without a network: the new computer writes a request (zhibu join INVITE --offline FILE), which comes
            by stick; here --answer FILE enrols it and writes FILE.answer, to be carried back.
            """)

    @OptionGroup var common: CommonOptions
    @Option(help: "范围 / scope, e.g. college:007") var scope: [String] = []
    @Option(help: "角色 / role") var role: [String] = ["editor"]
    @Option(help: "服务器地址 / HOST:PORT (default: the last serve)") var at: String?
    @Option(help: "答复U盘带来的加入申请 / enrol whose request this file is") var answer: String?
    @Option(help: "有效期 / 7d, 12h") var expires = "7d"

    func run() throws {
        if let answer {
            guard scope.isEmpty, at == nil else { throw ValidationError(common.words(.answerAlone)) }
            return try enrol(answer)
        }
        guard let lifetime = Self.milliseconds(expires), !scope.isEmpty else {
            throw ValidationError(common.words(.inviteForm))
        }
        let member = try common.openMember()
        let replica = member.replica
        guard let address = try at ?? replica.ownAddress() else {
            throw ValidationError(common.words(.inviteNeedsAddress))
        }
        guard PeerAddress(address) != nil else {
            throw ValidationError(common.words(.addressForm("--at", at ?? "")))
        }
        try replica.requireAdministrator(member.keys)
        try replica.requireKnown(roles: role)
        for scope in try replica.newScopes(among: scope) { common.remark(.scopeIsNew(scope)) }
        let retired = try replica.control().retired
        for scope in scope where retired[scope] != nil { common.remark(.scopeIsRetired(scope)) }
        let invite = try member.invite(to: address, scopes: scope, roles: role, goodFor: lifetime)
        try member.close()
        if common.json {
            common.show(.object([("invite", .string(invite.text))]))
        } else {
            common.show(invite.text)
            common.remark(.inviteNext)
        }
    }

    /// Writes the answer beside the request; the same again where it was answered before.
    private func enrol(_ file: String) throws {
        guard let request = try SmallFile.read(file) else { throw CommandFailure(.fileUnreadable, file) }
        guard JoinRequest.begins(request) else { throw CommandFailure(.requestDamaged, file) }
        try BundleCommand.Export.expectBundleOrNothing(at: JoinCommand.answerPath(of: file))
        let member = try common.openMember()
        try member.replica.requireAdministrator(member.keys)
        let answer: JoinAnswer
        do {
            answer = try member.answer(joinRequest: request)
        } catch let error as SyncError where error.code == .fieldMalformed {
            throw CommandFailure(.requestDamaged, file)
        }
        try member.close()
        let path = JoinCommand.answerPath(of: file)
        try DurableFile.write(answer.bytes, to: path)
        if common.json {
            common.show(
                .object([
                    ("answer", .string(path)), ("device", .string(answer.name)),
                    ("changesets", .integer(Int64(answer.changesets))),
                ]))
        } else {
            common.show(common.words(.answered(answer.name, path)))
        }
    }

    private static func milliseconds(_ text: String) -> Int64? {
        guard let unit = text.last, let number = Int64(text.dropLast()), number > 0, number < 10_000
        else { return nil }
        switch unit {
        case "d": return number * 86_400_000
        case "h": return number * 3_600_000
        case "m": return number * 60_000
        default: return nil
        }
    }
}
