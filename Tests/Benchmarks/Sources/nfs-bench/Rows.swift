// SPDX-License-Identifier: Apache-2.0
// What is compared with what, and the bars.

import CNFSPeers
@preconcurrency import Glibc
import Measuring
import NFSClient
import Wire

/// Calls and whole operations in flight, and pieces of streams.
enum Width {
  static let calls = 64
  static let smallFiles = 16
  static let stream = 8
}

extension Ground {
  /// Single calls of the RPC engine; against a real server the bar is libnfs.
  func callRows(_ mounted: Mounted) -> [Row]? {
    guard var place = place(mounted), let c = c_nfs_open(&place.c),
      let libnfs = libnfs_open(&place.c)
    else { return nil }
    let engine = Engine(port: port, file: place.file, directory: place.directory)
    let single = [Work.null, .attributes, .lookup, .read].map { work in
      let c = Contender(name: "C") { c_nfs_run(c, work.code, 1, $0) == 0 }
      let ours = Contender(name: "ONCRPC") { engine.blocking(work, count: $0) }
      let theirs = Contender(name: "libnfs") { libnfs_run(libnfs, work.code, 1, $0) == 0 }
      // The bar is about the time only.
      return Row(
        name: "\(work.name), one at a time",
        contenders: isStub ? [c, ours, theirs] : [theirs, ours, c], bar: isStub ? 1 / 1.05 : 1,
        processorBar: .infinity)
    }
    let bars: [(Work, Double, Double?)] = [
      (.attributes, 4, 0.25), (.read, 1.5, nil), (.write, 2.5, nil),
    ]
    let many = bars.map { (work, bar, processorBar) in
      Row(
        name: "\(work.name), \(Width.calls) in flight",
        contenders: [
          Contender(name: "libnfs") { libnfs_run(libnfs, work.code, CInt(Width.calls), $0) == 0 },
          Contender(name: "ONCRPC") { engine.flying(work, depth: Width.calls, count: $0) },
          Contender(name: "C") { c_nfs_run(c, work.code, CInt(Width.calls), $0) == 0 },
        ], bar: isStub ? bar : 1, processorBar: isStub ? processorBar : nil)
    }
    return single + many
  }

  /// What programs do with a mount.
  func mountRows(_ mounted: Mounted) -> [Row]? {
    guard let libnfs = libnfs_mount(text) else { return nil }
    let (text, url, folder, files) = (text, url, folder, files)
    let small = CInt(Width.smallFiles)
    return [
      Row(
        name: "mount",
        contenders: [
          Contender(name: "libnfs") { count in
            for _ in 0..<count {
              guard let mount = libnfs_mount(text) else { return false }
              libnfs_unmount(mount)
            }
            return true
          },
          Contender(name: "NFSClient") { Mounted.mountAndClose(url, times: $0) },
        ], bar: isStub ? 1.8 : 1),
      Row(
        name: "list \(listed) names",
        contenders: [
          Contender(name: "libnfs") { count in
            (0..<count).allSatisfy { _ in libnfs_list(libnfs, "/\(folder)list") == listed }
          },
          Contender(name: "NFSClient") { count in
            mounted.list(NFS3Path("\(folder)list"), names: listed, times: count)
          },
        ], bar: isStub ? 3 : 1, operations: isStub ? 1 : 2),
      Row(
        name: "walk \(walked) names",
        contenders: [
          Contender(name: "libnfs") { count in
            (0..<count).allSatisfy { _ in libnfs_walk(libnfs, "/\(folder)tree") == walked }
          },
          Contender(name: "NFSClient") { count in
            mounted.walk(NFS3Path("\(folder)tree"), names: walked, times: count)
          },
        ], bar: isStub ? 5 : 1, operations: 1),
      Row(
        name: "make, write, remove \(files) files x \(small)",
        contenders: [
          Contender(name: "libnfs") { count in
            libnfs_small_files(libnfs, "/\(folder)n", small, count, CInt(nfs_block)) == 0
          },
          Contender(name: "NFSClient") { count in
            mounted.smallFiles(
              "\(folder)n", depth: Width.smallFiles, count: count, bytes: Int(nfs_block))
          },
        ], bar: isStub ? 3 : 1, operations: files),
    ]
  }

  /// One large file, over one connection and over four.
  func streamRows() -> [Row]? {
    var rows: [Row] = []
    let (folder, bytes) = (folder, streamBytes)
    let pieces = Int(bytes >> 20)
    for connections in [1, 4] {
      guard let mounted = Mounted.open(url, connections: connections) else { return nil }
      let mounts = (0..<connections).map { _ in libnfs_mount(text) }
      guard mounts.allSatisfy({ $0 != nil }) else { return nil }
      for isWrite in [true, false] {
        // Of MiB at a time, since an operation of the row is one MiB.
        let theirs = Contender(name: "libnfs") { count in
          var mounts = mounts
          return libnfs_stream(
            &mounts, CInt(connections), "/\(folder)file", isWrite ? 1 : 0, CInt(Width.stream),
            UInt64(count) << 20) == 0
        }
        let ours = Contender(name: "NFSClient") { count in
          let path = NFS3Path("\(folder)file")
          let bytes = UInt64(count) << 20
          return isWrite ? mounted.write(path, bytes: bytes) : mounted.read(path, bytes: bytes)
        }
        rows.append(
          Row(
            name: "\(isWrite ? "write" : "read") MiB, \(connections) connection"
              + (connections > 1 ? "s" : ""), contenders: [theirs, ours], bar: 1,
            processorBar: isStub ? 0.85 : nil, operations: pieces))
      }
    }
    return rows
  }
}
