// swift-tools-version: 6.2
import PackageDescription

/// A program of its own with a schema of its own: what a developer who takes Zhibu as a library begins with.
let package = Package(
    name: "inventory",
    dependencies: [
        .package(name: "zhibu", path: "../.."),
        // Records are edited and read by its `Database`.
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .executableTarget(
            name: "inventory",
            dependencies: [
                .product(name: "Membership", package: "zhibu"), .product(name: "ReplicaStore", package: "zhibu"),
                .product(name: "SyncTransport", package: "zhibu"), .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: [.treatAllWarnings(as: .error)])
    ],
    swiftLanguageModes: [.v6]
)
