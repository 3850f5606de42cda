// SPDX-License-Identifier: Apache-2.0
// An object in memory as the server sees it: the names in a directory.

internal import HostFS
internal import Wire

extension MemoryNode {
  func lookup(_ name: FileName) throws(StoreError) -> any FileNode {
    let found = try store.withState { state throws(StoreError) in
      try state.entries(number)[name]
    }
    guard let found else { throw StoreError(.noEntry) }
    return MemoryNode(number: found, store: store)
  }

  func parent() throws(StoreError) -> any FileNode {
    let above = try store.withState { state throws(StoreError) in
      _ = try state.entries(number)
      return try state.object(number).parent
    }
    return MemoryNode(number: above, store: store)
  }

  func make(_ object: NewObject, named name: FileName) throws(StoreError) -> any FileNode {
    let made = try store.withState { state throws(StoreError) in
      guard try state.entries(number)[name] == nil else { throw StoreError(.exists) }
      guard state.objects.count < MemoryStore.maximumObjects else { throw StoreError(.noSpace) }
      let made = state.add(object)
      state.objects[made]?.parent = number
      state.addName(name, of: made, to: number)
      return made
    }
    return MemoryNode(number: made, store: store)
  }

  func remove(_ name: FileName, isDirectory: Bool) throws(StoreError) {
    try store.withState { state throws(StoreError) in
      guard let target = try state.entries(number)[name] else { throw StoreError(.noEntry) }
      let object = try state.object(target)
      try Self.checkRemovable(object, isDirectory: isDirectory)
      state.removeName(name, of: target, from: number)
    }
  }

  private static func checkRemovable(
    _ object: MemoryObject, isDirectory: Bool
  ) throws(StoreError) {
    switch (object.kind == .directory, isDirectory) {
    case (true, false): throw StoreError(.isDirectory)
    case (false, true): throw StoreError(.notDirectory)
    default: break
    }
    if let entries = object.entries, !entries.isEmpty { throw StoreError(.notEmpty) }
  }

  func rename(
    _ name: FileName, to directory: any FileNode, as target: FileName
  ) throws(StoreError) {
    guard let directory = directory as? MemoryNode, directory.store === store else {
      throw StoreError(.crossDevice)
    }
    try store.withState { state throws(StoreError) in
      try state.rename(name, in: number, to: directory.number, as: target)
    }
  }

  func link(_ node: any FileNode, as name: FileName) throws(StoreError) {
    guard let node = node as? MemoryNode, node.store === store else {
      throw StoreError(.crossDevice)
    }
    try store.withState { state throws(StoreError) in
      guard try state.object(node.number).kind != .directory else {
        throw StoreError(.invalidArgument)
      }
      guard try state.entries(number)[name] == nil else { throw StoreError(.exists) }
      state.objects[node.number]?.linkCount += 1
      state.objects[node.number]?.changeTime = MemoryState.now()
      state.addName(name, of: node.number, to: number)
    }
  }

  /// Names taken out of the store at a time.
  private static let batch = 256

  func list(
    after cookie: UInt64, details: Bool, _ body: (ListedEntry) -> Bool
  ) throws(StoreError) -> Bool {
    var cookie = cookie
    while true {
      let (entries, isEnd) = try page(after: cookie, details: details)
      for entry in entries {
        guard body(entry) else { return false }
        cookie = entry.cookie
      }
      if isEnd { return true }
    }
  }

  private func page(
    after cookie: UInt64, details: Bool
  ) throws(StoreError) -> ([ListedEntry], isEnd: Bool) {
    try store.withState { state throws(StoreError) in
      let (names, isEnd) = try state.entries(number).page(after: cookie, limit: Self.batch)
      var entries: [ListedEntry] = []
      for (name, object, cookie) in names {
        let attributes = details ? try state.attributes(object) : nil
        entries.append(
          ListedEntry(
            name: name, fileID: object, cookie: cookie, attributes: attributes,
            key: details ? store.key(object) : nil))
      }
      return (entries, isEnd)
    }
  }
}

extension MemoryState {
  func entries(_ directory: UInt64) throws(StoreError) -> MemoryDirectory {
    guard let entries = try object(directory).entries else { throw StoreError(.notDirectory) }
    return entries
  }

  /// Enters a name that is free; a directory's ".." counts as a link of the one above.
  mutating func addName(_ name: FileName, of object: UInt64, to directory: UInt64) {
    objects[directory]?.entries?.add(name, object)
    objects[directory]?.touch(Self.now())
    if objects[object]?.kind == .directory {
      objects[object]?.parent = directory
      objects[directory]?.linkCount += 1
    }
  }

  /// Removes a name and, with the last one, the object.
  mutating func removeName(_ name: FileName, of object: UInt64, from directory: UInt64) {
    detach(name, of: object, from: directory)
    if objects[object]?.kind == .directory { objects[object]?.linkCount = 1 }
    dropLink(object)
  }

  private mutating func detach(_ name: FileName, of object: UInt64, from directory: UInt64) {
    objects[directory]?.entries?.remove(name)
    objects[directory]?.touch(Self.now())
    if objects[object]?.kind == .directory { objects[directory]?.linkCount -= 1 }
  }

  /// rename(2): replaces a file by a file and an empty directory by a directory.
  mutating func rename(
    _ name: FileName, in from: UInt64, to directory: UInt64, as target: FileName
  ) throws(StoreError) {
    guard let object = try entries(from)[name] else { throw StoreError(.noEntry) }
    let existing = try entries(directory)[target]
    if existing == object { return }
    let isDirectory = try self.object(object).kind == .directory
    if isDirectory, try lies(directory, within: object) { throw StoreError(.invalidArgument) }
    if let existing {
      let old = try self.object(existing)
      if isDirectory, old.kind != .directory { throw StoreError(.notDirectory) }
      if !isDirectory, old.kind == .directory { throw StoreError(.isDirectory) }
      if let entries = old.entries, !entries.isEmpty { throw StoreError(.notEmpty) }
      removeName(target, of: existing, from: directory)
    }
    detach(name, of: object, from: from)
    addName(target, of: object, to: directory)
    objects[object]?.changeTime = Self.now()
  }

  /// Whether a directory is `ancestor` or below it.
  private func lies(_ directory: UInt64, within ancestor: UInt64) throws(StoreError) -> Bool {
    var at = directory
    while at != MemoryStore.rootNumber {
      if at == ancestor { return true }
      at = try object(at).parent
    }
    return at == ancestor
  }
}
