/// One sentence or name in the two languages of the program.
///
/// Names of records and titles of codes inside a sentence stay as they are in both.
public struct Wording: Equatable, Sendable {
    /// A language of the program, by its tag (BCP 47).
    public enum Language: String, Sendable {
        case zh = "zh-CN"
        case en
    }

    public var zh: String
    public var en: String

    public init(zh: String, en: String) {
        self.zh = zh
        self.en = en
    }

    public func text(in language: Language) -> String {
        switch language {
        case .zh: zh
        case .en: en
        }
    }
}
