// SPDX-License-Identifier: Apache-2.0
// Sending from buffers: the order of sosendcheck over a non-blocking descriptor.

import CLinux
import CSocketKPI
import Glibc
import Synchronization
import SystemPackage

extension KernelSocket {
  /// Sends one message, or bytes of the stream, by the KPI's rules.
  ///
  /// - Parameters:
  ///   - atomic: all or nothing, even on a stream (`sock_sendmbuf`).
  /// - Returns: bytes queued; short only on a non-blocking stream.
  func send(
    _ transfer: Transfer, flags: MessageFlags, atomic: Bool
  ) throws(Errno) -> Int {
    let now = bits.load()
    if now.contains(.hasFilters) {
      return try unsafe sendThroughFilters(transfer, flags: flags, atomic: atomic)
    }
    return try gated(flags, exclusive: isStream) { (host, mayWait) throws(Errno) in
      guard now.isDisjoint(with: .slowSend) else {
        return try unsafe carefulSend(transfer, host, mayWait: mayWait, atomic: atomic)
      }
      try unsafe checkShape(transfer, atomic: atomic, state: now)
      return try unsafe plainSend(transfer, host, mayWait: mayWait, atomic: atomic, deadline: nil)
    }
  }

  /// Checks the flags and runs a send alone: one sender at a time on a stream.
  @inline(__always)
  func gated(
    _ flags: MessageFlags, exclusive: Bool,
    _ body: (_ host: CInt, _ mayWait: Bool) throws(Errno) -> Int
  ) throws(Errno) -> Int {
    if flags.contains(.outOfBand) && !isStream { throw .notSupportedOnSocket }
    if isStream && flags.rawValue & CInt(MSG_EOR) != 0 { throw .invalidArgument }
    let mayWait =
      flags.isDisjoint(with: [.dontWait, .nonBlockingSend])
      && !bits.load().contains(.nonBlocking)
    if exclusive {
      if flags.contains(.dontWait) {
        guard sendGate.tryLock() else { throw .wouldBlock }
      } else {
        sendGate.lock()
      }
    }
    defer { if exclusive { sendGate.unlock() } }
    return try body(flags.rawValue & (CInt(MSG_OOB) | CInt(MSG_DONTROUTE)), mayWait)
  }

  /// Connection, address and size: steps 6 and 7 of the send path.
  @inline(__always)
  private func checkShape(
    _ transfer: Transfer, atomic: Bool, state: SocketBits
  ) throws(Errno) {
    if needsConnection {
      guard state.contains(.connected) else { throw .socketNotConnected }
      if unsafe isTCP && transfer.controlLength > 0 { throw .invalidArgument }
      guard atomic else { return }
    } else if unsafe transfer.name == nil {
      guard state.contains(.connected) || type == .raw else { throw .addressRequired }
    } else if state.contains(.connected) {
      throw .socketIsConnected
    }
    if unsafe transfer.total > sendLimit.load(ordering: .relaxed) { throw .messageTooLong }
  }

  /// The plain case: the system call, and sleeping for room.
  func plainSend(
    _ transfer: Transfer, _ host: CInt, mayWait: Bool, atomic: Bool, deadline: Instant?
  ) throws(Errno) -> Int {
    if !isStream, unsafe transfer.controlLength > 0 || bits.load().contains(.sendsByClass) {
      return try unsafe sendPacket(transfer, host, mayWait: mayWait, deadline: deadline)
    }
    let sleeps = mayWait && deadline == nil && bits.load().contains(.hostSleeps)
    let count = unsafe hostSend(transfer, flags: sleeps ? host : host | CInt(MSG_DONTWAIT))
    if unsafe count == transfer.total || (count >= 0 && !isStream) {
      traffic.countSent(count)
      return count
    }
    if count < 0 {
      let code = Errno(rawValue: CInt(-count))
      switch code {
      case .interrupted where sleeps && !bits.load().contains(.noInterrupt): throw .interrupted
      case .interrupted: break
      case .wouldBlock:
        bits.insert(.wantsSpace)
        guard mayWait, !sleeps || !bits.load().contains(.sendTimed) else { throw .wouldBlock }
      default: throw interpret(code, sending: true)
      }
    }
    return try unsafe sendRest(
      transfer, host, after: max(count, 0), mayWait: mayWait, atomic: atomic, deadline: deadline)
  }

  /// Goes on after a short or refused send.
  private func sendRest(
    _ transfer: Transfer, _ host: CInt, after first: Int, mayWait: Bool, atomic: Bool,
    deadline: Instant?
  ) throws(Errno) -> Int {
    var rest = unsafe RemainingVectors(transfer, skipping: first)
    var done = first
    if first > 0 { traffic.countSent(first) }
    let sleeps = mayWait && deadline == nil && letHostSleep()
    while unsafe done < transfer.total {
      bits.insert(.wantsSpace)
      if !mayWait { return unsafe leave(transfer.total, rest, done: done, atomic: atomic) }
      if !sleeps {
        do throws(Errno) { try sleepForRoom(until: deadline) } catch {
          if done == 0 { throw error }
          return unsafe leave(transfer.total, rest, done: done, atomic: atomic)
        }
      }
      let sent = bits.load()
      if sent.contains(.cannotSend) { throw .brokenPipe }
      let count: Int = unsafe rest.withVectors { vectors in
        var part = unsafe Transfer(vectors)
        unsafe part.name = transfer.name
        unsafe part.nameLength = transfer.nameLength
        unsafe part.control = transfer.control
        unsafe part.controlLength = done == 0 ? transfer.controlLength : 0
        return unsafe hostSend(part, flags: sleeps ? host : host | CInt(MSG_DONTWAIT))
      }
      if count >= 0 {
        done += count
        traffic.countSent(count)
        if !isStream { return done }
        rest.advance(by: count)
        continue
      }
      switch Errno(rawValue: CInt(-count)) {
      case .wouldBlock where sleeps && bits.load().contains(.sendTimed):
        if done == 0 { throw .wouldBlock }
        return unsafe leave(transfer.total, rest, done: done, atomic: atomic)
      case .wouldBlock: continue
      case .interrupted where bits.load().contains(.noInterrupt) || !sleeps: continue
      case .interrupted:
        if done == 0 { throw .interrupted }
        return unsafe leave(transfer.total, rest, done: done, atomic: atomic)
      case let code: throw interpret(code, sending: true)
      }
    }
    return done
  }

  /// Stops after part of the data: a record's rest follows as soon as there is room, a stream's is the
  /// caller's to send again.
  private func leave(
    _ total: Int, _ rest: borrowing RemainingVectors, done: Int, atomic: Bool
  ) -> Int {
    guard atomic && done > 0 else { return done }
    unsafe rest.withVectors { unsafe unsent.append($0) }
    bits.insert(.hasUnsent)
    try? ensureWatched()
    flushUnsentLocked()
    return total
  }

  /// Sleeps until the descriptor takes more, or the socket is taken away.
  func sleepForRoom(until deadline: Instant?) throws(Errno) {
    let ready = try waitReady(
      descriptor.raw, for: .writable, until: deadline,
      interruptible: !bits.load().contains(.noInterrupt))
    if bits.load().contains(.defunct) { throw .badFileDescriptor }
    if handle.isClosed { throw .brokenPipe }
    if ready.isEmpty { throw .wouldBlock }
  }

  /// Everything off the fast path, in the kernel's order.
  func carefulSend(
    _ transfer: Transfer, _ host: CInt, mayWait: Bool, atomic: Bool
  ) throws(Errno) -> Int {
    refreshConnection()
    let now = bits.load()
    if now.contains(.defunct) || now.contains(.cannotSend) { throw .brokenPipe }
    if let error = takePendingError() { throw error }
    try unsafe checkShape(transfer, atomic: atomic, state: now)
    let timeout = settings.withLock { $0.sendTimeout }
    let deadline = timeout.map { Instant.now.advanced(by: $0) }
    while bits.load().contains(.hasUnsent) {
      flushUnsentLocked()
      guard bits.load().contains(.hasUnsent) else { break }
      bits.insert(.wantsSpace)
      guard mayWait else { throw .wouldBlock }
      try sleepForRoom(until: deadline)
    }
    if now.contains(.paced) {
      return try unsafe sendPaced(
        transfer, host, mayWait: mayWait, atomic: atomic, deadline: deadline)
    }
    return try unsafe plainSend(
      transfer, host, mayWait: mayWait, atomic: atomic, deadline: deadline)
  }
}
