import SyncCore

extension Replica {
    /// Puts a schema in force for all replicas: as an entry of the control chain, and here at once.
    ///
    /// - Parameters:
    ///   - sql: The schema's text.
    ///   - version: Its name, which stands for this text for ever.
    ///   - dropping: Whether tables or columns may go.
    ///   - signer: An administrator's device.
    /// - Returns: As `rehearse` tells it.
    /// - Throws: `SchemaUnfit`; `StoreError` (`schemaVersionTaken`, `schemaDrops`); `ControlError`
    ///   where the signer is not entitled. Then nothing has changed.
    @discardableResult
    public func release(
        schema sql: String, version: String, dropping: Bool = false, by signer: DeviceSigner
    ) throws -> SchemaChange {
        let change = try rehearse(schema: sql, version: version)
        if change.drops, !dropping {
            let gone = change.droppedTables + change.droppedColumns
            throw StoreError(.schemaDrops, gone.joined(separator: ", "))
        }
        try sign([.schema(version: version, sql: sql)], by: signer)
        return change
    }

    /// What a schema would change here; nothing is written.
    ///
    /// - Throws: `SchemaUnfit`; `StoreError.schemaVersionTaken` where another text has that version, or where it is in force.
    public func rehearse(schema sql: String, version: String) throws -> SchemaChange {
        // One that is no more in force may be put in force again: so it is after a fork of the control chain.
        let releases = try control().releases
        let taken = releases.last?.version == version || releases.contains { $0.version == version && $0.sql != sql }
        if taken { throw StoreError(.schemaVersionTaken, version) }
        let change = Result { try migrate(ControlState.Release(version: version, sql: sql), keeps: false) }
        try forgetModel()
        return try change.get()
    }
}
