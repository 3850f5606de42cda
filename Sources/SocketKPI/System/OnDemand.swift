// SPDX-License-Identifier: Apache-2.0
// Parts of a socket that most sockets never need.

import Synchronization

/// An object that is made when it is first asked for, once, by whichever thread is first.
@safe struct OnDemand<Object: AnyObject & Sendable>: ~Copyable, Sendable {
  private let word = Atomic<UInt>(0)
  private let make: @Sendable () -> Object

  init(_ make: @escaping @Sendable () -> Object) { self.make = make }

  /// The object if somebody has asked for it before.
  @inline(__always)
  var existing: Object? {
    let bits = word.load(ordering: .acquiring)
    guard let pointer = unsafe UnsafeRawPointer(bitPattern: bits) else { return nil }
    return unsafe Unmanaged<Object>.fromOpaque(pointer).takeUnretainedValue()
  }

  @inline(__always)
  var value: Object { existing ?? create() }

  private func create() -> Object {
    let object = make()
    let fresh = unsafe Unmanaged.passRetained(object)
    let bits = unsafe UInt(bitPattern: fresh.toOpaque())
    let (won, _) = word.compareExchange(
      expected: 0, desired: bits, ordering: .acquiringAndReleasing)
    if won { return object }
    unsafe fresh.release()
    return existing ?? object
  }

  deinit {
    let bits = word.load(ordering: .acquiring)
    if let pointer = unsafe UnsafeRawPointer(bitPattern: bits) {
      unsafe Unmanaged<Object>.fromOpaque(pointer).release()
    }
  }
}
