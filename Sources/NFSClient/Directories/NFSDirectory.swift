// SPDX-License-Identifier: Apache-2.0
// A directory as a stream: one page in memory at a time.

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
/// Memory is constant: a page is fetched when the one before is used up. A directory that changes
/// while it is listed shows each name that was there all the time exactly once, as far as the server
/// keeps its cookies.
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
    private var entries: [NFS3DirectoryEntryPlus] = []
    private var next = 0
    private var isLastPage = false
    private var pages = CookieGuard()
    /// Names given out since the beginning, kept only while a restart could repeat them.
    private var given: [NFS3Name] = []
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

    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(NFSError) -> NFSDirectoryItem? {
      while true {
        while next < entries.count {
          let index = next
          next += 1
          if isWanted(entries[index].entry.name) {
            return NFSDirectoryItem(plus: entries[index])
          }
        }
        if isLastPage { return nil }
        try await fetch()
      }
    }

    /// A whole page at a time: fewer suspensions than one name at a time.
    public mutating func nextPage() async throws(NFSError) -> [NFSDirectoryItem]? {
      while next >= entries.count {
        if isLastPage { return nil }
        try await fetch()
      }
      var page: [NFSDirectoryItem] = []
      page.reserveCapacity(entries.count - next)
      for index in next..<entries.count where isWanted(entries[index].entry.name) {
        page.append(NFSDirectoryItem(plus: entries[index]))
      }
      next = entries.count
      return page
    }

    /// Whether a name is given out. Those of a short listing are remembered, so that it can begin
    /// again without repeating any.
    private mutating func isWanted(_ name: NFS3Name) -> Bool {
      if name.isDotOrDotDot || skipping?.contains(name) ?? false { return false }
      if given.count < Iterator.restartableNames { given.append(name) }
      return true
    }

    /// Listings up to this many names survive a BAD_COOKIE.
    static let restartableNames = 65_536

    private mutating func fetch() async throws(NFSError) {
      try listing.mount.checkOpen("READDIR")
      let page: NFSMount.Page
      do {
        page = try await listing.mount.page(
          of: listing.directory, at: position, wantsAttributes: listing.wantsAttributes,
          primed: &primed)
      } catch {
        guard error.status == .badCookie, position.cookie != 0, skipping == nil,
          given.count < Iterator.restartableNames
        else { throw error }
        skipping = Set(given)
        position = .start
        pages.restart()
        return
      }
      do {
        try pages.notePage(lastCookie: page.entries.last?.entry.cookie, isLast: page.isLast)
      } catch {
        throw NFSError(
          .protocolViolation(
            error == .emptyPage
              ? "a directory page without names that is not the last"
              : "a directory listing that goes in circles"), operation: "READDIR")
      }
      entries = page.entries
      next = 0
      isLastPage = page.isLast
      if let last = entries.last {
        position = NFSDirectoryPosition(cookie: last.entry.cookie, verifier: page.verifier)
      }
    }
  }
}
