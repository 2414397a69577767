import Membership
import SyncTransport
import Testing

/// Runs `body` while the member listens.
func listening<Result>(
    _ member: Member, _ body: (_ address: String) async throws -> sending Result
) async throws -> sending Result {
    let listening = try await member.listen(at: try #require(PeerAddress("127.0.0.1:0")))
    let server = Task { try await listening.serve() }
    let result: Result
    do {
        result = try await body("127.0.0.1:\(listening.port)")
    } catch {
        server.cancel()
        _ = await server.result
        throw error
    }
    server.cancel()
    // Only then nobody has the files open any more.
    _ = await server.result
    return result
}
