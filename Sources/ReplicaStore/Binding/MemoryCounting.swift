import CSQLiteShim

extension Replica {
    /// Lets SQLite count no memory: its counters are behind one lock, which each allocation takes.
    ///
    /// For the whole process, and so for a program to say; has an effect before SQLite's first use only.
    public static func countNoMemory() { _ = zhibu_count_no_memory() }
}
