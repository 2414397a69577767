/// A reason why a command can't do what was typed. Equality looks at the code alone.
struct CommandFailure: Error, Equatable {
    /// Stable for ever.
    enum Code: Int, CaseIterable {
        case recordUnknown = 701
        case recordAmbiguous = 702
        case keyUnfit = 703
        case fileUnreadable = 704
        case columnUnknown = 705
        case valueUnfit = 706
        case reportUnknown = 707
        case importRefused = 708
        case notFounded = 709
        case bundleDamaged = 502
        case bundleNotForUs = 503
    }

    var code: Code
    var detail: String

    init(_ code: Code, _ detail: String = "") {
        self.code = code
        self.detail = detail
    }

    static func == (left: CommandFailure, right: CommandFailure) -> Bool {
        left.code == right.code
    }
}
