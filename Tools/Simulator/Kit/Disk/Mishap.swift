/// What may happen to a computer in the middle of its work.
public enum Mishap: String, CaseIterable, Sendable {
    /// The power goes, or every process dies.
    case crash
    /// One write, sync or truncation gives an error; the program goes on.
    case error
    /// No write finds room any more, until somebody makes some; the program goes on.
    case full
}
