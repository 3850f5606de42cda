// SPDX-License-Identifier: Apache-2.0
// A thin client for server tests: typed calls, nothing cached, nothing hidden.

import ONCRPC
import SocketKPI
import SystemPackage
import Testing
import Wire

@testable import NFSServer

/// A server over memory or a directory, and a client of it.
struct ServerClient {
  /// Longest that any test waits.
  static let patience = Duration.seconds(20)

  let server: NFSServer
  let client: RPCClient
  let root: NFS3FileHandle

  static func withServer(
    _ export: NFSExport = .memory(), _ options: NFSServerOptions = NFSServerOptions(),
    _ body: (ServerClient) async throws -> Void
  ) async throws {
    let server = try NFSServer(export: export, options: options)
    try server.start()
    defer { server.stop() }
    let address = try #require(server.address)
    let client = RPCClient(target: RPCTarget(addresses: [address]))
    let path = Mount3Path(NFSExport.normalized(export.path))
    let mounted: Mount3Result = try await call(
      client,
      RPCProcedure(
        program: Mount3.program, version: Mount3.version,
        procedure: Mount3Procedure.mount.rawValue), path)
    guard case .success(let root, _) = mounted else {
      Issue.record("MNT failed: \(mounted)")
      return
    }
    try await body(ServerClient(server: server, client: client, root: root))
    await client.close()
  }

  private static func options(_ deadline: Duration) -> RPCCallOptions {
    RPCCallOptions(
      credential: .sys(uid: 0, gid: 0), deadline: deadline, repetition: .tolerated,
      maximumReply: 1 << 20)
  }

  private static func call<Result: XDRCodable & Sendable>(
    _ client: RPCClient, _ procedure: RPCProcedure, _ arguments: some XDRCodable & Sendable,
    payload: [UInt8] = [], deadline: Duration = patience
  ) async throws -> Result {
    try await client.call(
      procedure, options: options(deadline),
      arguments: { writer in
        arguments.encode(into: &writer)
        writer.append(fixedOpaque: payload)
      },
      results: { reader, _ throws(XDRError) in try Result(from: &reader) })
  }

  func call<Result: XDRCodable & Sendable>(
    _ procedure: NFS3Procedure, _ arguments: some XDRCodable & Sendable, payload: [UInt8] = [],
    deadline: Duration = patience
  ) async throws -> Result {
    let number = RPCProcedure(
      program: NFS3.program, version: NFS3.version, procedure: procedure.rawValue)
    return try await Self.call(client, number, arguments, payload: payload, deadline: deadline)
  }

  func make(_ name: NFS3Name) async throws -> NFS3FileHandle {
    let result: NFS3CreateResult = try await call(
      .create,
      NFS3CreateArguments(
        location: .init(directory: root, name: name), mode: .guarded(NFS3SetAttributes())))
    guard case .success(let made) = result, let file = made.file else {
      throw StoreError(result.status)
    }
    return file
  }

  func write(
    _ file: NFS3FileHandle, _ text: String, _ stability: NFS3Stability = .unstable
  ) async throws -> NFS3WriteSuccess {
    let bytes = Array(text.utf8)
    let result: NFS3WriteResult = try await call(
      .write,
      NFS3WriteArguments(
        file: file, offset: 0, count: UInt32(bytes.count), stability: stability), payload: bytes)
    guard case .success(let success) = result else { throw StoreError(result.status) }
    return success
  }

  func commit(_ file: NFS3FileHandle) async throws -> NFS3CommitSuccess {
    let result: NFS3CommitResult = try await call(
      .commit, NFS3CommitArguments(file: file, offset: 0, count: 0))
    guard case .success(let success) = result else { throw StoreError(result.status) }
    return success
  }

  func text(_ file: NFS3FileHandle) async throws -> String {
    let number = RPCProcedure(
      program: NFS3.program, version: NFS3.version, procedure: NFS3Procedure.read.rawValue)
    let arguments = NFS3ReadArguments(file: file, offset: 0, count: 65_536)
    return try await client.call(
      number, options: Self.options(Self.patience),
      arguments: { arguments.encode(into: &$0) },
      results: { reader, _ throws(XDRError) in
        guard case .success(let header) = try NFS3ReadResultHeader(from: &reader) else {
          return "(failed)"
        }
        let bytes = try reader.fixedOpaque(count: Int(header.dataBytes))
        return String(decoding: bytes, as: UTF8.self)
      })
  }

  func attributes(
    _ file: NFS3FileHandle, deadline: Duration = patience
  ) async throws -> NFS3GetAttributesResult {
    try await call(.getAttributes, NFS3HandleArguments(file: file), deadline: deadline)
  }
}
