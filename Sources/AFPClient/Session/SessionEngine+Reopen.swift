// SPDX-License-Identifier: Apache-2.0
// Opening volumes and forks, for the first time and again in a new session.

internal import Wire

extension SessionEngine {
  // MARK: Volumes

  static let volumeBitmap: AFPVolumeBitmap = .useful

  /// Opens a volume and keeps it open across sessions.
  func openVolume(
    _ name: String, password: [UInt8]?
  ) async throws(AFPError) -> (VolumeHandle, AFPVolumeParameters) {
    let call = Self.openVolumeCall(name, password, recovery: .anew)
    let reply = try await perform(call)
    let parameters = try volumeParameters(call, reply)
    let handle = VolumeHandle(value: takeHandle())
    volumes[handle] = OpenVolume(
      name: name, password: password, id: parameters.volumeID ?? AFPVolumeID(rawValue: 0))
    return (handle, parameters)
  }

  private static func openVolumeCall(
    _ name: String, _ password: [UInt8]?, recovery: AFPCall.Recovery
  ) -> AFPCall {
    let request = AFPOpenVolumeRequest(bitmap: volumeBitmap, name: name, password: password)
    return AFPCall(command: .openVolume, subject: name, recovery: recovery) { _ in request.block }
  }

  private func volumeParameters(
    _ call: AFPCall, _ reply: AFPReply
  ) throws(AFPError) -> AFPVolumeParameters {
    let parameters = try decode(call.operation, reply.payload) { reader throws(AFPWireError) in
      try AFPVolumeParameters(from: &reader)
    }
    guard parameters.volumeID != nil else {
      throw AFPError(call.operation, .unexpectedReply("it has no volume id"))
    }
    return parameters
  }

  func closeVolume(_ handle: VolumeHandle) async throws(AFPError) {
    guard let volume = volumes[handle] else { return }
    let call = AFPCall(
      command: .closeVolume, subject: volume.name, target: .volume(handle),
      recovery: .sameNumber(isRepeatable: true)
    ) { AFPCloseVolumeRequest(volume: AFPVolumeID(rawValue: $0)).block }
    _ = try await perform(call)
    volumes[handle] = nil
    for (fork, open) in forks where open.volume == handle { forget(fork) }
  }

  func takeHandle() -> Int {
    nextHandle += 1
    return nextHandle
  }

  // MARK: Forks

  /// What identifies a fork on the server, whatever the session.
  struct ForkPlace: Sendable {
    var volume: VolumeHandle
    var directory: AFPNodeID
    var leaf: AFPName
    var isResourceFork: Bool
    var subject: String
  }

  /// Opens a fork and keeps it open across sessions.
  ///
  /// - Returns: the handle and the fork's length in bytes.
  func openFork(_ place: ForkPlace, _ mode: AFPForkMode) async throws(AFPError) -> (
    ForkHandle, UInt64
  ) {
    let call = Self.openForkCall(place, mode, target: .volume(place.volume), recovery: .anew)
    let reply = try await perform(call)
    let (id, length) = try openedFork(call, reply, place)
    let handle = ForkHandle(value: takeHandle())
    forks[handle] = OpenFork(
      volume: place.volume, directory: place.directory, leaf: place.leaf, mode: mode,
      isResourceFork: place.isResourceFork, subject: place.subject, id: id)
    return (handle, length)
  }

  private static func openForkCall(
    _ place: ForkPlace, _ mode: AFPForkMode, target: AFPCall.Target, recovery: AFPCall.Recovery
  ) -> AFPCall {
    AFPCall(command: .openFork, subject: place.subject, target: target, recovery: recovery) {
      AFPOpenForkRequest(
        isResourceFork: place.isResourceFork, volume: AFPVolumeID(rawValue: $0),
        directory: place.directory,
        bitmap: place.isResourceFork ? .resourceLength : .dataLength, mode: mode,
        path: AFPPath(place.leaf)
      ).block
    }
  }

  private func openedFork(
    _ call: AFPCall, _ reply: AFPReply, _ place: ForkPlace
  ) throws(AFPError) -> (AFPForkID, UInt64) {
    let opened = try decode(call.operation, reply.payload) { reader throws(AFPWireError) in
      try AFPOpenForkReply(from: &reader)
    }
    let length = place.isResourceFork ? opened.item.resourceLength : opened.item.dataLength
    return (opened.fork, length ?? 0)
  }

  /// Nobody waits any more for what a request has opened: it is closed.
  func undo(_ call: AFPCall, _ outcome: CallOutcome) {
    guard call.command == .openFork, let reply = try? outcome.get(), reply.result == .noError,
      let opened = try? decode(
        call.operation, reply.payload,
        { reader throws(AFPWireError) in try AFPOpenForkReply(from: &reader) })
    else { return }
    let close = AFPCall(command: .closeFork, subject: call.subject, recovery: .never) { _ in
      AFPCloseForkRequest(fork: opened.fork).block
    }
    enqueue(close, .caller(.nobody))
    pump()
  }

  /// Closes a fork. A loss that nobody was told of is told here.
  ///
  /// In a cancelled task what has not been sent is dropped, and the server closes the fork with the
  /// session.
  func closeFork(_ handle: ForkHandle) async throws(AFPError) {
    guard let fork = forks[handle] else { return }
    if Task.isCancelled { dropWaiting(of: handle) }
    let unfinished = await settled(handle)
    let call = AFPCall(
      command: .closeFork, subject: fork.subject, target: .fork(handle),
      recovery: .sameNumber(isRepeatable: true)
    ) { AFPCloseForkRequest(fork: AFPForkID(rawValue: $0)).block }
    defer { forget(handle) }
    if let open = forks[handle], open.isLost, open.isLossReported { return }
    do throws(AFPError) {
      _ = try await perform(call)
    } catch {
      throw unfinished ?? error
    }
    if let unfinished { throw unfinished }
  }

  private func dropWaiting(of handle: ForkHandle) {
    let dropped = waiting.remove { $0.call.target == .fork(handle) }
    for request in dropped {
      finish(request, .failure(AFPError(request.call.operation, .cancelled)))
    }
  }

  /// Waits for writes that nobody waits for; their first failure.
  private func settled(_ handle: ForkHandle) async -> AFPError? {
    do throws(AFPError) {
      try await settleBehind(handle, until: 0)
      return nil
    } catch {
      return error
    }
  }

  /// Drops what is known of a fork; whoever waits for its writes is woken.
  func forget(_ handle: ForkHandle) {
    forks[handle] = nil
    let waiters = behind.removeValue(forKey: handle)?.waiters ?? []
    for waiter in waiters { waiter.resume(()) }
  }

  // MARK: Again

  /// Opens every volume and fork again.
  ///
  /// - Parameters:
  ///   - keepsData: the server's process is the same, so what it was sent is not lost. Otherwise forks
  ///     with changes that no sync has covered are given up.
  func reopenEverything(keepsData: Bool) async throws(AFPError) {
    for (handle, volume) in volumes {
      let call = Self.openVolumeCall(volume.name, volume.password, recovery: .never)
      let reply = try await control(call, limit: configuration.loginTimeout)
      let parameters = try volumeParameters(call, reply)
      if let id = parameters.volumeID { volumes[handle]?.id = id }
    }
    for (handle, fork) in forks {
      if fork.isLost || (fork.hasUnsyncedChanges && !keepsData) {
        forks[handle]?.isLost = true
        continue
      }
      do throws(AFPError) {
        try await reopen(handle, fork)
      } catch {
        guard error.resultCode != nil else { throw error }
        forks[handle]?.isLost = true
      }
    }
  }

  private func reopen(_ handle: ForkHandle, _ fork: OpenFork) async throws(AFPError) {
    let place = ForkPlace(
      volume: fork.volume, directory: fork.directory, leaf: fork.leaf,
      isResourceFork: fork.isResourceFork, subject: fork.subject)
    let call = Self.openForkCall(
      place, fork.mode, target: .volume(fork.volume), recovery: .never)
    let reply = try await control(call, limit: configuration.loginTimeout)
    let (id, length) = try openedFork(call, reply, place)
    forks[handle]?.id = id
    if length < fork.syncedThrough { forks[handle]?.isLost = true }
    for lock in fork.locks {
      let request = AFPByteRangeLockRequest(fork: id, offset: lock.offset, length: lock.length)
      let call = AFPCall(command: .byteRangeLock, subject: fork.subject, recovery: .never) { _ in
        request.block
      }
      _ = try await control(call, limit: configuration.loginTimeout)
    }
  }
}
