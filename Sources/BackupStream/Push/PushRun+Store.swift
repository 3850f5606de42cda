// SPDX-License-Identifier: Apache-2.0
// Storing one object: its header, its content, its line in the catalogue.

internal import HostFS
internal import SystemPackage

extension PushRun {
  /// Stores an object; one that cannot be read is reported, and what the last point had is kept.
  func store(
    _ object: SourceObject, _ link: HardLinkTable.Answer, earlier: CatalogueEntry?
  ) async throws {
    do {
      if case .another(let first) = link {
        try await storeWithoutContent(object, .hardLink(to: first))
      } else if object.attributes.kind == .regular {
        try await storeFile(object)
      } else if let kind = try Self.kind(of: object) {
        try await storeWithoutContent(object, kind)
      }
    } catch let error as HostError {
      if error.code == .noSuchFileOrDirectory || error.code == .staleNFSFileHandle {
        return note(.vanished, object.path)
      }
      note(.unreadable, object.path, "\(error)")
      if let earlier, Self.isKeepable(earlier, link) { try await add(earlier) }
    }
  }

  private static func isKeepable(
    _ entry: CatalogueEntry, _ link: HardLinkTable.Answer
  ) -> Bool {
    if case .hardLink = entry.kind { return false }
    return true
  }

  private static func kind(of object: SourceObject) throws(HostError) -> CatalogueEntry.Kind? {
    switch object.attributes.kind {
    case .directory: return .directory
    case .fifo: return .fifo
    case .characterDevice: return .characterDevice(object.attributes.special)
    case .blockDevice: return .blockDevice(object.attributes.special)
    case .symbolicLink:
      guard let place = object.place else { return nil }
      return .symbolicLink(to: try place.parent.readLink(place.name))
    case .regular, .socket: return nil
    }
  }

  private func storeWithoutContent(
    _ object: SourceObject, _ kind: CatalogueEntry.Kind
  ) async throws {
    var member = header(object.path, kind, object.attributes)
    if case .hardLink = kind {} else { try addAttributes(of: object, to: &member) }
    let start = try beginMember(member, contentBytes: 0)
    try writer.finishMember()
    try await complete(
      CatalogueEntry(
        path: object.path, kind: kind, attributes: object.attributes,
        location: location(since: start)),
      object.attributes)
  }

  private func storeFile(_ object: SourceObject) async throws {
    guard let place = object.place else { return }
    let file = try place.parent.open(place.name)
    // A small file is looked at once more when it has been read; whatever happened to it since the
    // walk looked at it shows then. A long one deserves fresh attributes.
    let isShort = object.attributes.size <= UInt64(BackupLimits.readBytes)
    let attributes = isShort ? object.attributes : try file.attributes()
    guard attributes.kind == .regular else {
      throw HostError(.open, object.path.description, .staleNFSFileHandle)
    }
    var member = header(object.path, .file, attributes)
    try addAttributes(names: file.extendedAttributeNames(), to: &member) { name throws(HostError) in
      try file.extendedAttribute(name)
    }
    if attributes.isSparse { member.dataRanges = try Self.dataRanges(file, attributes.size) }
    let content =
      member.dataRanges?.reduce(0) { $0 + UInt64($1.count) } ?? attributes.size
    let start = try beginMember(member, contentBytes: content)
    let failure = try await copyContent(file, attributes.size, ranges: member.dataRanges)
    try writer.finishMember()
    var entry = CatalogueEntry(
      path: object.path, kind: .file, attributes: attributes, location: location(since: start))
    entry.digest = hasher.finish()
    if let failure {
      note(.unreadable, object.path, "\(failure); the rest is stored as zeros")
      entry.isUnsettled = true
    } else if let now = try? file.attributes(), !Self.isSame(now, attributes) {
      note(.changed, object.path)
      entry.isUnsettled = true
    }
    try await complete(entry, attributes)
  }

  /// The holes a file really has; a file without is stored as an ordinary one.
  private static func dataRanges(
    _ file: HostFile, _ size: UInt64
  ) throws(HostError) -> [Range<UInt64>]? {
    let ranges = try file.dataRanges().compactMap { range in
      range.lowerBound < size ? range.lowerBound..<min(range.upperBound, size) : nil
    }
    return ranges == [0..<size] ? nil : ranges
  }

  private static func isSame(_ now: FileAttributes, _ before: FileAttributes) -> Bool {
    now.identity == before.identity && now.size == before.size
      && now.modificationTime == before.modificationTime
      && now.changeTime == before.changeTime
  }

  private func header(
    _ path: TreePath, _ kind: CatalogueEntry.Kind, _ attributes: FileAttributes
  ) -> PaxMember {
    let memberKind: PaxMember.Kind =
      switch kind {
      case .file: .file
      case .directory: .directory
      case .fifo: .fifo
      case .symbolicLink(let target): .symbolicLink(to: target)
      case .hardLink(let target): .hardLink(to: target.archivePath)
      case .characterDevice(let number): .characterDevice(number)
      case .blockDevice(let number): .blockDevice(number)
      }
    var member = PaxMember(path: path.archivePath, kind: memberKind)
    member.permissions = attributes.permissions
    member.owner = attributes.owner
    member.group = attributes.group
    member.ownerName = names.user(attributes.owner)
    member.groupName = names.group(attributes.group)
    member.modificationTime = attributes.modificationTime
    if kind == .file { member.size = attributes.size }
    return member
  }

  private func addAttributes(of object: SourceObject, to member: inout PaxMember) throws {
    guard let place = object.place else {
      let root = tree.root.asFile
      return try addAttributes(names: root.extendedAttributeNames(), to: &member) {
        name throws(HostError) in try root.extendedAttribute(name)
      }
    }
    try addAttributes(
      names: place.parent.extendedAttributeNames(of: place.name), to: &member
    ) { name throws(HostError) in
      try place.parent.extendedAttribute(name, of: place.name)
    }
  }

  private func addAttributes(
    names: [String], to member: inout PaxMember,
    value: (String) throws(HostError) -> [UInt8]?
  ) throws(HostError) {
    for name in names.sorted() {
      // Removed meanwhile.
      guard let bytes = try value(name) else { continue }
      switch name {
      case AccessControlList.accessName: member.accessList = AccessControlList(attribute: bytes)
      case AccessControlList.defaultName: member.defaultList = AccessControlList(attribute: bytes)
      default: member.attributes.append(PaxMember.Attribute(name: name, value: bytes))
      }
    }
  }

  /// What headers take, about: the extended one and the plain one.
  private static let headerBytes: UInt64 = 2048

  private func beginMember(
    _ member: PaxMember, contentBytes: UInt64
  ) throws -> (band: Int, offset: Int) {
    let attributeBytes = member.attributes.reduce(0) { $0 + $1.value.count }
    filler.prepare(forMember: contentBytes + Self.headerBytes + UInt64(attributeBytes))
    let start = filler.position
    progress.storing()
    try writer.begin(member)
    return start
  }

  private func location(since start: (band: Int, offset: Int)) -> StreamLocation {
    StreamLocation(
      stream: stream.number, band: start.band, offset: start.offset,
      bandCount: filler.index - start.band + 1)
  }

  private func complete(_ entry: CatalogueEntry, _ attributes: FileAttributes) async throws {
    hardLinks.remember(entry.path, attributes)
    line.removeAll(keepingCapacity: true)
    entry.append(to: &line)
    filler.completed(line)
    if filler.hasReadyBands { try await submitReady() }
    try await add(entry, line: line)
  }
}
