// SPDX-License-Identifier: Apache-2.0
// What binders are asked, and which answers are believed.

import SocketKPI
import Testing
import Wire

@testable import ONCRPC

@Suite("Binding question")
struct BindingQuestionTests {
  private func question(_ host: String) throws -> BindingQuestion {
    let server = try #require(SocketAddress(numericHost: host, port: 111))
    return BindingQuestion(program: 100_003, version: 3, kind: .tcp, server: server)
  }

  private func answer(
    _ question: BindingQuestion, _ step: BindingQuestion.Step, _ write: (inout XDRWriter) -> Void
  ) throws(XDRError) -> UInt16? {
    var writer = XDRWriter()
    write(&writer)
    var reader = XDRReader(writer.span)
    return try question.decode(step, from: &reader)
  }

  @Test("IPv4 asks portmap first, IPv6 only rpcbind")
  func steps() throws {
    let four = try question("127.0.0.1")
    let six = try question("::1")
    #expect(four.netid == "tcp" && six.netid == "tcp6")
    #expect(four.steps.map { $0.procedure.version } == [2, 4, 3])
    #expect(six.steps.map { $0.procedure.version } == [4, 3])
    #expect(six.steps.map { $0.procedure.procedure } == [9, 3])
  }

  @Test("zero and the empty address mean: not registered")
  func nothing() throws {
    let question = try question("127.0.0.1")
    #expect(try answer(question, .portmap) { $0.append(UInt32(0)) } == nil)
    #expect(try answer(question, .rpcbind(version: 4)) { $0.append(string: "") } == nil)
  }

  @Test("a port, a wildcard and our own address are believed")
  func ports() throws {
    let question = try question("127.0.0.1")
    #expect(try answer(question, .portmap) { $0.append(UInt32(2049)) } == 2049)
    let step = BindingQuestion.Step.rpcbind(version: 4)
    #expect(try answer(question, step) { $0.append(string: "0.0.0.0.8.1") } == 2049)
    #expect(try answer(question, step) { $0.append(string: "127.0.0.1.8.1") } == 2049)
  }

  @Test("impossible ports, the binder's own port and other hosts are not believed")
  func lies() throws {
    let question = try question("127.0.0.1")
    #expect(throws: XDRError.self) { try answer(question, .portmap) { $0.append(UInt32(70_000)) } }
    #expect(throws: XDRError.self) { try answer(question, .portmap) { $0.append(UInt32(111)) } }
    let step = BindingQuestion.Step.rpcbind(version: 3)
    for text in ["10.1.2.3.8.1", "::1.8.1", "nonsense", "127.0.0.1.8"] {
      #expect(throws: XDRError.self) {
        try answer(question, step) { $0.append(string: text) }
      }
    }
  }
}
