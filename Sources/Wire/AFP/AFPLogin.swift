// SPDX-License-Identifier: Apache-2.0
// FPLogin, FPLoginExt, FPLoginCont and FPLogout.

/// FPLogin (18): version, method and the method's own data.
///
/// The user name, where a method has one, is part of its data here.
public struct AFPLoginRequest: AFPRequest {
  public static let command = AFPCommand.login
  public var version: String
  public var method: String
  public var data: [UInt8]

  public init(version: String, method: String, data: [UInt8] = []) {
    self.version = version
    self.method = method
    self.data = data
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    version = try reader.pascalString()
    method = try reader.pascalString()
    data = reader.takeRest()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(pascal: version)
    writer.append(pascal: method)
    writer.append(contentsOf: data)
  }
}

/// FPLoginExt (63): the same with the user name as UTF-8 of its own.
public struct AFPLoginExtendedRequest: AFPRequest {
  public static let command = AFPCommand.loginExtended
  /// Name and directory path have a type; only this one is accepted.
  private static let utf8NameType: UInt8 = 3

  public var version: String
  public var method: String
  public var user: String
  public var data: [UInt8]

  public init(version: String, method: String, user: String, data: [UInt8] = []) {
    self.version = version
    self.method = method
    self.user = user
    self.data = data
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    _ = try reader.uint16()  // flags
    version = try reader.pascalString()
    method = try reader.pascalString()
    user = try Self.typedString(&reader)
    _ = try Self.typedString(&reader)
    try reader.alignToEven()
    data = reader.takeRest()
  }

  private static func typedString(_ reader: inout AFPReader) throws(AFPWireError) -> String {
    let start = reader.offset
    let type = try reader.uint8()
    guard type == utf8NameType else { throw .unknownValue(UInt32(type), at: start) }
    return try reader.longString()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(UInt16(0))
    writer.append(pascal: version)
    writer.append(pascal: method)
    writer.append(Self.utf8NameType)
    writer.append(long: Array(user.utf8))
    writer.append(Self.utf8NameType)
    writer.append(UInt16(0))  // no directory path
    writer.alignToEven()
    writer.append(contentsOf: data)
  }
}

/// FPLoginCont (19): the next step of a login that was answered with AuthContinue.
public struct AFPLoginContinueRequest: AFPRequest {
  public static let command = AFPCommand.loginContinue
  /// From the server's last reply, as it stood there.
  public var id: UInt16
  public var data: [UInt8]

  public init(id: UInt16, data: [UInt8]) {
    self.id = id
    self.data = data
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    id = try reader.uint16()
    data = reader.takeRest()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(id)
    writer.append(contentsOf: data)
  }
}

/// FPLogout (20).
public struct AFPLogoutRequest: AFPRequest {
  public static let command = AFPCommand.logout
  public init() {}
  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) { _ = try reader.uint8() }
  public func encodeFields(into writer: inout AFPWriter) { writer.append(UInt8(0)) }
}

/// The user data of the `Cleartxt Passwrd` method.
public enum AFPClearTextData {
  /// All that the method can carry; a longer password can never match.
  public static let passwordBytes = 8

  /// The password of FPLoginExt: eight bytes, zero filled, and one more zero, without which the
  /// PAM module of netatalk refuses the block.
  ///
  /// - Returns: nil when the password does not fit.
  public static func extendedLogin(password: [UInt8]) -> [UInt8]? {
    guard password.count <= passwordBytes else { return nil }
    return password + [UInt8](repeating: 0, count: passwordBytes - password.count + 1)
  }
}
