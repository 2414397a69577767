import Crypto
import GRDB
import SyncCore

/// The set hash of what a replica shows, scope by scope. A row that is kept aside counts as shown: whoever holds its
/// scope alone shows it.
///
/// Each visible row and each open or settled conflict is hashed by itself and the hashes are added
/// up, so the order in which they lie in the file does not matter.
struct StateDigest {
    let transaction: StoreTransaction

    init(_ transaction: StoreTransaction) { self.transaction = transaction }

    func digests(conflicts: [Conflict]) throws -> [String: [UInt8]] {
        var sums: [String: [UInt8]] = [:]
        for table in transaction.model.tables { try add(table, to: &sums) }
        for conflict in conflicts where ["value", "delete-edit"].contains(conflict.kind) {
            var line = Array("conflict\t\(conflict.id.text)\t\(conflict.status.rawValue)".utf8)
            line.append(0x0A)
            Self.add(Array(SHA256.hash(data: line)), to: &sums[conflict.scope, default: Self.zero])
        }
        return sums
    }

    static let zero = [UInt8](repeating: 0, count: 32)

    private func add(_ table: TableModel, to sums: inout [String: [UInt8]]) throws {
        let rows = try transaction.log.statement(
            """
            SELECT c.v, \((table.key + table.columns).map { "t.\($0.name.quotedName)" }
                .joined(separator: ", ")) FROM \(table.quoted) t
            \(table.clockJoin)
            """)
        while try rows.step() {
            guard let clock = RowClock(blob: rows.bytes(0)),
                let scope = transaction.chains[clock.base.chain]?.scope
            else { throw StoreError(.fileDamaged, "clock of \(table.name)") }
            let count = table.key.count + table.columns.count
            Self.add(Self.hash(table, rows.values(1..<count + 1)), to: &sums[scope, default: Self.zero])
        }
        for entry in try transaction.rows.aside(table) {
            let values = try entry.key + Register(transaction).visible(entry)
            Self.add(Self.hash(table, values), to: &sums[entry.scope, default: Self.zero])
        }
    }

    /// - Parameter values: Of the key, then of the other columns.
    private static func hash(_ table: TableModel, _ values: [Value]) -> [UInt8] {
        let names = (table.key + table.columns).map(\.name)
        var line: [UInt8] = []
        Value.appendEscaped(table.name.utf8, to: &line)
        // By name, so that the order of columns added on different days does not matter.
        for index in values.indices.sorted(by: { names[$0] < names[$1] }) {
            line.append(0x09)
            Value.appendEscaped(names[index].utf8, to: &line)
            line.append(0x09)
            values[index].appendText(to: &line)
        }
        return Array(SHA256.hash(data: line))
    }

    /// Adds modulo 2^256, the last byte being the least.
    static func add(_ hash: [UInt8], to sum: inout [UInt8]) {
        var carry = 0
        for index in stride(from: 31, through: 0, by: -1) {
            carry += Int(sum[index]) + Int(hash[index])
            sum[index] = UInt8(carry & 0xFF)
            carry >>= 8
        }
    }
}
