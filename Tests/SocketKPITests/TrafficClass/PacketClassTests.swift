// SPDX-License-Identifier: Apache-2.0
// A class for one packet by control message, both ways; counters; what the host is told.

import CLinux
import CSocketKPI
import Glibc
import SystemPackage
import Testing

@testable import SocketKPI

/// One record of ancillary data.
func controlRecord(level: CInt, type: CInt, payload: [UInt8]) -> [UInt8] {
  var header = cmsghdr()
  header.cmsg_len = .init(MemoryLayout<cmsghdr>.stride + payload.count)
  header.cmsg_level = level
  header.cmsg_type = type
  var bytes = unsafe withUnsafeBytes(of: header) { unsafe Array($0) } + payload
  while bytes.count % MemoryLayout<Int>.size != 0 { bytes.append(0) }
  return bytes
}

func classRecord(_ value: CInt) -> [UInt8] {
  controlRecord(
    level: SOL_SOCKET, type: SO_TRAFFIC_CLASS,
    payload: unsafe withUnsafeBytes(of: value) { unsafe Array($0) })
}

/// One buffer as a list; good for the call it is an argument of.
private func one(_ vector: UnsafePointer<iovec>) -> UnsafeBufferPointer<iovec> {
  unsafe UnsafeBufferPointer(start: vector, count: 1)
}

extension KernelSocket {
  /// Sends one packet with ancillary data.
  func send(_ bytes: [UInt8], control: [UInt8], to address: SocketAddress?) throws(Errno) {
    var (bytes, control) = (bytes, control)
    let outcome: Result<Void, Errno> = unsafe bytes.withUnsafeMutableBytes { data in
      unsafe control.withUnsafeMutableBytes { ancillary in
        var vector = unsafe iovec(iov_base: data.baseAddress, iov_len: data.count)
        var transfer = unsafe Transfer(one(&vector))
        unsafe transfer.control = ancillary.baseAddress
        unsafe transfer.controlLength = ancillary.count
        do throws(Errno) {
          _ = try unsafe addressed(transfer, to: address) { transfer throws(Errno) in
            try unsafe send(transfer, flags: [], atomic: false)
          }
          return .success(())
        } catch { return .failure(error) }
      }
    }
    try outcome.get()
  }

  /// Receives one packet with ancillary data.
  func receive(room: Int) throws(Errno) -> (count: Int, control: [UInt8], flags: CInt) {
    var bytes = [UInt8](repeating: 0, count: 100)
    var control = [UInt8](repeating: 0, count: room)
    var (length, flags) = (0, CInt(0))
    let outcome: Result<Int, Errno> = unsafe bytes.withUnsafeMutableBytes { data in
      unsafe control.withUnsafeMutableBytes { ancillary in
        var vector = unsafe iovec(iov_base: data.baseAddress, iov_len: data.count)
        var transfer = unsafe Transfer(one(&vector))
        unsafe transfer.control = ancillary.baseAddress
        unsafe transfer.controlLength = ancillary.count
        do throws(Errno) {
          let count = try unsafe receive(&transfer, flags: [])
          length = unsafe transfer.controlLength
          flags = unsafe transfer.resultFlags
          return .success(count)
        } catch { return .failure(error) }
      }
    }
    return (try outcome.get(), Array(control[..<length]), flags)
  }
}

@Suite("class of one packet")
struct PacketClassTests {
  private func ends() throws -> (
    sender: KernelSocket, receiver: KernelSocket, address: SocketAddress
  ) {
    let (sender, receiver) = (
      try KernelSocket.bound(.inet, .datagram), try KernelSocket.bound(.inet, .datagram)
    )
    return (sender, receiver, try receiver.localAddress())
  }

  private func priority(_ socket: KernelSocket) throws -> CInt {
    try socket.option(level: SOL_SOCKET, name: SO_PRIORITY, initial: CInt(-1))
  }

  @Test("a packet is counted in its own class, and the socket stays in its own")
  func counted() throws {
    let (sender, receiver, address) = try ends()
    defer { closeAll([sender, receiver]) }
    try sender.setTrafficClass(.video)
    try sender.send([1, 2, 3], control: classRecord(SO_TC_BK), to: address)
    try sender.send([4], to: address)
    #expect(try receiver.receive(upTo: 10) == [1, 2, 3])
    #expect(try receiver.receive(upTo: 10) == [4])
    let counts = sender.trafficStatistics.map { [$0.sentPackets, $0.sentBytes] }
    #expect(counts == [[0, 0], [1, 3], [1, 1], [0, 0]])
    #expect(sender.trafficClass == .video)
    #expect(try priority(sender) == TrafficClass.video.userPriority)
  }

  @Test("the first valid message wins; others are ignored, and none reaches the host")
  func firstValid() throws {
    let (sender, receiver, address) = try ends()
    defer { closeAll([sender, receiver]) }
    let short = controlRecord(level: SOL_SOCKET, type: SO_TRAFFIC_CLASS, payload: [200, 0])
    let long = controlRecord(
      level: SOL_SOCKET, type: SO_TRAFFIC_CLASS, payload: [200, 0, 0, 0, 0, 0, 0, 0])
    try sender.send(
      [1], control: short + long + classRecord(450) + classRecord(SO_TC_VO) + classRecord(SO_TC_BK),
      to: address)
    try sender.send([2], control: classRecord(450), to: address)
    #expect(try receiver.receive(upTo: 10) == [1])
    #expect(try receiver.receive(upTo: 10) == [2])
    #expect(sender.trafficStatistics.map(\.sentPackets) == [1, 0, 0, 1])
  }

  @Test("a background socket's packets are lowered to the background")
  func lowered() throws {
    let (sender, receiver, address) = try ends()
    defer { closeAll([sender, receiver]) }
    try sender.setManagementFlags(.background, on: true)
    try sender.send([1], control: classRecord(SO_TC_VO), to: address)
    #expect(sender.trafficStatistics.map(\.sentPackets) == [0, 1, 0, 0])
  }

  @Test("TCP refuses ancillary data, and a message of a foreign level still reaches the host")
  func others() throws {
    let (client, server) = try makePair()
    let (sender, receiver, address) = try ends()
    defer { closeAll([client, server, sender, receiver]) }
    #expect(throws: Errno.invalidArgument) {
      try client.send([1], control: classRecord(SO_TC_BK), to: nil)
    }
    // The host takes a time to live of 1 to 255 and refuses 0: so it has seen the record.
    func timeToLive(_ value: UInt8) -> [UInt8] {
      controlRecord(level: CInt(IPPROTO_IP), type: IP_TTL, payload: [value, 0, 0, 0])
    }
    try sender.send([1], control: classRecord(SO_TC_BK) + timeToLive(9), to: address)
    #expect(throws: Errno.invalidArgument) {
      try sender.send([1], control: classRecord(SO_TC_BK) + timeToLive(0), to: address)
    }
  }

  @Test(
    "SO_RECV_TRAFFIC_CLASS describes each packet by its octet",
    arguments: [(0x20, 200), (0xb8, 700), (0xc0, 800), (0, 0)] as [(CInt, CInt)])
  func received(octet: CInt, expected: CInt) throws {
    let (sender, receiver, address) = try ends()
    defer { closeAll([sender, receiver]) }
    try receiver.setOption(level: SOL_SOCKET, name: SO_RECV_TRAFFIC_CLASS, value: CInt(1))
    try sender.setOption(level: CInt(IPPROTO_IP), name: IP_TOS, value: octet)
    try sender.send([1], to: address)
    let (count, control, flags) = try receiver.receive(room: 64)
    #expect(count == 1 && flags & CInt(MSG_CTRUNC) == 0)
    #expect(control == classRecord(expected))
  }

  @Test("without a report of the host the socket's own class is given; off, nothing is")
  func unknown() throws {
    let (sender, receiver, address) = try ends()
    defer { closeAll([sender, receiver]) }
    try receiver.setTrafficClass(.voice)
    try receiver.setOption(level: SOL_SOCKET, name: SO_RECV_TRAFFIC_CLASS, value: CInt(1))
    try receiver.setOption(level: CInt(IPPROTO_IP), name: IP_RECVTOS, value: CInt(0))
    try sender.send([1], to: address)
    #expect(try receiver.receive(room: 64).control == classRecord(SO_TC_VO))
    try sender.send([1], to: address)
    #expect(try receiver.receive(room: 8).flags & CInt(MSG_CTRUNC) != 0)
    try receiver.setOption(level: SOL_SOCKET, name: SO_RECV_TRAFFIC_CLASS, value: CInt(0))
    try sender.send([1], to: address)
    #expect(try receiver.receive(room: 64).control.isEmpty)
  }
}
