// SPDX-License-Identifier: Apache-2.0
// Address families with Darwin's numbers.

import Glibc

/// A family that both worlds have.
enum DarwinFamily: UInt8 {
  case unspecified = 0
  case local = 1
  case internet = 2
  case internet6 = 30

  /// The host's number.
  var host: CInt {
    switch self {
    case .unspecified: AF_UNSPEC
    case .local: AF_UNIX
    case .internet: AF_INET
    case .internet6: AF_INET6
    }
  }

  init?(host: CInt) {
    switch host {
    case AF_UNSPEC: self = .unspecified
    case AF_UNIX: self = .local
    case AF_INET: self = .internet
    case AF_INET6: self = .internet6
    default: return nil
    }
  }

  /// Bytes of an address with its length byte; for a path, of the whole structure.
  var addressBytes: Int {
    switch self {
    case .unspecified: 16
    case .local: 106
    case .internet: 16
    case .internet6: 28
    }
  }
}
