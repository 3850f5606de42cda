// SPDX-License-Identifier: Apache-2.0
// Sends of a background socket: in portions of the room that the controller gives.

import CLinux
import Glibc
import SystemPackage

extension KernelSocket {
  /// How often a sleeping sender looks again, in case a tick was missed.
  private static let longestNap = Duration.milliseconds(50)

  /// A send that waits until the controller has room, then goes the usual way.
  ///
  /// A stream's bytes go in portions of the room there is; a record goes whole once there is any.
  func sendPaced(
    _ transfer: Transfer, _ host: CInt, mayWait: Bool, atomic: Bool, deadline: Instant?
  ) throws(Errno) -> Int {
    guard let pacer else {
      return try unsafe plainSend(
        transfer, host, mayWait: mayWait, atomic: atomic, deadline: deadline)
    }
    pacer.sending.wake()
    var done = 0
    while unsafe done < transfer.total {
      let room = try awaitRoom(pacer, mayWait: mayWait, deadline: deadline, done: done)
      guard room.total > 0 else { break }
      let piece = atomic ? nil : room.piece
      let rest = unsafe transfer.total - done
      let count = atomic ? rest : min(rest, room.total, piece ?? .max)
      do throws(Errno) {
        // What ends a record is joined with nothing that follows, and so paced by itself.
        done += try unsafe sendPart(
          transfer, from: done, count: count, piece == nil ? host : host | CInt(MSG_EOR),
          mayWait: mayWait, atomic: atomic, deadline: deadline)
      } catch {
        guard done > 0, error == .wouldBlock else { throw error }
        break
      }
    }
    return done
  }

  /// Waits for room. None when waiting is over and something was sent already.
  private func awaitRoom(
    _ pacer: Pacer, mayWait: Bool, deadline: Instant?, done: Int
  ) throws(Errno) -> BackgroundPath.Allowance {
    while true {
      let available = room(pacer)
      if available.total > 0 { return available }
      if !bits.load().contains(.paced) { return BackgroundPath.Allowance() }
      bits.insert(.wantsSpace)
      if bits.load().contains(.cannotSend) || handle.isClosed { throw .brokenPipe }
      if bits.load().contains(.defunct) { throw .badFileDescriptor }
      if !mayWait || deadline.map({ $0 <= .now }) ?? false {
        if done > 0 { return available }
        throw .wouldBlock
      }
      let seen = pacer.ticks.withLock { $0 }
      let nap = Instant.now.advanced(by: KernelSocket.longestNap)
      pacer.ticks.wait(until: deadline.map { min($0, nap) } ?? nap) { $0 != seen }
      refreshConnection()
    }
  }

  /// Sends a stretch of a transfer.
  private func sendPart(
    _ transfer: Transfer, from start: Int, count: Int, _ host: CInt, mayWait: Bool, atomic: Bool,
    deadline: Instant?
  ) throws(Errno) -> Int {
    if unsafe start == 0 && count == transfer.total {
      return try unsafe plainSend(
        transfer, host, mayWait: mayWait, atomic: atomic, deadline: deadline)
    }
    let rest = unsafe RemainingVectors(transfer, skipping: start)
    let outcome: Result<Int, Errno> = unsafe rest.withPrefix(count) { vectors in
      var part = unsafe Transfer(vectors)
      unsafe part.name = transfer.name
      unsafe part.nameLength = transfer.nameLength
      do throws(Errno) {
        return .success(
          try unsafe plainSend(part, host, mayWait: mayWait, atomic: atomic, deadline: deadline))
      } catch { return .failure(error) }
    }
    return try outcome.get()
  }
}
