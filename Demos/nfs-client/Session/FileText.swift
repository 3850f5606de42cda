// SPDX-License-Identifier: Apache-2.0
// Attributes as text and as JSON.

import DemoSupport
import NFSClient
import Wire

extension NFS3FileType {
  /// The letter `ls -l` begins with.
  var letter: String {
    switch self {
    case .regular: "-"
    case .directory: "d"
    case .blockDevice: "b"
    case .characterDevice: "c"
    case .symbolicLink: "l"
    case .socket: "s"
    case .fifo: "p"
    }
  }

  var name: String {
    switch self {
    case .regular: "file"
    case .directory: "directory"
    case .blockDevice: "block device"
    case .characterDevice: "character device"
    case .symbolicLink: "symbolic link"
    case .socket: "socket"
    case .fifo: "fifo"
    }
  }
}

extension NFS3Attributes {
  /// "drwxr-xr-x", with s and t where they belong.
  var modeText: String {
    var text = Array(type.letter)
    for (shift, special, letter) in [(6, 0o4000, "s"), (3, 0o2000, "s"), (0, 0o1000, "t")] {
      let bits = mode >> UInt32(shift)
      text.append(bits & 4 != 0 ? "r" : "-")
      text.append(bits & 2 != 0 ? "w" : "-")
      let isSpecial = mode & UInt32(special) != 0
      switch (bits & 1 != 0, isSpecial) {
      case (true, true): text.append(Character(letter))
      case (false, true): text.append(Character(letter.uppercased()))
      case (true, false): text.append("x")
      case (false, false): text.append("-")
      }
    }
    return String(text)
  }

  var octalMode: String {
    let digits = String(mode & 0o7777, radix: 8)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  func json(path: String, link: String? = nil) -> JSON {
    var members: [(String, JSON)] = [
      ("path", .string(path)), ("type", .string(type.name)), ("mode", .string(octalMode)),
      ("links", .unsigned(UInt64(linkCount))), ("uid", .unsigned(UInt64(userID))),
      ("gid", .unsigned(UInt64(groupID))), ("size", .unsigned(size)),
      ("used", .unsigned(usedBytes)), ("fileid", .unsigned(fileID)),
      ("fsid", .unsigned(fileSystemID)), ("atime", .number(accessTime.asSeconds)),
      ("mtime", .number(modificationTime.asSeconds)), ("ctime", .number(changeTime.asSeconds)),
    ]
    if let link { members.append(("link", .string(link))) }
    return .object(members)
  }
}

extension NFS3Time {
  var asSeconds: Double { Double(seconds) + Double(nanoseconds) / 1e9 }

  /// "2026-01-31 12:34:56.123456789".
  var fullText: String {
    let digits = String(nanoseconds)
    return localTimeText(Int64(seconds), withSeconds: true) + "."
      + String(repeating: "0", count: max(0, 9 - digits.count)) + digits
  }
}

/// A name for a terminal: control characters shown as question marks, bytes as they are elsewhere.
func printable(_ name: String) -> String {
  String(
    String.UnicodeScalarView(
      name.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : $0 }))
}
