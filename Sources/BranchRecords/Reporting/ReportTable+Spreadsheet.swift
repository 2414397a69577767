internal import Foundation

extension ReportTable {
    /// The tables as a spreadsheet (Office Open XML), a sheet each: ready to be printed, with numbers as
    /// numbers, and codes, dates and words as text that is never taken for a formula. The same table
    /// gives the same bytes at any time.
    ///
    /// - Parameter language: Of the titles, headings and footer.
    /// - Throws: `ReportError.spreadsheetLibraryMissing`, `ReportError.spreadsheetNotMade` where it can't be written, or a sheet is too large.
    public func spreadsheet(in language: Wording.Language) throws(ReportError) -> [UInt8] {
        do {
            // The library writes into files only.
            let folder = FileManager.default.temporaryDirectory
                .appending(path: "zhibu-\(UUID().uuidString)")
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            defer { try? FileManager.default.removeItem(at: folder) }
            let file = folder.appending(path: "report.xlsx")
            try Workbook.write(self, in: language, to: file.path, scratch: folder.path)
            return Array(try Data(contentsOf: file))
        } catch let error as ReportError {
            throw error
        } catch {
            throw .spreadsheetNotMade(FileManager.default.temporaryDirectory.path)
        }
    }

    /// What the file says of its making, in seconds since 1970: the moment of the figures and not of the
    /// clock, in Beijing time where only a day is given. Nothing is older than 1980, where dates in
    /// archives begin.
    var madeAt: Int {
        let moment = [asAt, asAt.prefix(10) + "T00:00:00+08:00"].lazy
            .compactMap { try? Date($0, strategy: .iso8601) }.first
        return max(315_532_800, Int(moment?.timeIntervalSince1970 ?? 0))
    }
}
