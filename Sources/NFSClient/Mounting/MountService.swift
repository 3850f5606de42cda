// SPDX-License-Identifier: Apache-2.0
// The mount program of a server, wherever it listens.

import ONCRPC
import SocketKPI
import Synchronization
import Wire

/// MOUNT version 3 of one server (RFC 1813 §5).
///
/// The connection to the NFS port is tried first, since many servers answer for both programs there;
/// rpcbind is asked only when the port does not know the program.
final class MountService: Sendable {
  private let nfs: RPCClient
  private let configuration: NFSConfiguration
  private let fixedPort: UInt16?
  /// The port that was asked for is the one of the NFS connection.
  private let sharesPort: Bool
  private let credential: RPCCredential
  private let own = Mutex<RPCClient?>(nil)
  private let serverName: String

  /// Time for UMNT, whose result nobody needs.
  static let unmountLimit: Duration = .seconds(2)
  /// Bytes of an export list.
  static let maximumListBytes = 1 << 20

  init(nfs: RPCClient, url: NFSURL, configuration: NFSConfiguration) {
    self.nfs = nfs
    self.configuration = configuration
    let nfsPort = url.nfsPort ?? NFS3.port
    fixedPort = url.options.mountPort
    sharesPort = url.options.mountPort == nfsPort
    serverName = "\(url.hosts.joined(separator: ",")):\(nfsPort)"
    credential = .sys(
      uid: configuration.userID, gid: configuration.groupID, groups: configuration.groups)
  }

  /// MNT.
  /// - Returns: the handle of the path.
  func mount(_ path: NFS3Path) async throws(NFSError) -> NFS3FileHandle {
    let argument = Mount3Path(bytes: path.bytes)
    let result: Mount3Result = try await call(.mount, argument)
    switch result {
    case .success(let root, let flavors):
      // An empty list counts as AUTH_SYS; AUTH_NONE accepts anybody.
      guard flavors.isEmpty || flavors.contains(1) || flavors.contains(0) else {
        throw NFSError(.noCommonFlavor(flavors), operation: "MNT", path: path.description)
      }
      return root
    case .failure(let status):
      throw NFSError(.mountStatus(status), operation: "MNT", path: path.description)
    }
  }

  /// UMNT: tells the server, and does not care whether it heard.
  func unmount(_ path: NFS3Path) async {
    let argument = Mount3Path(bytes: path.bytes)
    let result: NFS3Void? = try? await call(
      .unmount, argument, deadline: MountService.unmountLimit)
    _ = result
  }

  /// EXPORT.
  func exports() async throws(NFSError) -> [Mount3Export] {
    let list: Mount3ExportList = try await call(.export, NFS3Void())
    return list.items
  }

  /// DUMP.
  func clients() async throws(NFSError) -> [Mount3Client] {
    let list: Mount3ClientList = try await call(.dump, NFS3Void())
    return list.items
  }

  /// Where the service was found: nil on the NFS connection itself.
  func port() async -> UInt16? {
    guard let own = own.withLock({ $0 }) else { return nil }
    return await own.peer()?.port
  }

  func close() async {
    let client = own.withLock { own in
      defer { own = nil }
      return own
    }
    await client?.close()
  }

  // MARK: Finding it

  private func call<Result: XDRCodable & Sendable>(
    _ procedure: Mount3Procedure, _ arguments: some XDRCodable & Sendable,
    deadline: Duration? = nil
  ) async throws(NFSError) -> Result {
    if let client = own.withLock({ $0 }) {
      return try await send(procedure, arguments, to: client, deadline)
    }
    if sharesPort { return try await send(procedure, arguments, to: nfs, deadline) }
    if let fixedPort {
      return try await send(procedure, arguments, to: await connect(.fixed(fixedPort)), deadline)
    }
    switch PortCache.shared[serverName] {
    case .port(let port):
      do {
        return try await send(procedure, arguments, to: await connect(.fixed(port)), deadline)
      } catch {
        guard error.isDiscoveryFailure else { throw error }
        PortCache.shared.forget(serverName)
        await close()
      }
    case .nfsPort, nil: break
    }
    do {
      let result: Result = try await send(procedure, arguments, to: nfs, deadline)
      PortCache.shared.remember(.nfsPort, for: serverName)
      return result
    } catch {
      guard error.isDiscoveryFailure else { throw error }
    }
    let client = await connect(
      .rpcbind(program: Mount3.program, version: Mount3.version))
    let result: Result = try await send(procedure, arguments, to: client, deadline)
    if let port = await client.peer()?.port {
      PortCache.shared.remember(.port(port), for: serverName)
    }
    return result
  }

  private func send<Result: XDRCodable & Sendable>(
    _ procedure: Mount3Procedure, _ arguments: some XDRCodable & Sendable, to client: RPCClient,
    _ deadline: Duration?
  ) async throws(NFSError) -> Result {
    let options = RPCCallOptions(
      credential: credential, deadline: deadline ?? configuration.connectTimeout,
      maximumReply: MountService.maximumListBytes)
    do {
      if client !== nfs { try await client.connect(failingFast: true) }
      return try await client.call(
        RPCProcedure(
          program: Mount3.program, version: Mount3.version, procedure: procedure.rawValue),
        options: options, arguments: { arguments.encode(into: &$0) },
        results: { (reader, _) throws(XDRError) in try Result(from: &reader) })
    } catch {
      throw NFSError(error, operation: procedure.description)
    }
  }

  /// A connection to the address that the NFS connection uses.
  private func connect(_ port: RPCTarget.Port) async -> RPCClient {
    var settings = RPCConfiguration(
      reservedPort: configuration.usesReservedPort ? .ifPossible : .no)
    settings.connectSlice = configuration.connectSlice
    settings.connectDeadline = configuration.connectTimeout
    settings.trafficClass = configuration.trafficClass
    settings.dispatcher = nfs.taskExecutor
    var target = nfs.target
    if let peer = await nfs.peer() {
      target = RPCTarget(addresses: [peer], port: port)
    } else {
      target.port = port
    }
    target.rpcbindPort = configuration.rpcbindPort
    let client = RPCClient(target: target, configuration: settings)
    let loser = own.withLock { own -> RPCClient? in
      if own == nil { own = client }
      return own === client ? nil : client
    }
    guard let loser else { return client }
    await loser.close()
    return own.withLock { $0 } ?? client
  }
}

extension NFSError {
  /// The program is not where it was looked for.
  fileprivate var isDiscoveryFailure: Bool {
    guard case .rpc(let error) = reason else { return false }
    switch error.reason {
    case .programUnavailable, .programMismatch, .procedureUnavailable, .unreachable,
      .connectionLost:
      return true
    default: return false
    }
  }
}
