// SPDX-License-Identifier: Apache-2.0
// A directory as a stream: one page in memory at a time.

public import Wire

/// One name of a directory.
public struct NFSDirectoryItem: Sendable {
  public var name: NFS3Name
  public var fileID: UInt64
  /// Resumes a listing behind this name, together with the verifier of the listing.
  public var cookie: UInt64
  /// Absent when the server does not send them with the names.
  public var attributes: NFS3Attributes?
  public var file: NFS3FileHandle?
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

  public func makeAsyncIterator() -> Iterator {
    Iterator(
      mount: mount, directory: directory, wantsAttributes: wantsAttributes, position: position)
  }

  public struct Iterator: AsyncIteratorProtocol, Sendable {
    private let mount: NFSMount
    private let directory: NFS3FileHandle
    private let wantsAttributes: Bool
    private var items: [NFSDirectoryItem] = []
    private var next = 0
    private var isLastPage = false
    private var pages = CookieGuard()
    /// Names given out since the beginning, kept only while a restart could repeat them.
    private var skipping: Set<NFS3Name>?
    private var given: Set<NFS3Name> = []
    private var primed = 0
    /// Where the page after the present one begins.
    public private(set) var position: NFSDirectoryPosition

    init(
      mount: NFSMount, directory: NFS3FileHandle, wantsAttributes: Bool,
      position: NFSDirectoryPosition
    ) {
      self.mount = mount
      self.directory = directory
      self.wantsAttributes = wantsAttributes
      self.position = position
    }

    public mutating func next() async throws(NFSError) -> NFSDirectoryItem? {
      try await next(isolation: nil)
    }

    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(NFSError) -> NFSDirectoryItem? {
      while true {
        while next < items.count {
          let item = items[next]
          next += 1
          if skipping?.contains(item.name) ?? false { continue }
          note(item)
          return item
        }
        if isLastPage { return nil }
        try await fetch()
      }
    }

    /// A whole page at a time: fewer suspensions than one name at a time.
    public mutating func nextPage() async throws(NFSError) -> [NFSDirectoryItem]? {
      while next >= items.count {
        if isLastPage { return nil }
        try await fetch()
      }
      var page = next == 0 ? items : Array(items[next...])
      next = items.count
      if let skipping { page.removeAll { skipping.contains($0.name) } }
      for item in page { note(item) }
      return page
    }

    /// Remembers the names of a short listing, so that it can begin again without repeating any.
    private mutating func note(_ item: NFSDirectoryItem) {
      if given.count < Iterator.restartableNames { given.insert(item.name) }
    }

    /// Listings up to this many names survive a BAD_COOKIE.
    static let restartableNames = 65_536

    private mutating func fetch() async throws(NFSError) {
      try mount.checkOpen("READDIR")
      let page: NFSMount.Page
      do {
        page = try await mount.page(
          of: directory, at: position, wantsAttributes: wantsAttributes, primed: &primed)
      } catch {
        guard error.status == .badCookie, position.cookie != 0, skipping == nil,
          given.count < Iterator.restartableNames
        else { throw error }
        skipping = given
        position = .start
        pages.restart()
        return
      }
      do {
        try pages.notePage(lastCookie: page.lastCookie, isLast: page.isLast)
      } catch {
        throw NFSError(
          .protocolViolation(
            error == .emptyPage
              ? "a directory page without names that is not the last"
              : "a directory listing that goes in circles"), operation: "READDIR")
      }
      items = page.items
      next = 0
      isLastPage = page.isLast
      if let last = page.lastCookie {
        position = NFSDirectoryPosition(cookie: last, verifier: page.verifier)
      }
    }
  }
}
