// SPDX-License-Identifier: Apache-2.0
// One value of each NFS version 3 type, with every optional field present, for the codec tests.

import Wire

enum Sample {
  static let handle = NFS3FileHandle([1, 2, 3, 4, 5, 6, 7])!
  static let otherHandle = NFS3FileHandle(Array(0..<64))!
  static let time = NFS3Time(seconds: 0x6000_0001, nanoseconds: 999_999_999)
  static let attributes = NFS3Attributes(
    type: .regular, mode: 0o644, linkCount: 2, userID: 1000, groupID: 100, size: 1 << 40,
    usedBytes: 4096, device: NFS3Device(major: 8, minor: 1), fileSystemID: 77, fileID: 78,
    accessTime: time, modificationTime: NFS3Time(seconds: 5), changeTime: NFS3Time(seconds: 6))
  static let cacheData = NFS3WeakCacheData(
    before: NFS3WeakAttributes(attributes), after: attributes)
  static let location = NFS3DirectoryArguments(directory: handle, name: "naïve.txt")
  static let setAttributes = NFS3SetAttributes(
    mode: 0o600, userID: 1, groupID: 2, size: 3, accessTime: .serverTime,
    modificationTime: .time(time))
  static let entry = NFS3DirectoryEntry(fileID: 9, name: NFS3Name(bytes: [0xFF, 0x41]), cookie: 11)
}

/// Bytes that `value` encodes to.
func encoded(_ value: some XDRCodable) -> [UInt8] {
  var writer = XDRWriter()
  value.encode(into: &writer)
  return writer.bytes
}

/// Decodes a value from all of `bytes`.
func decoded<Value: XDRCodable>(_ type: Value.Type, _ bytes: [UInt8]) throws(XDRError) -> Value {
  var reader = XDRReader(bytes.rawSpan)
  let value = try Value(from: &reader)
  try reader.finish()
  return value
}
