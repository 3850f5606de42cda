// SPDX-License-Identifier: Apache-2.0
// Interleaved rounds, and what comes out of them.

@preconcurrency import Glibc

/// One way to do the work of a row.
public struct Contender {
  public var name: String
  /// Does that many operations; false when it failed.
  public var run: (Int) -> Bool

  public init(name: String, run: @escaping (Int) -> Bool) {
    self.name = name
    self.run = run
  }
}

/// One comparison: the first contender is the baseline.
public struct Row {
  var name: String
  var contenders: [Contender]
  /// The project's own bar for the second contender, as a ratio of operations per second; nil: none.
  var bar: Double?
  /// Processor time an operation that the second contender may take, as a ratio; nil: what `bar` implies.
  var processorBar: Double?
  /// For rows about latency: the bar is nanoseconds an operation above the baseline.
  var extraNanoseconds: Double?
  /// Operations of a round; nil: as many as fill its time.
  var operations: Int?

  public init(
    name: String, contenders: [Contender], bar: Double? = nil, processorBar: Double? = nil,
    extraNanoseconds: Double? = nil, operations: Int? = nil
  ) {
    self.name = name
    self.contenders = contenders
    self.bar = bar
    self.processorBar = processorBar
    self.extraNanoseconds = extraNanoseconds
    self.operations = operations
  }
}

/// What one contender reached.
struct Outcome {
  var row: String
  var contender: String
  /// Median over the rounds of (its rate ÷ the baseline's rate in the same round).
  var rateRatio: Double
  /// The same for processor time an operation.
  var processorRatio: Double
  var nanosecondsPerOperation: Double
  var extraNanoseconds: Double
  var bar: Double?
  var reached: Bool?
  /// The bar is a time above the baseline.
  var isAboutLatency = false
}

/// Wall and processor time of one run, nanoseconds an operation.
private struct Sample {
  var wall: Double
  var processor: Double
}

private func now(_ clock: clockid_t) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

private func sample(_ contender: Contender, _ count: Int) -> Sample? {
  let (wall, processor) = (now(CLOCK_MONOTONIC), now(CLOCK_PROCESS_CPUTIME_ID))
  guard contender.run(count) else { return nil }
  return Sample(
    wall: (now(CLOCK_MONOTONIC) - wall) / Double(count),
    processor: (now(CLOCK_PROCESS_CPUTIME_ID) - processor) / Double(count))
}

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  guard !sorted.isEmpty else { return .nan }
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// As many operations as fill the time of a round.
private func operations(_ contender: Contender, roundTime: Double) -> Int {
  var count = 16
  while let first = sample(contender, count),
    first.wall * Double(count) < roundTime / 4, count < 1 << 24
  { count *= 2 }
  guard let trial = sample(contender, count) else { return count }
  return max(1, Int(roundTime / trial.wall))
}

/// Runs a row: every round takes each contender once, the order turning with the rounds.
func measure(_ row: Row, rounds: Int, roundTime: Double) -> [Outcome] {
  let count = row.operations ?? operations(row.contenders[0], roundTime: roundTime)
  var samples = [[Sample]](repeating: [], count: row.contenders.count)
  for round in 0..<rounds {
    for step in row.contenders.indices {
      let index = (step + round) % row.contenders.count
      guard let taken = sample(row.contenders[index], count) else {
        fputs("benchmark: \(row.name): \(row.contenders[index].name) failed\n", stderr)
        exit(1)
      }
      samples[index].append(taken)
    }
  }
  return row.contenders.indices.map { index in
    let pairs = zip(samples[index], samples[0])
    let rate = median(pairs.map { $1.wall / $0.wall })
    let processor = median(pairs.map { $0.processor / $1.processor })
    let extra = median(pairs.map { $0.wall - $1.wall })
    var reached: Bool?
    if index == 1, let bar = row.bar {
      reached = rate >= bar && processor <= row.processorBar ?? (1 / min(bar, 1))
    }
    if index == 1, let limit = row.extraNanoseconds { reached = extra <= limit }
    return Outcome(
      row: row.name, contender: row.contenders[index].name, rateRatio: rate,
      processorRatio: processor, nanosecondsPerOperation: median(samples[index].map(\.wall)),
      extraNanoseconds: extra, bar: index == 1 ? row.bar : nil, reached: reached,
      isAboutLatency: index == 1 && row.extraNanoseconds != nil)
  }
}
