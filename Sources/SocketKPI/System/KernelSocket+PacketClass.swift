// SPDX-License-Identifier: Apache-2.0
// A traffic class for one packet, by control message, on the way out and in.

import CLinux
import CSocketKPI
import Glibc
import SystemPackage

/// Keeps the priority of one packet apart from the others of its socket.
final class PacketClassGate: Sendable {
  let gate = Gate()
}

extension KernelSocket {
  /// One packet, in the class that its ancillary data asks for.
  ///
  /// The first SO_TRAFFIC_CLASS message with exactly one int and a known class counts; none of them
  /// goes to the host, which knows no such message.
  func sendPacket(
    _ transfer: Transfer, _ host: CInt, mayWait: Bool, deadline: Instant?
  ) throws(Errno) -> Int {
    let messages = unsafe ControlMessages(transfer.control, count: transfer.controlLength)
    var wanted: TrafficClass?
    var isMarked = false
    for record in unsafe messages.records() where record.isTrafficClass {
      isMarked = true
      guard wanted == nil, record.payload == MemoryLayout<CInt>.size else { continue }
      wanted = unsafe messages.integer(record).flatMap { TrafficClass(rawValue: $0) }
    }
    guard isMarked else {
      return try unsafe queuePacket(transfer, host, in: nil, mayWait: mayWait, deadline: deadline)
    }
    var rest = unsafe messages.copy { !$0.isTrafficClass }
    let outcome: Result<Int, Errno> = unsafe rest.withUnsafeMutableBytes { buffer in
      var bare = unsafe transfer
      unsafe bare.control = buffer.isEmpty ? nil : buffer.baseAddress
      unsafe bare.controlLength = buffer.count
      do throws(Errno) {
        return .success(
          try unsafe queuePacket(bare, host, in: wanted, mayWait: mayWait, deadline: deadline))
      } catch { return .failure(error) }
    }
    return try outcome.get()
  }

  /// Sends with the host's priority set for this packet alone, or under the socket's own.
  private func queuePacket(
    _ transfer: Transfer, _ host: CInt, in wanted: TrafficClass?, mayWait: Bool,
    deadline: Instant?
  ) throws(Errno) -> Int {
    if wanted != nil { bits.insert(.sendsByClass) }
    guard bits.load().contains(.sendsByClass) else {
      return try unsafe putPacket(transfer, host, nil, mayWait: mayWait, deadline: deadline)
    }
    let alone = packetClassGate
    alone.gate.lock()
    defer { alone.gate.unlock() }
    guard let wanted else {
      return try unsafe putPacket(transfer, host, nil, mayWait: mayWait, deadline: deadline)
    }
    let inForce = TrafficAccount.effective(wanted, managementFlags)
    if domain != .unix { try? descriptor.setOption(SOL_SOCKET, SO_PRIORITY, inForce.userPriority) }
    defer { applyPriority() }
    return try unsafe putPacket(transfer, host, inForce, mayWait: mayWait, deadline: deadline)
  }

  private func putPacket(
    _ transfer: Transfer, _ host: CInt, _ inForce: TrafficClass?, mayWait: Bool,
    deadline: Instant?
  ) throws(Errno) -> Int {
    while true {
      let count = unsafe hostSend(transfer, flags: host | CInt(MSG_DONTWAIT))
      if count >= 0 {
        if let inForce { traffic.countSent(count, in: inForce) } else { traffic.countSent(count) }
        return count
      }
      switch Errno(rawValue: CInt(-count)) {
      case .interrupted: continue
      case .wouldBlock:
        bits.insert(.wantsSpace)
        guard mayWait else { throw .wouldBlock }
        try sleepForRoom(until: deadline)
      case let code: throw interpret(code, sending: true)
      }
    }
  }

  /// Has the host report the octet of every packet, which becomes the class (SO_RECV_TRAFFIC_CLASS).
  func reportReceivedClass(_ on: Bool) {
    guard !needsConnection, domain != .unix else { return }
    set(.reportsClass, on)
    let value: CInt = on ? 1 : 0
    // On IPv6 both: a packet of an IPv4 peer has the other octet.
    try? descriptor.setOption(CInt(IPPROTO_IP), IP_RECVTOS, value)
    if domain == .inet6 {
      try? descriptor.setOption(CInt(IPPROTO_IPV6), IPV6_RECVTCLASS, value)
    }
  }

  /// Turns the host's report of the octet into the KPI's message; without one, the socket's own class.
  func describeClass(_ transfer: inout Transfer, room: Int) {
    guard let control = unsafe transfer.control else { return }
    let length = unsafe transfer.controlLength
    let messages = unsafe ControlMessages(control, count: length)
    for record in unsafe messages.records() where record.isOctet {
      guard let octet = unsafe messages.integer(record) else { continue }
      let received = TrafficClass(octet: octet)
      // A message with one byte takes as much room as one with four, padding included.
      _ = unsafe messages.store(
        received.rawValue, level: SOL_SOCKET, type: SO_TRAFFIC_CLASS, at: record.start)
      return
    }
    let whole = unsafe ControlMessages(control, count: room)
    if unsafe whole.store(
      trafficClass.rawValue, level: SOL_SOCKET, type: SO_TRAFFIC_CLASS, at: length)
    {
      unsafe transfer.controlLength =
        length + min(ControlMessages.span(ofPayload: MemoryLayout<CInt>.size), room - length)
    } else {
      unsafe transfer.resultFlags |= CInt(MSG_CTRUNC)
    }
  }
}

extension ControlMessages.Record {
  /// The KPI's message with the class of a packet.
  fileprivate var isTrafficClass: Bool { level == SOL_SOCKET && type == SO_TRAFFIC_CLASS }

  /// The host's message with the octet of a received packet.
  fileprivate var isOctet: Bool {
    (level == CInt(IPPROTO_IP) && type == IP_TOS)
      || (level == CInt(IPPROTO_IPV6) && type == IPV6_TCLASS)
  }
}
