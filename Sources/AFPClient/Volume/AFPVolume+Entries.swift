// SPDX-License-Identifier: Apache-2.0
// Listing directories.

internal import SocketKPI
internal import Wire

/// The entries of a directory, fetched page by page while they are iterated.
///
/// A server keeps one listing per session: when entries are deleted and another directory is listed
/// meanwhile, entries of this one can be skipped. Collect first and delete afterwards, or use
/// `AFPVolume.allEntries`.
public struct AFPEntries: AsyncSequence, Sendable {
  public typealias Element = AFPItem
  public typealias Failure = AFPError

  let volume: AFPVolume
  let path: String

  public struct AsyncIterator: AsyncIteratorProtocol {
    let volume: AFPVolume
    let path: String
    var page: ArraySlice<AFPItem> = []
    var start: UInt32 = 1
    var isAtEnd = false

    public mutating func next() async throws(AFPError) -> AFPItem? {
      try await next(isolation: #isolation)
    }

    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(AFPError) -> AFPItem? {
      if page.isEmpty, !isAtEnd {
        let items = try await volume.page(of: path, from: start)
        isAtEnd = items.isEmpty
        let (following, overflow) = start.addingReportingOverflow(UInt32(clamping: items.count))
        isAtEnd = isAtEnd || overflow
        start = following
        page = items[...]
      }
      return page.popFirst()
    }
  }

  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(volume: volume, path: path) }
}

extension AFPVolume {
  /// Entries asked for in one page.
  static let pageEntries: UInt16 = 1024
  /// Bytes a page may have; netatalk stops at about 65,000 whatever it is asked.
  static let pageBytes: UInt32 = 60_000

  /// The entries of a directory, in the server's order.
  public func entries(of path: String) -> AFPEntries { AFPEntries(volume: self, path: path) }

  /// All entries of a directory at once.
  public func allEntries(of path: String) async throws(AFPError) -> [AFPItem] {
    var items: [AFPItem] = []
    for try await item in entries(of: path) { items.append(item) }
    return items
  }

  /// One page, empty at the end of the directory.
  func page(of path: String, from start: UInt32) async throws(AFPError) -> [AFPItem] {
    let names = try components(path)
    let id = try await directoryID(names)
    var call = call(.enumerate, path.isEmpty ? name : path, .anew) { volume in
      AFPEnumerateRequest(
        volume: volume, directory: id, count: Self.pageEntries, start: start,
        maximumReplyBytes: Self.pageBytes
      ).block
    }
    call.tolerated = [.objectNotFound]
    let reply: AFPReply
    do throws(AFPError) {
      reply = try await engine.perform(call)
    } catch {
      directories.withLock { $0.forget(names.map(\.local)) }
      throw error
    }
    guard reply.result == .noError else { return [] }
    let page = try engine.decode(call.operation, reply.payload) { reader throws(AFPWireError) in
      try AFPEnumerateReply(from: &reader)
    }
    let items = page.items.map(AFPItem.init)
    remember(items, below: names.map(\.local))
    return items
  }

  private func remember(_ items: [AFPItem], below parents: [String]) {
    directories.withLock { cache in
      for item in items where item.isDirectory && !item.name.isEmpty {
        cache.remember(parents + [item.name], item.nodeID, at: .now)
      }
    }
  }

  /// Deletes a directory with everything below it. Names are collected before anything is deleted.
  public func deleteTree(_ path: String) async throws(AFPError) {
    var directories = [path]
    var index = 0
    while index < directories.count {
      let directory = directories[index]
      index += 1
      for item in try await allEntries(of: directory) {
        let child = directory.isEmpty ? item.name : directory + "/" + item.name
        if item.isDirectory { directories.append(child) } else { try await delete(child) }
      }
    }
    for directory in directories.reversed() where !directory.isEmpty {
      try await delete(directory)
    }
  }
}
