// SPDX-License-Identifier: Apache-2.0
// Classes of sockets: the tables of the interface, options, what reaches the host.

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
      (CInt(0), SO_TC_BE), (7 << 2, SO_TC_BE), (8 << 2, SO_TC_BK), (23 << 2, SO_TC_BK),
      (24 << 2, SO_TC_BE), (31 << 2, SO_TC_BE), (32 << 2, SO_TC_VI), (46 << 2, SO_TC_VI),
      (47 << 2, SO_TC_VI), (48 << 2, SO_TC_VO), (63 << 2, SO_TC_VO), (46, SO_TC_BK),
      (64 << 2, SO_TC_BE),
    ])
  func octets(octet: CInt, expected: CInt) {
    #expect(TrafficClass(octet: octet).rawValue == expected)
  }

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
    defer { [client, server, loose, listener].forEach { $0.close() } }
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
    defer { [client, server].forEach { $0.close() } }
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
