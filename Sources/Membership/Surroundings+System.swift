import Foundation
public import ReplicaStore

extension Surroundings {
    /// The system's clock and random numbers.
    ///
    /// - Parameter busySeconds: How long to wait for another program that holds the file.
    public static func system(busySeconds: Double = 10) -> Surroundings {
        Surroundings(
            now: { Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)) },
            random: { count in
                var dice = SystemRandomNumberGenerator()
                return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &dice) }
            }, busySeconds: busySeconds)
    }
}
