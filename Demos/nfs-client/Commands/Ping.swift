// SPDX-License-Identifier: Apache-2.0
// nfs-client ping

import ArgumentParser
import DemoSupport
import NFSClient
import ONCRPC
import SocketKPI
import Wire

struct Ping: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows every step of reaching a server, with its time.",
    discussion: """
      Resolves the name, connects, calls NULL, asks rpcbind unless the URL has both ports, mounts the path \
      of the URL, and measures the time of a call. What fails is shown with its reason; the steps after it are left out.
      """)

  @OptionGroup var connection: ConnectionOptions

  @Option(name: .shortAndLong, help: "Calls to measure.")
  var count = 10

  @Flag(help: "One JSON object a line.")
  var json = false

  @Argument(transform: URLArgument.parse) var url: URLArgument

  func run() async throws {
    if connection.quiet { Console.shared.beQuiet() }
    let steps = StepPrinter(json: json)
    try await steps.measure("resolve", url.url.hosts.joined(separator: ", ")) {
      let hosts = url.url.hosts
      let found = await Task.detached {
        hosts.flatMap { (try? SocketAddress.resolve(host: $0, port: 0)) ?? [] }
      }.value
      return found.isEmpty ? "no address yet" : found.map(\.hostText).joined(separator: ", ")
    }
    let notes = WaitingNotes(server: url.url.host)
    let session = try await steps.measure("connect", nil) {
      let session = try await NFSSession(
        url.url, configuration: connection.configuration, onEvent: { notes.note($0) })
      let peer = await session.client.rpc.peer().map { "\($0)" } ?? "?"
      let port = await session.client.rpc.usesReservedPort ? ", from a reserved port" : ""
      return (session, peer + port)
    }
    do {
      try await probe(session, steps)
    } catch {
      await session.close()
      throw error
    }
    await session.close()
  }

  private func probe(_ session: NFSSession, _ steps: StepPrinter) async throws {
    try await steps.measure("NULL", "NFS version 3") {
      try await session.client.null()
      return "answered"
    }
    if url.url.nfsPort == nil || url.url.options.mountPort == nil {
      await steps.attempt("rpcbind", nil) { try await bindings(session) }
    }
    let path = NFS3Path(bytes: url.url.path)
    await steps.attempt("exports", nil) {
      try await session.exports().map(\.path.description).joined(separator: ", ")
    }
    let (mount, inside) = try await steps.measure("mount", "\(path)") {
      let found = try await NFSMount.containing(
        url.url, configuration: connection.configuration)
      let port = await session.mountPort()
      let place = port.map { "mount service at port \($0)" } ?? "mount service at the NFS port"
      return ((found.mount, found.path), "\(found.mount.exportPath) given out, " + place)
    }
    do {
      try await steps.measure("FSINFO", nil) {
        let info = try await mount.fileSystemInfo()
        return
          "READ \(ByteCount(UInt64(info.readMaximum)).long), WRITE \(ByteCount(UInt64(info.writeMaximum)).long)"
      }
      try await steps.measure("stat", inside.bytes.isEmpty ? "/" : "\(inside)") {
        let item = try await mount.stat(inside)
        return "\(item.attributes.type.name), \(item.attributes.modeText)"
      }
      try await latency(mount, steps)
    } catch {
      try? await mount.close()
      throw error
    }
    try await mount.close()
  }

  private func bindings(_ session: NFSSession) async throws -> String {
    guard let peer = await session.client.rpc.peer() else { return "not asked" }
    let port = connection.configuration.rpcbindPort
    let binder = RPCBinder(server: peer.with(port: port), limit: .seconds(2))
    defer { Task { await binder.close() } }
    let nfs = try await binder.port(program: NFS3.program, version: NFS3.version, transport: .tcp)
    let mount = try await binder.port(
      program: Mount3.program, version: Mount3.version, transport: .tcp)
    func text(_ port: UInt16?) -> String { port.map { "\($0)" } ?? "not registered" }
    return "NFS at \(text(nfs)), MOUNT at \(text(mount))"
  }

  private func latency(_ mount: NFSMount, _ steps: StepPrinter) async throws {
    var histogram = LatencyHistogram()
    for _ in 0..<max(1, count) {
      let start = ContinuousClock.now
      try await mount.client.null()
      histogram.record(ContinuousClock.now - start)
    }
    try steps.show(
      "latency", nil, nil,
      "\(histogram.count) calls: median \(histogram.percentile(0.5).short), "
        + "slowest \(histogram.maximum.short)")
  }
}

/// Prints steps with their times as they end.
struct StepPrinter: Sendable {
  let json: Bool

  /// Runs a step that has to succeed.
  @discardableResult
  func measure<Result: Sendable>(
    _ name: String, _ subject: String?, _ body: () async throws -> (Result, String)
  ) async throws -> Result {
    let start = ContinuousClock.now
    do {
      let (result, text) = try await body()
      try show(name, subject, ContinuousClock.now - start, text)
      return result
    } catch {
      try? show(name, subject, ContinuousClock.now - start, "FAILED: \(plain(error))")
      try? Console.shared.flush()
      throw error
    }
  }

  func measure(
    _ name: String, _ subject: String?, _ body: () async throws -> String
  ) async throws {
    try await measure(name, subject) { ((), try await body()) }
  }

  /// Runs a step that may fail.
  func attempt(_ name: String, _ subject: String?, _ body: () async throws -> String) async {
    try? await measure(name, subject, body)
  }

  func show(_ name: String, _ subject: String?, _ time: Duration?, _ text: String) throws {
    if json {
      var members: [(String, JSON)] = [("step", .string(name))]
      if let subject { members.append(("subject", .string(subject))) }
      if let time { members.append(("ms", .number(time.inSeconds * 1000))) }
      members.append(("result", .string(text)))
      return try Console.shared.print(JSON.object(members).text)
    }
    let timeText = (time?.short ?? "").leftPadded(10)
    let subjectText = subject.map { $0 + ": " } ?? ""
    try Console.shared.print("\(name.rightPadded(8)) \(timeText)  \(subjectText)\(text)")
    try Console.shared.flush()
  }
}
