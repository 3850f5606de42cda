// SPDX-License-Identifier: Apache-2.0
// Memory for READ replies, kept between calls: the allocator would give large pieces back to the kernel
// each time.

internal import ONCRPC
internal import Synchronization

/// Buffers of a few sizes, reused.
@safe
final class TransferBuffers: Sendable {
  /// Sizes, in bytes. Shorter requests take the next larger size.
  private static let sizes = [4096, 65_536, 1 << 20]
  /// Buffers of each size that are kept; 24 MiB of the largest.
  private static let maximumKept = 24
  private static let alignment = 4096

  static let shared = TransferBuffers()

  @safe private struct Free: @unchecked Sendable {
    var lists: [[UnsafeMutableRawPointer]]
    init(count: Int) { unsafe lists = Array(repeating: [], count: count) }
  }

  private let free = Mutex(Free(count: sizes.count))

  /// A buffer with room for `count` bytes, back in the pool when its last user lets it go.
  func take(_ count: Int) -> RPCBuffer {
    guard count > 0, let index = Self.sizes.firstIndex(where: { $0 >= count }) else {
      return RPCBuffer(capacity: count)
    }
    let kept = free.withLock { free in unsafe Address(free.lists[index].popLast()) }
    let memory =
      unsafe kept.pointer
      ?? UnsafeMutableRawPointer.allocate(byteCount: Self.sizes[index], alignment: Self.alignment)
    let address = unsafe Address(memory)
    return unsafe RPCBuffer(
      adopting: UnsafeMutableRawBufferPointer(start: memory, count: Self.sizes[index])
    ) { [self] in
      giveBack(address, index)
    }
  }

  private func giveBack(_ address: Address, _ index: Int) {
    let isKept = free.withLock { free in
      guard unsafe free.lists[index].count < Self.maximumKept, let pointer = unsafe address.pointer
      else { return false }
      unsafe free.lists[index].append(pointer)
      return true
    }
    if !isKept { unsafe address.pointer?.deallocate() }
  }

  /// A pointer that may move between threads: it has one owner at a time.
  @safe private struct Address: @unchecked Sendable {
    var pointer: UnsafeMutableRawPointer?
    init(_ pointer: UnsafeMutableRawPointer?) { unsafe self.pointer = pointer }
  }
}
