// SPDX-License-Identifier: Apache-2.0
// sock_ioctl: Darwin's and the host's requests.

import CLinux
import CSocketKPI
import Glibc
import SystemPackage

/// The requests that the socket layer itself answers.
private enum ControlRequest {
  case nonBlocking, asynchronous, readable, atMark, setGroup, group
  case host(UInt)
  case unknown

  /// A sign-extended constant may arrive, so only the low 32 bits count.
  init(_ request: UInt) {
    switch request & 0xffff_ffff {
    case UInt(KPI_FIONBIO), UInt(FIONBIO): self = .nonBlocking
    case UInt(KPI_FIOASYNC), UInt(FIOASYNC): self = .asynchronous
    case UInt(KPI_FIONREAD), UInt(FIONREAD): self = .readable
    case UInt(KPI_SIOCATMARK), UInt(SIOCATMARK): self = .atMark
    case UInt(KPI_SIOCSPGRP), UInt(SIOCSPGRP): self = .setGroup
    case UInt(KPI_SIOCGPGRP), UInt(SIOCGPGRP): self = .group
    case UInt(TIOCOUTQ): self = .host(UInt(TIOCOUTQ))
    case let other where (0x8910...0x89ff).contains(other): self = .host(other)  // interfaces
    default: self = .unknown
    }
  }
}

extension KernelSocket {
  /// Device-style control (`sock_ioctl`).
  ///
  /// - Throws: `.notSupportedOnSocket` for an unknown request.
  func control(_ request: UInt, _ argument: UnsafeMutableRawPointer) throws(Errno) {
    try inside { () throws(Errno) in
      let parsed = ControlRequest(request)
      if case .host = parsed {
      } else if try unsafe filterControl(request, argument) == .handled {
        return
      }
      let value = unsafe argument.assumingMemoryBound(to: CInt.self)
      switch parsed {
      case .nonBlocking: try setNonBlocking(unsafe value.pointee != 0)
      case .asynchronous: try setAsynchronous(unsafe value.pointee != 0)
      case .readable: unsafe value.pointee = CInt(clamping: availableBytes())
      case .atMark: unsafe value.pointee = try isAtMark() ? 1 : 0
      case .setGroup: try setProcessGroup(unsafe value.pointee)
      case .group: unsafe value.pointee = settings.withLock { $0.processGroup }
      case .host(let number): try unsafe descriptor.control(number, argument)
      case .unknown: throw .notSupportedOnSocket
      }
    }
  }

  private func isAtMark() throws(Errno) -> Bool {
    var mark: CInt = 0
    _ = try system { unsafe kx_ioctl_int(descriptor.raw, UInt(SIOCATMARK), &mark) }
    return mark != 0
  }

  /// SIGIO to the process group on news; the host raises it.
  private func setAsynchronous(_ on: Bool) throws(Errno) {
    let flags = try system { kx_fcntl_int(descriptor.raw, F_GETFL, 0) }
    let wanted = on ? flags | O_ASYNC : flags & ~O_ASYNC
    _ = try system { kx_fcntl_int(descriptor.raw, F_SETFL, wanted) }
    if on { bits.insert(.asynchronous) } else { bits.remove(.asynchronous) }
  }

  private func setProcessGroup(_ group: CInt) throws(Errno) {
    _ = try system { kx_fcntl_int(descriptor.raw, F_SETOWN, group) }
    settings.withLock { $0.processGroup = group }
  }
}
