// SPDX-License-Identifier: Apache-2.0
// What the answers to WRITE and COMMIT do to a file's uncommitted data.

import Wire

extension WriteBuffer {
  // MARK: Answers

  enum Outcome: Equatable {
    /// Bytes released for good.
    case released(Int)
    /// The server took nothing, several times over.
    case noProgress
    /// The server reached less stability than was asked for.
    case tooWeak
  }

  /// A WRITE was answered.
  mutating func wrote(
    _ write: Write, count: Int, stability: NFS3Stability, verifier: NFS3Verifier
  ) -> Outcome {
    guard let index = index(of: write.call) else { return .released(0) }
    callsInFlight -= 1
    guard stability >= write.stability else {
      extents[index].state = .dirty
      return .tooWeak
    }
    guard count > 0 else {
      extents[index].state = .dirty
      emptyWrites += 1
      return emptyWrites >= WriteBuffer.maximumEmptyWrites ? .noProgress : .released(0)
    }
    emptyWrites = 0
    let extent = extents[index]
    let taken = min(count, extent.count)
    let middle = extent.offset + UInt64(taken)
    var replacement: [Extent] = []
    if stability != .fileSync {
      var done = extent.part(extent.offset..<middle)
      done.state = .unstable(verifier: verifier)
      unstableBytes += done.count
      replacement.append(done)
    }
    if middle < extent.end {
      var rest = extent.part(middle..<extent.end)
      rest.state = .dirty
      replacement.append(rest)
    }
    extents.replaceSubrange(index...index, with: replacement)
    guard stability == .fileSync else { return .released(0) }
    heldBytes -= taken
    return .released(taken)
  }

  /// A WRITE failed for good: its bytes are lost, and the caller keeps the error for the file.
  /// - Returns: bytes that are no longer held.
  mutating func failed(_ write: Write) -> Int {
    guard let index = index(of: write.call) else { return 0 }
    callsInFlight -= 1
    let lost = extents.remove(at: index).count
    heldBytes -= lost
    return lost
  }

  /// A WRITE was given up before its outcome was known; its bytes are dirty again.
  mutating func abandoned(_ write: Write) {
    guard let index = index(of: write.call) else { return }
    callsInFlight -= 1
    extents[index].state = .dirty
  }

  /// Drops everything that is not in flight, because the file is gone.
  /// - Returns: bytes that are no longer held.
  mutating func discard() -> Int {
    let before = heldBytes
    extents.removeAll { extent in
      if case .inFlight = extent.state { false } else { true }
    }
    heldBytes = extents.reduce(0) { $0 + $1.count }
    unstableBytes = 0
    return before - heldBytes
  }

  // MARK: Committing

  /// The COMMIT that covers everything unstable now, or nil when nothing is.
  mutating func beginCommit() -> Commit? {
    guard hasUnstable else { return nil }
    nextCommit += 1
    var covered: Range<UInt64>?
    for index in extents.indices {
      guard case .unstable = extents[index].state else { continue }
      extents[index].commit = nextCommit
      covered = (covered?.lowerBound ?? extents[index].offset)..<extents[index].end
    }
    guard let covered else { return nil }
    let length = covered.upperBound - covered.lowerBound
    return Commit(
      id: nextCommit, offset: covered.lowerBound,
      count: length > UInt64(UInt32.max) ? 0 : UInt32(length))
  }

  /// A COMMIT was answered: what carries its verifier is safe, the rest has to be sent again.
  /// - Returns: bytes released, and bytes that are dirty again.
  mutating func committed(
    _ commit: Commit, verifier: NFS3Verifier
  ) -> (released: Int, rewritten: Int) {
    var released = 0
    var rewritten = 0
    extents.removeAll { extent in
      guard extent.commit == commit.id, case .unstable(verifier) = extent.state else {
        return false
      }
      released += extent.count
      return true
    }
    for index in extents.indices where extents[index].commit == commit.id {
      extents[index].commit = 0
      guard case .unstable = extents[index].state else { continue }
      extents[index].state = .dirty
      rewritten += extents[index].count
    }
    heldBytes -= released
    unstableBytes -= released + rewritten
    if rewritten > 0 { rewrites += 1 } else if released > 0 { rewrites = 0 }
    return (released, rewritten)
  }

  /// The server could not commit: what the call covered is lost.
  /// - Returns: bytes that are no longer held.
  mutating func commitFailed(_ commit: Commit) -> Int {
    var lost = 0
    extents.removeAll { extent in
      guard extent.commit == commit.id, case .unstable = extent.state else { return false }
      lost += extent.count
      return true
    }
    heldBytes -= lost
    unstableBytes -= lost
    return lost
  }

  /// A COMMIT was given up: what it covered stays unstable.
  mutating func uncommitted(_ commit: Commit) {
    for index in extents.indices where extents[index].commit == commit.id {
      extents[index].commit = 0
    }
  }

  /// The server showed a new verifier somewhere: what carries another one is suspect.
  /// - Returns: bytes that are dirty again.
  mutating func notice(verifier: NFS3Verifier) -> Int {
    var rewritten = 0
    for index in extents.indices {
      guard case .unstable(let written) = extents[index].state, written != verifier else {
        continue
      }
      extents[index].state = .dirty
      extents[index].commit = 0
      unstableBytes -= extents[index].count
      rewritten += extents[index].count
    }
    if rewritten > 0 { rewrites += 1 }
    return rewritten
  }

  // MARK: Reading back

  /// What is held of a range, in order.
  func held(_ range: Range<UInt64>) -> [(offset: UInt64, data: DataPiece)] {
    extents[overlapping(range)].map { extent in
      let part = extent.part(extent.range.clamped(to: range))
      return (part.offset, part.data)
    }
  }
}
