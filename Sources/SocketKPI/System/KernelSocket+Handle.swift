// SPDX-License-Identifier: Apache-2.0
// Between Swift's sockets and C's handles.

import CSocketKPI

extension KernelSocket {
  /// The socket as C knows it. The handle is stale after `close()`, which every function of the C
  /// ABI notices.
  public var cHandle: socket_t? { unsafe handle.reference }

  /// The open socket behind a handle of C; nil for null, a stale handle, or what never was one.
  public static func behind(_ reference: socket_t?) -> KernelSocket? {
    guard let handle = unsafe SocketHandle(reference: reference), handle.enter() else { return nil }
    defer { handle.leave() }
    return handle.withOwner { $0 }
  }
}
