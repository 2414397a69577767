import SyncCore

extension SyncError: Explainable {
    package var explanation: Explanation {
        // The exit codes of design §7.
        let exitCode: Int32 =
            switch code {
            case .peerUnreachable, .timedOut, .closedEarly, .tooManySessions, .replicaBusy: 75
            case .wrongPeer, .notEnrolled, .inviteExpired, .inviteUsed, .inviteUnknown,
                .deviceRevoked, .proofWrong, .scopeNotAgreed:
                4
            default: 1
            }
        let (sentence, next) = words
        return Explanation(code.rawValue, exitCode: exitCode, sentence, next: next)
    }

    private var words: (Message, Message) {
        let tryLater = Message(
            "稍后再试；急用可走U盘：zhibu bundle export 文件 --for 对方电脑",
            "try later, or by stick: zhibu bundle export FILE --for DEVICE")
        let newInvite = Message(
            "请组织部再发一个邀请码，收到后重新 zhibu join。",
            "ask the organisation department for a new invite, then: zhibu join INVITE")
        let callAdministrator = Message(
            "核对地址；不行请联系管理员。", "check the address, or call the administrator.")
        let sameProgram = Message(
            "两边换用同一版本的程序再试；还不行，请联系管理员。",
            "use the same version on both sides; if it fails again, call the administrator.")
        return switch code {
        case .peerUnreachable:
            (
                Message("连不上 \(detail)。没有送出的都在本机，没有丢。",
                    "Nothing listens at \(detail). All that was not sent is safe here."), tryLater
            )
        case .wrongPeer:
            (
                Message("那里的服务器（\(detail)）不是这里认得的校党委的，什么也没有送。",
                    "The server there (\(detail)) is not the committee's that is known here; nothing was sent."),
                Message("核对地址；校党委的服务器换过签名文件的，请组织部再发邀请码。",
                    "check the address; if the committee's server has another key now, ask for a new invite.")
            )
        case .notEnrolled:
            (
                Message("对方不认得这台电脑，什么也没有送。",
                    "The other side doesn't know this device; nothing was sent."),
                Message("核对地址。确实是本校党委的服务器，这台电脑也加入过：它可能恢复过，在这里 zhibu bundle export 文件 --plain，到那里 zhibu bundle import。没加入过：请组织部发邀请码。",
                    "check the address. If it is your committee's server and this device has joined, that may have been restored: here zhibu "
                        + "bundle export FILE --plain, there zhibu bundle import. If it has not joined: ask for an invite.")
            )
        case .inviteExpired: (Message("邀请码已过期。", "The invite has expired."), newInvite)
        case .inviteUsed:
            (Message("邀请码已被另一台电脑用过。", "Another device has used the invite."), newInvite)
        case .inviteUnknown:
            (
                Message("邀请码不对，可能没有粘贴完整。", "This is not a valid invite."),
                Message("再完整地粘贴一次；还不行，请组织部再发一个邀请码。",
                    "paste it again, whole; if it fails again, ask the organisation department for a new invite.")
            )
        case .deviceRevoked:
            (
                Message("这台电脑已被停用。", "This device has been revoked."),
                Message("如果是停错了，请管理员发邀请码，再 zhibu join 邀请码 --new-key，资料一条不丢。",
                    "where that was a mistake, ask for an invite, then: zhibu join INVITE --new-key (all records stay).")
            )
        case .speaksSomethingElse:
            (
                Message("那里的程序不是支部服务，什么也没有送。",
                    "What answers there is not zhibu; nothing was sent."), callAdministrator
            )
        case .versionUnknown:
            (
                Message("对方的程序版本 \(detail) 本机不认得。",
                    "The other side speaks version \(detail), which is not known here."),
                sameProgram
            )
        case .proofWrong:
            (
                Message("对方的签名与它的身份不符，什么也没有送。",
                    "The proof does not fit the device's key; nothing was sent."), callAdministrator
            )
        case .timedOut:
            (
                Message("对方太久没有回应，连接断了。已收到的都在，再同步会接着传。",
                    "The other side was silent for too long. What came is kept; the next sync goes "
                        + "on from there."), tryLater
            )
        case .closedEarly:
            (
                Message("连接断了。已收到的都在，再同步会接着传。",
                    "The connection broke. What came is kept; the next sync goes on from there."),
                tryLater
            )
        case .tooManySessions:
            (
                Message("对方正忙，同时连接的电脑太多。什么也没有送。",
                    "The other side has too many sessions at once; nothing was sent."), tryLater
            )
        case .replicaBusy:
            (
                Message("对方的资料正被另一个程序占用，同步中断。已收到的都在。",
                    "Another program keeps the other side's file locked. What came is kept."), tryLater
            )
        case .archiveNeeded:
            (
                Message("本机缺的更改在对方的归档文件里，而那个文件不在。本机的都在，没有丢。",
                    "What this replica lacks is in an archive that the other side does not have at hand. All that is here is safe."),
                Message("请管理员把归档文件（.archive）放回服务器资料旁边；或在有归档的电脑上 zhibu bundle export 文件 --plain，在这里 zhibu bundle import；然后再同步。",
                    "ask the administrator to put the archive (.archive) back beside the server's replica; or, on a computer that has its archive: zhibu bundle export FILE --plain, and here: zhibu bundle import; then sync.")
            )
        case .peerFault:
            (
                Message("对方报告故障，同步中断：\(detail)。本机资料没有损坏。",
                    "The other side reported a fault: \(detail). Nothing here was harmed."),
                callAdministrator
            )
        case .replicaFault:
            (
                Message("本机资料出错，同步中断：\(detail)。已收到的都在。",
                    "The replica here could not go on: \(detail). What came is kept."),
                Message("zhibu verify --deep，再联系管理员。",
                    "zhibu verify --deep, then call the administrator.")
            )
        case .scopeNotAgreed:
            (
                Message("对方送来双方没有商定的范围 \(detail)，没有接收。",
                    "A line names the scope \(detail), which both sides have not agreed on."),
                callAdministrator
            )
        case .lineTooLong:
            (
                Message("收到的一行超过 65536 字节，没有接收。",
                    "A line is longer than 65536 bytes; it was not taken."), sameProgram
            )
        case .lineUnknown:
            (
                Message("收到的一行不认得，没有接收。\(detail)",
                    "A line begins with an unknown verb; it was not taken. \(detail)"), sameProgram
            )
        case .fieldMalformed:
            (
                Message("收到的一行写法不对（\(detail)），没有接收。",
                    "A field of a line is missing or malformed (\(detail)); it was not taken."),
                sameProgram
            )
        case .lineOutOfPlace:
            (
                Message("收到的一行不该在这里（\(detail)），没有接收。",
                    "A line came where it may not stand (\(detail)); it was not taken."), sameProgram
            )
        case .notCanonical:
            (
                Message("收到的一行不是唯一的规范写法（\(detail)），没有接收。",
                    "A line is not in its one canonical form (\(detail)); it was not taken."),
                sameProgram
            )
        case .hashMismatch:
            (
                Message("收到的更改与它的校验码不符，被改动过，没有接收。",
                    "A changeset does not have the hash that it names: it was altered and not taken."),
                callAdministrator
            )
        case .tooLarge:
            (
                Message("收到的超过允许的大小（\(detail)），没有接收。",
                    "More came than the bounds allow (\(detail)); it was not taken."), sameProgram
            )
        case .cutShort:
            (
                Message("收到的更改不完整，没有接收。",
                    "A changeset ends too early; it was not taken."), callAdministrator
            )
        }
    }
}
