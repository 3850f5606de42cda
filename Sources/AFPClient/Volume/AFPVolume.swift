// SPDX-License-Identifier: Apache-2.0
// An open volume: where things are, and how paths become ids and leaf names.

internal import SocketKPI
public import Wire

/// An open volume.
///
/// Paths are relative to the volume's root, with `/` between components and no leading slash; the empty
/// path is the root. Each request addresses one leaf in a directory whose id is known: ids are looked
/// up once and remembered. A `:` in a local name stands for the `/` that AFP allows there.
public final class AFPVolume: Sendable {
  public let session: AFPSession
  public let name: String
  /// What the volume could do when it was opened.
  public let attributes: AFPVolumeAttributes

  let handle: VolumeHandle
  let directories = Locked(DirectoryCache())
  var engine: SessionEngine { session.engine }

  init(
    _ session: AFPSession, _ name: String, _ handle: VolumeHandle,
    _ parameters: AFPVolumeParameters
  ) {
    self.session = session
    self.name = name
    self.handle = handle
    attributes = parameters.attributes ?? []
  }

  /// Size, free space and attributes now (FPGetVolParms). The sizes are what the server tells this
  /// user; a full disk is still found out by writing.
  public func parameters() async throws(AFPError) -> AFPVolumeParameters {
    let call = call(.getVolumeParameters, name, .anew) { volume in
      AFPVolumeParametersRequest(volume: volume, bitmap: .useful).block
    }
    let reply = try await engine.perform(call)
    return try engine.decode(call.operation, reply.payload) { reader throws(AFPWireError) in
      try AFPVolumeParameters(from: &reader)
    }
  }

  /// Closes the volume and every fork of it that is open.
  public func close() async throws(AFPError) { try await engine.closeVolume(handle) }

  // MARK: Calls

  func call(
    _ command: AFPCommand, _ subject: String, _ recovery: AFPCall.Recovery,
    _ block: @escaping @Sendable (AFPVolumeID) -> [UInt8]
  ) -> AFPCall {
    AFPCall(
      command: command, subject: subject, target: .volume(handle), recovery: recovery
    ) { block(AFPVolumeID(rawValue: $0)) }
  }

  // MARK: Paths

  /// A place in the catalogue: a directory's id, and a leaf in it or the directory itself.
  struct Place: Sendable {
    var directory: AFPNodeID
    var leaf: AFPName?
    /// Components of the directory, for the cache.
    var parents: [String]

    var path: AFPPath { leaf.map(AFPPath.init) ?? .directoryItself }
  }

  /// The components of a path, each checked.
  func components(_ path: String) throws(AFPError) -> [AFPName] {
    var names: [AFPName] = []
    for part in path.split(separator: "/") {
      do {
        names.append(try AFPName(String(part)))
      } catch {
        throw AFPError("path \(path)", .invalidName(String(part), error))
      }
    }
    return names
  }

  /// Runs requests at a path. If they fail in a way that a stale directory id explains, the ids are
  /// looked up again and the requests run once more.
  func at<Value: Sendable>(
    _ path: String, _ body: (Place) async throws(AFPError) -> Value
  ) async throws(AFPError) -> Value {
    let names = try components(path)
    let parents = names.dropLast().map(\.local)
    let isDoubtful = directories.withLock { $0.isDoubtful(parents, at: .now) }
    do throws(AFPError) {
      return try await body(try await place(names))
    } catch {
      let explained: [AFPResultCode] = [
        .objectNotFound, .directoryNotFound, .objectTypeError, .parameterError,
      ]
      guard isDoubtful, let code = error.resultCode, explained.contains(code) else { throw error }
      directories.withLock { $0.forget(Array(parents.prefix(1))) }
      return try await body(try await place(names))
    }
  }

  private func place(_ names: [AFPName]) async throws(AFPError) -> Place {
    let parents = Array(names.dropLast())
    return Place(
      directory: try await directoryID(parents), leaf: names.last, parents: parents.map(\.local))
  }

  /// The id of a directory, from the cache or step by step from its nearest known ancestor.
  func directoryID(_ names: [AFPName]) async throws(AFPError) -> AFPNodeID {
    let path = names.map(\.local)
    var (known, id) = directories.withLock { $0.longestPrefix(of: path) }
    while known < names.count {
      let subject = path[...known].joined(separator: "/")
      let item = try await lookUp(id, AFPPath(names[known]), subject)
      guard item.isDirectory else {
        throw AFPError(
          "\(AFPCommand.getFileDirectoryParameters.name) of \(subject)", .result(.objectTypeError))
      }
      id = try checked(item.nodeID, subject)
      known += 1
      let prefix = Array(path[..<known])
      directories.withLock { $0.remember(prefix, id, at: .now) }
    }
    return id
  }

  /// An id that may be sent: numbers below 17 crash a netatalk session.
  func checked(_ id: AFPNodeID, _ subject: String) throws(AFPError) -> AFPNodeID {
    guard id.isAddressable else {
      throw AFPError(subject, .unexpectedReply("the directory id \(id.rawValue) cannot be"))
    }
    return id
  }

  /// FPGetFileDirParms.
  func lookUp(
    _ directory: AFPNodeID, _ path: AFPPath, _ subject: String
  ) async throws(AFPError) -> AFPItem {
    let call = call(.getFileDirectoryParameters, subject, .anew) { volume in
      AFPItemRequest(volume: volume, directory: directory, path: path).block
    }
    let reply = try await engine.perform(call)
    let answer = try engine.decode(call.operation, reply.payload) { reader throws(AFPWireError) in
      try AFPItemReply(from: &reader)
    }
    return AFPItem(answer.item)
  }
}
