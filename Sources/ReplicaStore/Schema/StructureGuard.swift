import CSQLiteShim
public import GRDB

/// Refuses statements that change what is synced as tables: that is for a new version of the schema, which every replica
/// takes in. A table that somebody drops by hand would be missing here alone, and its records with it.
///
/// - SeeAlso: https://sqlite.org/c3ref/set_authorizer.html
public final class StructureGuard {
    /// In lower case.
    private let tables: Set<String>
    /// What was refused last.
    private var refused: String?

    /// - Parameter database: A replica's.
    public init(_ database: Database) throws {
        tables = try Set(String.fetchAll(database, sql: "SELECT lower(name) FROM zhibu_table"))
    }

    /// Prepares statements.
    ///
    /// - Throws: `StructureRefused`, besides what the body throws.
    public func preparing<Result>(in database: Database, _ body: () throws -> Result) throws -> Result {
        let connection = database.sqliteConnection
        refused = nil
        sqlite3_set_authorizer(
            connection,
            { context, action, first, second, _, _ in
                guard let context else { return SQLITE_DENY }
                let guarding = Unmanaged<StructureGuard>.fromOpaque(context).takeUnretainedValue()
                switch action {
                case SQLITE_DROP_TABLE: return guarding.answer(first)
                case SQLITE_ALTER_TABLE: return guarding.answer(second)
                case SQLITE_DROP_TRIGGER: return guarding.answer(first, ofTables: false)
                default: return SQLITE_OK
                }
            }, Unmanaged.passUnretained(self).toOpaque())
        defer { sqlite3_set_authorizer(connection, nil, nil) }
        do {
            return try withExtendedLifetime(self, body)
        } catch let error as DatabaseError where error.resultCode.primaryResultCode == .SQLITE_AUTH {
            throw refused.map(StructureRefused.init) ?? error as any Error
        }
    }

    private func answer(_ name: UnsafePointer<CChar>?, ofTables: Bool = true) -> Int32 {
        guard let name = name.map({ String(cString: $0) }) else { return SQLITE_OK }
        let isOurs = name.lowercased().hasPrefix("zhibu_") || ofTables && tables.contains(name.lowercased())
        if isOurs { refused = name }
        return isOurs ? SQLITE_DENY : SQLITE_OK
    }
}

/// A statement would have changed a table that is synced, or what the engine needs.
public struct StructureRefused: Error, Equatable {
    public var name: String
}
