public import BranchRecords
import Crypto
import Foundation
import GRDB
public import ReplicaStore

/// What is looked at when the year is over.
public struct YearEnd {
    public let university: YearUniversity

    public init(_ university: YearUniversity) { self.university = university }

    /// The end of the last day, which reports are as at.
    public static let asAt = "2012-12-31T23:00:00+08:00"

    /// Tables and scopes in which two computers that hold the scope differ; none.
    public func differences() throws -> [String] {
        let own = try digests()
        return try university.offices.flatMap { office -> [String] in
            let others = try digests(of: office)
            // What the office holds, be it nothing.
            let held = own.keys.filter { place in ["uni", office.college?.scope].contains { $0.map { place.hasSuffix(" \($0)") } ?? false } }
            return Set(held).union(others.keys).filter { own[$0] != others[$0] }.map { "\(office.name): \($0)" }.sorted()
        }
    }

    /// Of all that the committee's tables hold, by table and scope.
    public func digests() throws -> [String: String] { try digests(of: university.server) }

    private func digests(of station: YearUniversity.Station) throws -> [String: String] {
        try station.replica.fold()
        return try station.replica.read { database in
            var found: [String: String] = [:]
            for table in BranchSchema.tables.map(\.name) {
                var hashes: [String: SHA256] = [:]
                let rows = try Row.fetchCursor(database, sql: "SELECT * FROM \"\(table)\" ORDER BY id")
                while let row = try rows.next() {
                    let scope: String = row["scope_id"] ?? ""
                    hashes[scope, default: SHA256()].update(data: Data(row.databaseValues.map { "\($0)" }.joined(separator: "|").utf8))
                }
                for (scope, hash) in hashes { found["\(table) \(scope)"] = hash.finalize().map { String($0, radix: 16) }.joined() }
            }
            return found
        }
    }

    /// Rows by table, on the committee's computer.
    public func rows() throws -> [(table: String, count: Int)] {
        try university.server.replica.read { database in
            try BranchSchema.tables.map { ($0.name, try Int.fetchOne(database, sql: "SELECT count(*) FROM \"\($0.name)\"") ?? 0) }
        }
    }

    /// A report at the end of the year, on the committee's computer.
    public func report(_ id: String, _ parameters: [String: String] = [:]) throws -> ReportTable {
        let report = try ReportCatalog.load(id)
        var values = parameters
        if report.parameters.contains(where: { $0.name == "as_at" }) { values["as_at"] = values["as_at"] ?? Self.asAt }
        return try university.server.replica.read { try report.run(in: $0, parameters: values) }
    }

    /// Conflicts that nobody has decided.
    public func openConflicts() throws -> [Conflict] {
        try university.server.replica.conflicts().filter { $0.status == .open }
    }
}
