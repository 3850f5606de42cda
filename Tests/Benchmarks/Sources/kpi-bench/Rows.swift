// SPDX-License-Identifier: Apache-2.0
// What is compared.

import CDrivers
import Measuring

/// The peers and links that the rows share.
struct Bed {
  let echo: UInt16
  let sink: UInt16
  let source: UInt16
  let accept: UInt16

  init?() {
    var process: CInt = 0
    echo = bench_peer(BENCH_ECHO, &process)
    sink = bench_peer(BENCH_SINK, &process)
    source = bench_peer(BENCH_SOURCE, &process)
    accept = bench_peer(BENCH_ACCEPT, &process)
    guard echo != 0, sink != 0, source != 0, accept != 0 else { return nil }
  }
}

private let sizes = [64, 4096, 65_536]
/// Messages in flight of the pipelined rows, by size: at most 4 MiB.
private func depth(_ size: Int) -> Int { size <= 4096 ? 64 : 8 }
private func named(_ size: Int) -> String { size < 1024 ? "\(size) B" : "\(size / 1024) KiB" }

func makeRows(_ bed: Bed) -> [Row] {
  var rows: [Row] = []
  guard let c = c_open(bed.echo), let kpi = kpi_open(bed.echo), let uv = uv_open(bed.echo),
    let nio = NIOClient(port: bed.echo)
  else { return [] }
  for size in sizes {
    rows.append(
      Row(
        name: "ping-pong \(named(size))",
        contenders: [
          Contender(name: "C") { c_pingpong(c, size, $0) == 0 },
          Contender(name: "KPI") { kpi_pingpong(kpi, size, $0) == 0 },
          Contender(name: "SwiftNIO") { nio.converse(size: size, depth: 1, count: $0) },
          Contender(name: "libuv") { uv_pingpong(uv, size, 1, $0) == 0 },
        ], bar: 0.95))
  }
  for size in sizes {
    let depth = depth(size)
    rows.append(
      Row(
        name: "pipelined \(named(size)) x \(depth)",
        contenders: [
          Contender(name: "C") { c_pipelined(c, size, CInt(depth), $0) == 0 },
          Contender(name: "KPI") { kpi_pipelined(kpi, size, CInt(depth), $0) == 0 },
          Contender(name: "SwiftNIO") { nio.converse(size: size, depth: depth, count: $0) },
          Contender(name: "libuv") { uv_pingpong(uv, size, CInt(depth), $0) == 0 },
        ], bar: 0.90))
  }
  return rows + streamRows(bed) + connectionRows(bed)
}

private func streamRows(_ bed: Bed) -> [Row] {
  guard let c = c_open(bed.sink), let kpi = kpi_open(bed.sink), let mbuf = kpi_open(bed.sink),
    let uv = uv_open(bed.sink), let nio = NIOClient(port: bed.sink),
    let cIn = c_open(bed.source), let kpiIn = kpi_open(bed.source),
    let mbufIn = kpi_open(bed.source)
  else { return [] }
  let size = 65_536
  let sends = [1, 4].map { batch in
    let messages = CInt(batch)
    return Row(
      name: "stream out \(batch == 1 ? "" : "\(batch) x ")64 KiB, sock_send",
      contenders: [
        Contender(name: "C") { c_stream_out(c, size, messages, $0) == 0 },
        Contender(name: "KPI") { kpi_stream_out(kpi, size, messages, $0) == 0 },
        Contender(name: "SwiftNIO") { nio.stream(size: size, batch: batch, count: $0) },
        Contender(name: "libuv") { uv_stream_out(uv, size, messages, $0) == 0 },
      ], bar: 0.90)
  }
  return sends + [
    Row(
      name: "stream out 64 KiB, sock_sendmbuf",
      contenders: [
        Contender(name: "C") { c_stream_out(c, size, 1, $0) == 0 },
        Contender(name: "KPI") { kpi_mbuf_out(mbuf, size, $0) == 0 },
      ], bar: 0.90),
    Row(
      name: "stream in 64 KiB, sock_receive",
      contenders: [
        Contender(name: "C") { c_stream_in(cIn, size, $0) == 0 },
        Contender(name: "KPI") { kpi_stream_in(kpiIn, size, $0) == 0 },
      ], bar: 0.90),
    Row(
      name: "stream in 64 KiB, sock_receivembuf",
      contenders: [
        Contender(name: "C") { c_stream_in(cIn, size, $0) == 0 },
        Contender(name: "KPI") { kpi_mbuf_in(mbufIn, size, $0) == 0 },
      ], bar: 0.90),
  ]
}

private func connectionRows(_ bed: Bed) -> [Row] {
  guard let c = c_open(bed.echo), let kpi = kpi_open(bed.echo) else { return [] }
  return [
    Row(
      name: "connect and close",
      contenders: [
        Contender(name: "C") { c_connect(bed.accept, $0) == 0 },
        Contender(name: "KPI") { kpi_connect(bed.accept, $0) == 0 },
        Contender(name: "SwiftNIO") { NIOClient.connectRate(port: bed.accept, count: $0) },
        Contender(name: "libuv") { uv_connect_rate(bed.accept, $0) == 0 },
      ], bar: 0.90),
    Row(
      name: "connect, accept and close",
      contenders: [
        Contender(name: "C") { c_accept($0) == 0 },
        Contender(name: "KPI") { kpi_accept($0) == 0 },
      ], bar: 0.90),
    Row(
      name: "upcall round trip 64 B",
      contenders: [
        Contender(name: "C epoll") { c_readiness(c, 64, $0) == 0 },
        Contender(name: "KPI") { kpi_upcall(kpi, 64, $0) == 0 },
      ], extraNanoseconds: 1000),
  ]
}
