// SPDX-License-Identifier: Apache-2.0
// A catalogue entry as one line of an mtree(5) specification.

internal import HostFS

extension CatalogueEntry {
  /// Appends the line, with its end.
  ///
  /// What mtree has no keyword for stands in `tags`, which every reader of mtree skips: the place in
  /// the streams, the change time, and what a further name of a file is a name of.
  func append(to text: inout [UInt8]) {
    func word(_ word: StaticString) {
      unsafe text.append(
        contentsOf: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }
    word(path.isRoot ? "." : "./")
    MtreeText.append(name: path.bytes, to: &text)
    appendKind(to: &text)
    word(" mode=0")
    MtreeText.append(permissions, radix: 8, to: &text)
    word(" uid=")
    MtreeText.append(owner, to: &text)
    word(" gid=")
    MtreeText.append(group, to: &text)
    if kind == .file {
      word(" size=")
      MtreeText.append(size, to: &text)
    }
    word(" time=")
    MtreeText.append(modificationTime, to: &text)
    word(" inode=")
    MtreeText.append(inode, to: &text)
    word(" nlink=")
    MtreeText.append(linkCount, to: &text)
    if let digest {
      word(" sha256digest=")
      digest.appendHex(to: &text)
    }
    appendTags(to: &text)
    text.append(UInt8(ascii: "\n"))
  }

  private func appendKind(to text: inout [UInt8]) {
    func device(_ type: String, _ number: DeviceNumber) {
      text.append(contentsOf: " type=\(type) device=native,\(number.major),\(number.minor)".utf8)
    }
    switch kind {
    case .file, .hardLink: text.append(contentsOf: " type=file".utf8)
    case .directory: text.append(contentsOf: " type=dir".utf8)
    case .fifo: text.append(contentsOf: " type=fifo".utf8)
    case .characterDevice(let number): device("char", number)
    case .blockDevice(let number): device("block", number)
    case .symbolicLink(let target):
      text.append(contentsOf: " type=link link=".utf8)
      MtreeText.append(name: target, to: &text)
    }
  }

  private func appendTags(to text: inout [UInt8]) {
    text.append(contentsOf: " tags=at:".utf8)
    let numbers = [location.stream, location.band, location.offset, location.bandCount]
    for (position, number) in numbers.enumerated() {
      if position > 0 { text.append(UInt8(ascii: ":")) }
      MtreeText.append(number, to: &text)
    }
    text.append(contentsOf: ",ctime:".utf8)
    MtreeText.append(changeTime, to: &text)
    if isUnsettled { text.append(contentsOf: ",unsettled".utf8) }
    if case .hardLink(let target) = kind {
      text.append(contentsOf: ",same:".utf8)
      MtreeText.append(name: target.bytes, to: &text)
    }
  }

  /// Reads a line without its end.
  init(line: ArraySlice<UInt8>) throws(FormatError) {
    let words = line.split(separator: UInt8(ascii: " "))
    guard let first = words.first else { throw FormatError("an empty catalogue line") }
    var fields = Fields()
    for word in words.dropFirst() { try fields.take(word) }
    path = try Self.path(first)
    kind = try fields.entryKind()
    permissions = fields.permissions
    owner = fields.owner
    group = fields.group
    size = fields.size
    modificationTime = fields.modificationTime
    changeTime = fields.changeTime
    inode = fields.inode
    linkCount = fields.linkCount
    digest = fields.digest
    guard let location = fields.location else {
      throw FormatError("\(path) has no place in a stream")
    }
    self.location = location
    isUnsettled = fields.isUnsettled
  }

  private static func path(_ word: ArraySlice<UInt8>) throws(FormatError) -> TreePath {
    let name = try MtreeText.name(word)
    if name == [UInt8(ascii: ".")] { return .root }
    guard name.starts(with: [UInt8(ascii: "."), TreePath.slash]),
      let path = RelativePath(bytes: name), !path.isEmpty
    else { throw FormatError("a path does not start at the root or climbs out of it") }
    return TreePath(bytes: Array(name.dropFirst(2)))
  }

  /// The keywords of a line, as they come.
  private struct Fields {
    var type: [UInt8] = []
    var target: [UInt8]?
    var device: DeviceNumber?
    var same: TreePath?
    var permissions: UInt16 = 0
    var owner: UInt32 = 0
    var group: UInt32 = 0
    var size: UInt64 = 0
    var modificationTime = FileTime(seconds: 0)
    var changeTime = FileTime(seconds: 0)
    var inode: UInt64 = 0
    var linkCount: UInt32 = 1
    var digest: SHA256Digest?
    var location: StreamLocation?
    var isUnsettled = false

    mutating func take(_ word: ArraySlice<UInt8>) throws(FormatError) {
      guard let equals = word.firstIndex(of: UInt8(ascii: "=")) else { return }
      let value = word[(equals + 1)...]
      switch String(decoding: word[..<equals], as: UTF8.self) {
      case "type": type = Array(value)
      case "mode": permissions = try MtreeText.number(value, radix: 8)
      case "uid": owner = try MtreeText.number(value)
      case "gid": group = try MtreeText.number(value)
      case "size": size = try MtreeText.number(value)
      case "time": modificationTime = try MtreeText.time(value)
      case "inode": inode = try MtreeText.number(value)
      case "nlink": linkCount = try MtreeText.number(value)
      case "link": target = try MtreeText.name(value)
      case "device": device = try Self.device(value)
      case "sha256digest":
        digest = SHA256Digest(hex: value)
        if digest == nil { throw FormatError("a checksum is not one") }
      case "tags": try takeTags(value)
      default: break
      }
    }

    private static func device(_ value: ArraySlice<UInt8>) throws(FormatError) -> DeviceNumber {
      let parts = value.split(separator: UInt8(ascii: ","))
      guard parts.count == 3 else { throw FormatError("a device number is not one") }
      return DeviceNumber(
        major: try MtreeText.number(parts[1]), minor: try MtreeText.number(parts[2]))
    }

    private mutating func takeTags(_ value: ArraySlice<UInt8>) throws(FormatError) {
      for tag in value.split(separator: UInt8(ascii: ",")) {
        let colon = tag.firstIndex(of: UInt8(ascii: ":")) ?? tag.endIndex
        let rest = tag[min(colon + 1, tag.endIndex)...]
        switch String(decoding: tag[..<colon], as: UTF8.self) {
        case "at": location = try Self.location(rest)
        case "ctime": changeTime = try MtreeText.time(rest)
        case "same": same = TreePath(bytes: try MtreeText.name(rest))
        case "unsettled": isUnsettled = true
        default: break
        }
      }
    }

    private static func location(_ value: ArraySlice<UInt8>) throws(FormatError) -> StreamLocation {
      let parts = value.split(separator: UInt8(ascii: ":"))
      guard parts.count == 4 else { throw FormatError("a place in a stream has four numbers") }
      let location = StreamLocation(
        stream: try MtreeText.number(parts[0]), band: try MtreeText.number(parts[1]),
        offset: try MtreeText.number(parts[2]), bandCount: try MtreeText.number(parts[3]))
      let limit = BackupLimits.maximumBands
      guard location.stream >= 0, location.offset >= 0, (0..<limit).contains(location.band),
        (1...limit).contains(location.bandCount)
      else { throw FormatError("a place in a stream is impossible") }
      return location
    }

    func entryKind() throws(FormatError) -> Kind {
      if let same { return .hardLink(to: same) }
      switch String(decoding: type, as: UTF8.self) {
      case "file": return .file
      case "dir": return .directory
      case "fifo": return .fifo
      case "link":
        guard let target else { throw FormatError("a symbolic link without a target") }
        return .symbolicLink(to: target)
      case "char", "block":
        guard let device else { throw FormatError("a device without a number") }
        return type.first == UInt8(ascii: "c") ? .characterDevice(device) : .blockDevice(device)
      default: throw FormatError("an unknown type of object")
      }
    }
  }
}
