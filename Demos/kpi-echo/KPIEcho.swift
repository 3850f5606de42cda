// SPDX-License-Identifier: Apache-2.0
// kpi-echo: an echo server and its client on kernel sockets, the Swift way.

import ArgumentParser
import DemoSupport
import SocketKPI
import SystemPackage

@main
struct KPIEcho: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kpi-echo",
    abstract: "An echo server and its client on kernel sockets.",
    discussion: """
      The server's upcalls do all the work: no thread of its own waits for input. The client polls
      its connect in slices of two seconds and says what it waits for.

      exit status: 0 done, 1 the peer refused or closed, 64 usage, 130 interrupted
      """,
    subcommands: [Serve.self, Send.self])

  static func main() async { await runTool(KPIEcho.self) }
}

/// Accepts connections and sends back what they send.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Send back whatever arrives.")

  @Option(help: "Port on loopback; 0 picks a free one.")
  var port: UInt16 = 7007

  func run() async throws {
    let listener = try KernelSocket(domain: .inet, type: .stream)
    defer { listener.close() }
    try listener.bind(to: .loopback(port: port))
    try listener.setNonBlocking(true)
    try listener.setUpcall { listener in
      while let (socket, _) = try? listener.accept(upcall: echo) {
        // What arrived before the upcall was armed raised none: look once, where upcalls run.
        socket.dispatcher.perform { echo(socket) }
      }
    }
    try listener.listen(backlog: 128)
    try Console.shared.print("ready on port \(listener.localAddress().port)")
    try Console.shared.flush()
    while !Task.isCancelled { try await Task.sleep(for: .seconds(3600)) }
  }
}

/// Takes what is there and sends it back; called again while more is waiting.
///
/// The chain that was received is the chain that is sent: no byte is copied. A peer that does not read
/// is cut off: this is a demo of upcalls, not of queues.
@Sendable private func echo(_ socket: KernelSocket) {
  do {
    let chain = try socket.receiveChain(upTo: 64 * 1024, flags: .dontWait)
    if chain.isEmpty { return socket.close() }
    try socket.send(chain, flags: .dontWait)
  } catch .wouldBlock {
    return  // nothing there: the next arrival calls again
  } catch {
    socket.close()
  }
}

/// Sends a line and prints what comes back.
struct Send: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Send text, print the echo.")

  @Option(help: "Numeric address of the server.")
  var host = "127.0.0.1"
  @Option(help: "Port of the server.")
  var port: UInt16 = 7007
  @Option(help: "Seconds to wait for a connection that is under way.")
  var patience = 30
  @Argument(help: "What to send.")
  var text: String

  func run() async throws {
    guard let address = SocketAddress(numericHost: host, port: port) else {
      throw ValidationError("--host takes a numeric address, not \(host)")
    }
    let socket = try KernelSocket(domain: address.domain, type: .stream)
    defer { socket.close() }
    try connect(socket, to: address)
    let bytes = Array(text.utf8)
    try socket.send(bytes)
    var reply: [UInt8] = []
    while reply.count < bytes.count {
      let part = try socket.receive(upTo: bytes.count - reply.count)
      if part.isEmpty { throw Errno.connectionReset }
      reply += part
    }
    try Console.shared.print(String(decoding: reply, as: UTF8.self))
  }

  /// The header's own pattern: start, then look every two seconds whether to give up.
  private func connect(_ socket: KernelSocket, to address: SocketAddress) throws(Errno) {
    do throws(Errno) { return try socket.connect(to: address, flags: .dontWait) } catch {
      guard error == .nowInProgress else { throw error }
    }
    var waited = 0
    while true {
      do throws(Errno) { return try socket.waitForConnection(timeout: .seconds(2)) } catch {
        guard error == .nowInProgress, waited < patience, !Task.isCancelled else { throw error }
        waited += 2
        Console.shared.note("waiting for \(address), \(waited) s")
      }
    }
  }
}
