// SPDX-License-Identifier: Apache-2.0
// Catalogue commands of the scripted server.

import Wire

extension ScriptedServer.State {
  mutating func runCatalog(
    _ session: ScriptedSession, _ command: AFPCommand, _ block: [UInt8]
  ) throws -> Answer {
    func encoded(_ body: (inout AFPWriter) -> Void) -> [UInt8] {
      var writer = AFPWriter()
      body(&writer)
      return writer.bytes
    }
    switch command {
    case .getFileDirectoryParameters:
      let request = try AFPItemRequest(block: block)
      let node = try volume.find(request.directory, request.path)
      let reply = AFPItemReply(
        fileBitmap: request.fileBitmap, directoryBitmap: request.directoryBitmap,
        item: volume.parameters(node))
      return (.noError, encoded { reply.encode(into: &$0) })
    case .enumerate:
      let request = try AFPEnumerateRequest(block: block)
      let all = volume.children(of: request.directory)
      let wanted = min(Int(request.count), settings.entriesPerPage)
      let items = all.dropFirst(Int(request.start) - 1).prefix(wanted)
      guard !items.isEmpty else { return (.objectNotFound, []) }
      let reply = AFPEnumerateReply(
        fileBitmap: request.fileBitmap, directoryBitmap: request.directoryBitmap,
        items: items.map(volume.parameters))
      return (.noError, encoded { reply.encode(into: &$0) })
    case .createDirectory:
      let request = try AFPCreateDirectoryRequest(block: block)
      let id = try volume.create(request.parent, request.path, isDirectory: true)
      return (.noError, encoded { $0.append(id.rawValue) })
    case .createFile:
      let request = try AFPCreateFileRequest(block: block)
      _ = try volume.create(
        request.parent, request.path, isDirectory: false, replaces: request.replaces)
      return (.noError, [])
    case .delete:
      let request = try AFPDeleteRequest(block: block)
      try volume.delete(request.directory, request.path)
      return (.noError, [])
    case .rename:
      let request = try AFPRenameRequest(block: block)
      try volume.move(request.directory, request.path, to: request.directory, request.newName)
      return (.noError, [])
    case .moveAndRename:
      let request = try AFPMoveRequest(block: block)
      try volume.move(
        request.sourceDirectory, request.sourcePath, to: request.targetDirectory, request.newName)
      return (.noError, [])
    case .setFileDirectoryParameters:
      let request = try AFPSetItemRequest(block: block)
      let node = try volume.find(request.directory, request.path)
      if let date = request.settings.modificationDate { volume.setDate(node.id, date) }
      return (.noError, [])
    case .syncDirectory:
      let request = try AFPSyncDirectoryRequest(block: block)
      directorySyncs += 1
      return (request.directory == .root ? .noError : .objectNotFound, [])
    case .setExtendedAttribute:
      let request = try AFPSetExtendedAttributeRequest(block: block)
      let node = try volume.find(request.directory, request.path)
      volume.setAttribute(node.id, request.name, request.value)
      return (.noError, [])
    case .removeExtendedAttribute:
      let request = try AFPRemoveExtendedAttributeRequest(block: block)
      let node = try volume.find(request.directory, request.path)
      guard node.attributes[request.name] != nil else { throw Refusal(.miscellaneous) }
      volume.setAttribute(node.id, request.name, nil)
      return (.noError, [])
    case .getExtendedAttribute:
      let request = try AFPGetExtendedAttributeRequest(block: block)
      guard let value = try volume.find(request.directory, request.path).attributes[request.name]
      else { throw Refusal(.itemNotFound) }
      let reply = AFPExtendedAttributeReply(length: UInt32(value.count), data: value)
      return (.noError, encoded { reply.encode(into: &$0) })
    case .listExtendedAttributes:
      let request = try AFPListExtendedAttributesRequest(block: block)
      let attributes = try volume.find(request.directory, request.path).attributes
      let sorted = attributes.keys.sorted { $0.lexicographicallyPrecedes($1) }
      let names: [UInt8] = Array(sorted.map { $0 + [0] }.joined())
      let reply = AFPExtendedAttributeReply(length: UInt32(names.count), data: names)
      return (.noError, encoded { reply.encode(into: &$0) })
    default: return (.callNotSupported, [])
    }
  }
}
