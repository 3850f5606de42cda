// swift-tools-version: 6.3
// SPDX-License-Identifier: Apache-2.0
// The RPC engine beside C and libnfs, against a stub server; a package of its own, for libnfs.

import PackageDescription

let package = Package(
  name: "rpc-benchmarks",
  dependencies: [.package(name: "socketkpi", path: "../../..")],
  targets: [
    .systemLibrary(name: "CNFS", pkgConfig: "libnfs", providers: [.apt(["libnfs-dev"])]),
    .target(
      name: "CRPCPeers", dependencies: ["CNFS"],
      cSettings: [.define("_GNU_SOURCE"), .unsafeFlags(["-O2"])]),
    .executableTarget(
      name: "rpc-bench",
      dependencies: ["CRPCPeers", .product(name: "ONCRPC", package: "socketkpi")],
      swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
  ],
  swiftLanguageModes: [.v6]
)
