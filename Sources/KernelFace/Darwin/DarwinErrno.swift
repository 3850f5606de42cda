// SPDX-License-Identifier: Apache-2.0
// Error numbers: Darwin's beside the host's.

import Glibc

/// The error numbers of XNU (sys/errno.h, release 2422) and their crossing to the host's.
///
/// Numbers up to 34 agree except for 11. The host has one number where Darwin has two: ENOTSUP (45)
/// and EOPNOTSUPP (102); socket calls use the second, and the few that use the first say so.
enum DarwinErrno {
  static let invalidArgument: CInt = 22
  static let notSupported: CInt = 45
  static let noProtocolOption: CInt = 42
  static let familyNotSupported: CInt = 47
  static let notSupportedOnSocket: CInt = 102
  private static let inputOutput: CInt = 5
  private static let hostUnreachable: CInt = 65

  /// Darwin's number, the host's number.
  static let pairs: [(darwin: CInt, host: CInt)] = [
    (11, EDEADLK), (35, EAGAIN), (36, EINPROGRESS), (37, EALREADY), (38, ENOTSOCK),
    (39, EDESTADDRREQ), (40, EMSGSIZE), (41, EPROTOTYPE), (42, ENOPROTOOPT),
    (43, EPROTONOSUPPORT), (44, ESOCKTNOSUPPORT), (45, ENOTSUP), (46, EPFNOSUPPORT),
    (47, EAFNOSUPPORT), (48, EADDRINUSE), (49, EADDRNOTAVAIL), (50, ENETDOWN), (51, ENETUNREACH),
    (52, ENETRESET), (53, ECONNABORTED), (54, ECONNRESET), (55, ENOBUFS), (56, EISCONN),
    (57, ENOTCONN), (58, ESHUTDOWN), (59, ETOOMANYREFS), (60, ETIMEDOUT), (61, ECONNREFUSED),
    (62, ELOOP), (63, ENAMETOOLONG), (64, EHOSTDOWN), (65, EHOSTUNREACH), (66, ENOTEMPTY),
    (68, EUSERS), (69, EDQUOT), (70, ESTALE), (71, EREMOTE), (77, ENOLCK), (78, ENOSYS),
    (84, EOVERFLOW), (89, ECANCELED), (90, EIDRM), (91, ENOMSG), (92, EILSEQ), (94, EBADMSG),
    (95, EMULTIHOP), (96, ENODATA), (97, ENOLINK), (98, ENOSR), (99, ENOSTR), (100, EPROTO),
    (101, ETIME), (102, EOPNOTSUPP), (104, ENOTRECOVERABLE), (105, EOWNERDEAD),
  ]

  private static let toDarwin: [CInt: CInt] = {
    // The later pair wins: EOPNOTSUPP over ENOTSUP.
    Dictionary(pairs.map { ($0.host, $0.darwin) }, uniquingKeysWith: { $1 })
  }()
  private static let toHost: [CInt: CInt] = {
    Dictionary(pairs.map { ($0.darwin, $0.host) }, uniquingKeysWith: { $1 })
  }()

  /// The last number that both worlds share, except for 11.
  private static let lastShared: CInt = 34

  /// Darwin's number for a host's. Success and the kernel's negative results stay as they are; an
  /// interrupted call that the host wants restarted is EINTR; what Darwin does not know is EIO.
  static func fromHost(_ code: CInt) -> CInt {
    if let known = toDarwin[code] { return known }
    if code <= lastShared { return code }
    return code == ERESTART ? EINTR : inputOutput
  }

  /// The host's number for Darwin's, for results of a client's callbacks.
  static func toHost(_ code: CInt) -> CInt {
    if let known = toHost[code] { return known }
    return code <= lastShared ? code : EIO
  }
}
