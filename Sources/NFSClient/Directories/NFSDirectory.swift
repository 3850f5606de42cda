// SPDX-License-Identifier: Apache-2.0
// A directory as a stream: two pages in memory, whatever its size.

public import Wire

/// One name of a directory.
public struct NFSDirectoryItem: Sendable {
  /// As it stands in the page: listings are long, and nothing is moved about.
  var plus: NFS3DirectoryEntryPlus

  public var name: NFS3Name { plus.entry.name }
  public var fileID: UInt64 { plus.entry.fileID }
  /// Resumes a listing behind this name, together with the verifier of the listing.
  public var cookie: UInt64 { plus.entry.cookie }
  /// Absent when the server does not send them with the names.
  public var attributes: NFS3Attributes? { plus.attributes }
  public var file: NFS3FileHandle? { plus.file }
}

/// Where a listing can go on later, also in another process.
public struct NFSDirectoryPosition: Equatable, Sendable {
  public var cookie: UInt64
  public var verifier: NFS3Verifier

  public init(cookie: UInt64, verifier: NFS3Verifier) {
    self.cookie = cookie
    self.verifier = verifier
  }

  public static let start = NFSDirectoryPosition(cookie: 0, verifier: .zero)
}

/// The names of a directory, without "." and "..", in the server's order.
///
/// Memory is constant: two pages, the one that is looked at and the one after it, which is asked for
/// meanwhile. A directory that changes while it is listed shows each name that was there all the time
/// exactly once, as far as the server keeps its cookies.
public struct NFSDirectory: AsyncSequence, Sendable {
  public typealias Element = NFSDirectoryItem
  public typealias Failure = NFSError

  let mount: NFSMount
  let directory: NFS3FileHandle
  let wantsAttributes: Bool
  let position: NFSDirectoryPosition
  /// Whether names and attributes go into the mount's caches, for lookups that follow.
  var primesCaches = true

  public func makeAsyncIterator() -> Iterator { Iterator(self) }

  public struct Iterator: AsyncIteratorProtocol, Sendable {
    private let listing: NFSDirectory
    private var page = NFSDirectoryPage.none
    private var ahead: NFSNextPage?
    private var pages = CookieGuard()
    private var given = GivenNames()
    /// Names that a listing that began again has given out before.
    private var skipping: Set<NFS3Name>?
    private var primed = 0
    /// Where the page after the present one begins.
    public private(set) var position: NFSDirectoryPosition

    init(_ listing: NFSDirectory) {
      self.listing = listing
      position = listing.position
      if !listing.primesCaches { primed = NFSMount.primedNames }
    }

    public mutating func next() async throws(NFSError) -> NFSDirectoryItem? {
      try await next(isolation: nil)
    }

    /// Inlinable, so that a name that is there already costs no call of an asynchronous function.
    @inlinable
    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(NFSError) -> NFSDirectoryItem? {
      if let item = nextOfPage() { return item }
      return try await nextOfFollowingPages()
    }

    /// The next name of the page at hand.
    @usableFromInline
    mutating func nextOfPage() -> NFSDirectoryItem? {
      while var entry = page.entries.next() {
        guard isWanted(entry.entry.name) else { continue }
        if !page.covered.isEmpty { page.cover(&entry) }
        return NFSDirectoryItem(plus: entry)
      }
      return nil
    }

    @usableFromInline
    mutating func nextOfFollowingPages() async throws(NFSError) -> NFSDirectoryItem? {
      while !page.isLast {
        try await fetch()
        if let item = nextOfPage() { return item }
      }
      return nil
    }

    /// A whole page at a time: fewer suspensions than one name at a time.
    public mutating func nextPage() async throws(NFSError) -> [NFSDirectoryItem]? {
      guard let first = try await next(isolation: nil) else { return nil }
      var items: [NFSDirectoryItem] = []
      items.reserveCapacity(page.count)
      items.append(first)
      while let item = nextOfPage() { items.append(item) }
      return items
    }

    /// Whether a name is given out. Those of a short listing are remembered, so that it can begin
    /// again without repeating any.
    private mutating func isWanted(_ name: NFS3Name) -> Bool {
      if name.isDotOrDotDot || skipping?.contains(name) ?? false { return false }
      given.note(name)
      return true
    }

    private mutating func fetch() async throws(NFSError) {
      try listing.mount.checkOpen("READDIR")
      do {
        page = try await followingPage()
      } catch {
        guard error.status == .badCookie, position.cookie != 0, skipping == nil,
          let names = given.all
        else { throw error }
        skipping = names
        position = .start
        pages.restart()
        return
      }
      primed += page.count
      do {
        try pages.notePage(lastCookie: page.end?.cookie, isLast: page.isLast)
      } catch {
        throw NFSError(
          .protocolViolation(
            error == .emptyPage
              ? "a directory page without names that is not the last"
              : "a directory listing that goes in circles"), operation: "READDIR")
      }
      if let end = page.end { position = end }
      if !page.isLast {
        ahead = NFSNextPage(listing, at: position, primes: primed < NFSMount.primedNames)
      }
    }

    private mutating func followingPage() async throws(NFSError) -> NFSDirectoryPage {
      if let ahead {
        self.ahead = nil
        if ahead.position == position, let page = await ahead.take() { return page }
      }
      return try await listing.mount.page(
        of: listing.directory, at: position, wantsAttributes: listing.wantsAttributes,
        primes: primed < NFSMount.primedNames)
    }
  }
}

/// The names that a listing has given out, while a restart could repeat them.
private struct GivenNames: Sendable {
  /// Listings up to this many names survive a BAD_COOKIE.
  private static let limit = 65_536

  private var count = 0
  /// One after the other, in wire form.
  private var names = XDRWriter()

  mutating func note(_ name: NFS3Name) {
    guard count < GivenNames.limit else { return }
    count += 1
    name.encode(into: &names)
  }

  /// All of them; nil when there were too many to remember.
  var all: Set<NFS3Name>? {
    guard count < GivenNames.limit else { return nil }
    var all: Set<NFS3Name> = []
    var reader = XDRReader(names.span)
    while let name = try? NFS3Name(from: &reader) { all.insert(name) }
    return all
  }
}
