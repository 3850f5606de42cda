// SPDX-License-Identifier: Apache-2.0
// The numbers of the background controller.

/// Parameters of the rate controller; times in seconds, sizes in bytes.
///
/// The values were found on a shaped bed of namespaces; docs/traffic-classes.md says what each is for.
struct HushParameters: Sendable {
  /// Control interval.
  var tick = 0.002
  /// Queueing delay that counts as somebody else: at least, as part of the base, at most.
  var thresholdLeast = 0.001
  var thresholdFraction = 0.05
  var thresholdMost = 0.010
  /// Threshold in segment times at the known capacity.
  var thresholdSegments = 2.0
  /// Threshold in multiples of the path's own jitter, above which 1 ms is added.
  var jitterFactor = 1.5
  var jitterAllowance = 0.001
  var jitterLeast = 0.0005
  var rampFactor = 1.2
  /// Segments per round trip per round trip.
  var additiveSegments = 1.0
  /// The shortest round trip that counts where a rate is segments per round trip: over 0.03 ms, four
  /// segments a trip would be 1.5 Gbit/s.
  var referenceTrip = 0.020
  /// The additive step grows up to this factor while far below the known capacity.
  var additiveMost = 4.0
  var farBelowCapacity = 0.8
  /// Least decrease at an event, growth with the queue, most, and on loss.
  var decreaseLeast = 0.05
  var decreaseSlope = 0.15
  var decreaseMost = 0.5
  var decreaseOnLoss = 0.3
  var decreaseInRamp = 0.2
  /// Round trips of draining after an event, and the least share kept meanwhile.
  var drain = 1.5
  var drainLeast = 0.4
  /// Round trips of holding after an event, and the least time.
  var hold = 10.0
  var holdLeast = 0.2
  /// A queue of this many thresholds means yield at once.
  var yieldQueue = 4.0
  /// Violations in successive holds until yield.
  var violationsToYield = 3
  /// Quiet time before leaving yield: first, and at most.
  var quiet = 0.5
  var quietMost = 4.0
  /// Part of the known capacity that a return ramps to.
  var resume = 0.85
  /// Floor while yielding: part of capacity, and segments per 100 ms.
  var floorOfCapacity = 0.01
  var floorSegments = 2.0
  /// Constant round trips at the floor until the base is taken anew.
  var rebase = 20.0
  /// Capacity is forgotten slowly: after this long without a new maximum, by this much.
  var capacityMemory = 30.0
  var capacityDecay = 0.95
  var capacityDecayInterval = 5.0
  /// Idle time after which sending starts over in the ramp.
  var idle = 2.0
  /// Length of the round-trip filter in bases, and its least length.
  var filterFraction = 0.5
  var filterLeast = 0.008
  /// Round trips below this count as short: there the host sends up to 64 KiB at once, whatever the
  /// rate (tcp_tso_rtt_log), unless it gets its data in pieces that it may not join.
  var shortTrip = 0.005
  /// Length of such a piece: time at the rate, least segments, and what needs no cutting.
  var pieceTime = 0.0005
  var pieceSegments = 2.0
  static let hostBurst = 64 << 10
  /// TCP_NOTSENT_LOWAT of a paced socket.
  static let unsentLowWater: CUnsignedInt = 32 * 1024
  /// The smallest change of rate that is told to the host.
  static let rateStep = 0.003

  /// Bytes per second of so many segments per round trip.
  func rate(of segments: Double, _ segment: Double, base: Double) -> Double {
    segments * segment / max(base, referenceTrip)
  }

  /// Bytes to give to the host at once, whole segments; nil where its own pacing is fine enough.
  func piece(at rate: Double, base: Double, segment: Double) -> Int? {
    guard base < shortTrip else { return nil }
    let segments = max(pieceSegments, (rate * pieceTime / segment).rounded())
    let bytes = Int(segments * segment)
    return bytes < HushParameters.hostBurst ? bytes : nil
  }

  /// The receiving side sees round trips in steps of a millisecond.
  static let receiving: HushParameters = {
    var parameters = HushParameters()
    parameters.tick = 0.010
    parameters.thresholdLeast = 0.002
    parameters.thresholdFraction = 0.10
    return parameters
  }()
}
