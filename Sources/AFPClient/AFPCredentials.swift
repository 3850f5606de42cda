// SPDX-License-Identifier: Apache-2.0
// Who logs in, and how.

internal import Wire

/// A password that does not show up where values are printed.
public struct AFPPassword: Sendable, Equatable {
  /// UTF-8.
  let bytes: [UInt8]

  public init(_ text: String) { bytes = Array(text.utf8) }
}

extension AFPPassword: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "(password)" }
  public var debugDescription: String { "(password)" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Who logs in.
public enum AFPCredentials: Sendable, Equatable {
  /// Nobody in particular; the server decides what a guest may see.
  case guest
  /// - Parameters:
  ///   - allowsClearText: permit the `Cleartxt Passwrd` method where DHX2 is not offered. Everybody
  ///     on the path can then read the password.
  case user(String, password: AFPPassword, allowsClearText: Bool = false)

  /// The methods these credentials can be used with, strongest first.
  var methods: [AFPAuthenticationMethod] {
    switch self {
    case .guest: [.guest]
    case .user(_, _, let allowsClearText): allowsClearText ? [.dhx2, .clearText] : [.dhx2]
    }
  }

  /// The strongest method that both sides have.
  func method(offered: [String], only: AFPAuthenticationMethod?) throws(AFPError)
    -> AFPAuthenticationMethod
  {
    let allowed = methods.filter { only == nil || $0 == only }
    for method in allowed where offered.contains(method.rawValue) { return method }
    throw AFPError(
      "login", .noCommonMethod(offered: offered, allowed: allowed.map(\.rawValue)))
  }
}
