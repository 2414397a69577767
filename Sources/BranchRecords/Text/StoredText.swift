internal import GRDB

extension Row {
    /// A text that is stored; nil for NULL, and for what is no text. Any tool may have written anything into a file, and
    /// asking GRDB for a text that is none ends the program.
    func text(_ column: String) -> String? { (self[column] as DatabaseValue?).flatMap { String.fromDatabaseValue($0) } }

    /// A whole number that is stored; nil for everything else.
    func number(_ column: String) -> Int? { (self[column] as DatabaseValue?).flatMap { Int.fromDatabaseValue($0) } }
}
