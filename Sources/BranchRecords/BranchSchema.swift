/// The university's tables, views, policies, labels, code lists and rules as one text of plain SQL.
///
/// The text creates the tables and views and fills the `zhibu_` tables that the engine provides, so
/// those must exist before it runs. It is made of the files in `Schema/`: the tables of `M….tables` (``TableText``
/// says how they are written) and the SQL of `S….sql`. A domain expert changes those and nothing here.
///
/// A column's declared type says how its values are written, in words that SQLite ignores:
/// `TEXT date`, `TEXT date partial` (a year or a month will do), `TEXT month`, `TEXT datetime`, `TEXT time`,
/// `TEXT long` (prose), `TEXT name` (of a person), `TEXT code` and `TEXT phone` (digits that are no
/// number), `TEXT identity`, `TEXT email`, `TEXT docno`, `TEXT list` (a JSON array), `INTEGER bool`
/// (0 or 1), `INTEGER fen` (money).
public enum BranchSchema {
    /// Grows by one whenever a released file in `Schema/` changes.
    public static let version = 1

    /// The files in their order, with their names, as SQL.
    public static var files: [(name: String, sql: String)] {
        let sqlOfTables = TableSQL(tables)
        do {
            let made = try tableFiles.map { file in
                (file.name, try file.tables.map { table throws(DefinitionFault) in try sqlOfTables.sql(of: table) }.joined(separator: "\n"))
            }
            return text(before) + made + [("entry", sqlOfTables.entryViews), ("people", sqlOfTables.personViews)] + text(after)
                + RuleCatalog.all.map { ($0.name, $0.sql) }
        } catch {
            // The files are part of the program: whoever changes one sees this at the first run.
            fatalError("\(error)")
        }
    }

    /// All files, one after the other.
    public static let sql = files.map(\.sql).joined(separator: "\n")

    /// Every table as its file describes it.
    package static var tables: [TableDefinition] { tableFiles.flatMap(\.tables) }

    private static func text(_ files: [(String, [UInt8])]) -> [(name: String, sql: String)] {
        files.map { (name: $0.0, sql: String(decoding: $0.1, as: UTF8.self)) }
    }

    private static let before = [
        ("S01_roles", PackageResources.S01_roles_sql),
        ("S02_code_lists", PackageResources.S02_code_lists_sql),
        ("S03_code_lists", PackageResources.S03_code_lists_sql),
        ("S04_privacy", PackageResources.S04_privacy_sql),
    ]

    private static let after = [
        ("S80_views", PackageResources.S80_views_sql),
        ("S81_import", PackageResources.S81_import_sql),
        ("S91_desk", PackageResources.S91_desk_sql),
    ]

    private static let tableFiles: [(name: String, tables: [TableDefinition])] = {
        let files = [
            ("M01_organisation", PackageResources.M01_organisation_tables),
            ("M02_people", PackageResources.M02_people_tables),
            ("M03_posts", PackageResources.M03_posts_tables),
            ("M04_campaign", PackageResources.M04_campaign_tables),
            ("M05_grading", PackageResources.M05_grading_tables),
            ("M06_dossier", PackageResources.M06_dossier_tables),
            ("M07_rectification", PackageResources.M07_rectification_tables),
            ("M08_promotion", PackageResources.M08_promotion_tables),
            ("M09_meetings", PackageResources.M09_meetings_tables),
            ("M10_appraisal", PackageResources.M10_appraisal_tables),
            ("M11_development", PackageResources.M11_development_tables),
            ("M12_training", PackageResources.M12_training_tables),
            ("M13_honours", PackageResources.M13_honours_tables),
            ("M14_brands", PackageResources.M14_brands_tables),
            ("M15_pledges", PackageResources.M15_pledges_tables),
            ("M16_funds", PackageResources.M16_funds_tables),
            ("M17_venues", PackageResources.M17_venues_tables),
            ("M18_care", PackageResources.M18_care_tables),
            ("M19_leaders", PackageResources.M19_leaders_tables),
            ("M20_mass_bodies", PackageResources.M20_mass_bodies_tables),
            ("M21_publicity", PackageResources.M21_publicity_tables),
            ("M22_inspections", PackageResources.M22_inspections_tables),
            ("M23_reports", PackageResources.M23_reports_tables),
            ("M24_settings", PackageResources.M24_settings_tables),
            ("M25_steps", PackageResources.M25_steps_tables),
        ]
        do {
            return try files.map { ($0.0, try TableText.read($0.0, String(decoding: $0.1, as: UTF8.self))) }
        } catch {
            fatalError("\(error)")
        }
    }()
}
