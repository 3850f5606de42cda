// SPDX-License-Identifier: Apache-2.0
// NFSClient as a program uses it: a mount, and tasks that run where replies are handled.

@preconcurrency import Glibc
import NFSClient
import ONCRPC
import SocketKPI
import Synchronization
import Wire

/// A mount and the loops of its rows.
final class Mounted: Sendable {
  let mount: NFSMount

  private init(_ mount: NFSMount) { self.mount = mount }

  /// Mounts, or says why not.
  static func open(_ url: NFSURL, connections: Int = 1) -> Mounted? {
    let made = Mutex<NFSMount?>(nil)
    let isDone = waiting(on: Dispatcher.next()) {
      var configuration = NFSConfiguration()
      configuration.connections = connections
      let mount = try await NFSMount(url, configuration: configuration)
      made.withLock { $0 = mount }
    }
    return isDone ? made.withLock { $0 }.map(Mounted.init) : nil
  }

  func close() { _ = run { try await $0.close() } }

  /// Runs work on the mount's executor and waits for it; false when it threw.
  func run(_ work: @escaping @Sendable (NFSMount) async throws -> Void) -> Bool {
    let mount = mount
    return Mounted.waiting(on: mount.client.rpc.taskExecutor) { try await work(mount) }
  }

  private static func waiting(
    on executor: Dispatcher, _ work: @escaping @Sendable () async throws -> Void
  ) -> Bool {
    let gate = Gate()
    let failed = Atomic<Bool>(false)
    Task(executorPreference: executor) {
      do { try await work() } catch {
        fputs("nfs-bench: \(error)\n", stderr)
        failed.store(true, ordering: .relaxed)
      }
      gate.open()
    }
    gate.wait()
    return !failed.load(ordering: .relaxed)
  }

  // MARK: Loops

  /// Mounts and unmounts.
  static func mountAndClose(_ url: NFSURL, times: Int) -> Bool {
    waiting(on: Dispatcher.next()) {
      for _ in 0..<times { try await NFSMount(url).close() }
    }
  }

  /// Lists a directory with attributes.
  func list(_ path: NFS3Path, names: Int, times: Int) -> Bool {
    run { mount in
      for _ in 0..<times {
        var count = 0
        for try await _ in try await mount.list(path) { count += 1 }
        try expect(count, names)
      }
    }
  }

  /// Walks a tree.
  func walk(_ path: NFS3Path, names: Int, times: Int) -> Bool {
    run { mount in
      for _ in 0..<times {
        let count = Counter()
        try await mount.walk(path) { event in
          if case .item = event { _ = count.next() }
          return true
        }
        // The beginning itself is an item too.
        try expect(count.next() - 1, names)
      }
    }
  }

  /// Makes, writes and removes small files.
  func smallFiles(_ prefix: String, depth: Int, count: Int, bytes: Int) -> Bool {
    let next = Counter()
    let contents = [UInt8](repeating: 0, count: bytes)
    return run { mount in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<depth {
          group.addTask {
            while true {
              let number = next.next()
              guard number < count else { return }
              let path = NFS3Path("\(prefix)\(number)")
              try await mount.writeFile(path, contents)
              try await mount.remove(path)
            }
          }
        }
        try await group.waitForAll()
      }
    }
  }

  /// Reads a file from front to back.
  func read(_ path: NFS3Path, bytes: UInt64) -> Bool {
    run { mount in
      let file = try await mount.open(path)
      var chunks = file.chunks(count: bytes)
      var count: UInt64 = 0
      while let chunk = try await chunks.next() { count += UInt64(chunk.count) }
      try await file.close()
      try expect(Int(count), Int(bytes))
    }
  }

  /// Writes a file from front to back; ends when the server has committed it. Every piece is the same
  /// memory, as it is for libnfs.
  func write(_ path: NFS3Path, bytes: UInt64) -> Bool {
    let piece = RPCBuffer([UInt8](repeating: 0, count: 1 << 20))
    return run { mount in
      let file = try await mount.open(path, [.write, .create])
      for offset in stride(from: 0, to: bytes, by: piece.capacity) {
        try await file.write(handingOver: piece, 0..<piece.capacity, at: offset)
      }
      try await file.close()
    }
  }
}

/// Numbers from 0.
private final class Counter: Sendable {
  private let value = Atomic<Int>(0)

  func next() -> Int { value.add(1, ordering: .relaxed).oldValue }
}

private struct Mismatch: Error, CustomStringConvertible {
  var description: String
}

private func expect(_ found: Int, _ wanted: Int) throws {
  guard found == wanted else { throw Mismatch(description: "\(found) instead of \(wanted)") }
}
