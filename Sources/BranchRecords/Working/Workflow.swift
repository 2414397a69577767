/// How records of one table are worked on: the states they pass and the steps between them.
public struct Workflow: Sendable {
    /// One way from some states to another.
    public struct Step: Sendable {
        /// Somebody who may take it; under a condition on the record where one is named.
        public struct Actor: Sendable {
            public let role: String
            package let condition: String?
        }

        /// What should be there when the step is taken; where it is missing, the step is taken all the same.
        package struct Need: Sendable {
            package let label: Wording
            package let sql: String
        }

        /// Records that the step writes besides its own.
        package struct Writing: Sendable {
            package let table: String
            package let sql: String
        }

        /// A short word, for the command line.
        public let name: String
        /// What people call it.
        public let label: Wording
        /// The states it begins in. ``Workflow/new`` is the state of a record that isn't there yet.
        public let from: [String]
        public let to: String
        public internal(set) var actors: [Actor] = []
        /// Columns that must be filled in, before or with the step.
        public internal(set) var asked: [String] = []
        /// Columns that the step fills in where they are empty, by an SQL expression over `r`.
        package var set: [(column: String, sql: String)] = []
        package var needs: [Need] = []
        /// Columns whose later change is a late edit; `*` is all of them.
        public internal(set) var locked: [String] = []
        /// Whether what earlier steps have locked may be changed again.
        public internal(set) var unlocks = false
        /// Whether the person must say why.
        public internal(set) var asksReason = false
        /// Records to insert, one for each row of a query over `r`.
        package var inserts: [Writing] = []
        /// Records to change: the query gives their `id` and the columns' new values.
        package var changes: [Writing] = []

        /// Whether people or the command line call it that.
        func isCalled(_ text: String) -> Bool { [name, label.zh, label.en].contains(text) }
    }

    /// The state of a record that isn't there yet.
    public static let new = "new"

    public let id: String
    public let label: Wording
    public internal(set) var table = ""
    /// The column that holds the state; nil where the state is counted.
    public internal(set) var state: String? = "status"
    /// An SQL expression over `r` that gives the state, where no column holds it.
    package var counted: String?
    /// What counted states are called.
    package var codes: [String: Wording] = [:]
    /// The state of a new record.
    public internal(set) var first = ""
    public internal(set) var steps: [Step] = []

    /// What a counted state is called; nil for the code of a column.
    public func title(of state: String) -> Wording? {
        state == Self.new ? Wording(zh: "新", en: "new") : codes[state]
    }

    /// The steps from a state, in the order of the file.
    public func steps(from state: String) -> [Step] { steps.filter { $0.from.contains(state) } }
}

/// The workflows of the university, as their files in `Workflows/` say.
public enum Workflows {
    /// All of them.
    public static let all: [Workflow] = {
        do {
            return try files.flatMap { try WorkflowText.read($0.0, String(decoding: $0.1, as: UTF8.self)) }
        } catch {
            // The files are part of the program: whoever changes one sees this at the first run.
            fatalError("\(error)")
        }
    }()

    /// Those by which records of a table are worked on; none where they have no states.
    public static func of(_ table: String) -> [Workflow] { all.filter { $0.table == table } }

    private static let files = [
        ("W01_campaign", PackageResources.W01_campaign_workflow),
        ("W02_survey", PackageResources.W02_survey_workflow),
        ("W03_grading", PackageResources.W03_grading_workflow),
        ("W05_rectification", PackageResources.W05_rectification_workflow),
        ("W08_promotion", PackageResources.W08_promotion_workflow),
        ("W09_dossier", PackageResources.W09_dossier_workflow),
        ("W10_meetings", PackageResources.W10_meetings_workflow),
        ("W11_elections", PackageResources.W11_elections_workflow),
        ("W13_appraisal", PackageResources.W13_appraisal_workflow),
        ("W16_development", PackageResources.W16_development_workflow),
        ("W17_membership", PackageResources.W17_membership_workflow),
        ("W19_funds", PackageResources.W19_funds_workflow),
        ("W21_organisation", PackageResources.W21_organisation_workflow),
        ("W22_honours", PackageResources.W22_honours_workflow),
        ("W23_submissions", PackageResources.W23_submissions_workflow),
        ("W25_inspections", PackageResources.W25_inspections_workflow),
    ]
}
