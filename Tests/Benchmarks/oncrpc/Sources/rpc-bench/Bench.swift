// SPDX-License-Identifier: Apache-2.0
// Rows, rounds, medians and the table.

import CRPCPeers
import Glibc
import ONCRPC
import SocketKPI

/// One number of a round.
struct Sample {
  var elapsed: Double  // nanoseconds a call
  var processor: Double
}

struct Bench {
  let port: UInt16
  var rounds = 5
  var calls = 100_000
  var asJSON = false

  private static let rows: [(name: String, procedure: Int32, depth: Int)] = [
    ("GETATTR, depth 1", Int32(peer_getattr), 1),
    ("READ 4 KiB, depth 1", Int32(peer_read), 1),
    ("GETATTR, depth 64", Int32(peer_getattr), 64),
    ("READ 4 KiB, depth 64", Int32(peer_read), 64),
    ("WRITE 4 KiB, depth 64", Int32(peer_write), 64),
  ]

  init(port: UInt16, arguments: [String]) {
    self.port = port
    var rest = arguments[...]
    while let word = rest.popFirst() {
      switch word {
      case "--json": asJSON = true
      case "--rounds": rounds = rest.popFirst().flatMap { Int($0) } ?? rounds
      case "--calls": calls = rest.popFirst().flatMap { Int($0) } ?? calls
      default:
        print("usage: rpc-bench [--json] [--rounds N] [--calls N]")
        exit(word == "--help" ? 0 : 2)
      }
    }
  }

  func run() async {
    var records: [String] = []
    if !asJSON { print("nanoseconds a call, and processor time a call; medians of \(rounds)") }
    for row in Self.rows {
      let samples = await measure(row.procedure, row.depth)
      if asJSON {
        records += samples.map { name, sample in
          "{\"row\":\"\(row.name)\",\"client\":\"\(name)\",\"ns\":\(Int(sample.elapsed)),"
            + "\"cpu_ns\":\(Int(sample.processor))}"
        }
      } else {
        show(row.name, samples)
      }
    }
    if asJSON { print("[\(records.joined(separator: ",\n "))]") }
  }

  private func show(_ name: String, _ samples: [(String, Sample)]) {
    print("\n\(name)")
    guard let base = samples.first?.1 else { return }
    for (client, sample) in samples {
      let ratio = Self.fixed(sample.elapsed / base.elapsed)
      let cost = Self.fixed(sample.processor / base.processor)
      let padding = String(repeating: " ", count: max(0, 12 - client.count))
      print(
        "  \(client)\(padding)\(Int(sample.elapsed)) ns (\(ratio) x C)   "
          + "processor \(Int(sample.processor)) ns (\(cost) x C)")
    }
  }

  private static func fixed(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  /// Every client in turn, `rounds` times, so that a noisy minute hurts all alike.
  private func measure(_ procedure: Int32, _ depth: Int) async -> [(String, Sample)] {
    let total = depth == 1 ? max(calls / 10, 1) : calls
    let load = Load(procedure)
    let client = RPCClient(target: RPCTarget(addresses: [.loopback(port: port)]))
    try? await client.connect()
    var samples: [String: [Sample]] = [:]
    var order: [String] = []
    for round in 0...rounds {
      var results: [(String, Sample?)] = []
      results.append(
        (
          "C",
          await timed(total) { peer_raw(Int32(port), procedure, Int32(depth), Int32(total)) == 0 }
        ))
      results.append(
        (
          "libnfs",
          await timed(total) {
            peer_libnfs(Int32(port), procedure, Int32(depth), Int32(total)) == 0
          }
        ))
      let run = { EngineRun(client, load, depth: depth, total: total) }
      results.append(
        (
          "callbacks",
          await timed(total) {
            await run().callbacks()
            return true
          }
        ))
      results.append(
        (
          "tasks",
          await timed(total) {
            await run().tasks()
            return true
          }
        ))
      if depth == 1 {
        results.append(
          (
            "blocking",
            await timed(total) {
              run().blocking()
              return true
            }
          ))
      }
      // The first round warms up.
      for case (let name, let sample?) in results where round > 0 {
        if samples[name] == nil { order.append(name) }
        samples[name, default: []].append(sample)
      }
    }
    await client.close()
    return order.map { ($0, Self.median(samples[$0] ?? [])) }
  }

  private static func median(_ samples: [Sample]) -> Sample {
    let elapsed = samples.map(\.elapsed).sorted()
    let processor = samples.map(\.processor).sorted()
    return Sample(elapsed: elapsed[elapsed.count / 2], processor: processor[processor.count / 2])
  }

  /// Nil when the client cannot do this row.
  private func timed(_ total: Int, _ body: () async -> Bool) async -> Sample? {
    let start = Self.clock(CLOCK_MONOTONIC)
    let processor = Self.clock(CLOCK_PROCESS_CPUTIME_ID)
    guard await body() else { return nil }
    return Sample(
      elapsed: (Self.clock(CLOCK_MONOTONIC) - start) / Double(total),
      processor: (Self.clock(CLOCK_PROCESS_CPUTIME_ID) - processor) / Double(total))
  }

  private static func clock(_ identity: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(identity, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
  }
}
