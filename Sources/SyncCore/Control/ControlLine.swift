/// One line of a control entry: who may do what, and by which schema.
///
/// - SeeAlso: `Protocol/control.md`.
public enum ControlLine: Equatable, Sendable {
    /// The first line of the first entry: the root key and the recovery key, 32 bytes each.
    case found(root: [UInt8], recovery: [UInt8]?)
    /// Enrols a device, or gives it another name or agreement key; its id follows from its key.
    case device(ControlDevice)
    /// All roles and scopes of a device from here on.
    case grant(ControlGrant)
    /// What the device wrote counts as far as the `until` lines after this one say, or a checkpoint before it, and no
    /// further.
    case revoke(device: DeviceID, reason: String)
    case until(ScopedPoint)
    case scope(name: String, title: String)
    case retire(scope: String, reason: String)
    /// The tables and their policies, as SQL; the version is a name for people.
    case schema(version: String, sql: String)
    /// What is left of a scope's log up to the `until` lines after this one, by its digest: 32 bytes.
    case checkpoint(scope: String, digest: [UInt8])
    /// Another root; signed by the root or by the recovery key.
    case root(root: [UInt8], recovery: [UInt8]?, reason: String)
}

/// An enrolled computer and its public keys, 32 bytes each.
public struct ControlDevice: Equatable, Sendable {
    public var name: String
    public var signingKey: [UInt8]
    public var agreementKey: [UInt8]

    public init(name: String, signingKey: [UInt8], agreementKey: [UInt8]) {
        self.name = name
        self.signingKey = signingKey
        self.agreementKey = agreementKey
    }

    public var id: DeviceID { DeviceID(signingKeyBytes: signingKey) }
}

/// What a device may do: its roles work in its scopes.
public struct ControlGrant: Equatable, Sendable {
    public var device: DeviceID
    /// Sorted by bytes, without repetition; `admin`, `editor`, `reader`, `propose` or the schema's.
    public var roles: [String]
    /// Sorted by bytes, without repetition; `*` stands for all.
    public var scopes: [String]

    public init(device: DeviceID, roles: some Sequence<String>, scopes: some Sequence<String>) {
        func canonical(_ names: some Sequence<String>) -> [String] {
            Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
        self.device = device
        self.roles = canonical(roles)
        self.scopes = canonical(scopes)
    }
}

/// One changeset of one scope, by a name that no fork can change.
public struct ScopedPoint: Hashable, Sendable {
    public var scope: String
    public var point: SeenPoint

    public init(scope: String, point: SeenPoint) {
        self.scope = scope
        self.point = point
    }
}

/// Names that the engine itself gives a meaning.
public enum ControlName {
    public static let scope = "control"
    public static let allScopes = "*"
    public static let admin = "admin"
    public static let editor = "editor"
    public static let reader = "reader"
    public static let propose = "propose"
}
