// SPDX-License-Identifier: Apache-2.0
// Classes of sockets: the tables of the interface, options, what reaches the host.

import CLinux
import CSocketKPI
import Glibc
import SocketKPI
import SystemPackage
import Testing

@Suite("traffic classes")
struct TrafficClassTests {
  @Test(
    "an octet selects its class by the upper six bits",
    arguments: [
      (0, 0), (7, 0), (8, 200), (23, 200), (24, 0), (31, 0), (32, 700), (46, 700), (47, 700),
      (48, 800), (63, 800), (64, 0),
    ] as [(CInt, CInt)])
  func octets(codePoint: CInt, expected: CInt) {
    #expect(TrafficClass(octet: codePoint << 2).rawValue == expected)
  }

  @Test("a bare code point is read as an octet: EF without its shift is background")
  func bareCodePoint() { #expect(TrafficClass(octet: 46) == .background) }

  @Test("every class has a legacy class and a priority that needs no privilege")
  func tables() {
    #expect(TrafficClass.all.map(\.rawValue) == [100, 200, 0, 300, 400, 500, 600, 700, 800, 900])
    #expect(TrafficClass.all.map(\.legacyIndex) == [1, 1, 0, 0, 0, 2, 2, 2, 3, 3])
    #expect(TrafficClass.all.map(\.userPriority) == [1, 2, 0, 3, 3, 4, 4, 5, 6, 6])
    #expect([1, 2, 3].map { TrafficClass(rawValue: $0)?.rawValue } == [200, 700, 800])
  }

  @Test("the option stores the class under its proper number and tells the host")
  func option() throws {
    let socket = try KernelSocket(domain: .inet, type: .stream)
    defer { socket.close() }
    func read(_ name: CInt) throws -> CInt {
      try socket.option(level: SOL_SOCKET, name: name, initial: CInt(-1))
    }
    #expect(try read(SO_TRAFFIC_CLASS) == 0)
    try socket.setOption(level: SOL_SOCKET, name: SO_TRAFFIC_CLASS, value: CInt(2))
    #expect(try read(SO_TRAFFIC_CLASS) == SO_TC_VI)
    #expect(try read(SO_PRIORITY) == 5)
    try socket.setOption(level: SOL_SOCKET, name: SO_OPPORTUNISTIC, value: CInt(1))
    #expect(try read(SO_TRAFFIC_CLASS) == SO_TC_BK_SYS)
    #expect(try read(SO_OPPORTUNISTIC) == 1)
    #expect(try read(SO_PRIORITY) == 1)
    try socket.setOption(level: SOL_SOCKET, name: SO_OPPORTUNISTIC, value: CInt(0))
    #expect(try read(SO_TRAFFIC_CLASS) == SO_TC_BE)
    try socket.setOption(level: SOL_SOCKET, name: SO_NET_SERVICE_TYPE, value: CInt(2))
    #expect(try read(SO_NET_SERVICE_TYPE) == 2)
    #expect(try read(SO_TRAFFIC_CLASS) == SO_TC_VI)
    try socket.setOption(level: SOL_SOCKET, name: SO_TRAFFIC_MGT_BACKGROUND, value: CInt(1))
    #expect(try read(SO_TRAFFIC_MGT_BACKGROUND) == 1)
    #expect(socket.trafficState.effectiveClass == .background)
    try socket.setOption(level: CInt(IPPROTO_IP), name: IP_TRAFFIC_MGT_BACKGROUND, value: CInt(0))
    #expect(socket.trafficState.effectiveClass == .video)
  }

  @Test("sock_settclassopt: needs a connection, sets class and octet, and keeps the priority")
  func setOctet() throws {
    let (client, server) = try makePair()
    let loose = try KernelSocket.bound(.inet, .datagram)
    let (listener, _) = try makeListener()
    defer { closeAll([client, server, loose, listener]) }
    for socket in [loose, listener] {
      #expect(throws: Errno.socketNotConnected) { try socket.setTypeOfService(0x20) }
      #expect(try socket.typeOfService() == 0)
    }
    try client.setTypeOfService(0x120)  // kept modulo 256
    #expect(try client.typeOfService() == 0x20)
    #expect(client.trafficClass == .bestEffort)  // 0x120 >> 2 is 72
    try client.setTypeOfService(0x20)
    #expect(client.trafficClass == .background)
    #expect(try client.option(level: SOL_SOCKET, name: SO_PRIORITY, initial: CInt(0)) == 2)
    #expect(client.trafficState.octet == 0x20)
  }

  @Test("an octet set by hand does not take the class's priority away")
  func octetByHand() throws {
    let socket = try KernelSocket(domain: .inet, type: .stream)
    defer { socket.close() }
    try socket.setTrafficClass(.voice)
    try socket.setOption(level: CInt(IPPROTO_IP), name: IP_TOS, value: CInt(0x20))
    #expect(try socket.option(level: SOL_SOCKET, name: SO_PRIORITY, initial: CInt(0)) == 6)
    #expect(try socket.typeOfService() == 0x20)
  }

  @Test("bytes are counted by class, both ways")
  func statistics() throws {
    let (client, server) = try makePair()
    defer { closeAll([client, server]) }
    try client.send([UInt8](repeating: 0, count: 100))
    try client.setTrafficClass(.background)
    try client.send([UInt8](repeating: 0, count: 50))
    _ = try server.receive(upTo: 150, flags: .waitAll)
    #expect(client.trafficStatistics.map(\.sentBytes) == [100, 50, 0, 0])
    #expect(server.trafficStatistics.map(\.receivedBytes) == [150, 0, 0, 0])
    var table = (so_tcstats(), so_tcstats(), so_tcstats(), so_tcstats())
    table = try client.option(level: SOL_SOCKET, name: SO_TRAFFIC_CLASS_STATS, initial: table)
    #expect(table.0.txbytes == 100 && table.1.txbytes == 50 && table.1.txpackets == 1)
  }

  @Test("leaving BK_SYS raises the resume event")
  func resume() throws {
    let socket = try KernelSocket(domain: .inet, type: .stream)
    defer { socket.close() }
    let resumed = Counter()
    try socket.catchEvents(.resume) { _, _ in resumed.add() }
    try socket.setTrafficClass(.backgroundSystem)
    try socket.setTrafficClass(.bestEffort)
    #expect(eventually { resumed.value == 1 })
  }
}
