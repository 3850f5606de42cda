// SPDX-License-Identifier: Apache-2.0
// What the scripted server does with one AFP block.

import Wire

/// The server's side of a session: forks, replay cache, and who it belongs to.
struct ScriptedSession {
  struct Fork {
    var node: AFPNodeID
    var mode: AFPForkMode
  }

  struct CacheEntry: Equatable {
    var id: UInt16
    var command: UInt8
    var result: AFPResultCode
  }

  var token: [UInt8]
  var user: String
  var clientID: [UInt8]?
  var timestamp: UInt32 = 0
  var openVolumes: Set<UInt16> = []
  var forks: [UInt16: Fork] = [:]
  var nextVolume: UInt16
  var nextFork: UInt16
  var cache: [Int: CacheEntry] = [:]
}

extension ScriptedServer.State {
  typealias Answer = (result: AFPResultCode, body: [UInt8])
  typealias Refusal = ScriptedVolume.Refusal

  /// Executes one block of a logged-in session, or answers it from the replay cache.
  mutating func execute(
    _ session: inout ScriptedSession, id: UInt16, block: [UInt8], data: [UInt8]?
  ) -> Answer {
    guard let first = block.first, let command = AFPCommand(rawValue: first) else {
      return (.callNotSupported, [])
    }
    let slot = Int(id) % max(settings.replayCacheSize, 1)
    if data == nil, settings.replayCacheSize > 0, let entry = session.cache[slot],
      entry.id == id, entry.command == first
    {
      replayed.append(command)
      return (entry.result, [0xde, 0xad])  // the body is whatever was left over
    }
    executed.append(command)
    let answer: Answer
    do {
      answer = try run(&session, command, block, data)
    } catch let refusal as Refusal {
      answer = (refusal.code, [])
    } catch {
      answer = (.parameterError, [])
    }
    if data == nil {
      session.cache[slot] = .init(id: id, command: first, result: answer.result)
    }
    return answer
  }

  private func encoded(_ body: (inout AFPWriter) -> Void) -> [UInt8] {
    var writer = AFPWriter()
    body(&writer)
    return writer.bytes
  }

  private func fork(_ session: ScriptedSession, _ id: AFPForkID) throws -> ScriptedSession.Fork {
    guard let fork = session.forks[id.rawValue] else { throw Refusal(.parameterError) }
    return fork
  }

  private func check(_ session: ScriptedSession, _ volume: AFPVolumeID) throws {
    guard session.openVolumes.contains(volume.rawValue) else { throw Refusal(.parameterError) }
  }

  private mutating func run(
    _ session: inout ScriptedSession, _ command: AFPCommand, _ block: [UInt8], _ data: [UInt8]?
  ) throws -> Answer {
    switch command {
    case .getSessionToken:
      let request = try AFPSessionTokenRequest(block: block)
      guard settings.givesTokens else { return (.callNotSupported, []) }
      if case .client(let id, let timestamp) = request.identity {
        stealLocks(id, timestamp, except: session.token)
        session.clientID = id
        session.timestamp = timestamp
      }
      let token = session.token
      return (
        .noError,
        encoded {
          $0.append(UInt32(token.count))
          $0.append(contentsOf: token)
        }
      )
    case .getServerParameters:
      let reply = AFPServerParametersReply(
        serverTime: AFPDate(rawValue: 1), volumes: [.init(name: "volume")])
      return (.noError, encoded { reply.encode(into: &$0) })
    case .getServerMessage:
      return (
        .noError,
        encoded {
          $0.append(UInt16(1))
          $0.append(UInt16(3))
          $0.append(long: Array("maintenance".utf8))
        }
      )
    case .openVolume:
      let request = try AFPOpenVolumeRequest(block: block)
      guard request.name == "volume" else { throw Refusal(.objectNotFound) }
      session.openVolumes.insert(session.nextVolume)
      let parameters = volumeParameters(session.nextVolume)
      session.nextVolume += 1
      return (.noError, encoded { parameters.encode(into: &$0) })
    case .getVolumeParameters:
      let request = try AFPVolumeParametersRequest(block: block)
      try check(session, request.volume)
      return (.noError, encoded { volumeParameters(request.volume.rawValue).encode(into: &$0) })
    case .closeVolume:
      let request = try AFPCloseVolumeRequest(block: block)
      try check(session, request.volume)
      session.openVolumes.remove(request.volume.rawValue)
      session.forks = [:]
      return (.noError, [])
    case .logout: return (.noError, [])
    default: break
    }
    if let answer = try runFork(&session, command, block, data) { return answer }
    return try runCatalog(session, command, block)
  }

  private func volumeParameters(_ id: UInt16) -> AFPVolumeParameters {
    var parameters = AFPVolumeParameters()
    parameters.attributes = settings.volumeAttributes
    parameters.volumeID = AFPVolumeID(rawValue: id)
    parameters.name = Array("volume".utf8)
    parameters.bytesFree = 1 << 30
    parameters.bytesTotal = 1 << 31
    parameters.blockSize = 4096
    return parameters
  }

  private mutating func stealLocks(_ id: [UInt8], _ timestamp: UInt32, except token: [UInt8]) {
    for (key, other) in sessions
    where key != token && other.clientID == id && other.timestamp != timestamp {
      sessions[key] = nil
      stolenSessions += 1
    }
  }

  private mutating func runFork(
    _ session: inout ScriptedSession, _ command: AFPCommand, _ block: [UInt8], _ data: [UInt8]?
  ) throws -> Answer? {
    switch command {
    case .openFork:
      let request = try AFPOpenForkRequest(block: block)
      try check(session, request.volume)
      let node = try volume.find(request.directory, request.path)
      guard !node.isDirectory else { throw Refusal(.objectTypeError) }
      guard !isDenied(node.id, request.mode, session) else {
        return (.denyConflict, [0x08, 0x00, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
      }
      let id = session.nextFork
      session.nextFork += 1
      session.forks[id] = .init(node: node.id, mode: request.mode)
      let reply = AFPOpenForkReply(
        bitmap: request.bitmap, fork: AFPForkID(rawValue: id), item: volume.parameters(node))
      return (.noError, encoded { reply.encode(into: &$0) })
    case .write:
      let request = try AFPWriteRequest(block: block)
      let fork = try fork(session, request.fork)
      guard fork.mode.contains(.write) else { throw Refusal(.accessDenied) }
      volume.write(fork.node, data ?? [], at: request.offset)
      return (.noError, encoded { $0.append(request.offset + UInt64(data?.count ?? 0)) })
    case .read:
      let request = try AFPReadRequest(block: block)
      let bytes = volume.nodes[try fork(session, request.fork).node]?.data ?? []
      let start = min(Int(request.offset), bytes.count)
      let end = min(start + Int(request.count), bytes.count)
      let isShort = end - start < Int(request.count)
      return (isShort ? .endOfFile : .noError, Array(bytes[start..<end]))
    case .setForkParameters:
      let request = try AFPSetForkLengthRequest(block: block)
      volume.setLength(try fork(session, request.fork).node, request.length)
      return (.noError, [])
    case .getForkParameters:
      let request = try AFPForkParametersRequest(block: block)
      let node = try fork(session, request.fork).node
      guard let found = volume.nodes[node] else { throw Refusal(.objectNotFound) }
      return (
        .noError,
        encoded {
          $0.append(request.bitmap.rawValue)
          volume.parameters(found).encode(file: request.bitmap, into: &$0)
        }
      )
    case .syncFork:
      _ = try fork(session, try AFPSyncForkRequest(block: block).fork)
      syncs += 1
      return (.noError, [])
    case .byteRangeLock:
      let request = try AFPByteRangeLockRequest(block: block)
      _ = try fork(session, request.fork)
      return (.noError, encoded { $0.append(request.offset) })
    case .closeFork:
      let request = try AFPCloseForkRequest(block: block)
      guard session.forks.removeValue(forKey: request.fork.rawValue) != nil else {
        throw Refusal(.parameterError)
      }
      return (.noError, [])
    default: return nil
    }
  }

  private func isDenied(
    _ node: AFPNodeID, _ mode: AFPForkMode, _ session: ScriptedSession
  ) -> Bool {
    let others = sessions.values.filter { $0.token != session.token }.flatMap(\.forks.values)
    return (others + session.forks.values).contains { fork in
      fork.node == node
        && (fork.mode.contains(.denyWrite) && mode.contains(.write)
          || fork.mode.contains(.denyRead) && mode.contains(.read)
          || mode.contains(.denyWrite) && fork.mode.contains(.write))
    }
  }
}
