public import Crypto

/// A computer enrolled by the committee: the first 16 bytes of SHA-256 over its Ed25519 public key,
/// as 32 lower-case hexadecimal digits.
public struct DeviceID: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let text: String

    public init(publicKey: Curve25519.Signing.PublicKey) {
        self.init(signingKeyBytes: Array(publicKey.rawRepresentation))
    }

    /// - Parameter signingKeyBytes: The 32 bytes of the public key.
    public init(signingKeyBytes: [UInt8]) {
        text = Array(SHA256.hash(data: signingKeyBytes).prefix(16)).hexText
    }

    /// Nil unless `text` is 32 lower-case hexadecimal digits.
    public init?(_ text: String) {
        guard text.utf8.count == 32, text.utf8.allSatisfy(Self.isDigit) else { return nil }
        self.text = text
    }

    fileprivate static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }

    public var description: String { text }
    public static func < (left: DeviceID, right: DeviceID) -> Bool { left.text < right.text }
}

/// One writing life of one device: the device and an epoch of 128 random bits, drawn when it joins,
/// when a backup is restored and when a fork of its own chain is found.
public struct Author: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// `device.epoch`, each of 32 hexadecimal digits. Ties are broken by the bytes of this text.
    public let text: String

    public init(device: DeviceID, epoch: [UInt8]) {
        precondition(epoch.count == 16, "an epoch has 16 bytes, not \(epoch.count)")
        text = "\(device.text).\(epoch.hexText)"
    }

    /// Nil unless `text` is what the other initialiser makes.
    public init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count == 65, bytes.prefix(32).allSatisfy(DeviceID.isDigit),
            bytes.dropFirst(32).first == UInt8(ascii: "."), bytes.suffix(32).allSatisfy(DeviceID.isDigit)
        else { return nil }
        self.text = text
    }

    /// For histories that others made, whose authors have names of their own.
    package init(unchecked text: String) { self.text = text }

    public var device: String {
        String(text[..<(text.utf8.firstIndex(of: UInt8(ascii: ".")) ?? text.endIndex)])
    }

    package func isOfSameDevice(as other: Author) -> Bool {
        let dot = UInt8(ascii: ".")
        return text.utf8.prefix { $0 != dot }.elementsEqual(other.text.utf8.prefix { $0 != dot })
    }

    /// Enough to tell authors apart on a screen: four digits of the device, four of the epoch.
    public var short: String {
        let parts = text.split(separator: ".")
        guard let device = parts.first, let epoch = parts.last, parts.count == 2 else {
            return text
        }
        return "\(device.prefix(4))-\(epoch.prefix(4))"
    }
    public var description: String { text }
    public static func < (left: Author, right: Author) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

/// The hash of a changeset: SHA-256 over its begin line and the hashes of its other lines.
///
/// As a tree of hashes it lets one line be erased or archived while the chain stays provable.
public struct ChangesetHash: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let bytes: [UInt8]

    /// Nil unless there are 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    package init(digest: SHA256.Digest) { bytes = Array(digest) }

    /// Eight bytes of a hash are as good as all of it to find a place in a table.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) })
    }

    public var description: String { bytes.hexText }
    public static func < (left: ChangesetHash, right: ChangesetHash) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
