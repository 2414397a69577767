/// One table of the records, as its file in `Schema/` describes it: what people call it and its columns, whose rows
/// they are, who wins when two offices write at once, and how a line of a spreadsheet finds its row.
package struct TableDefinition {
    /// Whose rows a table has.
    package enum Scope: Equatable {
        /// Every office reads them; the organisation department writes them.
        case university
        /// The organisation department's own.
        case committee
        /// One college's: the one that the record belongs to which this column names, of the table or of one of its
        /// parts; nil where a row names none.
        case college(via: String?)
    }

    /// Where a row's `id` comes from.
    package enum Key: Equatable {
        /// A random one.
        case random
        /// An official code.
        case given
        /// These columns, joined by `/`: whoever describes the same thing writes the same row.
        case columns([String])
    }

    package struct Column {
        package let name: String
        package let label: Wording
        /// How a value is written: `text`, `date`, `fen` and the others of ``TableSQL/declaredTypes``.
        package let kind: String
        /// The table whose record a value names; `org` is a branch or a college, `subject` a person too.
        package let target: String?
        package let codes: String?
        /// The merge policy; nil for the table's.
        package let policy: String?
        /// Without it a row makes no sense.
        package let isAlways: Bool
        /// It must be filled in before the row is more than a draft.
        package let isRequired: Bool
        /// The class of what is private in it, as `v_sight` names it; nil where nothing is.
        package let privacy: String?
        /// What a number should be within; outside of it, a rule asks whether that is so.
        package let range: ClosedRange<Int>?
        /// Whether a rule asks for the record that it names, and for which rows: an SQL condition over the table's columns.
        package let held: String?
        /// An SQL literal that a row gets where nothing is said.
        package let fallback: String?
        /// What a new record gets where nothing is said, if a person enters it or a file does.
        package let preset: String?
    }

    /// Columns that one act writes together.
    package struct Unit {
        package let name: String
        package let columns: [String]
    }

    /// Columns that find a row; `isWeak` where two rows may share their values.
    package struct Find {
        package let columns: [String]
        package let isWeak: Bool
    }

    package struct Index {
        package let columns: [String]
        package let condition: String?
    }

    package let name: String
    package let label: Wording
    /// What a row is, for whoever reads the file.
    package var about = ""
    package var scope = Scope.university
    package var policy = "lww"
    package var key = Key.random
    /// See ``TitleTemplate``.
    package var title = ""
    package var finds: [Find] = []
    /// Tables that a line of a spreadsheet fills too, with the column there that names this table's row.
    package var parts: [(table: String, link: String)] = []
    package var indexes: [Index] = []
    package var units: [Unit] = []
    package var columns: [Column] = []

    package func column(_ name: String) -> Column? { columns.first { $0.name == name } }
}

/// What is wrong in a file of definitions; a mistake of ours.
package struct DefinitionFault: Error, Equatable, CustomStringConvertible {
    package let file: String
    package let line: Int
    package let reason: String

    package var description: String { "\(file), line \(line): \(reason)" }
}
