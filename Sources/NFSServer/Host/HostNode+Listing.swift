// SPDX-License-Identifier: Apache-2.0
// An object of the host as the server sees it: listing a directory.

internal import HostFS
internal import Synchronization
internal import SystemPackage
internal import Wire

/// A listing that stopped between two pages.
final class OpenListing: Sendable {
  private struct State: ~Copyable {
    var reader: DirectoryReader
    /// Read and not yet taken.
    var pending: DirectoryEntry?

    mutating func next() throws(HostError) -> DirectoryEntry? {
      guard let entry = pending else { return try reader.next() }
      pending = nil
      return entry
    }
  }

  private let state: Mutex<State>

  init(_ reader: consuming sending DirectoryReader) {
    state = Mutex(State(reader: reader))
  }

  func next() throws(HostError) -> DirectoryEntry? {
    try state.withLock { state throws(HostError) in try state.next() }
  }

  /// The entry comes again.
  func putBack(_ entry: DirectoryEntry) {
    state.withLock { $0.pending = entry }
  }
}

/// Listings between two pages, so that the next page need not open and seek.
///
/// Forgetting one costs time only: a page can start anywhere from its cookie.
final class ListingCache: Sendable {
  /// Listings kept; each has a descriptor and a buffer of 32 KiB.
  static let capacity = 16

  struct Place: Hashable, Sendable {
    var directory: NodeKey
    var cookie: UInt64
  }

  /// Oldest first.
  private let listings = Mutex<[(place: Place, listing: OpenListing)]>([])

  func take(_ place: Place) -> OpenListing? {
    listings.withLock { listings in
      guard let index = listings.firstIndex(where: { $0.place == place }) else { return nil }
      return listings.remove(at: index).listing
    }
  }

  func keep(_ listing: OpenListing, at place: Place) {
    listings.withLock { listings in
      if listings.count == Self.capacity { listings.removeFirst() }
      listings.append((place, listing))
    }
  }
}

extension HostNode {
  func list(
    after cookie: UInt64, details: Bool, _ body: (ListedEntry) -> Bool
  ) throws(StoreError) -> Bool {
    let directory = try directory()
    let listing = try self.listing(of: directory, after: cookie)
    let number = try hosted { () throws(HostError) in try directory.attributes() }.identity.inode
    var last = cookie
    while let entry = try hosted({ () throws(HostError) in try listing.next() }) {
      guard let listed = describe(entry, in: directory, number, details: details) else { continue }
      guard body(listed) else {
        listing.putBack(entry)
        store.listings.keep(listing, at: .init(directory: key, cookie: last))
        return false
      }
      last = entry.cookie
    }
    return true
  }

  private func listing(
    of directory: HostDirectory, after cookie: UInt64
  ) throws(StoreError) -> OpenListing {
    if cookie != 0,
      let kept = store.listings.take(.init(directory: key, cookie: cookie))
    {
      return kept
    }
    do throws(HostError) {
      var reader = try directory.entries()
      if cookie != 0 { try reader.seek(to: cookie) }
      return OpenListing(reader)
    } catch {
      throw error.operation == .seek ? StoreError(.badCookie) : StoreError(error)
    }
  }

  /// Nil for an entry that vanished meanwhile.
  private func describe(
    _ entry: DirectoryEntry, in directory: HostDirectory, _ number: UInt64, details: Bool
  ) -> ListedEntry? {
    var listed = ListedEntry(name: entry.name, fileID: entry.inode, cookie: entry.cookie)
    guard details else { return listed }
    do throws(HostError) {
      let child = try directory.locate(entry.name)
      let attributes = try child.attributes()
      guard attributes.identity.device == store.device else { return listed }
      store.note(attributes, named: entry.name, in: number)
      listed.attributes = attributes
      listed.fileID = attributes.identity.inode
      listed.key = try? store.key(of: child, attributes)
      return listed
    } catch {
      return error.code == .noSuchFileOrDirectory ? nil : listed
    }
  }
}
