// SPDX-License-Identifier: Apache-2.0
// Where the rows are measured: the stub, or a directory of a real server that is made and removed.

import CNFSPeers
@preconcurrency import Glibc
import NFSClient
import Wire

/// A server and the files that the rows need.
struct Ground {
  var text: String
  var url: NFSURL
  var port: UInt16
  /// Directory of the rows below the mount; "" or with a slash at its end.
  var folder = ""
  var listed = Int(nfs_list_files)
  /// Names in the tree.
  var walked = Int(nfs_tree_directories) * (Int(nfs_tree_files) + 1) - 1
  var isStub = true
  var files = 10_000
  var streamBytes: UInt64 = 256 << 20

  static func stub() -> Ground? {
    var process: CInt = 0
    let port = nfs_stub(&process)
    let text = "nfs://127.0.0.1/export?version=3&nfsport=\(port)&mountport=\(port)"
    guard port != 0, let url = try? NFSURL(text) else { return nil }
    return Ground(text: text, url: url, port: port)
  }

  /// A real server on 127.0.0.1; its directory is made by `prepare`.
  static func server(_ text: String) -> Ground? {
    guard let url = try? NFSURL(text), url.hosts == ["127.0.0.1"] else {
      fputs("nfs-bench: --server takes an nfs:// URL at 127.0.0.1\n", stderr)
      return nil
    }
    return Ground(
      text: text, url: url, port: url.nfsPort ?? NFS3.port, folder: "nfs-bench-\(getpid())/",
      listed: 10_000, walked: 111 * 21 - 1, isStub: false, files: 1000)
  }

  /// Makes what the rows look at.
  func prepare(_ mounted: Mounted) -> Bool {
    guard !isStub else { return true }
    let (folder, listed) = (folder, listed)
    return mounted.run { mount in
      try await mount.createDirectory(NFS3Path(folder))
      for name in ["list", "tree"] { try await mount.createDirectory(NFS3Path(folder + name)) }
      try await mount.writeFile(NFS3Path(folder + "file"), [UInt8](repeating: 1, count: 4096))
      var files = (0..<listed).map { "list/f\($0)" }
      // 1, 10 and 100 directories with 20 files each.
      for first in [""] + (0..<10).map({ "/d\($0)" }) {
        files += (0..<20).map { "tree\(first)/f\($0)" }
        for second in 0..<10 {
          let below = "tree\(first)/d\(second)"
          try await mount.createDirectory(NFS3Path(folder + below))
          if !first.isEmpty { files += (0..<20).map { "\(below)/f\($0)" } }
        }
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for part in 0..<32 {
          let share = stride(from: part, to: files.count, by: 32).map { files[$0] }
          group.addTask {
            for name in share {
              try await mount.open(NFS3Path(folder + name), [.write, .create]).close()
            }
          }
        }
        try await group.waitForAll()
      }
    }
  }

  func cleanUp(_ mounted: Mounted) {
    guard !isStub else { return }
    let folder = folder
    _ = mounted.run { try await $0.removeTree(NFS3Path(folder)) }
  }

  /// The file of the single calls, for the clients without paths.
  func place(
    _ mounted: Mounted
  ) -> (c: nfs_place, file: NFS3FileHandle, directory: NFS3FileHandle)? {
    let found = Box<[NFS3FileHandle]>([])
    let folder = folder
    let isFound = mounted.run { mount in
      let file = try await mount.stat(NFS3Path(folder + "file")).file
      let directory = try await mount.stat(NFS3Path(folder)).file
      found.value = [file, directory]
    }
    guard isFound else { return nil }
    let (file, directory) = (found.value[0], found.value[1])
    var place = nfs_place()
    place.port = port
    place.uid = getuid()
    place.gid = getgid()
    place.file_length = UInt32(file.byteCount)
    place.directory_length = UInt32(directory.byteCount)
    withUnsafeMutableBytes(of: &place.file) { $0.copyBytes(from: file.bytes) }
    withUnsafeMutableBytes(of: &place.directory) { $0.copyBytes(from: directory.bytes) }
    return (place, file, directory)
  }
}

/// A value that one thread writes before another reads it.
final class Box<Value>: @unchecked Sendable {
  var value: Value
  init(_ value: Value) { self.value = value }
}
