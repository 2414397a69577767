/// One file as an office would send it.
public struct SampleFile: Equatable, Sendable {
    /// The college's code, for example 007.
    public let college: String
    /// The file's name, for example 人文学院-党支部.csv.
    public let name: String
    /// What to import it as: the Chinese name of the table, or 党员名册.
    public let table: String
    public let bytes: [UInt8]
    /// `UTF-8` (with a byte order mark) or `GB18030`.
    public let encodingName: String
}

/// An invented university: the same bytes for the same numbers, on every machine.
///
/// The files of a college are in an order in which each finds the records it refers to. Three lines
/// in all are wrong on purpose, one in the roster of each of the first three colleges.
public enum SampleData {
    /// The files of the first `colleges` colleges.
    ///
    /// - Parameter isConfirmed: Whether some grades are confirmed already, which only the committee may write.
    public static func files(colleges: Int, seed: UInt64 = 20_120_406, isConfirmed: Bool = true) -> [SampleFile] {
        (0..<max(0, colleges)).flatMap { index in
            SampleCollege(index: index, seed: seed, isConfirmed: isConfirmed).files
        }
    }

    /// The colleges themselves, as the organisation department would enter them.
    public static func collegesSQL(colleges: Int) -> String {
        (0..<max(0, colleges)).map { index in
            let college = SampleWords.college(index)
            return """
                INSERT INTO college (id, name, short_name, kind, status, sort_no) VALUES
                    ('\(college.id)', '中共某大学\(college.name)总支部委员会', '\(college.name)',
                    'zongzhi', 'active', \(index + 1));

                """
        }.joined()
    }
}
