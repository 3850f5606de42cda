// SPDX-License-Identifier: Apache-2.0
// Names of users and groups, asked once each.

internal import Glibc

/// Remembers what the name service says. Not for two tasks at once.
struct UserNames {
  /// Names remembered at most, per kind; then the memory starts anew.
  static let maximumRemembered = 10_000

  private var users: [UInt32: [UInt8]] = [:]
  private var groups: [UInt32: [UInt8]] = [:]
  private static let bufferBytes = 16 << 10

  /// The user's name; empty if there is none.
  mutating func user(_ identifier: UInt32) -> [UInt8] {
    if let name = users[identifier] { return name }
    if users.count >= Self.maximumRemembered { users.removeAll() }
    let name = Self.lookUpUser(identifier)
    users[identifier] = name
    return name
  }

  /// The group's name; empty if there is none.
  mutating func group(_ identifier: UInt32) -> [UInt8] {
    if let name = groups[identifier] { return name }
    if groups.count >= Self.maximumRemembered { groups.removeAll() }
    let name = Self.lookUpGroup(identifier)
    groups[identifier] = name
    return name
  }

  private static func lookUpUser(_ identifier: UInt32) -> [UInt8] {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: bufferBytes) { buffer in
      var record = unsafe passwd()
      var found: UnsafeMutablePointer<passwd>?
      let code = unsafe getpwuid_r(
        identifier, &record, buffer.baseAddress.unsafelyUnwrapped, buffer.count, &found)
      guard code == 0, unsafe found != nil else { return [] }
      return unsafe [UInt8](copying: record.pw_name)
    }
  }

  private static func lookUpGroup(_ identifier: UInt32) -> [UInt8] {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: bufferBytes) { buffer in
      var record = unsafe Glibc.group()
      var found: UnsafeMutablePointer<Glibc.group>?
      let code = unsafe getgrgid_r(
        identifier, &record, buffer.baseAddress.unsafelyUnwrapped, buffer.count, &found)
      guard code == 0, unsafe found != nil else { return [] }
      return unsafe [UInt8](copying: record.gr_name)
    }
  }
}
