// SPDX-License-Identifier: Apache-2.0
// A stretch of address space that hands out equal objects and never takes them back from the process.

import Glibc

/// Address space for objects of one size, committed piece by piece from the front.
///
/// Objects stay mapped and keep their kind as long as the process lives. That makes a stale handle
/// something one can look at, instead of undefined behaviour.
@safe
struct SlabRegion {
  /// Bytes added to the committed part at a time.
  static let commitBytes = 1 << 20

  let base: UnsafeMutableRawPointer
  let objectBytes: Int
  /// Objects that fit in the reserved address space.
  let capacity: Int
  private(set) var carved = 0
  private var committed = 0

  /// Reserves room for `capacity` objects, or less where the address space is limited.
  init(objectBytes: Int, capacity: Int) {
    var wanted = capacity
    while true {
      let bytes = (wanted * objectBytes + Self.commitBytes - 1) & ~(Self.commitBytes - 1)
      let address = unsafe mmap(
        nil, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
      if let address = unsafe address, unsafe address != MAP_FAILED {
        unsafe self.base = address
        self.objectBytes = objectBytes
        self.capacity = wanted
        return
      }
      wanted /= 2
      precondition(wanted > 0, "no address space for mbufs")
    }
  }

  /// The address of an object, carved or not.
  func object(_ index: Int) -> UnsafeMutableRawPointer {
    unsafe base + index * objectBytes
  }

  /// The number of the object at an address, if one starts there and has been carved.
  func index(of address: UnsafeRawPointer) -> Int? {
    let distance = unsafe Int(bitPattern: address) - Int(bitPattern: base)
    guard distance >= 0, distance % objectBytes == 0, distance / objectBytes < carved else {
      return nil
    }
    return distance / objectBytes
  }

  /// Makes up to `count` further objects usable, zero filled.
  ///
  /// - Returns: their numbers; empty when the region is exhausted or the system has no memory.
  mutating func carve(_ count: Int) -> Range<Int> {
    let first = carved
    var last = min(first + count, capacity)
    while last * objectBytes > committed {
      guard
        unsafe mprotect(base + committed, Self.commitBytes, PROT_READ | PROT_WRITE) == 0
      else {
        last = max(first, committed / objectBytes)
        break
      }
      committed += Self.commitBytes
    }
    carved = last
    return first..<last
  }
}
