/// The university's tables, views, policies, labels, code lists and rules as one text of plain SQL.
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
            ("S12_campaign", PackageResources.S12_campaign_sql),
            ("S13_phase", PackageResources.S13_phase_sql),
            ("S20_person", PackageResources.S20_person_sql),
            ("S21_person_private", PackageResources.S21_person_private_sql),
            ("S22_membership", PackageResources.S22_membership_sql),
            ("S23_term", PackageResources.S23_term_sql),
            ("S24_post", PackageResources.S24_post_sql),
            ("S30_survey", PackageResources.S30_survey_sql),
            ("S31_grade", PackageResources.S31_grade_sql),
            ("S32_survey_item", PackageResources.S32_survey_item_sql),
            ("S40_rect_plan", PackageResources.S40_rect_plan_sql),
            ("S41_rect_measure", PackageResources.S41_rect_measure_sql),
            ("S42_opinion", PackageResources.S42_opinion_sql),
            ("S43_promotion", PackageResources.S43_promotion_sql),
            ("S50_meeting", PackageResources.S50_meeting_sql),
            ("S51_attendance", PackageResources.S51_attendance_sql),
            ("S52_venue", PackageResources.S52_venue_sql),
            ("S60_appraisal", PackageResources.S60_appraisal_sql),
            ("S61_assessment", PackageResources.S61_assessment_sql),
            ("S70_fund_account", PackageResources.S70_fund_account_sql),
            ("S71_fund_entry", PackageResources.S71_fund_entry_sql),
            ("S72_dues_record", PackageResources.S72_dues_record_sql),
            ("S75_report_submission", PackageResources.S75_report_submission_sql),
            ("S80_views", PackageResources.S80_views_sql),
            ("S81_import", PackageResources.S81_import_sql),
            ("S90_rules", PackageResources.S90_rules_sql),
            ("S91_desk", PackageResources.S91_desk_sql),
        ].map { (name: $0.0, sql: String(decoding: $0.1, as: UTF8.self)) }
    }

    /// All files, one after the other.
    public static var sql: String {
        files.map(\.sql).joined(separator: "\n")
    }
}
