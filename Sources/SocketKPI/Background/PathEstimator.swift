// SPDX-License-Identifier: Apache-2.0
// What a connection's counters say about the path: base delay, queueing delay, noise, goodput.

/// One reading of a connection's counters.
struct PathReading: Sendable {
  /// Seconds on the monotonic clock.
  var time: Double
  /// Smoothed round-trip time, seconds; 0 when unknown.
  var smoothed: Double
  /// The host's own minimum, seconds; 0 when unknown.
  var least: Double
  /// Segments received: one an acknowledgement on a sending connection.
  var segmentsIn: UInt32
  /// Bytes acknowledged (sending) or received.
  var bytes: UInt64
  var retransmissions: UInt32
  /// Payload of a full segment.
  var segment: Double
}

/// Turns readings into estimates. Pure: time comes with the readings.
struct PathEstimator: Sendable {
  private static let minutes = 10
  private static let bucketSeconds = 60.0
  private static let noiseSamples = 64
  private static let historyLimit = 512

  private var parameters: HushParameters
  /// Take the smoothing of the host back out of its average.
  private let unsmooths: Bool
  private(set) var base = 0.0
  private(set) var queue = 0.0
  private(set) var smoothed = 0.0
  private(set) var latest = 0.0
  private(set) var noise = 0.0
  private(set) var segment = 1448.0
  private(set) var losses: UInt32 = 0
  /// Bytes per second acknowledged of late, and over a longer stretch.
  private(set) var goodput = 0.0
  private(set) var longGoodput = 0.0

  private var buckets: [Double] = []
  private var bucketStart = 0.0
  private var isRebased = false
  private var previous: PathReading?
  /// The byte counter at the last reading.
  var bytes: UInt64 { previous?.bytes ?? 0 }
  private var previousSmoothed = 0.0
  private var trips: [(time: Double, value: Double)] = []
  private var history: [(time: Double, bytes: UInt64)] = []
  private var lastDelay: Double?
  private var delays: [Double] = []
  private var steps: [Double] = []

  init(_ parameters: HushParameters, unsmooths: Bool) {
    self.parameters = parameters
    self.unsmooths = unsmooths
  }

  /// Takes a reading in.
  ///
  /// - Parameters:
  ///   - isLightlyLoaded: we send next to nothing, so delay variation is the path's own.
  mutating func take(_ reading: PathReading, isLightlyLoaded: Bool) {
    defer { previous = reading }
    segment = max(reading.segment, 256)
    smoothed = reading.smoothed
    losses = previous.map { reading.retransmissions &- $0.retransmissions } ?? 0
    history.append((reading.time, reading.bytes))
    if history.count > PathEstimator.historyLimit {
      history.removeFirst(history.count - PathEstimator.historyLimit)
    }
    guard smoothed > 0 else { return }
    sampleTrip(reading, isLightlyLoaded)
    let floor = isRebased ? 0 : reading.least
    let seen = buckets.isEmpty && floor > 0 ? floor : max(min(smoothed, latest), floor)
    updateBase(seen, at: reading.time)
    updateQueue(at: reading.time)
    goodput = rate(over: max(smoothed, 0.02))
    longGoodput = rate(over: max(4 * base, 0.1))
  }

  /// Bytes per second over about the last `window` seconds; 0 when not known.
  func rate(over window: Double) -> Double {
    guard let last = history.last else { return 0 }
    for entry in history.dropLast().reversed() where last.time - entry.time >= window {
      return Double(last.bytes - entry.bytes) / (last.time - entry.time)
    }
    return 0
  }

  /// Takes the present delay as the base of a new route.
  mutating func rebase(to value: Double, at time: Double) {
    buckets = []
    isRebased = true
    updateBase(value, at: time)
  }

  private mutating func sampleTrip(_ reading: PathReading, _ isLightlyLoaded: Bool) {
    guard let previous, previousSmoothed > 0 else {
      latest = smoothed
      previousSmoothed = smoothed
      return
    }
    let news = reading.segmentsIn &- previous.segmentsIn
    guard news > 0, reading.bytes != previous.bytes else { return }
    if unsmooths {
      // n samples went into the average since: what was their mean?
      let keep = power(0.875, Int(min(news, 60)))
      latest = (smoothed - keep * previousSmoothed) / (1 - keep)
    } else {
      latest = smoothed
    }
    latest = max(latest, 0.5 * base)
    previousSmoothed = smoothed
    trips.append((reading.time, latest))
    if trips.count > 256 { trips.removeFirst(trips.count - 256) }
    if isLightlyLoaded, base > 0 { sampleNoise() }
  }

  /// Jitter has large steps between samples, a standing queue small ones.
  private mutating func sampleNoise() {
    let delay = max(latest - base, 0)
    guard delay < 2 * parameters.thresholdMost else { return }
    if let lastDelay {
      delays.append(delay)
      steps.append(abs(delay - lastDelay))
      if delays.count > PathEstimator.noiseSamples {
        delays.removeFirst()
        steps.removeFirst()
      }
      if delays.count >= 8 { noise = min(middle(delays), 3 * middle(steps)) }
    }
    lastDelay = delay
  }

  private mutating func updateBase(_ value: Double, at time: Double) {
    if buckets.isEmpty || time - bucketStart > PathEstimator.bucketSeconds {
      if buckets.count == PathEstimator.minutes { buckets.removeFirst() }
      buckets.append(value)
      bucketStart = time
    } else {
      buckets[buckets.count - 1] = min(buckets[buckets.count - 1], value)
    }
    base = buckets.min() ?? value
  }

  /// The least delay of the last part of a round trip: a real queue delays every packet, a scheduling
  /// stall does not.
  private mutating func updateQueue(at time: Double) {
    let window = max(parameters.filterFraction * base, parameters.filterLeast)
    var least = latest
    for (index, trip) in trips.reversed().enumerated() {
      if index >= 2 && time - trip.time > window { break }
      least = min(least, trip.value)
    }
    queue = max(least - base, 0)
  }
}

private func middle(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

private func power(_ value: Double, _ exponent: Int) -> Double {
  var result = 1.0
  for _ in 0..<exponent { result *= value }
  return result
}
