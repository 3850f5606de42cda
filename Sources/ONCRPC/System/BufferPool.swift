// SPDX-License-Identifier: Apache-2.0
// Large pieces of memory between two users: fresh ones from the host cost a page fault every 4 KiB.

internal import Synchronization

/// Free pieces by size, the last one freed on top since it is likely to be in the processor's caches.
@safe final class BufferPool: Sendable {
  /// Sizes that are kept, as powers of two: 64 KiB to 4 MiB.
  private static let shifts = 16...22
  /// Bytes that are kept at most, over all sizes.
  static let maximumKept = 32 << 20
  /// A page.
  private static let alignment = 4096

  static let shared = BufferPool()

  @safe private struct Free: @unchecked Sendable {
    var lists: [[UnsafeMutableRawPointer]]
    var bytes = 0
    init() { unsafe lists = Array(repeating: [], count: shifts.count) }
  }

  private let free = Mutex(Free())

  /// Bytes that wait for their next user.
  var keptBytes: Int { free.withLock { $0.bytes } }

  /// The size class of a piece of `count` bytes; nil when it is not worth keeping, or too large.
  static func sizeClass(_ count: Int) -> Int? {
    guard count > 1 << (shifts.lowerBound - 1), count <= 1 << shifts.upperBound else { return nil }
    return max(Int.bitWidth - (count - 1).leadingZeroBitCount, shifts.lowerBound)
      - shifts.lowerBound
  }

  private static func byteCount(_ sizeClass: Int) -> Int { 1 << (shifts.lowerBound + sizeClass) }

  func take(_ sizeClass: Int) -> UnsafeMutableRawPointer {
    let kept = free.withLock { free in
      let pointer = unsafe free.lists[sizeClass].popLast()
      if unsafe pointer != nil { free.bytes -= Self.byteCount(sizeClass) }
      return unsafe Piece(pointer)
    }
    return unsafe kept.pointer
      ?? .allocate(byteCount: Self.byteCount(sizeClass), alignment: Self.alignment)
  }

  func giveBack(_ pointer: UnsafeMutableRawPointer, _ sizeClass: Int) {
    let piece = unsafe Piece(pointer)
    let isKept = free.withLock { free in
      guard let pointer = unsafe piece.pointer,
        free.bytes + Self.byteCount(sizeClass) <= Self.maximumKept
      else { return false }
      unsafe free.lists[sizeClass].append(pointer)
      free.bytes += Self.byteCount(sizeClass)
      return true
    }
    if !isKept { unsafe pointer.deallocate() }
  }

  /// A pointer that may move between threads: it has one owner at a time.
  @safe private struct Piece: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer?
    init(_ pointer: UnsafeMutableRawPointer?) { unsafe self.pointer = pointer }
  }
}
