// SPDX-License-Identifier: Apache-2.0
// Extended attributes of files and directories.

public import Wire

extension AFPVolume {
  /// Bytes asked for when an attribute is read. More than any server here stores.
  static let largestAttributeBytes: UInt32 = 128 << 10

  private func requireAttributes(_ operation: String) throws(AFPError) {
    guard session.version >= .afp32, attributes.contains(.extendedAttributes) else {
      throw AFPError(
        operation, .unsupported("the volume \(name) does not store extended attributes"))
    }
  }

  /// Names of the attributes at a path, without the server's `user.` prefix.
  public func extendedAttributeNames(of path: String) async throws(AFPError) -> [String] {
    try requireAttributes("\(AFPCommand.listExtendedAttributes.name) of \(path)")
    return try await at(path) { place throws(AFPError) in
      let call = call(.listExtendedAttributes, path, .anew) { volume in
        AFPListExtendedAttributesRequest(
          volume: volume, directory: place.directory, flags: .noFollow,
          maximumReplyBytes: Self.largestAttributeBytes, path: place.path
        ).block
      }
      let reply = try await engine.perform(call)
      let answer = try attributeReply(call, reply)
      return answer.names.map { String(decoding: $0, as: UTF8.self) }
    }
  }

  /// The value of an attribute, or nil when there is none of that name.
  public func extendedAttribute(
    _ attribute: String, of path: String
  ) async throws(AFPError) -> [UInt8]? {
    try requireAttributes("\(AFPCommand.getExtendedAttribute.name) of \(path)")
    return try await at(path) { place throws(AFPError) in
      var call = call(.getExtendedAttribute, "\(attribute) of \(path)", .anew) { volume in
        AFPGetExtendedAttributeRequest(
          volume: volume, directory: place.directory, flags: .noFollow,
          maximumReplyBytes: Self.largestAttributeBytes, path: place.path,
          name: Array(attribute.utf8)
        ).block
      }
      call.tolerated = [.itemNotFound]
      let reply = try await engine.perform(call)
      guard reply.result == .noError else { return nil }
      return try attributeReply(call, reply).data
    }
  }

  /// Sets an attribute.
  ///
  /// - Parameters:
  ///   - flags: `.create` and `.replace` as in setxattr(2).
  /// - Throws: `.unsupported` when the volume would report success and store nothing; MiscErr or
  ///   ParamErr for a value the server's file system cannot hold (about 3 KiB on ext4).
  public func setExtendedAttribute(
    _ attribute: String, of path: String, to value: [UInt8], flags: AFPExtendedAttributeFlags = []
  ) async throws(AFPError) {
    try requireAttributes("\(AFPCommand.setExtendedAttribute.name) of \(path)")
    let isRepeatable = !flags.contains(.create)
    try await at(path) { place throws(AFPError) in
      let call = call(
        .setExtendedAttribute, "\(attribute) of \(path)", .sameNumber(isRepeatable: isRepeatable)
      ) { volume in
        AFPSetExtendedAttributeRequest(
          volume: volume, directory: place.directory, flags: flags.union(.noFollow),
          path: place.path, name: Array(attribute.utf8), value: value
        ).block
      }
      _ = try await engine.perform(call)
    }
  }

  /// Removes an attribute.
  ///
  /// - Throws: MiscErr when there is none of that name.
  public func removeExtendedAttribute(
    _ attribute: String, of path: String
  ) async throws(AFPError) {
    try requireAttributes("\(AFPCommand.removeExtendedAttribute.name) of \(path)")
    try await at(path) { place throws(AFPError) in
      let call = call(
        .removeExtendedAttribute, "\(attribute) of \(path)", .sameNumber(isRepeatable: false)
      ) { volume in
        AFPRemoveExtendedAttributeRequest(
          volume: volume, directory: place.directory, flags: .noFollow, path: place.path,
          name: Array(attribute.utf8)
        ).block
      }
      _ = try await engine.perform(call)
    }
  }

  private func attributeReply(
    _ call: AFPCall, _ reply: AFPReply
  ) throws(AFPError) -> AFPExtendedAttributeReply {
    try engine.decode(call.operation, reply.payload) { reader throws(AFPWireError) in
      try AFPExtendedAttributeReply(from: &reader)
    }
  }
}
