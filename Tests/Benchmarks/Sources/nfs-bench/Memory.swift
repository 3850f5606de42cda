// SPDX-License-Identifier: Apache-2.0
// Peak memory: every kind of work in a process of its own, which tells how much it ever had.

import CNFSPeers
@preconcurrency import Glibc
import NFSClient
import Wire

/// One kind of work, by our client and by libnfs.
struct MemoryWork {
  var name: String
  var ours: (Mounted) -> Bool
  var theirs: (OpaquePointer) -> Bool

  static var all: [MemoryWork] {
    [MemoryWork(name: "mount", ours: { _ in true }, theirs: { _ in true })]
      + [false, true].flatMap { isWrite in
        [64, 1024].map { stream(mebibytes: $0, isWrite: isWrite) }
      } + [
        MemoryWork(
          name: "list \(nfs_list_files) names",
          ours: { $0.list("list", names: Int(nfs_list_files), times: 1) },
          theirs: { libnfs_list($0, "/list") == nfs_list_files }),
        MemoryWork(
          name: "walk \(walked) names", ours: { $0.walk("tree", names: walked, times: 1) },
          theirs: { libnfs_walk($0, "/tree") == walked }),
        smallFiles(1000), smallFiles(20_000),
      ]
  }

  private static let walked = Int(nfs_tree_directories) * (Int(nfs_tree_files) + 1) - 1

  private static func stream(mebibytes: UInt64, isWrite: Bool) -> MemoryWork {
    let bytes = mebibytes << 20
    return MemoryWork(
      name: "\(isWrite ? "write" : "read") \(mebibytes) MiB",
      ours: { isWrite ? $0.write("file", bytes: bytes) : $0.read("file", bytes: bytes) },
      theirs: { mount in
        var mounts: [OpaquePointer?] = [mount]
        return libnfs_stream(&mounts, 1, "/file", isWrite ? 1 : 0, CInt(Width.stream), bytes) == 0
      })
  }

  private static func smallFiles(_ count: Int) -> MemoryWork {
    MemoryWork(
      name: "make, write, remove \(count) files",
      ours: {
        $0.smallFiles("n", depth: Width.smallFiles, count: count, bytes: Int(nfs_block))
      },
      theirs: {
        libnfs_small_files($0, "/n", CInt(Width.smallFiles), count, CInt(nfs_block)) == 0
      })
  }
}

/// The two sides of `nfs-bench --memory`: one process that asks, and one for each piece of work.
enum Memory {
  private static let clients = ["NFSClient", "libnfs"]

  /// Prints the table. False when a piece of work failed.
  static func printTable() -> Bool {
    guard let ground = Ground.stub() else { return false }
    print("peak resident memory, KiB", terminator: "")
    for client in clients { print("\t\(client)", terminator: "") }
    print()
    for work in MemoryWork.all {
      print(work.name, terminator: "")
      fflush(stdout)
      for client in clients {
        guard run(["--memory-of", work.name, client, ground.text]) else { return false }
      }
      print()
    }
    return true
  }

  /// The process of one piece of work: does it, and prints a tab and the most memory it had.
  static func measure(_ arguments: [String]) -> Bool {
    guard arguments.count == 3, let url = try? NFSURL(arguments[2]),
      let work = MemoryWork.all.first(where: { $0.name == arguments[0] })
    else { return false }
    if arguments[1] == clients[0] {
      guard let mounted = Mounted.open(url), work.ours(mounted) else { return false }
    } else {
      guard let mount = libnfs_mount(arguments[2]), work.theirs(mount) else { return false }
    }
    guard let peak = peakKibibytes() else { return false }
    print("\t\(peak)", terminator: "")
    return true
  }

  /// VmHWM of this process. `ru_maxrss` would count what the process had that started this one.
  private static func peakKibibytes() -> Int? {
    guard let file = fopen("/proc/self/status", "r") else { return nil }
    defer { fclose(file) }
    var line: UnsafeMutablePointer<CChar>?
    var room = 0
    defer { free(line) }
    while getline(&line, &room, file) > 0, let text = line {
      let words = String(cString: text).split { $0 == " " || $0 == "\t" }
      if words.first == "VmHWM:", words.count > 1 { return Int(words[1]) }
    }
    return nil
  }

  /// Runs this program with other arguments.
  private static func run(_ arguments: [String]) -> Bool {
    var words = ([CommandLine.arguments[0]] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    guard posix_spawn(&process, "/proc/self/exe", nil, nil, &words, environ) == 0 else {
      return false
    }
    var status: CInt = 0
    while waitpid(process, &status, 0) < 0 { if errno != EINTR { return false } }
    return status == 0
  }
}
