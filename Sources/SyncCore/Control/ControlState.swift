/// Who may do what and which schema is in force, after some set of control entries.
public struct ControlState: Equatable, Sendable {
    /// Where a revoked device's writes end.
    public struct Revocation: Equatable, Sendable {
        public var reason: String
        /// Its last changesets that count, one for each chain that has any.
        public var until: [ScopedPoint]
        /// Its changesets that a checkpoint before the cut had taken in: nothing is left by which they could be taken
        /// out again.
        public var kept: [ScopedPoint]

        public init(reason: String, until: [ScopedPoint], kept: [ScopedPoint] = []) {
            self.reason = reason
            self.until = until
            self.kept = kept
        }
    }

    /// What is left of a scope's log up to some changesets.
    public struct Checkpoint: Equatable, Sendable {
        public var scope: String
        /// 32 bytes (``CheckpointDigest``).
        public var digest: [UInt8]
        /// The last changesets that it takes in, one for each path.
        public var until: [SeenPoint]

        public init(scope: String, digest: [UInt8], until: [SeenPoint]) {
            self.scope = scope
            self.digest = digest
            self.until = until
        }
    }

    public struct Release: Equatable, Sendable {
        public var version: String
        public var sql: String

        public init(version: String, sql: String) {
            self.version = version
            self.sql = sql
        }
    }

    public var root: [UInt8] = []
    public var recovery: [UInt8]?
    public var devices: [DeviceID: ControlDevice] = [:]
    public var grants: [DeviceID: ControlGrant] = [:]
    public var revoked: [DeviceID: Revocation] = [:]
    /// Name → title.
    public var scopes: [String: String] = [:]
    /// Name → reason.
    public var retired: [String: String] = [:]
    /// All schemas, the one in force last.
    public var releases: [Release] = []
    /// Scope → its checkpoints, the last one last.
    public var checkpoints: [String: [Checkpoint]] = [:]
    /// Device → the last of its changesets that checkpoints have taken in and that counted then.
    private var kept: [DeviceID: [ScopedPoint]] = [:]

    public init() {}

    /// Takes in one entry's lines, in order.
    package mutating func apply(_ lines: [ControlLine]) {
        var revoking: DeviceID?
        var checked: String?
        for line in lines {
            switch line {
            case .found(let root, let recovery), .root(let root, let recovery, _):
                self.root = root
                self.recovery = recovery
            case .device(let device): devices[device.id] = device
            case .grant(let grant): grants[grant.device] = grant
            case .revoke(let device, let reason):
                revoked[device] = Revocation(reason: reason, until: [], kept: kept[device] ?? [])
                (revoking, checked) = (device, nil)
            case .checkpoint(let scope, let digest):
                checkpoints[scope, default: []].append(Checkpoint(scope: scope, digest: digest, until: []))
                (revoking, checked) = (nil, scope)
            case .until(let point):
                if let revoking { revoked[revoking]?.until.append(point) }
                if let checked, checked == point.scope, let last = checkpoints[checked]?.indices.last {
                    checkpoints[checked]?[last].until.append(point.point)
                    keep(point)
                }
            case .scope(let name, let title): scopes[name] = title
            case .retire(let scope, let reason): retired[scope] = reason
            case .schema(let version, let sql):
                releases.append(Release(version: version, sql: sql))
            }
        }
    }

    /// Of a device that is cut off nothing counts for being in a checkpoint: that holds what awaits review, too.
    private mutating func keep(_ point: ScopedPoint) {
        guard let device = DeviceID(point.point.author.device) else { return }
        let cut = revoked[device].map { cut in
            cut.until.filter { $0.scope == point.scope && $0.point.author == point.point.author && $0.point.number <= point.point.number }
        }
        kept[device, default: []] += cut ?? [point]
    }

    public func roles(of device: DeviceID) -> Set<String> {
        devices[device] == nil ? [] : Set(grants[device]?.roles ?? [])
    }

    /// The administrators in office.
    public func isAdmin(_ device: DeviceID) -> Bool {
        roles(of: device).contains(ControlName.admin) && revoked[device] == nil
    }

    /// Whether a device's grant lets it write in a scope; a revocation is judged apart, by how far
    /// it reaches.
    public func mayWrite(_ device: DeviceID, scope: String) -> Bool {
        let roles = roles(of: device)
        guard !roles.isEmpty, roles != [ControlName.reader], retired[scope] == nil else { return false }
        return hasScope(device, scope)
    }

    /// Everybody enrolled reads `uni` and `control`; nobody revoked reads anything.
    public func mayRead(_ device: DeviceID, scope: String) -> Bool {
        guard devices[device] != nil, revoked[device] == nil else { return false }
        return scope == ControlName.scope || scope == "uni" || hasScope(device, scope)
    }

    private func hasScope(_ device: DeviceID, _ scope: String) -> Bool {
        let scopes = grants[device]?.scopes ?? []
        return scopes.contains(scope) || scopes.contains(ControlName.allScopes)
    }
}
