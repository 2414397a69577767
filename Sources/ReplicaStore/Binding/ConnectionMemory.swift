import GRDB
import SyncCore

/// What one connection remembers from transaction to transaction: prepared statements, the schema, the
/// control entries.
final class ConnectionMemory: @unchecked Sendable {
    // Guarded by the connection's serial queue: every use is inside it.
    let statements = StatementCache()
    private var known: SchemaModel?
    private var knownStamp: Int64 = -1
    private var control = ControlLog()
    private var controlHeads: [SeenPoint] = []
    private var knownChains: ChainTable.Content?
    private var versionOfChains: Int64 = -1
    private var version: Int64 = 0
    private weak var lastTable: ChainTable?
    /// For histories that others made: their rights have no keys.
    private var isControlGiven = false

    /// The schema, read anew where a table was made or altered since.
    func model(_ database: Database) throws -> SchemaModel {
        let row = try statements.statement("PRAGMA schema_version", in: database)
        let stamp = try row.step() ? row.int(0) : 0
        row.reset()
        if let known, knownStamp == stamp { return known }
        statements.removeAll()
        var reader = SchemaReader(installed: database)
        var model = try reader.model(numbering: SchemaNumbering(database: database).known)
        model.setAside(try DamagedTables.names(in: database))
        known = model
        knownStamp = stamp
        return model
    }

    /// The chains, read anew where another connection has written since (https://www.sqlite.org/pragma.html#pragma_data_version),
    /// or this one, unless ``committed(_:)`` was told.
    func chains(_ log: ChangesetLog) throws -> ChainTable {
        let row = try log.statement("PRAGMA data_version")
        version = try row.step() ? row.int(0) : 0
        row.reset()
        if versionOfChains != version { knownChains = nil }
        let table = try ChainTable(log, knownChains) { [unowned self] in knownChains = nil }
        knownChains = table.content
        versionOfChains = version
        lastTable = table
        return table
    }

    /// A transaction was committed that had begun with ``chains(_:)``. Where its chains were read once more within it,
    /// nothing is known.
    func committed(_ chains: ChainTable) {
        knownChains = lastTable === chains ? chains.content : nil
        versionOfChains = version
    }

    /// The control entries, read and checked anew where there are others than last time.
    func control(_ log: ChangesetLog, _ chains: ChainTable) throws -> ControlLog {
        if isControlGiven { return control }
        let heads = chains.frontier(scope: ControlName.scope)
        if heads != controlHeads {
            let trusted = try MetaTable(log: log).text(.root).flatMap(DeviceID.init)
            control = try ControlStore.load(log, chains, trusted: trusted)
            controlHeads = heads
        }
        return control
    }

    func give(_ control: ControlLog) {
        self.control = control
        isControlGiven = true
    }

    /// Tables or policies have changed.
    func forget() {
        statements.removeAll()
        known = nil
        knownChains = nil
    }
}
