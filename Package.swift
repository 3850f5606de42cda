// swift-tools-version: 6.3
// SPDX-License-Identifier: Apache-2.0
// The module graph of docs/architecture.md. Arrows point down only.

import PackageDescription

let common: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .treatWarning("DeprecatedDeclaration", as: .warning),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableExperimentalFeature("Lifetimes"),
]
let strict: [SwiftSetting] =
  common + [
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
// sockaddr, msghdr and iovec stand in the headers of three C modules at once, and which of them owns
// the merged declaration changes with the order of loading: no fixed access level of an import fits.
let exporting: [SwiftSetting] = common
// Here the owner changes too, from debug to release builds, but nothing of it is public.
let mixing: [SwiftSetting] =
  common + [
    .enableUpcomingFeature("InternalImportsByDefault"),
    // A quarter of the time of a call in release builds; debug builds and tests keep the checks.
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
  ]
let cStrict: [CSetting] = [
  .treatAllWarnings(as: .error), .enableWarning("all"), .enableWarning("extra"),
  .define("_GNU_SOURCE"),
]

let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let arguments: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

/// A library target of this project.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A test target that mirrors a library target.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], swiftSettings: strict)
}

/// A demo: a thin executable in Demos/.
func demo(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies + ["DemoSupport", arguments],
    path: "Demos/\(name)", swiftSettings: strict)
}

/// A fuzz target: Tests/Fuzz/run builds it, with FUZZ set; without a main of its own it links in no other build.
func fuzz(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies, path: "Tests/Fuzz/\(name)",
    swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])])
}
let fuzzTargets: [Target] =
  Context.environment["FUZZ"] == nil
  ? []
  : [
    fuzz("FuzzXDR", ["Wire"]),
    fuzz("FuzzRecordReader", ["ONCRPC", "Wire"]),
    fuzz("FuzzAFP", ["Wire"]),
    fuzz("FuzzNFSService", ["NFSServer", "ONCRPC", "Wire"]),
  ]

/// Test targets that are built, their names with commas between; all unless SUITES is set.
let suites = Context.environment["SUITES"]?.split(separator: ",").map(String.init)

let package = Package(
  name: "socketkpi",
  products: [
    .library(name: "socketkpi-static", type: .static, targets: ["SocketKPI"]),
    .library(name: "socketkpi", type: .dynamic, targets: ["SocketKPI"]),
    .library(
      name: "KernelEnvironment", type: .dynamic, targets: ["KernelFace", "KernelEnvironment"]),
    .library(name: "ONCRPC", targets: ["ONCRPC", "Wire"]),
    .library(name: "NFSClient", targets: ["NFSClient"]),
    .library(name: "AFPClient", targets: ["AFPClient"]),
    .library(name: "BackupStream", targets: ["BackupStream"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: ([
    // C leaf modules.
    .target(name: "CSocketKPI", cSettings: cStrict),
    .target(name: "CLinux", dependencies: ["CSocketKPI"], cSettings: cStrict),
    .systemLibrary(name: "CTirpc", pkgConfig: "libtirpc", providers: [.apt(["libtirpc-dev"])]),
    .systemLibrary(
      name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(
      name: "CGcrypt", pkgConfig: "libgcrypt", providers: [.apt(["libgcrypt20-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),

    // The house.
    module("Wire"),
    .target(
      name: "SocketKPI", dependencies: ["CSocketKPI", "CLinux", system],
      swiftSettings: exporting,
      linkerSettings: [
        .unsafeFlags([
          "-Xlinker", "-soname=libsocketkpi.so.0",
        ])
      ]),
    // The kernel face: include/ is for clients only, never for this package's own targets.
    .target(
      name: "KernelEnvironment", dependencies: ["CSocketKPI"],
      exclude: ["include", "program", "iokit"], sources: ["runtime"], publicHeadersPath: "host",
      cSettings: cStrict + [
        .unsafeFlags(["-Wno-missing-field-initializers", "-fno-optimize-sibling-calls"])
      ],
      // Behind the name that SocketKPI gives its own library; the last one counts.
      linkerSettings: [.unsafeFlags(["-Xlinker", "-soname=libKernelEnvironment.so"])]),
    .target(
      name: "KernelFace", dependencies: ["SocketKPI", "KernelEnvironment", "CSocketKPI"],
      swiftSettings: strict),
    .target(
      name: "ONCRPC", dependencies: ["Wire", "SocketKPI", "CTirpc", "CLinux", system],
      swiftSettings: mixing),
    module("HostFS", ["CLinux", system]),
    module("NFSClient", ["ONCRPC", "Wire", "SocketKPI", system]),
    module("NFSServer", ["ONCRPC", "Wire", "SocketKPI", "HostFS", system]),
    module("AFPClient", ["Wire", "SocketKPI", "CSocketKPI", "CGcrypt", system]),
    module(
      "BackupStream",
      [
        "NFSClient", "AFPClient", "ONCRPC", "Wire", "HostFS", "SocketKPI", "CArchive", "CGcrypt",
        "CZstd", "CLinux", system,
      ]),
    module("DemoSupport", ["SocketKPI", "CLinux", arguments, system]),
    demo("kpi-echo", ["SocketKPI", system]),
    demo("nfs-server", ["NFSServer", "HostFS", "SocketKPI", system]),
    demo("backup-streamer", ["BackupStream", "HostFS", system]),
    demo("nfs-client", ["NFSClient", "ONCRPC", "Wire", "SocketKPI", "HostFS", system]),

    .executableTarget(
      name: "kernel-client", dependencies: [arguments], path: "Demos/kernel-client",
      swiftSettings: strict),

    // Tests mirror the sources.
    .target(
      name: "TestSupport", dependencies: ["CLinux", system], path: "Tests/TestSupport",
      swiftSettings: strict),
    tests("WireTests", ["Wire"]),
    .target(
      name: "CMbufABI", dependencies: ["CSocketKPI"], path: "Tests/CMbufABI", cSettings: cStrict),
    // The code of the library's page, compiled as a stranger would.
    .executableTarget(
      name: "page-echo-client", dependencies: ["SocketKPI"], path: "Tests/Pages/echo-client"),
    // A peer of the socket tests, over raw system calls.
    .executableTarget(name: "epoll-echo", path: "Tests/Peers/epoll-echo", cSettings: cStrict),
    .testTarget(
      name: "SocketKPITests",
      dependencies: [
        "SocketKPI", "CSocketKPI", "CLinux", "CMbufABI", "TestSupport", system,
        "epoll-echo", "page-echo-client",
      ],
      // As in the library, no one module owns sockaddr, linger and iovec.
      swiftSettings: common + [.enableUpcomingFeature("InternalImportsByDefault")]),
    tests("ONCRPCTests", ["ONCRPC", "Wire", "SocketKPI", "CTirpc", system]),
    tests("KernelEnvironmentTests", ["KernelFace", "kernel-client"]),
    tests("HostFSTests", ["HostFS", system]),
    tests(
      "NFSClientTests", ["NFSClient", "NFSServer", "ONCRPC", "HostFS", "Wire", "SocketKPI", system]),
    tests(
      "NFSServerTests", ["NFSServer", "NFSClient", "ONCRPC", "HostFS", "Wire", "SocketKPI", system]),
    // The demos are run as programs, so they have to be built first.
    tests(
      "DemoTests",
      ["nfs-client", "backup-streamer", "NFSServer", "ONCRPC", "HostFS", "SocketKPI", system]),
    tests("AFPClientTests", ["AFPClient", "Wire", "SocketKPI", system]),
    tests(
      "BackupStreamTests",
      [
        "BackupStream", "NFSClient", "AFPClient", "NFSServer", "HostFS", "ONCRPC", "Wire",
        "SocketKPI", system,
      ]),
  ] + fuzzTargets).filter { $0.type != .test || suites?.contains($0.name) ?? true },
  swiftLanguageModes: [.v6]
)
