import Crypto
import GRDB
import Logging
import NIOCore
import NIOPosix
import ReplicaStore
import SyncCore
import SyncTransport
import TestKit
import Testing

/// What stands between two replicas must not read them, and not pass for one of them.
@Suite struct SecureLinkTests {
    private let committee: Committee
    private let office: Committee.Computer

    init() throws {
        committee = try Committee(
            seed: 7, schema: "CREATE TABLE t(id TEXT NOT NULL PRIMARY KEY, a);", scopes: [])
        office = try committee.enrol("office", scopes: ["uni"])
        try committee.server.replica.hold(scope: "uni", writes: true)
        try office.replica.edit { try $0.execute(sql: "INSERT INTO t VALUES ('k', '支部')") }
    }

    private static func session(
        of computer: Committee.Computer, _ role: SessionRole, expecting: DeviceID? = nil
    ) -> SyncSession {
        SyncSession(
            role: role,
            identity: SessionIdentity(
                publicKey: computer.publicKey, nonce: Array(repeating: role == .initiator ? 1 : 2, count: 32),
                name: "x", agreementKey: Array(repeating: 1, count: 32), sign: computer.signer.sign),
            expectedPeer: expecting)
    }

    private func sync(at port: Int) async throws -> SyncSummary {
        try await SyncClient.sync(
            with: #require(PeerAddress("127.0.0.1:\(port)")),
            session: Self.session(of: office, .initiator, expecting: committee.server.device),
            owner: ReplicaOwner(office.replica, signer: office.signer, now: committee.world.surroundings.now))
    }

    /// Runs `body` while the server listens, with its port.
    private func whileServing(_ body: (Int) async throws -> Void) async throws {
        let (server, now) = (committee.server, committee.world.surroundings.now)
        let listener = try await SyncListener(listeningOn: #require(PeerAddress("127.0.0.1:0")))
        let serving = Task {
            try await listener.serve(logger: Logger(label: "test")) {
                (Self.session(of: server, .responder), ReplicaOwner(server.replica, signer: server.signer, now: now))
            }
        }
        defer { serving.cancel() }
        try await body(listener.port)
    }

    @Test func whoAnswersWithACertificateOfHisOwnIsFoundOut() async throws {
        try await whileServing { port in
            let relay = try await Relay(to: port)
            // He can hand everything on and read it, but both sides sign the certificate that they see.
            await #expect(throws: SyncError(.proofWrong)) { try await sync(at: relay.port) }
            #expect(await relay.saw("hello\t1\ti"))
            #expect(await !relay.saw("changeset"))
            try await relay.close()
            #expect(try committee.server.replica.changesets(scope: "uni").isEmpty)
            #expect(try await sync(at: port).sent > 0)
        }
    }

    @Test func nothingOfASessionCanBeReadOnTheWay() async throws {
        try await whileServing { port in
            let wire = try await Relay(to: port, isInTheMiddle: false)
            #expect(try await sync(at: wire.port).unequalScopes == [])
            for text in ["hello", "changeset", "支部", "frontier"] { #expect(await !wire.saw(text)) }
            #expect(await wire.count > 1_000)
            try await wire.close()
        }
    }

    @Test func bytesThatAreChangedOnTheWayEndTheSession() async throws {
        try await whileServing { port in
            let wire = try await Relay(to: port, isInTheMiddle: false, spoiling: 1_500)
            await #expect(throws: SyncError.self) { try await sync(at: wire.port) }
            try await wire.close()
            #expect(try committee.server.replica.changesets(scope: "uni").isEmpty)
        }
    }

    /// A network that goes is no foreign program: trying later helps.
    @Test func aLineThatGoesBeforeThereAreKeysIsToBeTriedAgain() async throws {
        let other = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.execute { channel.close(promise: nil) }
                return channel.eventLoop.makeSucceededVoidFuture()
            }.bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(other.localAddress?.port)
        await #expect(throws: SyncError(.closedEarly)) { try await sync(at: port) }
        try await other.close()
    }

    @Test func whoSpeaksNoTLSGetsNoLine() async throws {
        try await whileServing { port in
            let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connect(host: "127.0.0.1", port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
            var said = ByteBuffer()
            try await channel.executeThenClose { inbound, outbound in
                try await outbound.write(ByteBuffer(string: "hello\t1\ti\n"))
                for try await bytes in inbound { said.writeImmutableBuffer(bytes) }
            }
            #expect(!String(buffer: said).contains("hello") && !String(buffer: said).contains("error"))
            // The next one is served.
            #expect(try await sync(at: port).unequalScopes == [])
        }
    }
}

/// Somebody between two replicas who hands on what he gets.
private actor Relay {
    nonisolated let port: Int
    private let channel: any Channel
    private let log: Log

    private actor Log {
        var bytes: [UInt8] = []
        func append(_ new: ByteBuffer) { bytes += new.readableBytesView }
    }

    /// - Parameters:
    ///   - target: The port of whom he stands for.
    ///   - isInTheMiddle: Whether he ends the TLS of both with a certificate of his own.
    ///   - spoiling: Which of the initiator's bytes he changes.
    init(to target: Int, isInTheMiddle: Bool = true, spoiling: Int? = nil) async throws {
        let certificate = try ServerCertificate()
        let limits = SessionLimits.standard
        let log = Log()
        let server: NIOAsyncChannel<Side, Never> = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0) { channel in
                isInTheMiddle
                    ? SecureLink.accepting(channel, certificate, limits).map { Side(bytes: $0.bytes) }
                    : Side.plain(channel)
            }
        channel = server.channel
        port = server.channel.localAddress?.port ?? 0
        self.log = log
        Task {
            try await server.executeThenClose { inbound in
                for try await left in inbound {
                    let right = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                        .connect(host: "127.0.0.1", port: target) { channel in
                            isInTheMiddle
                                ? SecureLink.calling(channel, limits).map { Side(bytes: $0.bytes) }
                                : Side.plain(channel)
                        }
                    await Self.handOn(left, right, log, spoiling)
                }
            }
        }
    }

    private struct Side: Sendable {
        var bytes: NIOAsyncChannel<ByteBuffer, ByteBuffer>

        static func plain(_ channel: any Channel) -> EventLoopFuture<Side> {
            channel.eventLoop.makeCompletedFuture {
                Side(bytes: try NIOAsyncChannel(wrappingChannelSynchronously: channel))
            }
        }
    }

    private static func handOn(_ left: Side, _ right: Side, _ log: Log, _ spoiling: Int?) async {
        // However it ends: the two sides say what they think of it.
        _ = try? await left.bytes.executeThenClose { fromLeft, toLeft in
            try await right.bytes.executeThenClose { fromRight, toRight in
                await withTaskGroup { group in
                    group.addTask {
                        var passed = 0
                        _ = try? await pump(fromLeft, toRight, log) { buffer in
                            if let spoiling, (passed..<passed + buffer.readableBytes).contains(spoiling) {
                                let index = buffer.readerIndex + spoiling - passed
                                buffer.setInteger((buffer.getInteger(at: index, as: UInt8.self) ?? 0) ^ 1, at: index)
                            }
                            passed += buffer.readableBytes
                        }
                    }
                    group.addTask { _ = try? await pump(fromRight, toLeft, log) { _ in } }
                    await group.next()
                    try? await left.bytes.channel.close()
                    try? await right.bytes.channel.close()
                }
            }
        }
    }

    private static func pump(
        _ from: NIOAsyncChannelInboundStream<ByteBuffer>, _ to: NIOAsyncChannelOutboundWriter<ByteBuffer>, _ log: Log,
        _ change: (inout ByteBuffer) -> Void
    ) async throws {
        for try await bytes in from {
            var bytes = bytes
            await log.append(bytes)
            change(&bytes)
            try await to.write(bytes)
        }
    }

    var count: Int { get async { await log.bytes.count } }

    func saw(_ text: String) async -> Bool {
        let (bytes, wanted) = (await log.bytes, Array(text.utf8))
        return bytes.indices.contains { bytes[$0...].starts(with: wanted) }
    }

    func close() async throws { try await channel.close() }
}
