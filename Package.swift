// swift-tools-version: 6.2
import PackageDescription

// MARK: Compiler settings

/// Every target: language mode 6, the features that Swift 7 turns on, no warnings, and assertions
/// that stay on, with their messages, in release builds.
let common: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .unsafeFlags(["-assert-config", "Debug"]),
]

/// Rooms also mark every unsafe expression with `unsafe`; TidyTests names the files that may.
let shell: [SwiftSetting] = common + [.strictMemorySafety()]

/// Rooms that are also specialized across modules in release builds: pure ones, and `EventLoop`.
///
/// `Paxos` is generic over its command and would be called through run-time metadata; `EventLoop`
/// lends each line to a closure of another room.
let specialized: [SwiftSetting] =
    shell + [.unsafeFlags(["-cross-module-optimization"], .when(configuration: .release))]
/// The settings of pure rooms.
let pure = specialized

let linuxHeaders: Target.Dependency = .target(
    name: "CLinux",
    condition: .when(platforms: [.linux])
)

let package = Package(
    name: "paxosbank",
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "paxosbank", targets: ["paxosbank"])
    ],
    targets: [
        // MARK: Row 0, pure: import nothing

        .target(name: "Mutation", swiftSettings: shell),
        .target(name: "Paxos", dependencies: ["Mutation"], swiftSettings: pure),
        .target(name: "Bank", dependencies: ["Mutation"], swiftSettings: pure),
        .target(name: "HybridClock", swiftSettings: pure),
        .target(name: "JSON", swiftSettings: pure),
        .target(name: "HTTP", swiftSettings: pure),
        .systemLibrary(name: "CChecksum"),
        .target(name: "Checksum", dependencies: ["CChecksum"], swiftSettings: pure),

        // MARK: Row 1, pure

        .target(
            name: "Wire",
            dependencies: ["Mutation", "Paxos", "Bank", "HybridClock", "JSON", "Checksum"],
            swiftSettings: pure
        ),
        .target(
            name: "WriteAheadLog",
            dependencies: ["Mutation", "Checksum"],
            swiftSettings: pure
        ),
        .target(name: "Scenario", dependencies: ["Bank"], swiftSettings: pure),

        // MARK: Row 2, pure

        .target(
            name: "BankReplica",
            dependencies: [
                "Mutation", "Paxos", "Bank", "HybridClock", "JSON", "Checksum", "WriteAheadLog",
                "Wire",
            ],
            swiftSettings: pure
        ),
        .target(
            name: "Simulator",
            dependencies: [
                "Mutation", "Paxos", "Bank", "HybridClock", "JSON", "Checksum", "WriteAheadLog",
                "Wire", "Scenario", "BankReplica",
            ],
            swiftSettings: pure
        ),

        // MARK: Shells: the only rooms that touch the outside world

        .systemLibrary(name: "CLinux"),
        .target(name: "EventLoop", dependencies: [linuxHeaders], swiftSettings: specialized),
        .target(name: "EventLog", dependencies: ["HybridClock"], swiftSettings: shell),
        .target(
            name: "Node",
            dependencies: [
                "Paxos", "Bank", "HybridClock", "JSON", "WriteAheadLog", "Wire", "BankReplica",
                "EventLoop", "EventLog",
            ],
            swiftSettings: shell
        ),
        .target(
            name: "BankClient",
            dependencies: ["Paxos", "Bank", "JSON", "Wire", "EventLoop"],
            swiftSettings: shell
        ),
        .target(
            name: "Gateway",
            dependencies: [
                "Paxos", "Bank", "HybridClock", "JSON", "HTTP", "Checksum", "Wire", "EventLog",
                "EventLoop", "BankClient",
            ],
            swiftSettings: specialized
        ),
        .target(
            name: "Runner",
            dependencies: [
                "Paxos", "Bank", "HybridClock", "JSON", "HTTP", "WriteAheadLog", "Wire",
                "Scenario", "BankReplica", "EventLoop", "BankClient",
            ],
            swiftSettings: shell
        ),

        // MARK: The program: reads arguments and wires the rooms together

        .executableTarget(
            name: "paxosbank",
            dependencies: [
                "Mutation", "Paxos", "Bank", "Wire", "Scenario", "Simulator", "EventLog", "Node",
                "BankClient", "Gateway", "Runner",
            ],
            swiftSettings: shell
        ),

        // MARK: Micro-benchmarks: what the parts of the hot path cost

        .target(name: "CAllocations", path: "Tests/Micro/CAllocations"),
        .executableTarget(
            name: "microbench",
            dependencies: [
                "Bank", "HybridClock", "JSON", "Checksum", "Paxos", "Wire", "WriteAheadLog",
                "HTTP", "CAllocations",
            ],
            path: "Tests/Micro/Sources",
            swiftSettings: common
        ),

        // MARK: Tests

        .target(name: "TestSupport", path: "Tests/Support", swiftSettings: common),
        .testTarget(
            name: "PaxosTests",
            dependencies: ["Paxos", "TestSupport"],
            exclude: ["testdata"],
            swiftSettings: common
        ),
        .testTarget(name: "BankTests", dependencies: ["Bank"], swiftSettings: common),
        .testTarget(
            name: "HybridClockTests",
            dependencies: ["HybridClock"],
            swiftSettings: common
        ),
        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: common),
        .testTarget(name: "HTTPTests", dependencies: ["HTTP"], swiftSettings: common),
        .testTarget(name: "ChecksumTests", dependencies: ["Checksum"], swiftSettings: common),
        .testTarget(
            name: "WireTests",
            dependencies: ["Wire", "Paxos", "Bank", "HybridClock", "JSON", "Checksum"],
            exclude: ["golden"],
            swiftSettings: common
        ),
        .testTarget(
            name: "ScenarioTests",
            dependencies: ["Scenario", "Bank"],
            swiftSettings: common
        ),
        .testTarget(
            name: "EventLoopTests",
            dependencies: ["EventLoop", linuxHeaders],
            swiftSettings: common
        ),
        .testTarget(
            name: "EventLogTests",
            dependencies: ["EventLog", "HybridClock"],
            swiftSettings: common
        ),
        .testTarget(
            name: "BankClientTests",
            dependencies: ["Paxos", "Bank", "JSON", "Wire", "EventLoop", "BankClient"],
            swiftSettings: common
        ),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Gateway", "Paxos", "Bank", "HybridClock", "JSON", "HTTP", "Wire", "BankClient",
            ],
            swiftSettings: common
        ),
        .testTarget(
            name: "NodeTests",
            dependencies: [
                "Node", "EventLog", "Wire", "Paxos", "Bank", "HybridClock", "JSON", "Checksum",
            ],
            swiftSettings: common
        ),
        .testTarget(
            name: "RunnerTests",
            dependencies: [
                "Runner", "Paxos", "Bank", "HybridClock", "JSON", "WriteAheadLog", "Wire",
                "Scenario", "BankReplica",
            ],
            swiftSettings: common
        ),
        .testTarget(
            name: "paxosbankTests",
            dependencies: [
                "paxosbank", "Runner", "BankClient", "EventLog", "Node", "Gateway", "Paxos", "Bank",
                "Wire",
                "Scenario",
            ],
            swiftSettings: common
        ),
        .testTarget(
            name: "WriteAheadLogTests",
            dependencies: ["WriteAheadLog", "Checksum", "Paxos", "Simulator"],
            swiftSettings: common
        ),
        .testTarget(
            name: "BankReplicaTests",
            dependencies: ["BankReplica", "Paxos", "Bank", "HybridClock", "Wire"],
            swiftSettings: common
        ),
        .testTarget(
            name: "SimulatorTests",
            dependencies: [
                "Simulator", "BankReplica", "Paxos", "Bank", "HybridClock", "JSON", "Wire",
                "WriteAheadLog", "TestSupport",
            ],
            exclude: ["seeds.txt", "testdata"],
            swiftSettings: common
        ),
        .testTarget(name: "TidyTests", swiftSettings: common),
    ]
)
