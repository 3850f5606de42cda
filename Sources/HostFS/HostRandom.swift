// SPDX-License-Identifier: Apache-2.0
// Random bytes from the kernel, and a flag that can be taken once.

internal import Synchronization
internal import SystemPackage

/// The kernel's random number generator.
public enum HostRandom {
  /// Bytes nobody can predict (getrandom(2)).
  public static func bytes(_ count: Int) throws(HostError) -> [UInt8] {
    try attempt(.random) { () throws(Errno) in try FileCalls.random(count) }
  }
}

/// Something that only the first of its callers gets.
final class Once: Sendable {
  private let taken = Atomic<Bool>(false)

  func take() -> Bool {
    !taken.exchange(true, ordering: .acquiringAndReleasing)
  }
}
