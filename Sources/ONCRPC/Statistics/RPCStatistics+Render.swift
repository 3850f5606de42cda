// SPDX-License-Identifier: Apache-2.0
// Statistics as text for people, JSON for programs, and in the exposition format of Prometheus.

extension RPCStatistics {
  private static let percentiles: [(name: String, part: Double)] = [
    ("p50", 0.5), ("p90", 0.9), ("p99", 0.99),
  ]

  private var totals: [(name: String, help: String, value: UInt64)] {
    [
      ("connects", "Connections that became usable.", connects),
      ("reconnects", "Connections that became usable after a loss.", reconnects),
      ("unexpected_replies", "Replies that no call waited for.", unexpectedReplies),
      ("malformed_records", "Records that were no replies.", malformedRecords),
      ("batches", "Vectored sends.", batches),
      ("batched_calls", "Calls carried by vectored sends.", batchedCalls),
    ]
  }

  /// A table. `name` may tell a procedure's name; its numbers are shown otherwise.
  public func text(name: (RPCProcedure) -> String? = { _ in nil }) -> String {
    var lines = [
      Self.row(["procedure", "calls", "failed", "resent", "guessed", "p50", "p90", "p99", "max"])
    ]
    for one in procedures {
      var cells = [name(one.procedure) ?? one.procedure.description]
      cells += [one.calls, one.failures, one.resends, one.guesses].map(String.init)
      cells += Self.percentiles.map { Self.microseconds(one.latency.percentile($0.part)) }
      lines.append(Self.row(cells + [Self.microseconds(one.latency.maximum)]))
    }
    lines += totals.map { "\($0.name.replacing("_", with: " ")): \($0.value)" }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func row(_ cells: [String]) -> String {
    cells.enumerated().map { index, cell in
      let width = index == 0 ? 16 : 10
      let padding = String(repeating: " ", count: max(0, width - cell.count))
      return index == 0 ? cell + padding : padding + cell
    }.joined()
  }

  private static func microseconds(_ duration: Duration) -> String {
    "\(duration.wholeNanoseconds / 1000)us"
  }

  /// One JSON object; durations in nanoseconds.
  public func json(name: (RPCProcedure) -> String? = { _ in nil }) -> String {
    let rows = procedures.map { one in
      let label = (name(one.procedure) ?? one.procedure.description).jsonEscaped
      var fields = [
        "\"name\":\"\(label)\"", "\"program\":\(one.procedure.program)",
        "\"version\":\(one.procedure.version)", "\"procedure\":\(one.procedure.procedure)",
        "\"calls\":\(one.calls)", "\"replies\":\(one.replies)", "\"failures\":\(one.failures)",
        "\"resends\":\(one.resends)", "\"guesses\":\(one.guesses)",
        "\"bytes_sent\":\(one.bytesSent)", "\"bytes_received\":\(one.bytesReceived)",
        "\"mean_ns\":\(one.latency.mean.wholeNanoseconds)",
        "\"max_ns\":\(one.latency.maximum.wholeNanoseconds)",
      ]
      fields += Self.percentiles.map {
        "\"\($0.name)_ns\":\(one.latency.percentile($0.part).wholeNanoseconds)"
      }
      return "{\(fields.joined(separator: ","))}"
    }
    let sums = totals.map { "\"\($0.name)\":\($0.value)" } + ["\"pending\":\(pending)"]
    return "{\"procedures\":[\(rows.joined(separator: ","))],\(sums.joined(separator: ","))}"
  }

  /// Counters and a latency histogram per procedure (text format 0.0.4 of Prometheus).
  public func prometheus(
    prefix: String = "oncrpc_client", name: (RPCProcedure) -> String? = { _ in nil }
  ) -> String {
    var lines: [String] = []
    let columns: [(String, String, (RPCProcedureStatistics) -> UInt64)] = [
      ("calls", "Calls submitted.", { $0.calls }), ("failures", "Calls failed.", { $0.failures }),
      ("resends", "Transmissions beyond the first.", { $0.resends }),
      ("guesses", "Outcomes that had to be guessed.", { $0.guesses }),
      ("sent_bytes", "Bytes of calls.", { $0.bytesSent }),
      ("received_bytes", "Bytes of replies.", { $0.bytesReceived }),
    ]
    for (column, help, value) in columns {
      lines.append("# HELP \(prefix)_\(column)_total \(help)")
      lines.append("# TYPE \(prefix)_\(column)_total counter")
      lines += procedures.map {
        "\(prefix)_\(column)_total\(Self.labels($0, name)) \(value($0))"
      }
    }
    lines += latencyLines(prefix: prefix, name: name)
    for total in totals {
      lines.append("# HELP \(prefix)_\(total.name)_total \(total.help)")
      lines.append("# TYPE \(prefix)_\(total.name)_total counter")
      lines.append("\(prefix)_\(total.name)_total \(total.value)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func latencyLines(prefix: String, name: (RPCProcedure) -> String?) -> [String] {
    var lines = [
      "# HELP \(prefix)_latency_seconds From transmission to reply.",
      "# TYPE \(prefix)_latency_seconds histogram",
    ]
    for one in procedures {
      var seen: UInt64 = 0
      for index in one.latency.counts.indices where one.latency.counts[index] > 0 {
        seen += one.latency.counts[index]
        let bound = LatencyHistogram.upperBound(index).wholeNanoseconds
        let labels = Self.labels(one, name, extra: ",le=\"\(Self.secondsText(bound))\"")
        lines.append("\(prefix)_latency_seconds_bucket\(labels) \(seen)")
      }
      let infinite = Self.labels(one, name, extra: ",le=\"+Inf\"")
      lines.append("\(prefix)_latency_seconds_bucket\(infinite) \(one.latency.count)")
      let plain = Self.labels(one, name)
      lines.append("\(prefix)_latency_seconds_sum\(plain) \(Self.secondsText(one.latency.sum))")
      lines.append("\(prefix)_latency_seconds_count\(plain) \(one.latency.count)")
    }
    return lines
  }

  private static func labels(
    _ one: RPCProcedureStatistics, _ name: (RPCProcedure) -> String?, extra: String = ""
  ) -> String {
    let label = (name(one.procedure) ?? one.procedure.description).jsonEscaped
    return "{procedure=\"\(label)\"\(extra)}"
  }

  private static func secondsText(_ nanoseconds: Int64) -> String {
    "\(Double(nanoseconds) / 1_000_000_000)"
  }
}

extension String {
  /// The text between the quotes of a JSON string, which is also that of a Prometheus label.
  fileprivate var jsonEscaped: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      default:
        if scalar.value < 0x20 {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }
}
