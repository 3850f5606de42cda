// SPDX-License-Identifier: Apache-2.0
// Extended attributes of open files and of children of a directory, links not followed.

internal import SystemPackage

extension HostFile {
  private var subject: AttributeCalls.Subject { .init(descriptor: descriptor, child: nil) }

  /// The names of all extended attributes the caller may see; empty where there are none or the
  /// file system keeps none.
  public func extendedAttributeNames() throws(HostError) -> [String] {
    try ExtendedAttributes.names(subject)
  }

  /// The value of an extended attribute; nil if there is none of that name.
  public func extendedAttribute(_ name: String) throws(HostError) -> [UInt8]? {
    try ExtendedAttributes.value(subject, name)
  }

  public func setExtendedAttribute(_ name: String, to value: [UInt8]) throws(HostError) {
    try ExtendedAttributes.set(subject, name, value)
  }

  public func removeExtendedAttribute(_ name: String) throws(HostError) {
    try ExtendedAttributes.remove(subject, name)
  }

  /// The access list, or with `isDefault` the one that a directory's children inherit; nil if the
  /// permissions say it all.
  public func accessControlList(isDefault: Bool = false) throws(HostError) -> AccessControlList? {
    let name = AccessControlList.attributeName(isDefault: isDefault)
    return try extendedAttribute(name).flatMap(AccessControlList.init(attribute:))
  }

  public func setAccessControlList(
    _ list: AccessControlList, isDefault: Bool = false
  ) throws(HostError) {
    let name = AccessControlList.attributeName(isDefault: isDefault)
    try setExtendedAttribute(name, to: list.attribute)
  }
}

extension HostDirectory {
  private func subject(_ child: FileName) -> AttributeCalls.Subject {
    .init(descriptor: descriptor, child: child)
  }

  /// The names of all extended attributes of a child that the caller may see.
  public func extendedAttributeNames(of child: FileName) throws(HostError) -> [String] {
    try ExtendedAttributes.names(subject(child))
  }

  /// The value of a child's extended attribute; nil if there is none of that name.
  public func extendedAttribute(
    _ name: String, of child: FileName
  ) throws(HostError) -> [UInt8]? {
    try ExtendedAttributes.value(subject(child), name)
  }

  public func setExtendedAttribute(
    _ name: String, of child: FileName, to value: [UInt8]
  ) throws(HostError) {
    try ExtendedAttributes.set(subject(child), name, value)
  }

  public func removeExtendedAttribute(_ name: String, of child: FileName) throws(HostError) {
    try ExtendedAttributes.remove(subject(child), name)
  }
}

private enum ExtendedAttributes {
  static func names(_ subject: AttributeCalls.Subject) throws(HostError) -> [String] {
    do throws(Errno) {
      return try AttributeCalls.extendedNames(subject)
    } catch {
      if error == .notSupported { return [] }
      throw HostError(.listAttributes, subject.child?.description ?? "", error)
    }
  }

  static func value(
    _ subject: AttributeCalls.Subject, _ name: String
  ) throws(HostError) -> [UInt8]? {
    do throws(Errno) {
      return try AttributeCalls.extended(subject, name)
    } catch {
      if error == .noData || error == .notSupported { return nil }
      throw HostError(.readAttribute, name, error)
    }
  }

  static func set(
    _ subject: AttributeCalls.Subject, _ name: String, _ value: [UInt8]
  ) throws(HostError) {
    try attempt(.setAttribute, name) { () throws(Errno) in
      try AttributeCalls.setExtended(subject, name, value)
    }
  }

  static func remove(_ subject: AttributeCalls.Subject, _ name: String) throws(HostError) {
    try attempt(.removeAttribute, name) { () throws(Errno) in
      try AttributeCalls.removeExtended(subject, name)
    }
  }
}
