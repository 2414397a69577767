/// One table of the records, as its file in `Schema/` describes it: what people call it and its columns, whose rows
/// they are, who wins when two offices write at once, and how a line of a spreadsheet finds its row.
struct TableDefinition {
    /// Whose rows a table has.
    enum Scope: Equatable {
        /// Every office reads them; the organisation department writes them.
        case university
        /// The organisation department's own.
        case committee
        /// One college's: the one that the record belongs to which this column names, of the table or of one of its
        /// parts; nil where a row names none.
        case college(via: String?)
    }

    /// Where a row's `id` comes from.
    enum Key: Equatable {
        /// A random one.
        case random
        /// An official code.
        case given
        /// These columns, joined by `/`: whoever describes the same thing writes the same row.
        case columns([String])
    }

    struct Column {
        let name: String
        let label: Wording
        /// How a value is written: `text`, `date`, `fen` and the others of ``TableSQL/declaredTypes``.
        let kind: String
        /// The table whose record a value names; `org` is a branch or a college, `subject` a person too.
        let target: String?
        let codes: String?
        /// The merge policy; nil for the table's.
        let policy: String?
        /// Without it a row makes no sense.
        let isAlways: Bool
        /// It must be filled in before the row is more than a draft.
        let isRequired: Bool
        let isPrivate: Bool
        /// An SQL literal that a row gets where nothing is said.
        let fallback: String?
        /// What a new record gets where nothing is said, if a person enters it or a file does.
        let preset: String?
    }

    /// Columns that one act writes together.
    struct Unit {
        let name: String
        let columns: [String]
    }

    /// Columns that find a row; `isWeak` where two rows may share their values.
    struct Find {
        let columns: [String]
        let isWeak: Bool
    }

    struct Index {
        let columns: [String]
        let condition: String?
    }

    let name: String
    let label: Wording
    /// What a row is, for whoever reads the file.
    var about = ""
    var scope = Scope.university
    var policy = "lww"
    var key = Key.random
    /// See ``TitleTemplate``.
    var title = ""
    var finds: [Find] = []
    /// Tables that a line of a spreadsheet fills too, with the column there that names this table's row.
    var parts: [(table: String, link: String)] = []
    var indexes: [Index] = []
    var units: [Unit] = []
    var columns: [Column] = []

    func column(_ name: String) -> Column? { columns.first { $0.name == name } }
}

/// What is wrong in a file of definitions; a mistake of ours.
struct DefinitionFault: Error, Equatable, CustomStringConvertible {
    let file: String
    let line: Int
    let reason: String

    var description: String { "\(file), line \(line): \(reason)" }
}
