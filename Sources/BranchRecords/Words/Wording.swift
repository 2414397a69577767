/// One sentence or name in the two languages of the program.
///
/// Names of records and titles of codes inside a sentence stay as they are in both.
public struct Wording: Equatable, Sendable {
    public var zh: String
    public var en: String

    public init(zh: String, en: String) {
        self.zh = zh
        self.en = en
    }
}
