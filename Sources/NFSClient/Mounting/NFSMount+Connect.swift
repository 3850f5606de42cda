// SPDX-License-Identifier: Apache-2.0
// From a URL to a mount: connect, MNT, FSINFO.

public import ONCRPC
import SocketKPI
import Synchronization
public import Wire

extension NFSMount {
  /// Mounts the path of a URL.
  ///
  /// Waits until the server answers, or `configuration.connectTimeout` has passed.
  ///
  /// - Parameters:
  ///   - onEvent: told what happens to the connections, from the first address on; on any thread.
  /// - Throws: `mountStatus` when the server does not give the path out.
  public convenience init(
    _ url: NFSURL, configuration: NFSConfiguration = NFSConfiguration(),
    onEvent: (@Sendable (RPCEvent) -> Void)? = nil
  ) async throws(NFSError) {
    let session = try await NFSSession(url, configuration: configuration, onEvent: onEvent)
    try await self.init(session, exportPath: NFS3Path(bytes: url.path))
  }

  /// Mounts the export that a URL's path lies in.
  ///
  /// The longest exported path that the URL's path begins with is mounted; a server without an export
  /// list is asked for the path itself, then for its parents. Exports below the mounted one are
  /// mounted with it, in the places of the directories that they cover.
  ///
  /// - Returns: the mount, and what is left of the path.
  public static func containing(
    _ url: NFSURL, configuration: NFSConfiguration = NFSConfiguration(),
    onEvent: (@Sendable (RPCEvent) -> Void)? = nil
  ) async throws(NFSError) -> (mount: NFSMount, path: NFS3Path) {
    let session = try await NFSSession(url, configuration: configuration, onEvent: onEvent)
    do {
      return try await session.mountContaining(NFS3Path(bytes: url.path))
    } catch {
      await session.close()
      throw error
    }
  }

  convenience init(_ session: NFSSession, exportPath: NFS3Path) async throws(NFSError) {
    do {
      let (root, info) = try await session.whereRepliesAreHandled { () async throws(NFSError) in
        let root = try await session.service.mount(exportPath)
        return (root, try await session.client.fileSystemInfo(root).value("FSINFO"))
      }
      self.init(session, exportPath: exportPath, root: root, info)
    } catch {
      await session.close()
      throw error
    }
  }

  convenience init(
    _ session: NFSSession, exportPath: NFS3Path, root: NFS3FileHandle
  ) async throws(NFSError) {
    let info = try await session.client.fileSystemInfo(root).value("FSINFO")
    self.init(session, exportPath: exportPath, root: root, info)
  }

  private convenience init(
    _ session: NFSSession, exportPath: NFS3Path, root: NFS3FileHandle, _ info: NFS3FileSystemInfo
  ) {
    let configuration = session.configuration
    self.init(
      client: session.client, root: root, exportPath: exportPath,
      sizes: TransferSizes(
        info, wantedRead: configuration.readBytes, wantedWrite: configuration.writeBytes,
        wantedDirectory: configuration.directoryPageBytes),
      configuration: configuration, service: session.service)
    accept(info.attributes, of: root, began: begin())
  }
}

/// A connection to a server, before anything is mounted.
public final class NFSSession: Sendable {
  public let client: NFS3Client
  public let configuration: NFSConfiguration
  let service: MountService

  /// Connects to the server of a URL.
  ///
  /// Without a port in the URL, 2049 is tried; where nobody listens there, rpcbind is asked once.
  public init(
    _ url: NFSURL, configuration: NFSConfiguration = NFSConfiguration(),
    onEvent: (@Sendable (RPCEvent) -> Void)? = nil
  ) async throws(NFSError) {
    let configuration = configuration.applying(url.options)
    self.configuration = configuration
    // A task that runs on a dispatcher stays there.
    let dispatcher = Dispatcher.shared.first(where: \.isCurrent) ?? Dispatcher.next()
    let rpc = try await withTaskExecutorPreference(dispatcher) { () async throws(NFSError) in
      try await NFSSession.connect(url, configuration, dispatcher, onEvent)
    }
    client = NFS3Client(rpc: rpc, configuration: configuration)
    service = MountService(nfs: rpc, url: url, configuration: configuration)
  }

  public func close() async {
    await service.close()
    await client.close()
  }

  /// What the server gives out, and to whom.
  public func exports() async throws(NFSError) -> [Mount3Export] { try await service.exports() }

  /// Who mounted what, as far as the server remembers.
  public func clients() async throws(NFSError) -> [Mount3Client] { try await service.clients() }

  /// Asks for the handle of a path, as mounting does.
  public func rootHandle(of path: NFS3Path) async throws(NFSError) -> NFS3FileHandle {
    try await service.mount(path)
  }

  /// The port of the mount service; nil when it is the NFS port's own connection.
  public func mountPort() async -> UInt16? { await service.port() }

  /// A row of calls that wait for each other costs no thread switches there.
  func whereRepliesAreHandled<Result: Sendable>(
    _ body: @Sendable () async throws(NFSError) -> Result
  ) async throws(NFSError) -> Result {
    try await withTaskExecutorPreference(client.rpc.taskExecutor, operation: body)
  }

  private static func connect(
    _ url: NFSURL, _ configuration: NFSConfiguration, _ dispatcher: Dispatcher,
    _ onEvent: (@Sendable (RPCEvent) -> Void)?
  ) async throws(NFSError) -> RPCClient {
    let place = try await target(url.hosts, port: .fixed(url.nfsPort ?? NFS3.port))
    let direct = makeClient(place, configuration, dispatcher, onEvent)
    do throws(NFSError) {
      if try await answersAtOnce(direct, configuration) { return direct }
      if url.nfsPort == nil {
        var asked = place
        asked.port = .rpcbind(program: NFS3.program, version: NFS3.version)
        asked.rpcbindPort = configuration.rpcbindPort
        let found = makeClient(asked, configuration, dispatcher, nil)
        if (try? await found.connect(failingFast: true)) != nil {
          await direct.close()
          return found
        }
        await found.close()
      }
      // From here on the server is waited for.
      do throws(RPCError) { try await direct.connect() } catch {
        throw NFSError(error, operation: "CONNECT")
      }
      return direct
    } catch {
      await direct.close()
      throw error
    }
  }

  /// One search for a usable address; names without addresses are asked for again for a while.
  ///
  /// - Returns: false when no address could be used.
  private static func answersAtOnce(
    _ client: RPCClient, _ configuration: NFSConfiguration
  ) async throws(NFSError) -> Bool {
    let start = ContinuousClock.now
    while true {
      do {
        try await client.connect(failingFast: true)
        return true
      } catch {
        guard case .unreachable(let unreachable) = error.reason else {
          throw NFSError(error, operation: "CONNECT")
        }
        guard let name = unreachable.unresolvedName else { return false }
        guard ContinuousClock.now - start < configuration.nameTimeout else {
          throw NFSError(.unknownHost(name), operation: "CONNECT")
        }
      }
      do { try await Task.sleep(for: nameInterval) } catch {
        throw NFSError(.cancelled, operation: "CONNECT")
      }
    }
  }

  /// Between two questions for a name that had no address.
  static let nameInterval: Duration = .milliseconds(500)

  private static func makeClient(
    _ target: RPCTarget, _ configuration: NFSConfiguration, _ dispatcher: Dispatcher,
    _ onEvent: (@Sendable (RPCEvent) -> Void)?
  ) -> RPCClient {
    var settings = RPCConfiguration(
      connections: configuration.connections,
      reservedPort: configuration.usesReservedPort ? .ifPossible : .no)
    settings.callDeadline = configuration.callTimeout
    settings.connectDeadline = configuration.connectTimeout
    settings.connectSlice = configuration.connectSlice
    settings.reconnectDelay = configuration.reconnectDelay
    settings.trafficClass = configuration.trafficClass
    settings.verify = (NFS3.program, NFS3.version)
    settings.dispatcher = dispatcher
    let client = RPCClient(target: target, configuration: settings)
    if let onEvent {
      let events = client.events
      Task { for await event in events { onEvent(event) } }
    }
    return client
  }

  /// One host is resolved for every search; several are resolved now, and their addresses kept in order.
  private static func target(
    _ hosts: [String], port: RPCTarget.Port
  ) async throws(NFSError) -> RPCTarget {
    if hosts.count == 1 { return RPCTarget(host: hosts[0], port: port) }
    let found = await Task.detached { () -> [SocketAddress] in
      hosts.flatMap { (try? SocketAddress.resolve(host: $0, port: 0)) ?? [] }
    }.value
    guard !found.isEmpty else {
      throw NFSError(
        .unknownHost("none of \(hosts.joined(separator: ", ")) has an address"),
        operation: "CONNECT")
    }
    return RPCTarget(addresses: found, port: port)
  }

  // MARK: Which export

  /// Mounts the export that a path lies in.
  func mountContaining(
    _ path: NFS3Path
  ) async throws(NFSError) -> (mount: NFSMount, path: NFS3Path) {
    let names = path.components
    let exports = (try? await service.exports()) ?? []
    let best = exports.map(\.path).filter {
      names.starts(with: NFS3Path(bytes: $0.bytes).components)
    }
    .max { NFS3Path(bytes: $0.bytes).components.count < NFS3Path(bytes: $1.bytes).components.count }
    if let best {
      let export = NFS3Path(bytes: best.bytes)
      let root = try await service.mount(export)
      let mount = try await NFSMount(self, exportPath: export, root: root)
      await mount.mountNested(exports.map { NFS3Path(bytes: $0.path.bytes) })
      return (mount, NFS3Path(joining: names.dropFirst(export.components.count)))
    }
    var count = names.count
    while true {
      let export = NFS3Path(bytes: [0x2F] + NFS3Path(joining: names.prefix(count)).bytes)
      do {
        let root = try await service.mount(export)
        let mount = try await NFSMount(self, exportPath: export, root: root)
        return (mount, NFS3Path(joining: names.dropFirst(count)))
      } catch {
        guard case .mountStatus = error.reason, count > 0 else { throw error }
        count -= 1
      }
    }
  }
}

extension RPCUnreachable {
  /// What the resolver said, when no name had an address at all.
  fileprivate var unresolvedName: String? {
    var text: String?
    for attempt in attempts {
      guard case .unresolved(let reason) = attempt.failure else { return nil }
      text = reason
    }
    return text
  }
}
