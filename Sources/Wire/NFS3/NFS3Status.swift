// SPDX-License-Identifier: Apache-2.0
// nfsstat3: the number every NFS version 3 result begins with.

/// nfsstat3 (RFC 1813 §2.6). A number the RFC does not list is kept as it came.
public struct NFS3Status: RawRepresentable, Hashable, Sendable, XDRCodable {
  public var rawValue: UInt32

  @inlinable
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  @inlinable
  public init(from reader: inout XDRReader) throws(XDRError) { rawValue = try reader.uint32() }

  @inlinable
  public func encode(into writer: inout XDRWriter) { writer.append(rawValue) }

  public static let ok = NFS3Status(rawValue: 0)
  public static let notOwner = NFS3Status(rawValue: 1)
  public static let noEntry = NFS3Status(rawValue: 2)
  public static let io = NFS3Status(rawValue: 5)
  public static let noDevice = NFS3Status(rawValue: 6)
  public static let accessDenied = NFS3Status(rawValue: 13)
  public static let exists = NFS3Status(rawValue: 17)
  public static let crossDevice = NFS3Status(rawValue: 18)
  public static let noSuchDevice = NFS3Status(rawValue: 19)
  public static let notDirectory = NFS3Status(rawValue: 20)
  public static let isDirectory = NFS3Status(rawValue: 21)
  public static let invalidArgument = NFS3Status(rawValue: 22)
  public static let fileTooLarge = NFS3Status(rawValue: 27)
  public static let noSpace = NFS3Status(rawValue: 28)
  public static let readOnlyFileSystem = NFS3Status(rawValue: 30)
  public static let tooManyLinks = NFS3Status(rawValue: 31)
  public static let nameTooLong = NFS3Status(rawValue: 63)
  public static let notEmpty = NFS3Status(rawValue: 66)
  public static let quotaExceeded = NFS3Status(rawValue: 69)
  public static let stale = NFS3Status(rawValue: 70)
  public static let remote = NFS3Status(rawValue: 71)
  public static let badHandle = NFS3Status(rawValue: 10001)
  public static let notSynchronized = NFS3Status(rawValue: 10002)
  public static let badCookie = NFS3Status(rawValue: 10003)
  public static let notSupported = NFS3Status(rawValue: 10004)
  public static let tooSmall = NFS3Status(rawValue: 10005)
  public static let serverFault = NFS3Status(rawValue: 10006)
  public static let badType = NFS3Status(rawValue: 10007)
  public static let jukebox = NFS3Status(rawValue: 10008)
}

extension NFS3Status: CustomStringConvertible {
  /// The RFC's name, or the number when the RFC has none.
  public var description: String {
    NFS3Status.names.first { $0.status == self }?.name ?? "NFS3ERR_\(rawValue)"
  }

  /// Every status of RFC 1813 §2.6 with its name, in the order of the numbers.
  public static let names: [(status: NFS3Status, name: String)] = [
    (.ok, "NFS3_OK"), (.notOwner, "NFS3ERR_PERM"), (.noEntry, "NFS3ERR_NOENT"),
    (.io, "NFS3ERR_IO"), (.noDevice, "NFS3ERR_NXIO"), (.accessDenied, "NFS3ERR_ACCES"),
    (.exists, "NFS3ERR_EXIST"), (.crossDevice, "NFS3ERR_XDEV"), (.noSuchDevice, "NFS3ERR_NODEV"),
    (.notDirectory, "NFS3ERR_NOTDIR"), (.isDirectory, "NFS3ERR_ISDIR"),
    (.invalidArgument, "NFS3ERR_INVAL"), (.fileTooLarge, "NFS3ERR_FBIG"),
    (.noSpace, "NFS3ERR_NOSPC"), (.readOnlyFileSystem, "NFS3ERR_ROFS"),
    (.tooManyLinks, "NFS3ERR_MLINK"), (.nameTooLong, "NFS3ERR_NAMETOOLONG"),
    (.notEmpty, "NFS3ERR_NOTEMPTY"), (.quotaExceeded, "NFS3ERR_DQUOT"), (.stale, "NFS3ERR_STALE"),
    (.remote, "NFS3ERR_REMOTE"), (.badHandle, "NFS3ERR_BADHANDLE"),
    (.notSynchronized, "NFS3ERR_NOT_SYNC"), (.badCookie, "NFS3ERR_BAD_COOKIE"),
    (.notSupported, "NFS3ERR_NOTSUPP"), (.tooSmall, "NFS3ERR_TOOSMALL"),
    (.serverFault, "NFS3ERR_SERVERFAULT"), (.badType, "NFS3ERR_BADTYPE"),
    (.jukebox, "NFS3ERR_JUKEBOX"),
  ]
}
