// SPDX-License-Identifier: Apache-2.0
// Receiving into buffers: the blocking rules of soreceive over a non-blocking descriptor.

import CLinux
import CSocketKPI
import Glibc
import Synchronization
import SystemPackage

/// Being the one who receives on a stream, for the length of a call.
struct ReceiveSide {
  /// The call may sleep.
  let mayWait: Bool
  fileprivate let isHeld: Bool
}

extension KernelSocket {
  /// Takes the receive side for a call. Datagram calls do not exclude each other.
  ///
  /// - Throws: `.wouldBlock` with MSG_DONTWAIT while another call has it.
  @inline(__always)
  func enterReceive(_ flags: MessageFlags) throws(Errno) -> ReceiveSide {
    let now = bits.load()
    // A filter that receives from within its own inbound callback is let through, and never sleeps.
    let isNested = now.contains(.hasFilters) && filters.isRunningInbound
    let mayWait =
      flags.isDisjoint(with: .dontWait) && !now.contains(.nonBlocking) && !isNested
    let isHeld = isStream && !isNested
    if isHeld {
      if flags.contains(.dontWait) {
        guard tryEnterReceive() else { throw .wouldBlock }
      } else {
        receiveGate.lock()
      }
    }
    return ReceiveSide(mayWait: mayWait, isHeld: isHeld)
  }

  @inline(__always)
  func leave(_ side: ReceiveSide) { if side.isHeld { leaveReceive() } }

  /// Receives one message, or what the stream has, by the KPI's rules.
  ///
  /// - Returns: bytes; 0 at end of file, for an empty datagram, and for an empty request.
  /// - Throws: `.wouldBlock`, `.socketNotConnected`, `.interrupted`, `.badFileDescriptor` made defunct
  ///   while asleep, or the pending error.
  func receive(_ transfer: inout Transfer, flags: MessageFlags) throws(Errno) -> Int {
    let side = try enterReceive(flags)
    defer { leave(side) }
    return try unsafe receive(&transfer, flags: flags, mayWait: side.mayWait)
  }

  /// One receive of a caller that has the receive side.
  @inline(__always)
  func receive(
    _ transfer: inout Transfer, flags: MessageFlags, mayWait: Bool
  ) throws(Errno) -> Int {
    if bits.load().isDisjoint(with: .slowReceive),
      flags.isSubset(of: [.dontWait, .peek, .nonBlockingSend])
    {
      return try unsafe plainReceive(
        &transfer, flags: flags.contains(.peek) ? CInt(MSG_PEEK) : 0, mayWait: mayWait,
        deadline: nil)
    }
    return try unsafe carefulReceive(&transfer, flags: flags, mayWait: mayWait)
  }

  /// Takes the receive side of a stream, whose holder alone moves input. False while somebody else has
  /// it; that one looks for input when leaving, so that no arrival goes unheard.
  @inline(__always)
  func tryEnterReceive() -> Bool {
    if receiveGate.tryLock() { return true }
    bits.insert(.receiveContended)
    return receiveGate.tryLock()  // it may have been left before the mark was there
  }

  @inline(__always)
  func leaveReceive() {
    receiveGate.unlock()
    if bits.load().contains(.receiveContended) { answerContention() }
  }

  private func answerContention() {
    guard bits.remove(.receiveContended).contains(.receiveContended), hasInput() else { return }
    announce { $0.runReadUpcalls() }
  }

  /// The plain case: one system call, which sleeps itself once the host may.
  @inline(__always)
  func plainReceive(
    _ transfer: inout Transfer, flags: CInt, mayWait: Bool, deadline: Instant?
  ) throws(Errno) -> Int {
    var sleeps = mayWait && deadline == nil && bits.load().contains(.hostSleeps)
    while true {
      let count = unsafe hostReceive(&transfer, flags: sleeps ? flags : flags | CInt(MSG_DONTWAIT))
      if count > 0 || (count == 0 && !isStream) {
        if flags & CInt(MSG_PEEK) == 0 {
          noteTake(isAlone: isStream)
          traffic.countReceived(count)
        }
        return count
      }
      if count == 0 {
        if sleeps, bits.load().contains(.defunct) { throw .badFileDescriptor }
        return 0
      }
      let code = Errno(rawValue: CInt(-count))
      if code == .interrupted {
        if sleeps && !bits.load().contains(.noInterrupt) { throw .interrupted }
        continue
      }
      guard code == .wouldBlock else { throw interpret(code, sending: false) }
      if handle.isClosed || bits.load().contains(.receiveShut) { return 0 }
      guard mayWait, !sleeps || !bits.load().contains(.receiveTimed) else {
        bits.insert(.drained)
        throw .wouldBlock
      }
      if deadline == nil && letHostSleep() {
        sleeps = true
      } else {
        try sleepForInput(until: deadline)
      }
    }
  }

  /// Sleeps until something can be received, or the socket is taken away.
  func sleepForInput(until deadline: Instant?) throws(Errno) {
    let ready = try waitReady(
      descriptor.raw, for: .readable, until: deadline,
      interruptible: !bits.load().contains(.noInterrupt),
      bell: bits.load().contains(.hasFilters) ? filters.bell : nil)
    if bits.load().contains(.defunct) { throw .badFileDescriptor }
    if ready.isEmpty { throw .wouldBlock }
  }

  /// Bytes that a stream could deliver now, or the size of the next packet.
  func availableBytes() -> Int { staging.byteCount + descriptor.readableBytes() }

  /// Everything off the fast path: time-outs, low water, MSG_WAITALL, pending errors, own input.
  private func carefulReceive(
    _ transfer: inout Transfer, flags: MessageFlags, mayWait: Bool
  ) throws(Errno) -> Int {
    defer { announceLeftInput() }
    if bits.load().contains(.defunct) { throw .socketNotConnected }
    if flags.contains(.outOfBand) { return try unsafe receiveUrgent(&transfer, flags: flags) }
    if unsafe transfer.total == 0 { return 0 }
    refreshConnection()
    let tuning = settings.withLock { $0 }
    let deadline = tuning.receiveTimeout.map { Instant.now.advanced(by: $0) }
    let all = flags.contains(.waitAll) && isStream
    let goal: Int
    if !isStream || flags.contains(.dontWait) {
      goal = 1
    } else if unsafe all && transfer.total <= tuning.receiveHighWater {
      goal = unsafe transfer.total
    } else {
      goal = unsafe min(tuning.receiveLowWater, transfer.total)
    }
    var count = try unsafe waitAndTake(
      &transfer, goal: goal, flags: flags, mayWait: mayWait, deadline: deadline)
    if all, !flags.contains(.peek), count > 0, unsafe count < transfer.total {
      count = unsafe continueReceive(transfer, after: count, mayWait: mayWait, deadline: deadline)
    }
    if tuning.flags.contains(SO_WANTMORE) { unsafe noteWaiting(&transfer) }
    return count
  }

  /// Tells the read upcall of what this call has brought into the socket's own queue and leaves there:
  /// the host has it no more, so that no edge will.
  private func announceLeftInput() {
    guard bits.load().contains(.hasStagedInput), staging.takeNews() else { return }
    announce { socket in
      if socket.bits.load().contains(.hasStagedInput) { socket.runReadUpcalls() }
    }
  }

  /// Says in the result flags whether more input waits (SO_WANTMORE).
  func noteWaiting(_ transfer: inout Transfer) {
    let waits = isStream ? availableBytes() > 0 : hasInput()
    unsafe transfer.resultFlags &= ~MSG_HAVEMORE
    if waits { unsafe transfer.resultFlags |= MSG_HAVEMORE }
  }

  /// Waits for `goal` bytes and takes what is there then. 0 at end of file.
  private func waitAndTake(
    _ transfer: inout Transfer, goal: Int, flags: MessageFlags, mayWait: Bool, deadline: Instant?,
    keepsError: Bool = false
  ) throws(Errno) -> Int {
    let keepsError = keepsError || flags.contains(.peek)
    while try awaitInput(goal: goal, mayWait: mayWait, deadline: deadline, keepsError: keepsError) {
      let count = try unsafe takeInput(
        &transfer, flags: flags, mayWait: mayWait, deadline: deadline)
      if let count { return count }
    }
    return 0
  }

  /// Waits until `goal` bytes are there. False at end of file.
  ///
  /// Nothing is consumed, so a time-out loses nothing.
  private func awaitInput(
    goal: Int, mayWait: Bool, deadline: Instant?, keepsError: Bool
  ) throws(Errno) -> Bool {
    while true {
      if bits.load().contains(.hasFilters) { _ = pullThroughFilters() }
      let now = bits.load()
      if now.contains(.receiveShut) && !now.contains(.hasStagedInput) { return false }
      // What the host has counts only when no filter has to see it first.
      let isFiltered = now.contains(.hasFilters)
      let available = isFiltered ? staging.byteCount : availableBytes()
      let ready = readiness(descriptor.raw, of: .readable)
      let isReady = now.contains(.hasStagedInput) || (!isFiltered && !ready.isEmpty)
      if isStream ? available >= goal : isReady { return true }
      if available == 0, now.contains(.hasError) {
        if keepsError { throw Errno(rawValue: pendingError.load(ordering: .acquiring)) }
        if let error = takePendingError() { throw error }
      }
      if available > 0, now.contains(.hasError) { return true }
      if ready.contains(.peerClosed) || ready.contains(.hangUp) || ready.contains(.failed) {
        return true  // what is there, the error, or end of file: the system call tells
      }
      if handle.isClosed { return false }
      if needsConnection, now.isDisjoint(with: [.connected, .connecting, .disconnected]) {
        throw .socketNotConnected
      }
      guard mayWait else {
        bits.insert(.drained)
        throw .wouldBlock
      }
      try sleepForMore(having: available, goal: goal, until: deadline)
      if bits.load().contains(.connecting) { _ = settleConnect() }
    }
  }

  private func sleepForMore(
    having available: Int, goal: Int, until deadline: Instant?
  ) throws(Errno) {
    // Take what is there out of the host's way, or poll would not sleep; it stays first in line.
    if available > 0, !bits.load().contains(.hasFilters) {
      while staging.byteCount < goal && stageHostInput() {}
      if staging.byteCount >= goal { return }
    }
    try sleepForInput(until: deadline)
  }

  /// Takes what is there, from the socket's own queue first.
  ///
  /// - Returns: nil when there is nothing after all: another reader was faster, a filter has dropped
  ///   it, or it has just been queued.
  private func takeInput(
    _ transfer: inout Transfer, flags: MessageFlags, mayWait: Bool, deadline: Instant?
  ) throws(Errno) -> Int? {
    let isPeek = flags.contains(.peek)
    if bits.load().contains(.hasStagedInput) {
      let count = unsafe staging.take(
        into: &transfer, peek: isPeek, isStream: isStream, keepsRest: keepsRest)
      if staging.isEmpty { unmarkStagedInput() }
      if let count {
        if !isPeek { noteTake(isAlone: isStream) }
        return count
      }
    }
    if bits.load().contains(.hasFilters) { return try endThroughFilters() }
    if keepsRest {
      if !stageHostInput(), let error = takePendingError() { throw error }
      return nil
    }
    let host = isPeek ? CInt(MSG_PEEK) : 0
    return try unsafe plainReceive(&transfer, flags: host, mayWait: mayWait, deadline: deadline)
  }

  /// True when the rest of a packet stays for the next receive (SO_DONTTRUNC).
  private var keepsRest: Bool {
    !isStream && bits.load().contains(.reportsRest)
      && settings.withLock { $0.flags.contains(SO_DONTTRUNC) }
  }

  /// 0 when a filtered stream has ended and everything before the end has been through the filters.
  private func endThroughFilters() throws(Errno) -> Int? {
    let hasEnded = !readiness(descriptor.raw, of: .peerClosed).isEmpty || handle.isClosed
    _ = pullThroughFilters()
    if bits.load().contains(.hasStagedInput) { return nil }
    if let error = takePendingError() { throw error }
    return hasEnded ? 0 : nil
  }

  /// The rest of a MSG_WAITALL request: whatever happens, what was taken is reported.
  private func continueReceive(
    _ transfer: Transfer, after first: Int, mayWait: Bool, deadline: Instant?
  ) -> Int {
    var rest = unsafe RemainingVectors(transfer, skipping: first)
    var done = first
    while unsafe done < transfer.total {
      let count: Int = unsafe rest.withVectors { vectors in
        var part = unsafe Transfer(vectors)
        do throws(Errno) {
          return try unsafe waitAndTake(
            &part, goal: 1, flags: [], mayWait: mayWait, deadline: deadline, keepsError: true)
        } catch {
          // A host error that was consumed here belongs to the next call.
          if error != .wouldBlock && error != .interrupted && !bits.load().contains(.hasError) {
            postError(error.rawValue)
          }
          return 0
        }
      }
      if count == 0 { break }
      done += count
      rest.advance(by: count)
    }
    return done
  }

  private func receiveUrgent(
    _ transfer: inout Transfer, flags: MessageFlags
  ) throws(Errno) -> Int {
    guard isStream else { throw .notSupportedOnSocket }
    let host =
      CInt(MSG_OOB) | CInt(MSG_DONTWAIT) | (flags.contains(.peek) ? CInt(MSG_PEEK) : 0)
    let count = unsafe hostReceive(&transfer, flags: host)
    if count >= 0 { return count }
    throw Errno(rawValue: CInt(-count))
  }
}
