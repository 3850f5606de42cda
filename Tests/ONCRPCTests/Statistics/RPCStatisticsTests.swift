// SPDX-License-Identifier: Apache-2.0
// Histograms and the three renderings.

import Foundation
import Testing

@testable import ONCRPC

@Suite("Latency histogram")
struct LatencyHistogramTests {
  @Test("every duration lies in the bucket whose bounds enclose it")
  func bounds() {
    for exponent in 0..<40 {
      for offset in [-1, 0, 1, 17] {
        let nanoseconds = max(Int64(1) << exponent + Int64(offset), 0)
        let bucket = LatencyHistogram.bucket(nanoseconds)
        #expect(LatencyHistogram.upperBound(bucket) >= .nanoseconds(nanoseconds))
        if bucket > 0 {
          #expect(LatencyHistogram.upperBound(bucket - 1) < .nanoseconds(nanoseconds))
        }
      }
    }
  }

  @Test("percentiles are within a quarter of the truth")
  func percentiles() {
    var histogram = LatencyHistogram()
    for microseconds in 1...1000 { histogram.record(.microseconds(microseconds)) }
    let median = histogram.percentile(0.5)
    #expect(median >= .microseconds(500) && median <= .microseconds(625))
    #expect(histogram.percentile(1) == .microseconds(1000))
    #expect(histogram.mean == .nanoseconds(500_500))
    #expect(LatencyHistogram().percentile(0.5) == .zero)
  }
}

@Suite("RPC statistics")
struct RPCStatisticsTests {
  private func sample() -> RPCStatistics {
    var statistics = RPCStatistics()
    let row = statistics.row(RPCProcedure(program: 100_003, version: 3, procedure: 6))
    statistics.procedures[row].calls = 3
    statistics.procedures[row].resends = 1
    statistics.procedures[row].latency.record(.microseconds(120))
    statistics.reconnects = 2
    return statistics
  }

  @Test("the text has a line per procedure and the totals")
  func text() {
    let text = sample().text { $0.procedure == 6 ? "READ" : nil }
    #expect(text.contains("READ"))
    #expect(text.contains("120us"))
    #expect(text.contains("reconnects: 2"))
  }

  @Test("the JSON is JSON, whatever the names")
  func json() throws {
    let json = sample().json { _ in "a \"b\"\\\n\u{1}" }
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let rows = try #require(object["procedures"] as? [[String: Any]])
    #expect(rows[0]["name"] as? String == "a \"b\"\\\n\u{1}")
    #expect(rows[0]["calls"] as? Int == 3)
    #expect(object["reconnects"] as? Int == 2)
  }

  @Test("the Prometheus text has types, labels, and buckets that rise to the count")
  func prometheus() {
    let text = sample().prometheus { _ in "READ" }
    #expect(text.contains("# TYPE oncrpc_client_calls_total counter\n"))
    #expect(text.contains("oncrpc_client_calls_total{procedure=\"READ\"} 3\n"))
    #expect(
      text.contains("oncrpc_client_latency_seconds_bucket{procedure=\"READ\",le=\"+Inf\"} 1\n"))
    #expect(text.hasSuffix("\n"))
  }

  @Test("two connections add up")
  func merge() {
    var sum = sample()
    sum.merge(sample())
    #expect(sum.procedures.count == 1)
    #expect(sum.procedures[0].calls == 6)
    #expect(sum.procedures[0].latency.count == 2)
    #expect(sum.reconnects == 4)
  }
}
