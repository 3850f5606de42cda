// SPDX-License-Identifier: Apache-2.0
// The crossing between Darwin's numbers and the host's.

import Glibc
import Testing

@testable import KernelFace

@Suite("translation")
struct TranslationTests {
  @Test("every error number crosses and comes back")
  func errorsComeBack() {
    for (darwin, host) in DarwinErrno.pairs where darwin != 45 {
      #expect(DarwinErrno.fromHost(host) == darwin)
      #expect(DarwinErrno.toHost(darwin) == host)
    }
    for shared: CInt in [0, 1, 2, 4, 12, 22, 32, 34] {
      #expect(DarwinErrno.fromHost(shared) == shared)
      #expect(DarwinErrno.toHost(shared) == shared)
    }
  }

  @Test("the kernel's negative results stay, foreign numbers become EIO, restarts EINTR")
  func errorsAtTheEdges() {
    #expect(DarwinErrno.toHost(-2) == -2)
    #expect(DarwinErrno.fromHost(-2) == -2)
    #expect(DarwinErrno.fromHost(ERESTART) == EINTR)
    #expect(DarwinErrno.fromHost(EKEYREJECTED) == EIO)
    #expect(DarwinErrno.fromHost(EDEADLK) == 11)
    #expect(DarwinErrno.fromHost(EAGAIN) == 35)
  }

  @Test("message flags keep their meaning and lose what the host would misread")
  func flags() {
    let asked = DarwinMessageFlags(rawValue: 0x80 | 0x40 | 0x4000 | 0x8000 | 0x2)
    #expect(asked.host == CInt(MSG_DONTWAIT) | CInt(MSG_WAITALL) | CInt(MSG_PEEK))
    let told = asked.reporting(host: CInt(MSG_TRUNC) | CInt(MSG_CTRUNC))
    #expect(told.rawValue == asked.rawValue | 0x10 | 0x20)
  }

  @Test(
    "options lead where they should",
    arguments: [
      (0xffff, 0x1006, DarwinOption.time(level: SOL_SOCKET, name: SO_RCVTIMEO)),
      (0xffff, 0x0008, .plain(level: SOL_SOCKET, name: SO_KEEPALIVE)),
      (0xffff, 0x1007, .error), (0xffff, 0x1027, .plain(level: SOL_SOCKET, name: 0x1027)),
      (0xffff, 25, .unknown), (6, 0x10, .plain(level: 6, name: TCP_KEEPIDLE)),
      (6, 0x20, .plain(level: 6, name: 0x20)), (0, 25, .boundInterface), (17, 1, .accepted),
      (41, 27, .plain(level: 41, name: IPV6_V6ONLY)), (99, 1, .unknown),
    ] as [(CInt, CInt, DarwinOption)])
  func options(_ level: CInt, _ name: CInt, _ expected: DarwinOption) {
    #expect(DarwinOption(level: level, name: name) == expected)
  }

  @Test("interface flags differ only where the hosts differ")
  func interfaceFlags() {
    #expect(InterfaceControl.darwinFlags(0x1043) == 0x8043)
    #expect(InterfaceControl.darwinFlags(0x200) == 0x200)
  }
}
