/// A line of a file that is not imported, and what to do about it.
public struct ImportProblem: Equatable, Sendable {
    /// The line as the spreadsheet counts it, the headings included.
    public let line: Int
    /// The heading as the file has it.
    public let column: String
    public let reasonZH: String
    public let reasonEN: String
    public let adviceZH: String
    public let adviceEN: String

    init(line: Int, column: String, reason: Wording, advice: Wording) {
        self.line = line
        self.column = column
        reasonZH = reason.zh
        reasonEN = reason.en
        adviceZH = advice.zh
        adviceEN = advice.en
    }

    /// A line that the records themselves refuse, in their words.
    init(refusedBy reason: String, line: Int) {
        self.line = line
        column = ""
        (reasonZH, reasonEN) = (reason, reason)
        adviceZH = "由能写这个范围的电脑来导入，或改正这一行"
        adviceEN = "import it on a computer that may write there, or correct the line"
    }
}

/// Why a whole file is not imported.
public enum ImportError: Error, Equatable, Sendable {
    /// No table is called that; these are.
    case unknownTable(String, known: [String])
    /// The line holds bytes that are neither UTF-8 nor GB18030.
    case notText(line: Int)
    /// It is a spreadsheet program's own file, and no CSV.
    case spreadsheet
    /// In this line a quotation mark opens a cell and none closes it.
    case quoteNotClosed(line: Int)
    /// This system has no tables for GB18030; the file can be saved as UTF-8 instead.
    case gb18030Missing
    /// There is nothing in the file but headings, or not even those.
    case empty
    /// No line of the file has headings of this table; these would be known.
    case noHeadings(known: [String])
    /// A column is missing without which no line can be imported.
    case columnMissing(String)
    /// Some lines have problems and the good ones alone were not asked for.
    case problemsRemain(Int)
}

/// What is wrong with one cell, before it is known in which line it stands.
struct CellFault: Error, Equatable {
    let reason: Wording
    let advice: Wording

    init(_ zh: String, _ en: String, advice: (zh: String, en: String)) {
        reason = Wording(zh: zh, en: en)
        self.advice = Wording(zh: advice.zh, en: advice.en)
    }
}
