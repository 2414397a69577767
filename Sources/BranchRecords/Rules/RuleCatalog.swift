/// The university's rules, a file each.
package enum RuleCatalog {
    /// In the order of their names.
    package static let all: [RuleText] = {
        do {
            let written = try files.map { try RuleText($0.0, String(decoding: $0.1, as: UTF8.self)) }
            let defined = DefinedRules(tables: BranchSchema.tables, workflows: Workflows.all)
            return try (written + [defined.required(), defined.ranges(), defined.dangling()]).sorted { $0.name < $1.name }
        } catch {
            // The files are part of the program: whoever changes one sees this at the first run.
            fatalError("\(error)")
        }
    }()

    private static let files = [
        ("SC-01", PackageResources.SC_01_sql),
        ("SC-02", PackageResources.SC_02_sql),
        ("SC-03", PackageResources.SC_03_sql),
        ("SC-04", PackageResources.SC_04_sql),
        ("SC-05", PackageResources.SC_05_sql),
        ("SC-06", PackageResources.SC_06_sql),
        ("SC-07", PackageResources.SC_07_sql),
        ("SC-08", PackageResources.SC_08_sql),
        ("SC-09", PackageResources.SC_09_sql),
        ("SC-10", PackageResources.SC_10_sql),
        ("SC-11", PackageResources.SC_11_sql),
        ("SC-12", PackageResources.SC_12_sql),
        ("SC-13", PackageResources.SC_13_sql),
        ("SC-14", PackageResources.SC_14_sql),
        ("SC-15", PackageResources.SC_15_sql),
        ("SC-16", PackageResources.SC_16_sql),
        ("SC-17", PackageResources.SC_17_sql),
        ("SC-18", PackageResources.SC_18_sql),
        ("SC-19", PackageResources.SC_19_sql),
        ("SC-20", PackageResources.SC_20_sql),
        ("SC-21", PackageResources.SC_21_sql),
        ("SC-22", PackageResources.SC_22_sql),
        ("SC-23", PackageResources.SC_23_sql),
        ("SC-24", PackageResources.SC_24_sql),
        ("SC-25", PackageResources.SC_25_sql),
        ("SC-26", PackageResources.SC_26_sql),
        ("SC-27", PackageResources.SC_27_sql),
        ("SC-28", PackageResources.SC_28_sql),
        ("SC-29", PackageResources.SC_29_sql),
        ("SC-30", PackageResources.SC_30_sql),
        ("SC-31", PackageResources.SC_31_sql),
        ("SC-32", PackageResources.SC_32_sql),
        ("SC-33", PackageResources.SC_33_sql),
        ("SC-34", PackageResources.SC_34_sql),
        ("SC-35", PackageResources.SC_35_sql),
        ("SC-36", PackageResources.SC_36_sql),
        ("SC-37", PackageResources.SC_37_sql),
        ("SC-38", PackageResources.SC_38_sql),
        ("SC-39", PackageResources.SC_39_sql),
        ("SC-40", PackageResources.SC_40_sql),
        ("SC-42", PackageResources.SC_42_sql),
        ("SC-43", PackageResources.SC_43_sql),
        ("SC-44", PackageResources.SC_44_sql),
        ("SC-45", PackageResources.SC_45_sql),
        ("SC-46", PackageResources.SC_46_sql),
        ("SC-47", PackageResources.SC_47_sql),
        ("SC-48", PackageResources.SC_48_sql),
        ("SC-49", PackageResources.SC_49_sql),
        ("SC-50", PackageResources.SC_50_sql),
        ("V-01", PackageResources.V_01_sql),
        ("V-02", PackageResources.V_02_sql),
        ("V-03", PackageResources.V_03_sql),
        ("V-04", PackageResources.V_04_sql),
        ("V-05", PackageResources.V_05_sql),
        ("V-06", PackageResources.V_06_sql),
        ("V-07", PackageResources.V_07_sql),
        ("V-09", PackageResources.V_09_sql),
        ("V-10", PackageResources.V_10_sql),
    ]
}
