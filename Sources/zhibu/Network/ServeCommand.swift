import ArgumentParser
import Logging
import Membership
import ReplicaStore
import SyncCore
import SyncTransport

/// `zhibu serve`: listens for other replicas until SIGTERM or Ctrl-C.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "接收各学院同步 / listen for other replicas")

    @OptionGroup var common: CommonOptions
    @Option(help: "HOST:PORT") var listen = "127.0.0.1:7007"
    @Option(help: "运行状况和计数（/healthz、/metrics） / health and metrics over HTTP: HOST:PORT") var health: String?
    @Option(help: "text | json") var log = LogForm.text

    enum LogForm: String, ExpressibleByArgument { case text, json }

    func run() async throws {
        guard let address = PeerAddress(listen) else {
            throw ValidationError(common.words(.addressForm("--listen", listen)))
        }
        let member = try common.openMember()
        let replica = member.replica
        let listening: Listening
        do {
            listening = try await member.listen(at: address)
        } catch let error as SyncError where error == SyncError(.peerUnreachable) {
            throw CommandFailure(.addressTaken, "\(address)")
        }
        let actual = "\(address.host):\(listening.port)"
        // An office that listens keeps the committee's address; the committee notes its own.
        if try replica.control().isAdmin(member.keys.device) {
            try replica.setServer(address: actual)
            try replica.setOwnAddress(actual)
        }
        let reporting = try await reportHealth(listening)
        common.show(common.words(.listening(actual)))
        if let reporting { common.show(common.words(.reportsHealth(reporting.address))) }
        switch log {
        case .text: LoggingSystem.bootstrap(StreamLogHandler.standardError)
        case .json: LoggingSystem.bootstrap(JSONLog.init)
        }
        do {
            try await untilStopped { try await listening.serve(logger: Logger(label: "zhibu.serve")) }
        } catch is CancellationError {
            // Asked to stop: what was acknowledged is committed.
        }
        try await reporting?.listener.close()
        try replica.close()
    }

    private func reportHealth(_ listening: Listening) async throws -> (listener: HealthListener, address: String)? {
        guard let health else { return nil }
        guard let address = PeerAddress(health) else {
            throw ValidationError(common.words(.addressForm("--health", health)))
        }
        do {
            let listener = try await listening.reportHealth(at: address)
            return (listener, "\(address.host):\(listener.port)")
        } catch let error as SyncError where error == SyncError(.peerUnreachable) {
            throw CommandFailure(.addressTaken, "\(address)")
        }
    }
}
