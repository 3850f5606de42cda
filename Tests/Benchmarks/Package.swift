// swift-tools-version: 6.3
// SPDX-License-Identifier: Apache-2.0
// The benchmarks, in a package of their own so that nobody else builds SwiftNIO.

import PackageDescription

let package = Package(
  name: "benchmarks",
  dependencies: [
    .package(name: "socketkpi", path: "../.."),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
  ],
  targets: [
    .systemLibrary(name: "CUv", pkgConfig: "libuv", providers: [.apt(["libuv1-dev"])]),
    // The same loops over raw system calls, over the KPI's C entry points, and over libuv.
    .target(
      name: "CDrivers",
      dependencies: [.product(name: "socketkpi-static", package: "socketkpi"), "CUv"],
      cSettings: [.define("_GNU_SOURCE"), .unsafeFlags(["-O2"])]),
    .systemLibrary(name: "CNFS", pkgConfig: "libnfs", providers: [.apt(["libnfs-dev"])]),
    .target(
      name: "CNFSPeers", dependencies: ["CNFS"],
      cSettings: [.define("_GNU_SOURCE"), .unsafeFlags(["-O2"])]),
    .target(name: "Measuring"),
    .executableTarget(
      name: "nfs-bench",
      dependencies: [
        "CNFSPeers", "Measuring", .product(name: "ONCRPC", package: "socketkpi"),
        .product(name: "NFSClient", package: "socketkpi"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    .executableTarget(
      name: "bg-send",
      dependencies: [
        .product(name: "socketkpi-static", package: "socketkpi"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    .executableTarget(
      name: "afp-write",
      dependencies: [.product(name: "AFPClient", package: "socketkpi")]),
    .executableTarget(
      name: "kpi-bench",
      dependencies: [
        "CDrivers", "Measuring", .product(name: "socketkpi-static", package: "socketkpi"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
