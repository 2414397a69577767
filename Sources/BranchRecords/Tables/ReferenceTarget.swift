/// What a reference leads to, as definitions and the view `v_reference` write it.
public enum ReferenceTarget {
    /// The tables whose records a column may name, in the order in which they are asked.
    ///
    /// - Parameter target: A table, `org` (a branch or a college) or `subject` (a person, too).
    public static func tables(of target: String) -> [String] {
        switch target {
        case "org": ["branch", "college"]
        case "subject": ["person", "branch", "college"]
        default: [target]
        }
    }
}
