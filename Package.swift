// swift-tools-version: 6.2
import Foundation
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]
let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let arguments = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")

/// The data files of a target, compiled into the binary so that one copied file still works.
func embedded(in folders: String..., of target: String) -> [Resource] {
    let root = "\(Context.packageDirectory)/Sources/\(target)"
    return folders.flatMap { folder in
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")) ?? []
        return names.sorted().filter { !$0.hasPrefix(".") }.map {
            Resource.embedInCode("\(folder)/\($0)")
        }
    }
}

let package = Package(
    name: "zhibu",
    products: [
        .library(name: "SyncCore", targets: ["SyncCore"]),
        .library(name: "ReplicaStore", targets: ["ReplicaStore"]),
        .library(name: "SyncTransport", targets: ["SyncTransport"]),
        .executable(name: "zhibu", targets: ["zhibu"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        .target(name: "SyncCore", dependencies: [crypto], swiftSettings: strict),
        .target(name: "CSQLiteShim", linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(
            name: "ReplicaStore", dependencies: ["SyncCore", "CSQLiteShim", grdb, crypto],
            swiftSettings: strict),
        .target(
            name: "SyncTransport", dependencies: ["SyncCore", "ReplicaStore", crypto, log] + nio,
            swiftSettings: strict),
        .target(
            name: "BranchRecords", dependencies: ["ReplicaStore", grdb],
            resources: embedded(in: "Schema", "Reports", of: "BranchRecords"),
            swiftSettings: strict),
        .target(
            name: "CommitteeHub", dependencies: ["SyncTransport", "BranchRecords", log],
            swiftSettings: strict),
        .target(name: "TerminalScreen", swiftSettings: strict),
        .executableTarget(
            name: "zhibu",
            dependencies: [
                "SyncCore", "ReplicaStore", "SyncTransport", "BranchRecords", "CommitteeHub",
                "TerminalScreen", arguments, grdb,
            ],
            swiftSettings: strict),
        .target(name: "TestKit", dependencies: ["SyncCore", "ReplicaStore"], swiftSettings: strict),
        .target(
            name: "ReferenceModel", dependencies: ["SyncCore"], path: "Tests/ReferenceModel",
            swiftSettings: strict),
        .testTarget(
            name: "SyncCoreTests", dependencies: ["SyncCore", "TestKit"], swiftSettings: strict),
        .testTarget(
            name: "ReferenceModelTests", dependencies: ["ReferenceModel"], swiftSettings: strict),
        .testTarget(
            name: "ReplicaStoreTests",
            dependencies: ["ReplicaStore", "ReferenceModel", "TestKit", "CSQLiteShim", grdb],
            swiftSettings: strict),
        .testTarget(
            name: "SyncTransportTests",
            dependencies: ["SyncTransport", "TestKit"] + nio,
            swiftSettings: strict),
        .testTarget(
            name: "BranchRecordsTests", dependencies: ["BranchRecords", grdb],
            swiftSettings: strict),
        .testTarget(
            name: "TerminalScreenTests", dependencies: ["TerminalScreen"], swiftSettings: strict),
        .testTarget(
            name: "ScenarioTests", dependencies: ["TestKit", "zhibu"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
