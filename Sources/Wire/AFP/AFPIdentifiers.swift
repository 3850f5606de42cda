// SPDX-License-Identifier: Apache-2.0
// The numbers AFP uses for volumes, open forks and catalogue nodes.

/// A volume as this session knows it. Opaque, and gone with the session.
public struct AFPVolumeID: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }
}

/// An open fork as this session knows it. Opaque, and gone with the session.
public struct AFPForkID: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }
}

/// A directory or file in a volume's catalogue. Both kinds share one number space.
public struct AFPNodeID: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The parent of the root; its only child is the volume itself.
  public static let parentOfRoot = AFPNodeID(rawValue: 1)
  /// The root directory of every volume.
  public static let root = AFPNodeID(rawValue: 2)
  /// Numbers below this, apart from the two above, are reserved.
  public static let firstReal: UInt32 = 17

  /// The number may be sent. A directory id from 3 to 16 makes netatalk's session process abort,
  /// and 0 is never valid.
  public var isAddressable: Bool {
    self == .parentOfRoot || self == .root || rawValue >= Self.firstReal
  }
}

/// Seconds since 2000-01-01 00:00:00 UTC, signed: 1931-12-13 to 2068-01-19.
public struct AFPDate: RawRepresentable, Hashable, Sendable, Comparable {
  public var rawValue: Int32
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// The protocol's epoch in seconds of Unix time.
  public static let epochInUnixSeconds: Int64 = 946_684_800
  /// "Has never happened", used for the backup date.
  public static let never = AFPDate(rawValue: .min)

  /// The nearest date that can be written for a Unix time; `never` is not one of them.
  public init(clampingUnixSeconds seconds: Int64) {
    let distance = seconds.subtractingReportingOverflow(Self.epochInUnixSeconds)
    let relative = distance.overflow ? Int64.min : distance.partialValue
    rawValue = max(Int32(clamping: relative), .min + 1)
  }

  /// Seconds since 1970-01-01 00:00:00 UTC, or nil for `never`.
  public var unixSeconds: Int64? {
    self == .never ? nil : Int64(rawValue) + Self.epochInUnixSeconds
  }

  public static func < (left: AFPDate, right: AFPDate) -> Bool { left.rawValue < right.rawValue }
}
