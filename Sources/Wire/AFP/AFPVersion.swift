// SPDX-License-Identifier: Apache-2.0
// Protocol versions and login methods, by the strings that stand for them.

/// A protocol version that this client speaks.
public enum AFPVersion: String, Sendable, CaseIterable, Comparable {
  case afp31 = "AFP3.1"
  /// Adds extended attributes.
  case afp32 = "AFP3.2"
  /// Adds the replay cache and the sync commands' full meaning.
  case afp33 = "AFP3.3"
  case afp34 = "AFP3.4"

  private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  public static func < (left: AFPVersion, right: AFPVersion) -> Bool { left.order < right.order }

  /// The highest version that both sides have, or nil when there is none from 3.1 up.
  ///
  /// Strings are compared whole: some servers take a prefix for a match and log in as an older one.
  public static func highest(offered: [String], notAbove limit: AFPVersion = .afp34) -> AFPVersion?
  {
    offered.compactMap(AFPVersion.init(rawValue:)).filter { $0 <= limit }.max()
  }
}

/// A user authentication method that this client speaks.
public enum AFPAuthenticationMethod: String, Sendable, CaseIterable {
  case guest = "No User Authent"
  /// Eight bytes of password, readable by anybody on the path.
  case clearText = "Cleartxt Passwrd"
  /// Diffie-Hellman key exchange, then CAST-128; the server is not authenticated.
  case dhx2 = "DHX2"
}
