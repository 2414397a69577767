import ArgumentParser
import Foundation
import Membership
import ReplicaStore
import SyncCore
import SyncTransport

/// `zhibu join INVITE`: a new replica, enrolled with that invite.
struct JoinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join", abstract: "新电脑加入 / a new replica with an invite")

    @OptionGroup var common: CommonOptions
    @Argument(help: "邀请码 / the invite") var invite: String
    @Option(help: "这台电脑的名称 / the device's name") var name: String?

    func run() async throws {
        guard let invite = Invite(text: invite) else { throw SyncError(.inviteUnknown) }
        let name = name ?? ProcessInfo.processInfo.hostName
        let line = ProgressLine(common.language)
        defer { line.end() }
        let (member, summary) = try await Member.join(
            invite, at: common.path, name: name, surroundings: .ofThisComputer) { line.show($0) }
        line.end()
        let twins = try member.replica.control().devices.values.filter { $0.name == name }.count
        if twins > 1 { common.remark(.nameTaken(name)) }
        try member.close()
        guard summary.unequalScopes.isEmpty else {
            throw CommandFailure(.scopeUnequal, summary.unequalScopes.joined(separator: ", "))
        }
        if common.json {
            common.show(
                .object([
                    ("db", .string(common.path)), ("device", .string(member.keys.device.text)),
                    ("received", .integer(Int64(summary.received))),
                ]))
        } else {
            common.show(common.words(.joined(common.path, summary.received)))
        }
    }
}
