// SPDX-License-Identifier: Apache-2.0
// rpcbind and portmap types, universal addresses.

import Testing
import Wire

@Suite("RPC binding")
struct RPCBindingTests {
  @Test("entries and dumps read back")
  func entries() throws {
    let mapping = PortmapMapping(
      program: 100_003, version: 3, transport: PortmapMapping.tcp, port: 2049)
    #expect(try roundTrip(mapping) == mapping)
    let entry = RPCBindEntry(
      program: 100_003, version: 3, netid: "tcp6", address: "::.8.1", owner: "superuser")
    #expect(try roundTrip(entry) == entry)
    let list = RPCBindingList([entry, entry])
    #expect(try roundTrip(list) == list)
    #expect(encoded(RPCBindingList<PortmapMapping>([])) == [0, 0, 0, 0])
  }

  @Test("a dump without an end stops at its limit, without recursion")
  func endlessDump() {
    var writer = XDRWriter()
    for _ in 0...RPCBinding.maximumEntries {
      writer.append(true)
      PortmapMapping(program: 1, version: 1, transport: 6).encode(into: &writer)
    }
    #expect(throws: XDRError.self) {
      try decoded(RPCBindingList<PortmapMapping>.self, writer.bytes)
    }
  }

  @Test(
    "universal addresses of RFC 5665",
    arguments: [
      ("10.0.0.1.8.1", "10.0.0.1", UInt16(2049)), ("::1.0.111", "::1", 111),
      ("fe80::1%eth0.3.255", "fe80::1%eth0", 1023), ("0.0.0.0.255.255", "0.0.0.0", 65535),
    ])
  func universal(text: String, host: String, port: UInt16) {
    let address = UniversalAddress(text)
    #expect(address == UniversalAddress(host: host, port: port))
    #expect(address?.description == text)
  }

  @Test(
    "what is not a universal address is nil",
    arguments: [
      "", ".", "1", "8.1", ".8.1", "10.0.0.1.256.1", "10.0.0.1.+8.1", "10.0.0.1.8.", "a.b",
    ])
  func notUniversal(text: String) {
    #expect(UniversalAddress(text) == nil)
  }
}
