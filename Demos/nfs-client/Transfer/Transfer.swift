// SPDX-License-Identifier: Apache-2.0
// Copying a file or a tree from one end to the other.

import DemoSupport
import NFSClient
import ONCRPC
import Wire

/// One run of get, put or cp.
struct Transfer: Sendable {
  /// Bytes of one step.
  static let chunkBytes = 1 << 20
  /// Steps of one file under way.
  static let chunksInFlight = 4
  /// Blocks of zeros that are left out are at least this long.
  static let holeBytes = 4096

  let source: any TransferSource
  let target: any TransferTarget
  let options: TransferOptions
  let tally: TransferTally
  private let limiter: RateLimiter?

  init(
    from source: any TransferSource, to target: any TransferTarget, _ options: TransferOptions,
    verb: String
  ) {
    self.source = source
    self.target = target
    self.options = options
    tally = TransferTally(verb: verb)
    limiter = options.limitRate.map { RateLimiter(bytesPerSecond: $0.bytes) }
  }

  /// Copies everything.
  ///
  /// - Throws: when the transfer as a whole cannot go on; failures of single files are counted.
  func run() async throws {
    let root = try await source.root()
    if root.type == .directory {
      try await copyTree(root)
    } else {
      await copy(root)
    }
    try Task.checkCancellation()
    try tally.report(asJSON: options.json)
    if tally.failures > 0 {
      throw ToolError("\(tally.failures) of the files could not be copied")
    }
  }

  private func copyTree(_ root: TransferItem) async throws {
    try await makeDirectory(root)
    let directories = DirectoryList()
    let queue = WorkQueue(limit: options.parallel)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { queue.finish() }
        try await source.walk(
          { item in
            guard options.takes(item) else { return false }
            if item.type == .directory {
              do { try await makeDirectory(item) } catch {
                tally.fail(item.path.description, error)
                return false
              }
              directories.add(item)
            } else {
              await queue.put(item)
            }
            return true
          }, fail: { tally.fail($0, $1) })
      }
      for _ in 0..<options.parallel {
        group.addTask {
          while let item = await queue.take() {
            try Task.checkCancellation()
            await copy(item)
          }
        }
      }
      do { try await group.waitForAll() } catch {
        queue.finish()
        group.cancelAll()
        throw error
      }
    }
    try Task.checkCancellation()
    // Times of directories last, the deepest first: what is made in them changes them.
    for item in directories.deepestFirst + [root] {
      do { try await target.setAttributes(item.path, item, owner: options.owner) } catch {
        tally.fail(item.path.description, error)
      }
    }
  }

  private func makeDirectory(_ item: TransferItem) async throws {
    if let there = try await target.find(item.path) {
      guard there.type == .directory else {
        throw ToolError("there is something else of this name at the target")
      }
      return
    }
    try await target.makeDirectory(item.path)
    tally.countDirectory()
  }

  private func copy(_ item: TransferItem) async {
    do {
      switch item.type {
      case .regular: try await copyFile(item)
      case .symbolicLink:
        try await target.makeLink(item.path, to: try await source.readLink(item))
        tally.countLink()
      default: throw ToolError("\(item.type.name)s are not copied")
      }
    } catch {
      if !(error is CancellationError), !Task.isCancelled {
        tally.fail(item.path.description, error)
      }
    }
  }

  private func copyFile(_ item: TransferItem) async throws {
    if options.resume, let there = try await target.find(item.path), there.looksLike(item) {
      return tally.countSkipped()
    }
    let reader = try await source.open(item)
    do {
      let writer = try await target.create(item.path, for: item, resumes: options.resume)
      do {
        try await copyData(item, reader, writer)
        try await writer.complete(size: item.size)
        if options.verify { try await compare(item, reader, writer) }
        try Task.checkCancellation()
        try await writer.publish(item, owner: options.owner)
      } catch {
        await writer.abandon(keepsPart: options.resume)
        throw error
      }
      await reader.close()
    } catch {
      await reader.close()
      throw error
    }
    tally.countFile()
    tally.count(bytes: 0, of: item.path.description)
  }

  private func copyData(
    _ item: TransferItem, _ reader: any TransferReader, _ writer: any TransferWriter
  ) async throws {
    var ranges = try await reader.dataRanges()[...]
    let path = item.path.description
    try await withThrowingTaskGroup(of: (UInt64, RPCBuffer, Int).self) { group in
      var position = writer.startOffset
      var next = position  // what is written next: chunks are written in the order they are read
      var waiting: [UInt64: (RPCBuffer, Int)] = [:]
      var order: [UInt64] = []
      var running = 0

      func startOne() -> Bool {
        while let range = ranges.first, range.upperBound <= position { ranges.removeFirst() }
        guard let range = ranges.first else { return false }
        let start = max(position, range.lowerBound)
        let boundary = (start / UInt64(Transfer.chunkBytes) + 1) * UInt64(Transfer.chunkBytes)
        let count = Int(min(boundary, range.upperBound) - start)
        position = start + UInt64(count)
        order.append(start)
        running += 1
        group.addTask {
          try await limiter?.take(count)
          let buffer = RPCBuffer(capacity: count)
          return (start, buffer, try await reader.read(into: buffer, count: count, at: start))
        }
        return true
      }

      while running < Transfer.chunksInFlight, startOne() {}
      while let (start, buffer, count) = try await group.next() {
        waiting[start] = (buffer, count)
        while let first = order.first, let (buffer, count) = waiting.removeValue(forKey: first) {
          order.removeFirst()
          running -= 1
          next = first + UInt64(count)
          if !(options.sparse && item.usedBytes < item.size && buffer.isZero(0..<count)), count > 0
          {
            try await writer.write(buffer, count: count, at: first)
          }
          tally.count(bytes: count, of: path)
        }
        while running < Transfer.chunksInFlight, startOne() {}
      }
      _ = next
    }
  }

  private func compare(
    _ item: TransferItem, _ reader: any TransferReader, _ writer: any TransferWriter
  ) async throws {
    var offset: UInt64 = 0
    let one = RPCBuffer(capacity: Transfer.chunkBytes)
    let two = RPCBuffer(capacity: Transfer.chunkBytes)
    while offset < item.size {
      let count = Int(min(UInt64(Transfer.chunkBytes), item.size - offset))
      let first = try await reader.read(into: one, count: count, at: offset)
      let second = try await writer.readBack(into: two, count: count, at: offset)
      guard first == count, second == count, one.isEqual(to: two, 0..<count) else {
        throw ToolError("what was written differs from what was read, near byte \(offset)")
      }
      offset += UInt64(count)
    }
  }
}
