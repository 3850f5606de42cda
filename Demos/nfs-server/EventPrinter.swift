// SPDX-License-Identifier: Apache-2.0
// What the server prints: for people, or one JSON value a line.

import DemoSupport
import NFSServer
import SocketKPI

struct EventPrinter: Sendable {
  let asJSON: Bool

  func ready(_ server: NFSServer) {
    let urls = server.exports.map { server.url(path: $0.path) }
    if asJSON {
      let exports = zip(server.exports, urls).map { export, url in
        JSON.object([("path", .string(export.path)), ("url", .string(url))])
      }
      line(
        .object([
          ("event", "ready"), ("address", .string(server.address?.description ?? "")),
          ("port", .unsigned(UInt64(server.port))), ("exports", .array(exports)),
        ]))
    } else {
      for url in urls { line("serving \(url)") }
      line("ready on port \(server.port)")
    }
  }

  func print(_ event: NFSServerEvent) {
    guard asJSON else {
      if case .listening = event { return }
      return line(event.description)
    }
    switch event {
    case .listening: break
    case .mounted(let path, let host):
      line(.object([("event", "mounted"), ("path", .string(path)), ("host", .string(host))]))
    case .fault(let action, let procedure):
      line(
        .object([
          ("event", "fault"), ("procedure", .string(procedure)),
          ("action", .string("\(action)")),
        ]))
    case .down(let files):
      line(.object([("event", "down"), ("lostFiles", .integer(Int64(files)))]))
    case .cannotListen(let code):
      line(.object([("event", "cannotListen"), ("reason", .string("\(code)"))]))
    case .stopped: line(.object([("event", "stopped")]))
    }
  }

  func summary(_ statistics: NFSServerStatistics) {
    let calls = statistics.calls.sorted { $0.key < $1.key }
    if asJSON {
      line(
        .object([
          ("event", "summary"),
          ("calls", .object(calls.map { ($0.key, .unsigned($0.value)) })),
          ("bytesRead", .unsigned(statistics.bytesRead)),
          ("bytesWritten", .unsigned(statistics.bytesWritten)),
          ("faults", .integer(Int64(statistics.faults))),
          ("restarts", .integer(Int64(statistics.restarts))),
          ("mbufs", .integer(Int64(MbufStatistics.current().mbufs.live))),
        ]))
    } else {
      let list = calls.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
      line("\(statistics.totalCalls) calls" + (list.isEmpty ? "" : ": " + list))
    }
  }

  private func line(_ value: JSON) { line(value.text) }

  /// At once, also into a pipe: whoever started the server waits for it.
  private func line(_ text: String) {
    try? Console.shared.print(text)
    try? Console.shared.flush()
  }
}
