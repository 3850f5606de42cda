// SPDX-License-Identifier: Apache-2.0
// nfs:// URLs.

import NFSClient
import Testing

@Suite("NFS URLs")
struct NFSURLTests {
  @Test("user, host, port, path and options are taken apart")
  func everything() throws {
    let url = try NFSURL(
      "nfs://me@server.example:20490/export/home?version=3&nfsport=2050&mountport=2051&uid=7&gid=8&nconnect=4&timeo=50&resvport=1&ro"
    )
    #expect(url.user == "me")
    #expect(url.hosts == ["server.example"])
    #expect(url.port == 20490)
    #expect(url.nfsPort == 2050)
    #expect(url.pathText == "/export/home")
    #expect(url.options.mountPort == 2051)
    #expect(url.options.userID == 7 && url.options.groupID == 8)
    #expect(url.options.connections == 4)
    #expect(url.options.timeout == .seconds(5))
    #expect(url.options.usesReservedPort == true)
    #expect(url.options.isReadOnly == true)
  }

  @Test("an IPv6 address keeps its colons and loses its brackets")
  func addressOfVersion6() throws {
    let url = try NFSURL("nfs://[fe80::1%25eth0]:2049/x")
    #expect(url.hosts == ["fe80::1%eth0"])
    #expect(url.port == 2049)
    #expect(try NFSURL("NFS://[::1]/").port == nil)
  }

  @Test("several hosts are kept in their order")
  func hosts() throws {
    #expect(try NFSURL("nfs://a,b,[::1]:9/x").hosts == ["a", "b", "::1"])
  }

  @Test("the path is bytes: what %FF says need not be UTF-8")
  func percent() throws {
    #expect(try NFSURL("nfs://h/a%20b%FF").path == [0x2F, 0x61, 0x20, 0x62, 0xFF])
    #expect(try NFSURL("nfs://h").path == [0x2F])
  }

  @Test("a description parses to the same URL")
  func description() throws {
    for text in ["nfs://h/a%20b%FF", "nfs://me@[::1]:99/x%3Fy", "nfs://a,b/c"] {
      let url = try NFSURL(text)
      #expect(url.description == text)
      #expect(try NFSURL(url.description) == url)
    }
  }

  @Test("options of other clients are accepted and listed")
  func otherOptions() throws {
    #expect(try NFSURL("nfs://h/x?dircache=0&debug=2").options.ignored == ["dircache", "debug"])
  }

  @Test(
    "what is wrong is named",
    arguments: [
      ("http://h/x", NFSURLError.Reason.notNFS),
      ("nfs:///x", .noHost),
      ("nfs://,b/x", .noHost),
      ("nfs://h:0/x", .badPort("0")),
      ("nfs://h:70000/x", .badPort("70000")),
      ("nfs://h/a%2", .badEscape),
      ("nfs://h/a%zz", .badEscape),
      ("nfs://h/x?version=4", .unsupportedVersion("4")),
      ("nfs://h/x?nconnect=17", .badOption(name: "nconnect", value: "17")),
      ("nfs://h/x?uid=-1", .badOption(name: "uid", value: "-1")),
    ])
  func errors(_ text: String, _ reason: NFSURLError.Reason) {
    #expect(throws: NFSURLError(reason: reason, text: text)) { try NFSURL(text) }
  }

  @Test("a URL overrides only what it says")
  func applying() throws {
    var configuration = NFSConfiguration()
    configuration.connections = 2
    let url = try NFSURL("nfs://h/x?uid=5")
    let result = configuration.applying(url.options)
    #expect(result.userID == 5 && result.connections == 2)
  }
}
