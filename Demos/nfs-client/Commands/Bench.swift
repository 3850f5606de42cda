// SPDX-License-Identifier: Apache-2.0
// nfs-client bench

import ArgumentParser
import DemoSupport
import NFSClient
import ONCRPC
import Synchronization
import Wire

struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures calls and throughput in a directory of the server.",
    discussion: """
      Makes a directory of its own below the URL and removes it afterwards. Rows: calls a second and their \
      times for NULL, GETATTR and LOOKUP; making, writing and removing small files; writing and reading one \
      large file.
      """)

  @OptionGroup var connection: ConnectionOptions

  @Option(help: "Time for each of the call rows.")
  var seconds: TimeSpan = TimeSpan(.seconds(2))

  @Option(help: "Calls under way.")
  var depth = 16

  @Option(help: "Size of the large file.")
  var size: ByteCount = ByteCount(256 << 20)

  @Option(help: "Small files.")
  var files = 500

  @Flag(help: "One JSON object a line.")
  var json = false

  @Argument(transform: URLArgument.parse) var url: URLArgument

  func validate() throws {
    guard (1...4096).contains(depth) else { throw ValidationError("--depth is 1 to 4096") }
    guard (1...1_000_000).contains(files) else { throw ValidationError("--files is 1 to 1000000") }
  }

  func run() async throws {
    try await Session.with(url.url, connection) { session in
      let name = ".nfs-client-bench-\(UInt32.random(in: .min ... .max))"
      let folder = session.path.appending(NFS3Path(name))
      _ = try await session.mount.createDirectory(folder)
      let mount = session.mount
      do {
        try await calls(mount, folder)
        try await smallFiles(mount, folder)
        try await largeFile(mount, folder)
      } catch {
        await cleanUp { _ = try? await mount.removeTree(folder) }
        throw error
      }
      try await mount.removeTree(folder)
    }
  }

  private func calls(_ mount: NFSMount, _ folder: NFS3Path) async throws {
    let directory = try await mount.stat(folder).file
    try await mount.writeFile(folder.appending("file"), [1, 2, 3])
    let file = try await mount.stat(folder.appending("file")).file
    for depth in depth == 1 ? [1] : [1, depth] {
      try await rate("NULL", depth, mount) { try await mount.client.null() }
      try await rate("GETATTR", depth, mount) { _ = try await mount.client.getAttributes(file) }
      try await rate("LOOKUP", depth, mount) {
        _ = try await mount.client.lookup(
          NFS3DirectoryArguments(directory: directory, name: "file"))
      }
    }
  }

  /// Calls a second with `depth` tasks that run where replies are handled.
  private func rate(
    _ name: String, _ depth: Int, _ mount: NFSMount,
    _ call: @escaping @Sendable () async throws -> Void
  ) async throws {
    let start = ContinuousClock.now
    let end = start + seconds.duration
    let histogram = try await withThrowingTaskGroup(of: LatencyHistogram.self) { group in
      for _ in 0..<depth {
        group.addTask(executorPreference: mount.client.rpc.taskExecutor) {
          var histogram = LatencyHistogram()
          var now = ContinuousClock.now
          while now < end {
            try await call()
            let done = ContinuousClock.now
            histogram.record(done - now)
            now = done
          }
          return histogram
        }
      }
      return try await group.reduce(into: LatencyHistogram()) { $0.merge($1) }
    }
    let time = (ContinuousClock.now - start).inSeconds
    let perSecond = Double(histogram.count) / time
    try show(
      "\(name) x\(depth)", perSecond, "calls/s",
      "median \(histogram.percentile(0.5).short), p99 \(histogram.percentile(0.99).short)",
      p50: histogram.percentile(0.5))
  }

  private func smallFiles(_ mount: NFSMount, _ folder: NFS3Path) async throws {
    let bytes = [UInt8](repeating: 0x55, count: 4096)
    try await perFile("create+write 4 KiB", mount) { number in
      try await mount.writeFile(folder.appending(NFS3Path("f\(number)")), bytes)
    }
    try await perFile("stat", mount) { number in
      _ = try await mount.stat(folder.appending(NFS3Path("f\(number)")))
    }
    try await perFile("remove", mount) { number in
      try await mount.remove(folder.appending(NFS3Path("f\(number)")))
    }
  }

  private func perFile(
    _ name: String, _ mount: NFSMount, _ work: @escaping @Sendable (Int) async throws -> Void
  ) async throws {
    let start = ContinuousClock.now
    let next = NumberDispenser(limit: files)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<depth {
        group.addTask(executorPreference: mount.client.rpc.taskExecutor) {
          while let number = next.take() { try await work(number) }
        }
      }
      try await group.waitForAll()
    }
    let time = ContinuousClock.now - start
    try show("\(name) x\(depth)", Double(files) / time.inSeconds, "files/s", time.short)
  }

  private func largeFile(_ mount: NFSMount, _ folder: NFS3Path) async throws {
    let path = folder.appending("large")
    let chunk = 1 << 20
    var start = ContinuousClock.now
    let file = try await mount.open(path, [.write, .create])
    var offset: UInt64 = 0
    while offset < size.bytes {
      let count = Int(min(UInt64(chunk), size.bytes - offset))
      let buffer = RPCBuffer(capacity: count)
      buffer.zero(0..<count)
      try await file.write(handingOver: buffer, 0..<count, at: offset)
      offset += UInt64(count)
    }
    try await file.close()
    try throughput("write and commit", ContinuousClock.now - start)
    start = ContinuousClock.now
    let reader = try await mount.open(path)
    var chunks = reader.chunks()
    while try await chunks.next() != nil {}
    try await reader.close()
    try throughput("read", ContinuousClock.now - start)
  }

  private func throughput(_ name: String, _ time: Duration) throws {
    try show(
      "\(name) \(size.long)", Double(size.bytes) / time.inSeconds / Double(1 << 20), "MiB/s",
      time.short)
  }

  private func show(
    _ name: String, _ value: Double, _ unit: String, _ note: String, p50: Duration? = nil
  ) throws {
    if json {
      var members: [(String, JSON)] = [
        ("row", .string(name)), ("value", .number(value)), ("unit", .string(unit)),
      ]
      if let p50 { members.append(("p50_us", .number(p50.inSeconds * 1e6))) }
      try Console.shared.print(JSON.object(members).text)
    } else {
      try Console.shared.print(
        name.rightPadded(28) + value.fixed(0).leftPadded(10) + " " + unit.rightPadded(8) + "  "
          + note)
    }
    try Console.shared.flush()
  }
}

/// Numbers from 0, each handed out once.
private final class NumberDispenser: Sendable {
  private let next = Atomic<Int>(0)
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  func take() -> Int? {
    let number = next.add(1, ordering: .relaxed).oldValue
    return number < limit ? number : nil
  }
}
