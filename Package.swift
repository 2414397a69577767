// swift-tools-version: 6.2
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
let http = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let tls: [Target.Dependency] = [
    .product(name: "NIOTLS", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
    .product(name: "X509", package: "swift-certificates"),
    .product(name: "SwiftASN1", package: "swift-asn1"),
]
let embedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let arguments = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")

/// The records domain's data files, compiled into the binary so that one copied file still works.
/// Listed one by one: the package manager caches this manifest and would not see a folder change.
let recordFiles = [
    "Schema/S01_roles.sql",
    "Schema/S02_code_lists.sql",
    "Schema/S03_code_lists.sql",
    "Schema/S04_privacy.sql",
    "Schema/M01_organisation.tables",
    "Schema/M02_people.tables",
    "Schema/M03_posts.tables",
    "Schema/M04_campaign.tables",
    "Schema/M05_grading.tables",
    "Schema/M06_dossier.tables",
    "Schema/M07_rectification.tables",
    "Schema/M08_promotion.tables",
    "Schema/M09_meetings.tables",
    "Schema/M10_appraisal.tables",
    "Schema/M11_development.tables",
    "Schema/M12_training.tables",
    "Schema/M13_honours.tables",
    "Schema/M14_brands.tables",
    "Schema/M15_pledges.tables",
    "Schema/M16_funds.tables",
    "Schema/M17_venues.tables",
    "Schema/M18_care.tables",
    "Schema/M19_leaders.tables",
    "Schema/M20_mass_bodies.tables",
    "Schema/M21_publicity.tables",
    "Schema/M22_inspections.tables",
    "Schema/M23_reports.tables",
    "Schema/M24_settings.tables",
    "Schema/M25_steps.tables",
    "Schema/S80_views.sql",
    "Schema/S81_import.sql",
    "Schema/S91_desk.sql",
    "Rules/SC-01.sql",
    "Rules/SC-02.sql",
    "Rules/SC-03.sql",
    "Rules/SC-04.sql",
    "Rules/SC-05.sql",
    "Rules/SC-06.sql",
    "Rules/SC-07.sql",
    "Rules/SC-08.sql",
    "Rules/SC-09.sql",
    "Rules/SC-10.sql",
    "Rules/SC-11.sql",
    "Rules/SC-12.sql",
    "Rules/SC-13.sql",
    "Rules/SC-14.sql",
    "Rules/SC-15.sql",
    "Rules/SC-16.sql",
    "Rules/SC-17.sql",
    "Rules/SC-18.sql",
    "Rules/SC-19.sql",
    "Rules/SC-20.sql",
    "Rules/SC-21.sql",
    "Rules/SC-22.sql",
    "Rules/SC-23.sql",
    "Rules/SC-24.sql",
    "Rules/SC-25.sql",
    "Rules/SC-26.sql",
    "Rules/SC-27.sql",
    "Rules/SC-28.sql",
    "Rules/SC-29.sql",
    "Rules/SC-30.sql",
    "Rules/SC-31.sql",
    "Rules/SC-32.sql",
    "Rules/SC-33.sql",
    "Rules/SC-34.sql",
    "Rules/SC-35.sql",
    "Rules/SC-36.sql",
    "Rules/SC-37.sql",
    "Rules/SC-38.sql",
    "Rules/SC-39.sql",
    "Rules/SC-40.sql",
    "Rules/SC-42.sql",
    "Rules/SC-43.sql",
    "Rules/SC-44.sql",
    "Rules/SC-45.sql",
    "Rules/SC-46.sql",
    "Rules/SC-47.sql",
    "Rules/SC-48.sql",
    "Rules/SC-49.sql",
    "Rules/SC-50.sql",
    "Rules/V-01.sql",
    "Rules/V-02.sql",
    "Rules/V-03.sql",
    "Rules/V-04.sql",
    "Rules/V-05.sql",
    "Rules/V-06.sql",
    "Rules/V-07.sql",
    "Rules/V-09.sql",
    "Rules/V-10.sql",
    "Workflows/W01_campaign.workflow",
    "Workflows/W02_survey.workflow",
    "Workflows/W03_grading.workflow",
    "Workflows/W05_rectification.workflow",
    "Workflows/W08_promotion.workflow",
    "Workflows/W09_dossier.workflow",
    "Workflows/W10_meetings.workflow",
    "Workflows/W11_elections.workflow",
    "Workflows/W13_appraisal.workflow",
    "Workflows/W16_development.workflow",
    "Workflows/W17_membership.workflow",
    "Workflows/W19_funds.workflow",
    "Workflows/W21_organisation.workflow",
    "Workflows/W22_honours.workflow",
    "Workflows/W23_submissions.workflow",
    "Workflows/W25_inspections.workflow",
    "Coverage/coverage.tsv",
    "Reports/R01.sql",
    "Reports/R02.sql",
    "Reports/R03.sql",
    "Reports/R04.sql",
    "Reports/R05.sql",
    "Reports/R06.sql",
    "Reports/R07.sql",
    "Reports/R08.sql",
    "Reports/R09.sql",
    "Reports/R10.sql",
    "Reports/R11.sql",
    "Reports/R12.sql",
    "Reports/R13.sql",
    "Reports/R14.sql",
    "Reports/R15.sql",
    "Reports/R16.sql",
    "Reports/R17.sql",
    "Reports/R18.sql",
    "Reports/R19.sql",
    "Reports/R20.sql",
    "Reports/R21.sql",
    "Reports/R22.sql",
    "Reports/R23.sql",
    "Reports/R24.sql",
    "Reports/R25.sql",
    "Reports/R26.sql",
    "Reports/R27.sql",
    "Reports/R28.sql",
    "Reports/R29.sql",
    "Reports/R30.sql",
    "Reports/R31.sql",
    "Reports/R32.sql",
    "Reports/R33.sql",
    "Reports/R34.sql",
    "Reports/R35.sql",
    "Reports/R36.sql",
    "Reports/R37.sql",
    "Reports/R38.sql",
    "Reports/R39.sql",
    "Reports/R40.sql",
]

let package = Package(
    name: "zhibu",
    products: [
        .library(name: "SyncCore", targets: ["SyncCore"]),
        .library(name: "ReplicaStore", targets: ["ReplicaStore"]),
        .library(name: "SyncTransport", targets: ["SyncTransport"]),
        .library(name: "Membership", targets: ["Membership"]),
        .executable(name: "zhibu", targets: ["zhibu"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        .target(name: "SyncCore", dependencies: [crypto], swiftSettings: strict),
        .target(name: "CSQLiteShim", linkerSettings: [.linkedLibrary("sqlite3")]),
        .systemLibrary(name: "CLZ4", providers: [.apt(["liblz4-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CXlsxWriter"),
        .target(
            name: "ReplicaStore", dependencies: ["SyncCore", "CSQLiteShim", "CLZ4", grdb, crypto],
            swiftSettings: strict),
        .target(
            name: "SyncTransport", dependencies: ["SyncCore", "ReplicaStore", "CZlib", crypto, log, http] + nio + tls,
            swiftSettings: strict),
        .target(
            name: "BranchRecords", dependencies: ["ReplicaStore", "CXlsxWriter", crypto, grdb],
            resources: recordFiles.map { Resource.embedInCode($0) },
            swiftSettings: strict),
        .target(
            name: "Membership", dependencies: ["SyncTransport", "ReplicaStore", "SyncCore", crypto, log],
            swiftSettings: strict),
        .target(name: "TerminalScreen", swiftSettings: strict),
        .executableTarget(
            name: "zhibu",
            dependencies: [
                "SyncCore", "ReplicaStore", "SyncTransport", "BranchRecords", "Membership",
                "TerminalScreen", arguments, grdb, crypto, log,
            ],
            swiftSettings: strict),
        .target(
            name: "BenchKit",
            dependencies: ["SyncCore", "ReplicaStore", "SyncTransport", "BranchRecords", "TestKit", "CSQLiteShim", crypto, grdb, log] + nio,
            path: "Tools/Bench/Kit", swiftSettings: strict),
        .target(
            name: "YearKit", dependencies: ["BranchRecords", "ReplicaStore", "SyncCore", "TestKit", crypto, grdb],
            path: "Tools/Year/Kit", swiftSettings: strict),
        .executableTarget(
            name: "zhibu-year", dependencies: ["YearKit", "BranchRecords", "ReplicaStore", arguments], path: "Tools/Year/Command",
            swiftSettings: strict),
        .executableTarget(
            name: "zhibu-bench", dependencies: ["BenchKit", arguments], path: "Tools/Bench/Command",
            swiftSettings: strict),
        .target(
            name: "TestKit", dependencies: ["SyncCore", "ReplicaStore", crypto],
            swiftSettings: strict),
        .target(
            name: "ReferenceModel", dependencies: ["SyncCore"], path: "Tests/ReferenceModel",
            swiftSettings: strict),
        .target(
            name: "CSimulatedDisk", path: "Tools/Simulator/Disk",
            linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(
            name: "Simulator",
            dependencies: [
                "SyncCore", "ReplicaStore", "TestKit", "ReferenceModel", "CSimulatedDisk", crypto, grdb,
            ],
            path: "Tools/Simulator/Kit", swiftSettings: strict),
        .executableTarget(
            name: "zhibu-simulate", dependencies: ["Simulator", arguments],
            path: "Tools/Simulator/Command", swiftSettings: strict),
        .testTarget(
            name: "SyncCoreTests",
            dependencies: ["SyncCore", "ReferenceModel", "TestKit", crypto], swiftSettings: strict),
        .testTarget(
            name: "ReferenceModelTests", dependencies: ["ReferenceModel"], swiftSettings: strict),
        .testTarget(
            name: "ReplicaStoreTests",
            dependencies: ["ReplicaStore", "ReferenceModel", "Simulator", "TestKit", "CSQLiteShim", grdb],
            exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(
            name: "YearTests", dependencies: ["YearKit", "BranchRecords", "ReplicaStore", "TestKit", grdb], swiftSettings: strict),
        .testTarget(
            name: "MembershipTests",
            dependencies: ["Membership", "ReplicaStore", "SyncCore", "SyncTransport", grdb], swiftSettings: strict),
        .testTarget(name: "SimulatorTests", dependencies: ["Simulator"], swiftSettings: strict),
        .testTarget(name: "BenchTests", dependencies: ["BenchKit"], swiftSettings: strict),
        .testTarget(
            name: "SyncTransportTests",
            dependencies: ["SyncTransport", "TestKit", "SyncCore", "ReplicaStore", crypto, grdb, log, embedded] + nio,
            swiftSettings: strict),
        .testTarget(
            name: "BranchRecordsTests", dependencies: ["BranchRecords", grdb], exclude: ["ReportExamples", "RuleCases"],
            swiftSettings: strict),
        .testTarget(
            name: "TerminalScreenTests", dependencies: ["TerminalScreen"], swiftSettings: strict),
        .testTarget(
            name: "ScenarioTests",
            dependencies: ["TestKit", "zhibu", "ReplicaStore", "SyncCore", "BranchRecords", grdb] + nio,
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)

// Only `Tools/fuzz` can link it: libFuzzer brings the main function.
if Context.environment["ZHIBU_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "zhibu-fuzz", dependencies: ["SyncCore", crypto], path: "Tools/Fuzz/Sources",
            swiftSettings: strict))
}
