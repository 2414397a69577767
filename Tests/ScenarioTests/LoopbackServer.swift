import Foundation

/// A listener on loopback that answers every connection with the same text, whatever is said to it.
final class LoopbackServer: Sendable {
    let port: Int
    private let descriptor: Int32

    struct Failure: Error {
        var call: String
    }

    /// - Parameter answering: Nil to say nothing.
    init(answering answer: String?) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(call: "socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard bound else { throw Failure(call: "bind") }
        self.descriptor = descriptor
        port = Int(UInt16(bigEndian: address.sin_port))
        guard let answer else { return }
        Thread.detachNewThread {
            while true {
                let peer = accept(descriptor, nil, nil)
                guard peer >= 0 else { return }
                _ = Array(answer.utf8).withUnsafeBytes { send(peer, $0.baseAddress, $0.count, 0) }
                // What the peer says is read, so that its closing is not a reset.
                var buffer = [UInt8](repeating: 0, count: 4_096)
                while recv(peer, &buffer, buffer.count, 0) > 0 {}
                close(peer)
            }
        }
    }

    /// Stops listening; a connection that comes now is refused.
    func stop() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }
}
