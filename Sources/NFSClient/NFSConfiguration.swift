// SPDX-License-Identifier: Apache-2.0
// Everything a mount can be tuned with; each limit, retry and queue has its name here.

public import SocketKPI

/// How a mount behaves. The defaults are those of a careful kernel client.
public struct NFSConfiguration: Sendable {
  public static let maximumConnections = 16

  // Identity.
  public var userID: UInt32
  public var groupID: UInt32
  /// Further groups; the protocol carries 16 at most.
  public var groups: [UInt32] = []

  // Transport.
  /// TCP connections. From two on the first keeps the small calls, the others carry bulk data.
  public var connections = 1
  /// Bind to ports below 1024 when the host allows it.
  public var usesReservedPort = false
  /// A call that takes longer fails; nil waits for ever, as a hard mount does.
  public var callTimeout: Duration?
  /// Connecting for the first time takes no longer than this; nil waits for ever.
  public var connectTimeout: Duration? = .seconds(60)
  /// Length of one wait for a connection; between two the reasons to stop are looked at.
  public var connectSlice: Duration = .seconds(2)
  /// A name without addresses is asked for again for this long before mounting fails.
  public var nameTimeout: Duration = .zero
  /// Between two searches for a server that is away: the second waits the lower bound.
  public var reconnectDelay: ClosedRange<Duration> = .milliseconds(100)...(.seconds(2))
  /// The class of every connection's traffic; nil leaves it alone.
  public var trafficClass: TrafficClass?
  /// Where rpcbind listens.
  public var rpcbindPort: UInt16 = 111

  // Server being slow.
  /// Pause after a JUKEBOX answer; doubles up to `jukeboxMaximumDelay`.
  public var jukeboxDelay: Duration = .seconds(4)
  public var jukeboxMaximumDelay: Duration = .seconds(30)
  /// JUKEBOX answers in a row before the operation fails with that status; nil never gives up.
  public var jukeboxLimit: Int?

  // Caches.
  public var minimumAttributeAge: Duration = .seconds(5)
  public var maximumAttributeAge: Duration = .seconds(60)
  public var accessAge: Duration = .seconds(60)
  public var cachesNames = true
  /// Files and directories remembered at most.
  public var maximumNodes = 65_536

  // Data.
  /// Bytes of one READ or WRITE; nil takes what the server prefers.
  public var readBytes: Int?
  public var writeBytes: Int?
  /// READs under way ahead of a sequential reader.
  public var maximumReadAhead = 8
  /// WRITEs of one file under way at a time.
  public var maximumWritesInFlight = 8
  /// Bytes of written and not yet committed data, over all files.
  public var dirtyBudgetBytes = 64 << 20
  /// Uncommitted bytes of one file after which COMMIT is sent in the background.
  public var commitThresholdBytes = 16 << 20
  /// Bytes of one directory page.
  public var directoryPageBytes = 64 << 10

  // Names.
  public var isReadOnly = false
  public var maximumSymbolicLinks = 40
  /// Removing a file that is open here renames it, and removes it at the last close.
  public var renamesOpenFilesOnRemoval = true

  /// A configuration for the process's own user.
  public init() {
    let identity = ProcessIdentity.current
    userID = identity.userID
    groupID = identity.groupID
  }

  /// This configuration with what a URL says.
  public func applying(_ options: NFSURL.Options) -> NFSConfiguration {
    var copy = self
    if let userID = options.userID { copy.userID = userID }
    if let groupID = options.groupID { copy.groupID = groupID }
    if let connections = options.connections { copy.connections = connections }
    if let readBytes = options.readBytes { copy.readBytes = readBytes }
    if let writeBytes = options.writeBytes { copy.writeBytes = writeBytes }
    if let timeout = options.timeout { copy.callTimeout = timeout }
    if let reserved = options.usesReservedPort { copy.usesReservedPort = reserved }
    if let isReadOnly = options.isReadOnly { copy.isReadOnly = isReadOnly }
    return copy
  }
}
