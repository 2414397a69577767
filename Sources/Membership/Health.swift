import Foundation
import ReplicaStore
public import SyncTransport

/// What a listening member says to the machines that watch over it.
extension Listening {
    /// Listens for `GET /healthz`, which is 200 as long as the replica can be read, and `GET /metrics`, in Prometheus'
    /// text format. Scopes are named in it; no device, person or record is.
    ///
    /// - Throws: `SyncError.peerUnreachable` where the address is taken.
    public func reportHealth(at address: PeerAddress) async throws -> HealthListener {
        let (replica, counts) = (member.replica, counts)
        return try await HealthListener(listeningOn: address) { path in
            switch path {
            case "/healthz": return await Self.page(replica) { _ in "ok\n" }
            case "/metrics": return await Self.page(replica) { MetricsText($0, counts.now).text }
            default: return nil
            }
        }
    }

    /// The file is read on a thread that may wait.
    private static func page(_ replica: Replica, _ words: @escaping @Sendable (ReplicaGauges) -> String) async -> HealthPage {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                do {
                    continuation.resume(returning: HealthPage(isHealthy: true, text: words(try replica.gauges())))
                } catch {
                    let number = (error as? StoreError)?.code.rawValue ?? 199
                    continuation.resume(returning: HealthPage(isHealthy: false, text: "zhibu_up 0\n# error \(number)\n"))
                }
            }
        }
    }
}

/// - SeeAlso: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
private struct MetricsText {
    private(set) var text = ""

    init(_ replica: ReplicaGauges, _ sessions: SessionCounts.Values) {
        gauge("up", "Whether the replica can be read.", [("", 1)])
        gauge("sessions_open", "Sessions that are running.", [("", Double(sessions.open))])
        counter("sessions_total", "Sessions that have ended.", [
            ("end=\"synced\"", Double(sessions.synced)), ("end=\"unequal\"", Double(sessions.unequal)),
            ("end=\"refused\"", Double(sessions.refused)),
        ])
        counter(
            "session_errors_total", "Sessions that ended with an error, by its number.",
            sessions.errors.sorted { $0.key < $1.key }.map { ("code=\"\($0.key)\"", Double($0.value)) })
        counter("changesets_received_total", "Changesets of sessions that have ended.", [("", Double(sessions.received))])
        counter("changesets_sent_total", "Changesets of sessions that have ended.", [("", Double(sessions.sent))])
        func ofScopes(_ value: (ReplicaGauges.Scope) -> Double?) -> [(String, Double)] {
            replica.scopes.compactMap { scope in value(scope).map { ("scope=\"\(Self.escaped(scope.name))\"", $0) } }
        }
        gauge("changesets", "Changesets that are held.", ofScopes { Double($0.changesets) })
        gauge("open_conflicts", "Conflicts that wait for a person.", ofScopes { Double($0.openConflicts) })
        gauge("last_sync_timestamp_seconds", "When a sync last ended equal.", ofScopes { $0.lastSync.map { Double($0) / 1_000 } })
        gauge("waiting_changesets", "Changesets that came before what they depend on.", [("", Double(replica.waiting))])
        gauge("void_changesets", "Changesets that don't count and await review.", [("", Double(replica.void))])
        gauge("devices", "Devices that are enrolled and not revoked.", [("", Double(replica.devices))])
        gauge("file_bytes", "The replica's file.", [("", Double(replica.fileBytes))])
    }

    private mutating func gauge(_ name: String, _ help: String, _ values: [(String, Double)]) { add(name, "gauge", help, values) }
    private mutating func counter(_ name: String, _ help: String, _ values: [(String, Double)]) { add(name, "counter", help, values) }

    private mutating func add(_ name: String, _ kind: String, _ help: String, _ values: [(labels: String, value: Double)]) {
        text += "# HELP zhibu_\(name) \(help)\n# TYPE zhibu_\(name) \(kind)\n"
        for (labels, value) in values {
            let number = value == value.rounded() ? "\(Int64(value))" : "\(value)"
            text += "zhibu_\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(number)\n"
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
            .replacingOccurrences(of: "\n", with: "\\n")
    }
}
