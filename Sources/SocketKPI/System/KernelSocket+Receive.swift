// SPDX-License-Identifier: Apache-2.0
// Receiving into buffers: the blocking rules of soreceive over a non-blocking descriptor.

import CLinux
import Glibc
import Synchronization
import SystemPackage

extension KernelSocket {
  /// Receives one message, or what the stream has, by the KPI's rules.
  ///
  /// - Returns: bytes; 0 at end of file, for an empty datagram, and for an empty request.
  /// - Throws: `.wouldBlock`, `.socketNotConnected`, `.interrupted`, `.badFileDescriptor` made defunct
  ///   while asleep, or the pending error.
  func receive(_ transfer: inout Transfer, flags: MessageFlags) throws(Errno) -> Int {
    let now = bits.load()
    let mayWait = flags.isDisjoint(with: .dontWait) && !now.contains(.nonBlocking)
    let exclusive = isStream
    if exclusive {
      if flags.contains(.dontWait) {
        guard receiveGate.tryLock() else { throw .wouldBlock }
      } else {
        receiveGate.lock()
      }
    }
    defer { if exclusive { receiveGate.unlock() } }
    if now.isDisjoint(with: .slowReceive),
      flags.isSubset(of: [.dontWait, .peek, .nonBlockingSend])
    {
      return try unsafe plainReceive(
        &transfer, flags: flags.contains(.peek) ? CInt(MSG_PEEK) : 0, mayWait: mayWait,
        deadline: nil)
    }
    return try unsafe carefulReceive(&transfer, flags: flags, mayWait: mayWait)
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
          noteTake()
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
    if bits.load().contains(.defunct) { throw .socketNotConnected }
    if flags.contains(.outOfBand) { return try unsafe receiveUrgent(&transfer, flags: flags) }
    if unsafe transfer.total == 0 { return 0 }
    refreshConnection()
    let tuning = settings.withLock { ($0.receiveTimeout, $0.receiveLowWater, $0.receiveHighWater) }
    let deadline = tuning.0.map { Instant.now.advanced(by: $0) }
    let all = flags.contains(.waitAll) && isStream
    let goal: Int
    if !isStream || flags.contains(.dontWait) {
      goal = 1
    } else if unsafe all && transfer.total <= tuning.2 {
      goal = unsafe transfer.total
    } else {
      goal = unsafe min(tuning.1, transfer.total)
    }
    if try !awaitInput(
      goal: goal, mayWait: mayWait, deadline: deadline, peek: flags.contains(.peek))
    {
      return 0
    }
    let first = try unsafe takeInput(&transfer, flags: flags, mayWait: mayWait, deadline: deadline)
    guard all, !flags.contains(.peek), first > 0, unsafe first < transfer.total else {
      return first
    }
    return unsafe continueReceive(transfer, after: first, mayWait: mayWait, deadline: deadline)
  }

  /// Waits until `goal` bytes are there. False at end of file.
  ///
  /// Nothing is consumed, so a time-out loses nothing.
  private func awaitInput(
    goal: Int, mayWait: Bool, deadline: Instant?, peek: Bool
  ) throws(Errno) -> Bool {
    while true {
      let now = bits.load()
      if now.contains(.receiveShut) && !now.contains(.hasStagedInput) { return false }
      if now.contains(.hasFilters) { _ = pullThroughFilters() }
      let available = availableBytes()
      let ready = readiness(descriptor.raw, of: .readable)
      let isReady = !ready.isEmpty || bits.load().contains(.hasStagedInput)
      if isStream ? available >= goal : isReady { return true }
      if available == 0, now.contains(.hasError) {
        if peek { throw Errno(rawValue: pendingError.load(ordering: .acquiring)) }
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
    if available > 0 {
      while staging.byteCount < goal && stageHostInput() {}
      if staging.byteCount >= goal { return }
    }
    try sleepForInput(until: deadline)
  }

  private func takeInput(
    _ transfer: inout Transfer, flags: MessageFlags, mayWait: Bool, deadline: Instant?
  ) throws(Errno) -> Int {
    if bits.load().contains(.hasStagedInput) {
      let count = unsafe staging.take(
        into: &transfer, peek: flags.contains(.peek), isStream: isStream)
      if staging.isEmpty { bits.remove(.hasStagedInput) }
      if !flags.contains(.peek) { noteTake() }
      return count
    }
    if bits.load().contains(.hasFilters) { return 0 }
    let host = flags.contains(.peek) ? CInt(MSG_PEEK) : 0
    return try unsafe plainReceive(&transfer, flags: host, mayWait: mayWait, deadline: deadline)
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
          guard try awaitInput(goal: 1, mayWait: mayWait, deadline: deadline, peek: true) else {
            return 0
          }
          return try unsafe takeInput(&part, flags: [], mayWait: mayWait, deadline: deadline)
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
