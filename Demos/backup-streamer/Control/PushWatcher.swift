// SPDX-License-Identifier: Apache-2.0
// Beside a push: its progress on the terminal and in a file, and wishes for another class.

import BackupStream
import DemoSupport

/// Shows how far a push is, and changes its class when asked.
struct PushWatcher: Sendable {
  private static let interval = Duration.milliseconds(500)
  /// Rates are averages over so many intervals.
  private static let rateIntervals = 8
  /// What an object takes besides its content, as so many bytes more.
  private static let objectBytes = 16.0 * 1024

  private let push: Push
  private let trafficClass: BackupClass
  private let started = ContinuousClock.now

  init(_ push: Push, trafficClass: BackupClass) {
    self.push = push
    self.trafficClass = trafficClass
  }

  func run() async {
    let control = try? ControlDirectory.open()
    var trafficClass = trafficClass
    var history: [(time: Duration, sent: UInt64)] = []
    while !Task.isCancelled {
      try? await Task.sleep(for: Self.interval)
      if let wanted = control?.takeRequest(), wanted != trafficClass {
        do {
          try await push.target.setTrafficClass(wanted)
          trafficClass = wanted
          Console.shared.note("class \(wanted.rawValue) from now on")
        } catch {
          Console.shared.note("the class stays \(trafficClass.rawValue): \(error)")
        }
      }
      let now = ContinuousClock.now - started
      let counts = push.progress.snapshot
      history.append((now, counts.sentBytes))
      if history.count > Self.rateIntervals { history.removeFirst() }
      var state = RunningPush(
        source: push.source, target: push.target.name, trafficClass: trafficClass, counts)
      state.rate = Self.rate(history)
      state.secondsLeft = Self.timeLeft(counts, now)
      if let report = await push.target.transport() {
        state.isYielding = report.isYielding
        state.allowedRate = report.allowedRate
      }
      control?.publish(state)
      Console.shared.progress(state.text)
    }
    control?.withdraw()
  }

  private static func rate(_ history: [(time: Duration, sent: UInt64)]) -> UInt64 {
    guard let first = history.first, let last = history.last, last.time > first.time else {
      return 0
    }
    return UInt64(Double(last.sent - first.sent) / (last.time - first.time).inSeconds)
  }

  /// By the share of what is to be looked at that is behind us.
  private static func timeLeft(_ counts: PushProgress.Snapshot, _ now: Duration) -> Double? {
    guard let objects = counts.expectedObjects, let bytes = counts.expectedBytes, objects > 0 else {
      return nil
    }
    func work(_ objects: Int, _ bytes: UInt64) -> Double {
      Double(objects) * Self.objectBytes + Double(bytes)
    }
    let share = min(1, work(counts.objects, counts.treeBytes) / work(objects, bytes))
    guard share > 0.01, now > .seconds(2) else { return nil }
    return max(0, now.inSeconds * (1 - share) / share)
  }
}

enum RestoreWatcher {
  private static let interval = Duration.milliseconds(200)

  /// Shows the progress of a restore or a check until cancelled.
  static func start(_ progress: RestoreProgress, verb: String) -> Task<Void, Never> {
    Task {
      while !Task.isCancelled {
        try? await Task.sleep(for: interval)
        let state = progress.snapshot
        let total = state.expectedBytes > 0 ? " of \(ByteCount(state.expectedBytes).short)" : ""
        Console.shared.progress(
          "\(state.objects) objects, \(ByteCount(state.bytes).short)\(total) \(verb)")
      }
    }
  }
}
