import SyncCore

extension ControlError: Explainable {
    package var explanation: Explanation {
        let sentence =
            switch code {
            case .signatureWrong:
                Message("管理记录的签名不对，没有采用。",
                    "A control entry's signature is wrong; it was not taken.")
            case .signerUnentitled:
                Message("签发管理记录的电脑（\(detail)）没有这个权限，没有采用。",
                    "A control entry was signed by \(detail), which may not; it was not taken.")
            case .lineOutOfPlace:
                Message("管理记录的内容不该在这里（\(detail)），没有采用。",
                    "A control entry has a line out of place (\(detail)); it was not taken.")
            case .rootForeign:
                Message("对方属于另一个校党委（\(detail)），没有采用。",
                    "These control entries are of another root (\(detail)); they were not taken.")
            case .predecessorMissing:
                Message("缺少前面的管理记录（\(detail)），没有采用。",
                    "A control entry before number \(detail) is missing; it was not taken.")
            }
        let next =
            switch code {
            case .rootForeign:
                Message("核对邀请码、地址和文件是不是本校党委的。", "check whether the invite, the address or the file is your committee's.")
            case .signerUnentitled:
                Message("核对用的是哪个密钥文件；同步时出现的，请联系管理员。",
                    "check which key file was used; in a sync, call the administrator.")
            case .signatureWrong, .lineOutOfPlace, .predecessorMissing:
                Message("再同步一次；还不行，请联系管理员。", "sync again; if it fails again, call the administrator.")
            }
        return Explanation(code.rawValue, exitCode: code == .predecessorMissing ? 75 : 4, sentence, next: next)
    }
}
