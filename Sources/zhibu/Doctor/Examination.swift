import Foundation
import GRDB
import Membership
import ReplicaStore
import SyncCore

/// The parts of a support file. Each says what it can: what is wrong with the file must not keep it from being told.
enum Examination {
    static var program: JSON {
        .object([
            ("file_format", .integer(Int64(Replica.fileFormat))), ("protocol", .string("1")),
            ("sqlite", .string(sqliteVersion)),
            ("system", .string(ProcessInfo.processInfo.operatingSystemVersionString)),
            ("processors", .integer(Int64(ProcessInfo.processInfo.activeProcessorCount))),
            ("memory_mb", .integer(Int64(ProcessInfo.processInfo.physicalMemory >> 20))),
            ("time_zone", .string(TimeZone.current.identifier)),
        ])
    }

    private static var sqliteVersion: String {
        (try? DatabaseQueue().read { try String.fetchOne($0, sql: "SELECT sqlite_version()") }) ?? "?"
    }

    /// Looks at the file with a connection of its own, before the replica's opening mends what it can.
    static func file(_ path: String) -> JSON {
        let files = FileManager.default
        var parts: [(String, JSON)] = ["", "-wal", "-shm", ".key"].map { suffix in
            let attributes = try? files.attributesOfItem(atPath: path + suffix)
            let size = attributes?[.size] as? Int
            let mode = (attributes?[.posixPermissions] as? Int).map { String($0, radix: 8) }
            return (
                suffix.isEmpty ? "main" : suffix,
                size == nil ? .null : .object([("bytes", .integer(Int64(size ?? 0))), ("mode", .optional(mode))])
            )
        }
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let free = (try? files.attributesOfFileSystem(forPath: folder)[.systemFreeSize] as? Int) ?? nil
        parts.append(("free_bytes", free.map { .integer(Int64($0)) } ?? .null))
        parts.append(("network_drive", .optional(NetworkDrive.kind(of: folder))))
        guard files.fileExists(atPath: path) else { return .object(parts) }
        parts.append(("database", told { try database(path) }))
        return .object(parts)
    }

    private static func database(_ path: String) throws -> JSON {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        return queue.unsafeRead { database in
            var parts: [(String, JSON)] = []
            for pragma in ["journal_mode", "page_size", "page_count", "freelist_count", "schema_version", "application_id"] {
                parts.append((pragma, told { try JSON(Value(Row.fetchOne(database, sql: "PRAGMA \(pragma)")?[0] ?? .null)) }))
            }
            parts.append(
                ("quick_check", told { .array(try String.fetchAll(database, sql: "PRAGMA quick_check(5)").map(JSON.string)) }))
            parts.append(
                ("triggers", told {
                    let count = try Int64.fetchOne(
                        database, sql: "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'zhibu\\_%' ESCAPE '\\'")
                    return .integer(count ?? 0)
                }))
            parts.append(
                ("rows", told {
                    let names = try String.fetchAll(
                        database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name")
                    return .object(
                        names.map { name in
                            (name, told {
                                let count = "SELECT count(*) FROM \(name.quotedDatabaseIdentifier)"
                                return .integer(try Int64.fetchOne(database, sql: count) ?? 0)
                            })
                        })
                }))
            return .object(parts)
        }
    }

    static func replica(_ common: CommonOptions) -> JSON {
        told {
            try common.withReplica { replica in
                let status = try replica.status(digesting: false)
                let control = try replica.control()
                let revoked = DeviceID(status.device).map { control.revoked[$0] != nil } ?? false
                return .object([
                    ("device", .string(String(status.device.prefix(8)))), ("schema", .optional(status.schemaVersion)),
                    ("schema_unfit", .bool(status.schemaUnfit != nil)), ("parked", .integer(Int64(status.parked))),
                    ("damaged", .array(status.damaged.map(JSON.string))),
                    ("not_counted", .integer(Int64(try replica.voidCount()))), ("revoked", .bool(revoked)),
                    ("devices", .integer(Int64(control.devices.count))),
                    ("clock_offset_ms", .integer(try replica.clockOffset())),
                    ("scopes", .array(status.scopes.map(scope))),
                    (
                        "rules",
                        .array(
                            status.rules.map {
                                .object([
                                    ("name", .string($0.name)), ("open", .integer(Int64($0.open))),
                                    ("milliseconds", .integer($0.milliseconds)), ("failed", .bool($0.error != nil)),
                                ])
                            })
                    ),
                ])
            }
        }
    }

    private static func scope(_ scope: ScopeStatus) -> JSON {
        .object([
            ("name", .string(scope.name)), ("writes", .bool(scope.writes)),
            ("chains", .integer(Int64(scope.frontier.count))), ("pending", .integer(Int64(scope.pending))),
            ("open_conflicts", .integer(Int64(scope.openConflicts))),
            ("last_sync", .optional(scope.lastSync.map { Moment($0).iso })),
        ])
    }

    /// Of an error only its number: its words may be somebody's.
    private static func told(_ body: () throws -> JSON) -> JSON {
        do {
            return try body()
        } catch {
            return .object([("error", .integer(Int64(ErrorReport.number(of: error) ?? 0)))])
        }
    }
}
