// SPDX-License-Identifier: Apache-2.0
// A volume in memory, for the scripted server.

import Wire

/// Files and directories in memory, with the result codes of a netatalk server.
struct ScriptedVolume {
  struct Node {
    var id: AFPNodeID
    var parent: AFPNodeID
    var name: String
    var isDirectory: Bool
    var data: [UInt8] = []
    var attributes: [[UInt8]: [UInt8]] = [:]
    var modificationDate = AFPDate(rawValue: 0)
  }

  struct Refusal: Error {
    var code: AFPResultCode
    init(_ code: AFPResultCode) { self.code = code }
  }

  private(set) var nodes: [AFPNodeID: Node] = [
    .root: Node(id: .root, parent: .parentOfRoot, name: "volume", isDirectory: true)
  ]
  private var nextID = AFPNodeID.firstReal

  func name(of path: AFPPath) -> String { String(decoding: path.bytes, as: UTF8.self) }

  func child(of directory: AFPNodeID, named name: String) -> Node? {
    nodes.values.first { $0.parent == directory && $0.name == name && $0.id != .root }
  }

  func children(of directory: AFPNodeID) -> [Node] {
    nodes.values.filter { $0.parent == directory && $0.id != .root }
      .sorted { $0.id.rawValue < $1.id.rawValue }
  }

  func find(_ directory: AFPNodeID, _ path: AFPPath) throws(Refusal) -> Node {
    guard let parent = nodes[directory] else { throw Refusal(.objectNotFound) }
    if path.bytes.isEmpty { return parent }
    guard let node = child(of: directory, named: name(of: path)) else {
      throw Refusal(.objectNotFound)
    }
    return node
  }

  mutating func create(
    _ directory: AFPNodeID, _ path: AFPPath, isDirectory: Bool, replaces: Bool = false
  ) throws(Refusal) -> AFPNodeID {
    guard nodes[directory]?.isDirectory == true else { throw Refusal(.objectNotFound) }
    if let old = child(of: directory, named: name(of: path)) {
      guard replaces, !old.isDirectory else { throw Refusal(.objectExists) }
      nodes[old.id]?.data = []
      return old.id
    }
    let id = AFPNodeID(rawValue: nextID)
    nextID += 1
    nodes[id] = Node(id: id, parent: directory, name: name(of: path), isDirectory: isDirectory)
    return id
  }

  mutating func delete(_ directory: AFPNodeID, _ path: AFPPath) throws(Refusal) {
    let node = try find(directory, path)
    guard children(of: node.id).isEmpty else { throw Refusal(.directoryNotEmpty) }
    nodes[node.id] = nil
  }

  mutating func move(
    _ directory: AFPNodeID, _ path: AFPPath, to target: AFPNodeID, _ newName: AFPPath
  ) throws(Refusal) {
    let node = try find(directory, path)
    let name = newName.bytes.isEmpty ? node.name : name(of: newName)
    guard child(of: target, named: name) == nil else { throw Refusal(.objectExists) }
    nodes[node.id]?.parent = target
    nodes[node.id]?.name = name
  }

  mutating func write(_ id: AFPNodeID, _ bytes: [UInt8], at offset: UInt64) {
    let end = Int(offset) + bytes.count
    guard var data = nodes[id]?.data else { return }
    if data.count < end { data.append(contentsOf: repeatElement(0, count: end - data.count)) }
    data.replaceSubrange(Int(offset)..<end, with: bytes)
    nodes[id]?.data = data
  }

  mutating func setLength(_ id: AFPNodeID, _ length: UInt64) {
    guard var data = nodes[id]?.data else { return }
    let length = Int(length)
    if data.count > length { data.removeLast(data.count - length) }
    if data.count < length { data.append(contentsOf: repeatElement(0, count: length - data.count)) }
    nodes[id]?.data = data
  }

  mutating func setAttribute(_ id: AFPNodeID, _ name: [UInt8], _ value: [UInt8]?) {
    nodes[id]?.attributes[name] = value
  }

  mutating func setDate(_ id: AFPNodeID, _ date: AFPDate) { nodes[id]?.modificationDate = date }

  func parameters(_ node: Node) -> AFPItemParameters {
    var item = AFPItemParameters(isDirectory: node.isDirectory)
    item.attributes = []
    item.parent = node.parent
    item.creationDate = AFPDate(rawValue: 0)
    item.modificationDate = node.modificationDate
    item.nodeID = node.id
    item.name = node.name
    item.unixPrivileges = AFPUnixPrivileges(
      userID: 1, groupID: 1, mode: node.isDirectory ? 0o040755 : 0o100644)
    if node.isDirectory {
      item.offspringCount = UInt16(clamping: children(of: node.id).count)
    } else {
      item.dataLength = UInt64(node.data.count)
      item.resourceLength = 0
    }
    return item
  }
}
