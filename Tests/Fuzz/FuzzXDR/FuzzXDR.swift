// SPDX-License-Identifier: Apache-2.0
// Fuzzing every XDR decoder: RPC headers, rpcbind, MOUNT and NFS version 3, both directions.

import Wire

/// What the first byte of the input chooses from. Append only: the corpus depends on the order.
private let decoders: [any (XDRCodable & Equatable & Sendable).Type] = [
  RPCCallHeader.self, RPCReplyHeader.self, RPCOpaqueAuth.self, RPCAuthSys.self,
  PortmapMapping.self, RPCBindEntry.self, RPCBindingList<PortmapMapping>.self,
  RPCBindingList<RPCBindEntry>.self,
  Mount3Path.self, Mount3Result.self, Mount3ExportList.self, Mount3ClientList.self,
  NFS3FileHandle.self, NFS3Name.self, NFS3Path.self, NFS3Attributes.self, NFS3SetAttributes.self,
  NFS3WeakCacheData.self,
  NFS3HandleArguments.self, NFS3GetAttributesResult.self,
  NFS3SetAttributesArguments.self, NFS3SetAttributesResult.self,
  NFS3DirectoryArguments.self, NFS3LookupResult.self,
  NFS3AccessArguments.self, NFS3AccessResult.self, NFS3ReadLinkResult.self,
  NFS3ReadArguments.self, NFS3ReadResult.self, NFS3ReadResultHeader.self,
  NFS3WriteArguments.self, NFS3WriteResult.self,
  NFS3CreateArguments.self, NFS3CreateResult.self, NFS3MakeDirectoryArguments.self,
  NFS3SymbolicLinkArguments.self, NFS3MakeNodeArguments.self, NFS3RemoveResult.self,
  NFS3RenameArguments.self, NFS3RenameResult.self, NFS3LinkArguments.self, NFS3LinkResult.self,
  NFS3ReadDirectoryArguments.self, NFS3ReadDirectoryResult.self,
  NFS3ReadDirectoryPlusArguments.self, NFS3ReadDirectoryPlusResult.self,
  NFS3FileSystemStatusResult.self, NFS3FileSystemInfoResult.self,
  NFS3PathConfigurationResult.self, NFS3CommitArguments.self, NFS3CommitResult.self,
  NFS3PackedPage<NFS3DirectoryEntry>.self, NFS3PackedPage<NFS3DirectoryEntryPlus>.self,
]

/// The data that a READ reply or a WRITE call carries: they encode everything through its length,
/// and the caller appends it with its padding.
private func payload(of value: Any) -> Range<Int>? {
  switch value {
  case let write as NFS3WriteArguments: write.data
  case NFS3ReadResult.success(let read): read.data
  default: nil
  }
}

/// What decodes must encode, and decode again to the same value.
private func check<Value: XDRCodable & Equatable>(_ type: Value.Type, _ bytes: RawSpan) {
  var reader = XDRReader(bytes)
  guard let value = try? Value(from: &reader) else { return }
  var writer = XDRWriter()
  value.encode(into: &writer)
  if let data = payload(of: value) { writer.append(fixedOpaque: bytes.extracting(data)) }
  var second = XDRReader(writer.span)
  let again = try? Value(from: &second)
  precondition(again == value, "\(type) does not survive encoding")
  precondition(second.isAtEnd, "\(type) encodes more than it decodes")
}

@c(LLVMFuzzerTestOneInput)
public func fuzzOne(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard count > 0, let data = unsafe data else { return 0 }
  let bytes = unsafe UnsafeRawBufferPointer(start: data, count: count).bytes
  let choice = Int(unsafe data.pointee) % decoders.count
  check(decoders[choice], bytes.extracting(1..<count))
  return 0
}
