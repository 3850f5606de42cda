// SPDX-License-Identifier: Apache-2.0
// What happens when a connection is lost: reconnect, take the session over or replace it.

internal import SystemPackage
internal import Wire

extension SessionEngine {
  /// The connection is gone: nil when the server closed it.
  func lose(_ code: Errno?) {
    guard link != nil else { return }
    dropLink()
    setAsideUnanswered(code)
    let reason = lossReason(code)
    switch phase {
    case .ready:
      guard configuration.recoveryTimeout > .zero, !reconnectForbidden else { return end(reason) }
      phase = .recovering
      announce.yield(.connectionLost(AFPError("session", reason).explanation))
      Task { await recover(reason) }
    case .closing: end(.sessionEnded)
    case .idle, .opening, .recovering, .ended: return  // whoever is connecting learns it
    }
  }

  private func lossReason(_ code: Errno?) -> AFPError.Reason {
    shutdownAnnounced
      ? .serverShutDown(mayReturn: !reconnectForbidden)
      : code == .timedOut ? .timedOut(configuration.activeTimeout) : .connectionLost(code)
  }

  /// Keeps requests for the next connection; those that make a connection fail with it.
  private func setAsideUnanswered(_ code: Errno?) {
    let unanswered = pending.values.sorted { $0.sequence < $1.sequence }
    pending = [:]
    replayable = Queue()
    outstandingWriteBytes = 0
    for request in unanswered {
      if request.call.recovery == .never {
        finish(request, .failure(AFPError(request.call.operation, lossReason(code))))
      } else {
        interrupted.append(request)
      }
    }
    interrupted.sort { $0.sequence < $1.sequence }
  }

  /// Tries until the connection is restored or `recoveryTimeout` has passed; ends the session if it is
  /// not.
  private func recover(_ reason: AFPError.Reason) async {
    let deadline = ContinuousClock.now.advanced(by: configuration.recoveryTimeout)
    // Valid as long as the old session is: every attempt starts from it.
    let remembered = numbers
    var pause = configuration.recoveryPause
    var failure = phase == .recovering ? await attemptRestore(remembered) : nil
    while let error = failure, phase == .recovering {
      dropLink()
      guard isWorthRetrying(error) else {
        end(error.reason)
        break
      }
      guard ContinuousClock.now.advanced(by: pause) < deadline else {
        end(reason)
        break
      }
      await nextSignal(until: .now.advanced(by: pause))
      pause = min(pause * 2, configuration.maximumRecoveryPause)
      failure = phase == .recovering ? await attemptRestore(remembered) : nil
    }
  }

  /// A server that is starting may not have its id service yet (MiscErr).
  private func isWorthRetrying(_ error: AFPError) -> Bool {
    error.isTransient || error.resultCode == .miscellaneous
  }

  private func attemptRestore(_ remembered: RequestNumbers) async -> AFPError? {
    do throws(AFPError) {
      try await restore(remembered)
      return nil
    } catch {
      return error
    }
  }

  /// One attempt: a new connection, then the old session over it, or else a new one.
  ///
  /// - Parameter remembered: the old session's replay cache.
  private func restore(_ remembered: RequestNumbers) async throws(AFPError) {
    try await establish()
    if let token, try await takeOver(token) {
      // The ids spent on this connection's login are in nobody's cache any more.
      var restored = remembered
      restored.continueCounting(from: numbers)
      numbers = restored
      try await closeUnknownForks()
      statistics.reconnects += 1
      resume(sameSession: true)
      announce.yield(.reconnected)
    } else {
      tokenTimestamp &+= 1  // another number makes the server end what is left of the old session
      try await fetchToken()
      try await reopenEverything(keepsData: false)
      statistics.sessionsReplaced += 1
      resume(sameSession: false)
      announce.yield(.sessionReplaced)
    }
  }

  /// Primary reconnect: true when the old session goes on over this connection.
  private func takeOver(_ token: [UInt8]) async throws(AFPError) -> Bool {
    let request = AFPDisconnectOldSessionRequest(token: token)
    let call = AFPCall(command: .disconnectOldSession, subject: "", recovery: .never) { _ in
      request.block
    }
    do throws(AFPError) {
      _ = try await control(call, limit: configuration.loginTimeout)
      return true
    } catch {
      guard error.resultCode != nil else { throw error }
      return false
    }
  }

  /// An FPOpenFork without a reply may have left a fork whose number nobody knows, with its deny
  /// modes. Closing the volume closes it; everything known is opened again.
  private func closeUnknownForks() async throws(AFPError) {
    let doubtful = Set(
      interrupted.lazy.filter { $0.call.command == .openFork }.compactMap {
        if case .volume(let handle) = $0.call.target { handle } else { nil }
      })
    for handle in doubtful {
      guard let id = volumes[handle]?.id else { continue }
      let request = AFPCloseVolumeRequest(volume: id)
      let call = AFPCall(
        command: .closeVolume, subject: volumes[handle]?.name ?? "", recovery: .never
      ) { _ in request.block }
      _ = try await control(call, limit: configuration.loginTimeout)
    }
    if !doubtful.isEmpty { try await reopenEverything(keepsData: true) }
  }

  /// Sends what was interrupted again, by the rule of each request, and lets new ones through.
  private func resume(sameSession: Bool) {
    let again = interrupted
    interrupted = []
    let behindThem = waiting.removeAll()
    becomeReady()
    var later: [PendingCall] = []
    for request in again {
      statistics.repeatedRequests += 1
      switch request.call.recovery {
      case .sameNumber where sameSession: retransmit(request)
      case .sameNumber(isRepeatable: false):
        finish(request, .failure(AFPError(request.call.operation, .outcomeUnknown)))
      case .sameNumber, .anew: later.append(request)
      case .never: finish(request, .failure(AFPError(request.call.operation, .sessionEnded)))
      }
    }
    // Commands that keep their id went first, so that no new id pushes them out of the cache.
    for request in later + behindThem { putInLine(request) }
    pump()
    wakeIdleWaiters()
  }
}
