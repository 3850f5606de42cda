// SPDX-License-Identifier: Apache-2.0
// An object in memory as the server sees it: attributes and content.

internal import HostFS
internal import Wire

/// A reference to an object of a `MemoryStore`.
final class MemoryNode: FileNode {
  let number: UInt64
  let store: MemoryStore

  init(number: UInt64, store: MemoryStore) {
    self.number = number
    self.store = store
  }

  var key: NodeKey { store.key(number) }

  func attributes() throws(StoreError) -> FileAttributes {
    try store.withState { state throws(StoreError) in try state.attributes(number) }
  }

  func accessControlList() throws(StoreError) -> AccessControlList? { nil }

  func apply(_ change: AttributeChange) throws(StoreError) {
    try store.withState { state throws(StoreError) in
      var object = try state.object(number)
      let now = MemoryState.now()
      if let size = change.size { try resize(&object, to: size, in: &state, now) }
      object.permissions = change.permissions ?? object.permissions
      object.owner = change.owner ?? object.owner
      object.group = change.group ?? object.group
      object.accessTime = change.accessTime?.resolved(now) ?? object.accessTime
      object.modificationTime = change.modificationTime?.resolved(now) ?? object.modificationTime
      object.changeTime = now
      state.objects[number] = object
    }
  }

  private func resize(
    _ object: inout MemoryObject, to size: UInt64, in state: inout MemoryState, _ now: FileTime
  ) throws(StoreError) {
    guard object.content != nil else {
      throw StoreError(object.kind == .directory ? .isDirectory : .invalidArgument)
    }
    guard size <= MemoryContent.maximumSize else { throw StoreError(.fileTooLarge) }
    state.release(object.content?.resize(to: size) ?? 0)
    object.modificationTime = now
  }

  func read(
    into bytes: inout MutableRawSpan, at offset: UInt64, waiting: Bool
  ) throws(StoreError) -> Int {
    let content = try store.withState { state throws(StoreError) in
      guard let content = try state.object(number).content else {
        throw StoreError(.invalidArgument)
      }
      return content
    }
    return content.read(into: &bytes, at: offset)
  }

  func write(_ bytes: RawSpan, at offset: UInt64) throws(StoreError) -> Int {
    let count = bytes.byteCount
    guard offset <= MemoryContent.maximumSize - UInt64(count) else {
      throw StoreError(.fileTooLarge)
    }
    return try store.write(bytes, at: offset, to: number)
  }

  func sync(dataOnly: Bool) throws(StoreError) {}

  func readLink() throws(StoreError) -> [UInt8] {
    try store.withState { state throws(StoreError) in
      let object = try state.object(number)
      guard object.kind == .symbolicLink else { throw StoreError(.invalidArgument) }
      return object.target
    }
  }

  func statistics() throws(StoreError) -> VolumeStatistics {
    store.withState { state in
      let free = state.capacity - state.usedBytes
      return VolumeStatistics(
        type: 0, identifier: store.fileSystemID, blockBytes: Int(MemoryContent.chunkBytes),
        totalBytes: state.capacity, freeBytes: free, availableBytes: free,
        totalFiles: UInt64(MemoryStore.maximumObjects),
        freeFiles: UInt64(max(0, MemoryStore.maximumObjects - state.objects.count)),
        maximumNameBytes: FileName.maximumBytes, isReadOnly: false)
    }
  }
}

extension MemoryStore {
  func write(
    _ bytes: RawSpan, at offset: UInt64, to number: UInt64
  ) throws(StoreError) -> Int {
    let count = bytes.byteCount
    try withState { state throws(StoreError) in
      try state.reserve(try state.missingBytes(number, at: offset, count: count))
      state.objects[number]?.content?.write(bytes, at: offset)
      state.objects[number]?.touch(MemoryState.now())
    }
    return count
  }
}

extension MemoryState {
  /// Memory that writing a range of a file would take. Apart from the write, so that nothing refers to the
  /// content any more when it is changed in place.
  func missingBytes(
    _ number: UInt64, at offset: UInt64, count: Int
  ) throws(StoreError) -> UInt64 {
    guard let content = try object(number).content else { throw StoreError(.invalidArgument) }
    return content.missingBytes(at: offset, count: count)
  }
}

extension AttributeChange.Time {
  func resolved(_ now: FileTime) -> FileTime {
    switch self {
    case .now: now
    case .exactly(let time): time
    }
  }
}
