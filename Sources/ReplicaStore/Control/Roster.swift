import Foundation
import SyncCore

/// What the control entries say, as tables that SQL can read: the devices, and where this one may
/// write.
struct Roster {
    let transaction: StoreTransaction

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    func write(_ state: ControlState) throws {
        let log = transaction.log
        try log.statement("DELETE FROM zhibu_device").run()
        for (id, device) in state.devices.sorted(by: { $0.key < $1.key }) {
            let grant = state.grants[id]
            try log.statement(
                """
                INSERT INTO zhibu_device(id, name, public_key, agreement_key, scopes, roles, revoked)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
            )
            .bind(1, id.text).bind(2, device.name)
            .bind(3, Data(device.signingKey).base64EncodedString())
            .bind(4, Data(device.agreementKey).base64EncodedString())
            .bind(5, (grant?.scopes ?? []).joined(separator: " "))
            .bind(6, (grant?.roles ?? []).joined(separator: " "))
            .bind(7, state.revoked[id].map { .text($0.reason) } ?? .null).run()
        }
        try writeHeld(state)
    }

    /// The guard triggers ask this table; it follows the entries, so a right that was taken away is
    /// gone here as soon as this replica learns of it.
    private func writeHeld(_ state: ControlState) throws {
        guard let own = try transaction.meta.text(.device).flatMap(DeviceID.init),
            state.devices[own] != nil
        else { return }
        let log = transaction.log
        var scopes = Set(state.scopes.keys).union(["uni"])
        scopes.formUnion((state.grants[own]?.scopes ?? []).filter { $0 != ControlName.allScopes })
        for scope in scopes.sorted() where state.mayRead(own, scope: scope) {
            try log.statement("INSERT OR IGNORE INTO zhibu_held(scope, writes) VALUES (?, 0)")
                .bind(1, scope).run()
        }
        try giveUp(state, own)
        let rows = try log.statement("SELECT scope FROM zhibu_held ORDER BY scope")
        var held: [String] = []
        while try rows.step() { held.append(rows.text(0)) }
        // Both what all entries say and what others will judge by: else somebody is told that it is
        // written, and it doesn't count.
        let written = transaction.control.written
        for scope in held where scope != ControlName.scope {
            let writes =
                state.mayWrite(own, scope: scope) && state.revoked[own] == nil
                && written.mayWrite(own, scope: scope)
            try log.statement("UPDATE zhibu_held SET writes = ? WHERE scope = ?")
                .bind(1, writes ? 1 : 0).bind(2, scope).run()
        }
    }

    /// A scope that this device may not read any more, and of which it holds nothing, is none of its
    /// own: it may have been a slip. A device that was revoked keeps its list: a review may follow.
    private func giveUp(_ state: ControlState, _ own: DeviceID) throws {
        guard state.revoked[own] == nil else { return }
        let rows = try transaction.log.statement(
            "SELECT scope FROM zhibu_held WHERE scope NOT IN (SELECT scope FROM zhibu_chain)")
        var empty: [String] = []
        while try rows.step() { empty.append(rows.text(0)) }
        for scope in empty where !state.mayRead(own, scope: scope) {
            try transaction.log.statement("DELETE FROM zhibu_held WHERE scope = ?").bind(1, scope).run()
        }
    }
}
