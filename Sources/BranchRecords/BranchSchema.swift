/// The university's tables, views, policies, labels and code lists as one text of plain SQL.
///
/// The text creates the tables and views and fills the `zhibu_` tables that the engine provides, so
/// those must exist before it runs. It is made of the files in `Schema/`, in the order of their
/// numbers; a domain expert changes those and nothing here.
///
/// A column's declared type says how its values are written, in words that SQLite ignores:
/// `TEXT date`, `TEXT date partial` (a year or a month will do), `TEXT datetime`, `TEXT time`,
/// `TEXT long` (prose), `TEXT name` (of a person), `TEXT code` and `TEXT phone` (digits that are no
/// number), `TEXT identity`, `TEXT email`, `TEXT docno`, `TEXT list` (a JSON array), `INTEGER bool`
/// (0 or 1), `INTEGER fen` (money).
public enum BranchSchema {
    /// Grows by one whenever a released file in `Schema/` changes.
    public static let version = 1

    /// The files in their order, with their names, for screens that show where a line comes from.
    public static var files: [(name: String, sql: String)] {
        [
            ("S01_roles", PackageResources.S01_roles_sql),
            ("S02_code_lists", PackageResources.S02_code_lists_sql),
            ("S10_college", PackageResources.S10_college_sql),
            ("S11_branch", PackageResources.S11_branch_sql),
            ("S20_person", PackageResources.S20_person_sql),
            ("S21_person_private", PackageResources.S21_person_private_sql),
            ("S22_membership", PackageResources.S22_membership_sql),
            ("S30_survey", PackageResources.S30_survey_sql),
            ("S31_grade", PackageResources.S31_grade_sql),
            ("S40_rect_plan", PackageResources.S40_rect_plan_sql),
            ("S41_rect_measure", PackageResources.S41_rect_measure_sql),
            ("S50_meeting", PackageResources.S50_meeting_sql),
            ("S80_views", PackageResources.S80_views_sql),
            ("S81_import", PackageResources.S81_import_sql),
        ].map { (name: $0.0, sql: String(decoding: $0.1, as: UTF8.self)) }
    }

    /// All files, one after the other.
    public static var sql: String {
        files.map(\.sql).joined(separator: "\n")
    }
}
