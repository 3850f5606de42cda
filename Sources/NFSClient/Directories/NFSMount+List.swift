// SPDX-License-Identifier: Apache-2.0
// Listing directories, page by page.

import ONCRPC
import Synchronization
public import Wire

extension NFSMount {
  /// The names of a directory as a stream.
  ///
  /// - Parameters:
  ///   - wantsAttributes: ask for attributes and handles with the names; slower for huge directories
  ///     when only names are needed.
  ///   - position: where to go on, from an earlier listing.
  public func list(
    _ path: NFS3Path, wantsAttributes: Bool = true, from position: NFSDirectoryPosition = .start
  ) async throws(NFSError) -> NFSDirectory {
    try checkOpen("READDIR")
    let item = try await withPath(path) { (isFresh) throws(NFSError) in
      try await self.locate(path, followingLast: true, isFresh: isFresh)
    }
    guard item.attributes.type == .directory else {
      throw NFSError(.status(.notDirectory), operation: "READDIR", path: path.description)
    }
    return list(item.file, wantsAttributes: wantsAttributes, from: position)
  }

  /// The names of a directory whose handle is known.
  public func list(
    _ directory: NFS3FileHandle, wantsAttributes: Bool = true,
    from position: NFSDirectoryPosition = .start
  ) -> NFSDirectory {
    NFSDirectory(
      mount: self, directory: directory, wantsAttributes: wantsAttributes, position: position)
  }

  /// Names of a listing whose attributes go into the caches; the rest of a huge one would flush them.
  static let primedNames = 1024
  /// Bytes that a page grows to at most when the server calls it too small.
  static let maximumPageBytes = 1 << 20

  /// One page.
  ///
  /// - Parameter primes: whether its names and attributes go into the caches.
  func page(
    of directory: NFS3FileHandle, at position: NFSDirectoryPosition, wantsAttributes: Bool,
    primes: Bool
  ) async throws(NFSError) -> NFSDirectoryPage {
    var bytes = UInt32(sizes.directory)
    while true {
      do {
        if wantsAttributes, state.withLock({ $0.usesReadDirectoryPlus }) {
          return try await pagePlus(of: directory, at: position, bytes: bytes, primes: primes)
        }
        return try await pagePlain(of: directory, at: position, bytes: bytes)
      } catch {
        if error.isNotSupported, state.withLock({ $0.usesReadDirectoryPlus }) {
          state.withLock { $0.usesReadDirectoryPlus = false }
        } else if error.status == .tooSmall, bytes < UInt32(NFSMount.maximumPageBytes) {
          bytes *= 2
        } else {
          throw error
        }
      }
    }
  }

  private func pagePlus(
    of directory: NFS3FileHandle, at position: NFSDirectoryPosition, bytes: UInt32, primes: Bool
  ) async throws(NFSError) -> NFSDirectoryPage {
    let began = begin()
    let answer = try await client.packedPagePlus(
      NFS3ReadDirectoryPlusArguments(
        directory: directory, cookie: position.cookie, verifier: position.verifier,
        directoryCount: bytes, maximumCount: bytes))
    let page = try taken(answer, directory, began: began)
    if primes { prime(page, in: directory, began: began) }
    return NFSDirectoryPage(page, covered: coveredNames(in: directory))
  }

  private func pagePlain(
    of directory: NFS3FileHandle, at position: NFSDirectoryPosition, bytes: UInt32
  ) async throws(NFSError) -> NFSDirectoryPage {
    let began = begin()
    let answer = try await client.packedPage(
      NFS3ReadDirectoryArguments(
        directory: directory, cookie: position.cookie, verifier: position.verifier, count: bytes))
    let page = try taken(answer, directory, began: began)
    return NFSDirectoryPage(page, covered: coveredNames(in: directory))
  }

  private func coveredNames(in directory: NFS3FileHandle) -> [NFS3Name: NFS3FileHandle] {
    state.withLock { $0.nested.roots(in: directory) }
  }

  private func taken<Entry>(
    _ answer: NFSAnswer<NFS3PackedPage<Entry>, NFS3Attributes?>, _ directory: NFS3FileHandle,
    began: UInt64
  ) throws(NFSError) -> NFS3PackedPage<Entry> {
    switch answer.result {
    case .success(let page):
      accept(page.directoryAttributes, of: directory, began: began)
      return page
    case .failure(let status, let attributes):
      accept(attributes, of: directory, began: began)
      throw NFSError(.status(status), operation: "READDIR")
    }
  }

  /// Names and attributes that a page brought, for the lookups that usually follow.
  private func prime(
    _ page: NFS3PackedPage<NFS3DirectoryEntryPlus>, in directory: NFS3FileHandle, began: UInt64
  ) {
    let wallSeconds = wallClockSeconds()
    let now = ContinuousClock.now
    nodes.withLock { nodes in
      var entries = page.entries
      while let plus = entries.next() {
        guard !plus.entry.name.isDotOrDotDot, let file = plus.file,
          let attributes = plus.attributes
        else { continue }
        _ = nodes.accept(attributes, for: file, began: began, now: now, wallSeconds: wallSeconds)
        nodes.record(plus.entry.name, .file(file), in: directory)
      }
    }
  }
}

extension NFSError {
  /// The server does not have the procedure, whichever way it says so.
  var isNotSupported: Bool {
    switch reason {
    case .status(.notSupported): true
    case .rpc(let error): error.reason == .procedureUnavailable
    default: false
    }
  }
}
