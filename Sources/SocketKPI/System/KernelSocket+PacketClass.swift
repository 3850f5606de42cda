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

  /// Sends in a class of the packet's own, or in the socket's.
  private func queuePacket(
    _ transfer: Transfer, _ host: CInt, in wanted: TrafficClass?, mayWait: Bool,
    deadline: Instant?
  ) throws(Errno) -> Int {
    if wanted != nil { bits.insert(.sendsByClass) }
    let inForce = wanted.map { TrafficAccount.effective($0, managementFlags) }
    while true {
      let count = unsafe tryPacket(transfer, host, in: inForce)
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

  /// One try, with the host's priority set for this packet alone. Packets take turns for the length
  /// of a try, which never sleeps.
  private func tryPacket(_ transfer: Transfer, _ host: CInt, in inForce: TrafficClass?) -> Int {
    let flags = host | CInt(MSG_DONTWAIT)
    guard bits.load().contains(.sendsByClass) else {
      return unsafe hostSend(transfer, flags: flags)
    }
    let alone = packetClassGate
    alone.gate.lock()
    defer { alone.gate.unlock() }
    guard let inForce else { return unsafe hostSend(transfer, flags: flags) }
    if domain != .unix { try? descriptor.setOption(SOL_SOCKET, SO_PRIORITY, inForce.userPriority) }
    defer { applyPriority() }
    return unsafe hostSend(transfer, flags: flags)
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
