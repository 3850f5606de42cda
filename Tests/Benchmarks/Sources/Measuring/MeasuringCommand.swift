// SPDX-License-Identifier: Apache-2.0
// The command line and the table.

@preconcurrency import Glibc

/// A benchmark's command line: what was asked for, and the table or JSON that comes out.
public struct MeasuringCommand {
  private let name: String
  private let purpose: String
  /// Lines of the help about options that the program takes itself.
  private let furtherOptions: String
  private var rounds = 15
  private var milliseconds = 60.0
  private var json = false
  private var filter: String?
  private var complaint: String?
  private var wantsHelp = false

  private var help: String {
    """
    usage: \(name) [--rounds N] [--round-ms N] [--only TEXT] [--json]

    \(purpose)

    Every round runs each contender once; the table gives medians over the rounds of the ratio to the
    first contender in the same round.

      --rounds N     rounds, 3 to 1000 (default 15)
      --round-ms N   milliseconds a contender runs in a round (default 60)
      --only TEXT    rows whose name contains TEXT
      --json         one JSON object a line instead of the table
    \(furtherOptions)
    exit status: 0 measured (also when a bar was missed), 1 a contender failed, 64 usage
    """
  }

  public init(name: String, purpose: String, furtherOptions: String = "") {
    self.name = name
    self.purpose = purpose
    self.furtherOptions = furtherOptions
  }

  private mutating func parse(_ arguments: [String]) {
    var rest = arguments[...]
    while let word = rest.popFirst() {
      switch word {
      case "--help", "-h": wantsHelp = true
      case "--json": json = true
      case "--only": filter = rest.popFirst()
      case "--rounds": rounds = rest.popFirst().flatMap { Int($0) } ?? -1
      case "--round-ms": milliseconds = rest.popFirst().flatMap { Double($0) } ?? -1
      default: complaint = "unknown argument \(word)"
      }
    }
    if !(3...1000).contains(rounds) { complaint = "--rounds takes 3 to 1000" }
    if !(1...10_000).contains(milliseconds) { complaint = "--round-ms takes 1 to 10000" }
  }

  /// Parses, measures and prints; `makeRows` starts the peers, and gives nil when they cannot start.
  public mutating func run(_ arguments: [String], _ makeRows: () -> [Row]?) -> CInt {
    parse(arguments)
    if wantsHelp {
      print(help)
      return 0
    }
    if let complaint {
      fputs("\(name): \(complaint); see --help\n", stderr)
      return 64
    }
    guard let all = makeRows() else {
      fputs("\(name): cannot start the peers on loopback\n", stderr)
      return 1
    }
    let rows = all.filter { row in filter.map { row.name.contains($0) } ?? true }
    guard !rows.isEmpty else {
      fputs("\(name): nothing to run; is --only spelt like a row?\n", stderr)
      return 64
    }
    if !json { print(line("row", "contender", "rate", "CPU/op", "ns/op", "bar")) }
    for row in rows {
      for outcome in measure(row, rounds: rounds, roundTime: milliseconds * 1e6) { show(outcome) }
    }
    return 0
  }

  private func show(_ outcome: Outcome) {
    if json {
      print(outcome.jsonLine)
      return
    }
    var verdict = ""
    if let reached = outcome.reached { verdict = reached ? "reached" : "MISSED" }
    if outcome.isAboutLatency {
      verdict += " (\(Int(outcome.extraNanoseconds)) ns above C)"
    }
    print(
      line(
        outcome.row, outcome.contender, decimals(outcome.rateRatio),
        decimals(outcome.processorRatio), "\(Int(outcome.nanosecondsPerOperation))", verdict))
  }

  private func line(_ columns: String...) -> String {
    let widths = [36, 10, 7, 7, 10, 0]
    return zip(columns, widths).enumerated().map { index, pair in
      let padding = String(repeating: " ", count: max(0, pair.1 - pair.0.count))
      return (2...4).contains(index) ? padding + pair.0 : pair.0 + padding
    }.joined(separator: " ")
  }
}

func decimals(_ value: Double) -> String {
  let scaled = (value * 1000).rounded() / 1000
  return "\(scaled)"
}

extension Outcome {
  var jsonLine: String {
    let bar = bar.map { "\($0)" } ?? "null"
    let reached = reached.map { "\($0)" } ?? "null"
    return
      "{\"row\":\"\(row)\",\"contender\":\"\(contender)\",\"rateRatio\":\(rateRatio),"
      + "\"processorRatio\":\(processorRatio),\"nanosecondsPerOperation\":\(nanosecondsPerOperation),"
      + "\"extraNanoseconds\":\(extraNanoseconds),\"bar\":\(bar),\"reached\":\(reached)}"
  }
}
