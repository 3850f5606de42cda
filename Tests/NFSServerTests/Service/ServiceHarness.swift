// SPDX-License-Identifier: Apache-2.0
// The NFS program without a network: typed calls on a service over any kind of store.

import HostFS
import ONCRPC
import SystemPackage
import Testing
import Wire

@testable import NFSServer

/// What a service may be over.
enum StoreKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case memory, kernelHandles, inodeNumbers
  var testDescription: String { rawValue }
}

/// A directory for one test, gone afterwards.
final class Scratch {
  let path: String
  let directory: HostDirectory

  init() throws {
    let random = try HostRandom.bytes(8).map { String($0, radix: 16) }.joined()
    path = "/tmp/nfsserver-test-" + random
    try HostDirectory(path: "/tmp").makeDirectory(#require(FileName("nfsserver-test-" + random)))
    directory = try HostDirectory(path: path)
  }

  deinit {
    try? empty()
    try? HostDirectory(path: "/tmp").removeDirectory(FileName(String(path.dropFirst(5)))!)
  }

  private func empty() throws {
    var walk = try TreeWalk(of: directory)
    while let step = try walk.next() {
      switch step {
      case .entry(let entry) where entry.attributes.kind != .directory:
        try entry.parent.remove(entry.name)
      case .leave(let entry): try entry.parent.removeDirectory(entry.name)
      default: break
      }
    }
  }
}

/// A service over a fresh export.
final class ServiceHarness {
  let scratch: Scratch
  let kind: StoreKind
  var export: NFSExport
  var service: NFS3Service
  var credential = RPCAuthSys(uid: 0, gid: 0)
  let key: HandleKey

  init(_ kind: StoreKind, change: (inout NFSExport) -> Void = { _ in }) throws {
    scratch = try Scratch()
    self.kind = kind
    var export: NFSExport =
      kind == .memory ? .memory(as: "/export") : .directory(scratch.path, as: "/export")
    export.usesKernelHandles = kind == .kernelHandles
    change(&export)
    self.export = export
    key = try #require(HandleKey(bytes: Array(0..<16)))
    service = try Self.makeService(export, key)
    try service.exports.exports[0].store.root.apply(AttributeChange(permissions: 0o755))
  }

  private static func makeService(_ export: NFSExport, _ key: HandleKey) throws -> NFS3Service {
    NFS3Service(
      exports: try ExportTable([export], key: key), verifier: NFS3Verifier(rawValue: 1), undo: nil)
  }

  /// A new service over the same files: what a restart of the process does.
  func restart() throws {
    service = try Self.makeService(export, key)
  }

  var root: NFS3FileHandle {
    let export = service.exports.exports[0]
    return service.exports.handle(export.store.root, in: export)
  }

  func call<Result: XDRCodable>(
    _ procedure: NFS3Procedure, _ arguments: some XDRCodable, payload: [UInt8] = []
  ) throws -> Result {
    let reply = try raw(procedure, arguments, payload: payload)
    var reader = XDRReader(reply.rawSpan)
    let result = try Result(from: &reader)
    try reader.finish()
    return result
  }

  func raw(
    _ procedure: NFS3Procedure, _ arguments: some XDRCodable, payload: [UInt8] = []
  ) throws -> [UInt8] {
    var writer = XDRWriter()
    arguments.encode(into: &writer)
    writer.append(fixedOpaque: payload)
    var context = CallContext(credential: credential, isWaiting: true)
    let bytes = writer.bytes
    var reader = XDRReader(bytes.rawSpan)
    var results = XDRWriter()
    let tail = try service.perform(procedure, &reader, &results, &context)
    #expect(!context.wouldWait)
    guard let tail else { return results.bytes }
    let padding = (4 - tail.range.count % 4) % 4
    return results.bytes + tail.buffer.bytes(tail.range) + [UInt8](repeating: 0, count: padding)
  }

  // MARK: Short forms

  func lookup(_ name: NFS3Name, in directory: NFS3FileHandle? = nil) throws -> NFS3LookupResult {
    try call(
      .lookup, NFS3DirectoryArguments(directory: directory ?? root, name: name))
  }

  func handle(_ name: NFS3Name, in directory: NFS3FileHandle? = nil) throws -> NFS3FileHandle {
    guard case .success(let found) = try lookup(name, in: directory) else {
      throw StoreError(.noEntry)
    }
    return found.file
  }

  func attributes(_ file: NFS3FileHandle) throws -> NFS3GetAttributesResult {
    try call(.getAttributes, NFS3HandleArguments(file: file))
  }

  func status(_ file: NFS3FileHandle) throws -> NFS3Status { try attributes(file).status }

  func create(
    _ name: NFS3Name, in directory: NFS3FileHandle? = nil,
    _ mode: NFS3CreateMode = .guarded(NFS3SetAttributes())
  ) throws -> NFS3CreateResult {
    let location = NFS3DirectoryArguments(directory: directory ?? root, name: name)
    return try call(.create, NFS3CreateArguments(location: location, mode: mode))
  }

  @discardableResult
  func make(_ name: NFS3Name, _ text: String = "", in directory: NFS3FileHandle? = nil) throws
    -> NFS3FileHandle
  {
    guard case .success(let made) = try create(name, in: directory) else {
      throw StoreError(.exists)
    }
    let file = try #require(made.file)
    if !text.isEmpty { _ = try write(file, Array(text.utf8)) }
    return file
  }

  @discardableResult
  func makeDirectory(_ name: NFS3Name, in directory: NFS3FileHandle? = nil) throws
    -> NFS3FileHandle
  {
    let location = NFS3DirectoryArguments(directory: directory ?? root, name: name)
    let result: NFS3CreateResult = try call(
      .makeDirectory,
      NFS3MakeDirectoryArguments(location: location, attributes: NFS3SetAttributes()))
    guard case .success(let made) = result else { throw StoreError(result.status) }
    return try #require(made.file)
  }

  func write(
    _ file: NFS3FileHandle, _ bytes: [UInt8], at offset: UInt64 = 0,
    _ stability: NFS3Stability = .unstable
  ) throws -> NFS3WriteResult {
    let header = NFS3WriteArguments(
      file: file, offset: offset, count: UInt32(bytes.count), stability: stability)
    return try call(.write, header, payload: bytes)
  }

  func read(
    _ file: NFS3FileHandle, at offset: UInt64 = 0, _ count: UInt32 = 1 << 20
  ) throws -> (bytes: [UInt8], isEnd: Bool) {
    let reply = try raw(.read, NFS3ReadArguments(file: file, offset: offset, count: count))
    var reader = XDRReader(reply.rawSpan)
    guard case .success(let success) = try NFS3ReadResult(from: &reader) else {
      throw StoreError(.io)
    }
    return (Array(reply[success.data]), success.isEndOfFile)
  }

  func text(_ file: NFS3FileHandle) throws -> String {
    String(decoding: try read(file).bytes, as: UTF8.self)
  }

  func set(
    _ file: NFS3FileHandle, _ attributes: NFS3SetAttributes, guardTime: NFS3Time? = nil
  ) throws -> NFS3SetAttributesResult {
    try call(
      .setAttributes,
      NFS3SetAttributesArguments(file: file, attributes: attributes, guardChangeTime: guardTime))
  }

  func rename(
    _ name: NFS3Name, in from: NFS3FileHandle? = nil, to target: NFS3Name,
    inTarget to: NFS3FileHandle? = nil
  ) throws -> NFS3RenameResult {
    try call(
      .rename,
      NFS3RenameArguments(
        from: .init(directory: from ?? root, name: name),
        to: .init(directory: to ?? root, name: target)))
  }

  func remove(_ name: NFS3Name, in directory: NFS3FileHandle? = nil) throws -> NFS3Status {
    let result: NFS3RemoveResult = try call(
      .remove, NFS3DirectoryArguments(directory: directory ?? root, name: name))
    return result.status
  }

  func removeDirectory(_ name: NFS3Name, in directory: NFS3FileHandle? = nil) throws
    -> NFS3Status
  {
    let result: NFS3RemoveResult = try call(
      .removeDirectory, NFS3DirectoryArguments(directory: directory ?? root, name: name))
    return result.status
  }
}
