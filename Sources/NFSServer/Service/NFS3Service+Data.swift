// SPDX-License-Identifier: Apache-2.0
// READ, WRITE and COMMIT. Payload goes between the file and the transport's buffers and is not copied on the way.

internal import HostFS
internal import ONCRPC
internal import Wire

extension NFS3Service {
  /// RFC 1813 §3.3.6.
  func read(
    _ arguments: inout XDRReader, _ results: inout XDRWriter, _ context: inout CallContext
  ) throws(XDRError) -> RPCPayload? {
    let wish = try NFS3ReadArguments(from: &arguments)
    var payload: RPCPayload?
    let isWaiting = context.isWaiting
    let result: NFS3ReadResultHeader = look(wish.file, &context) {
      target, attributes throws(StoreError) in
      try target.requireReading(attributes)
      let count = min(Int(wish.count), Self.maximumTransferBytes)
      let buffer = RPCBuffer(capacity: count)
      let got = try buffer.withMutableBytes(0..<count) { bytes throws(StoreError) in
        try target.node.read(into: &bytes, at: wish.offset, waiting: isWaiting)
      }
      payload = RPCPayload(buffer, 0..<got)
      let (isEnd, attributes) = try Self.isEnd(wish.offset, got: got, of: target, attributes)
      return NFS3ReadHeader(
        attributes: target.export.attributes(attributes), count: UInt32(got), isEndOfFile: isEnd)
    }
    result.encode(into: &results)
    if case .success = result { return payload }
    return nil
  }

  /// Whether a read reached the end. A file that grew since its attributes were taken has not ended
  /// where they say.
  private static func isEnd(
    _ offset: UInt64, got: Int, of target: Target, _ attributes: FileAttributes
  ) throws(StoreError) -> (Bool, FileAttributes) {
    let (end, overflows) = offset.addingReportingOverflow(UInt64(got))
    if overflows { return (true, attributes) }
    if end < attributes.size { return (false, attributes) }
    let latest = try target.node.attributes()
    return (end >= latest.size, latest)
  }

  /// RFC 1813 §3.3.7.
  func write(
    _ arguments: inout XDRReader, _ results: inout XDRWriter, _ context: inout CallContext
  ) throws(XDRError) {
    let wish = try NFS3WriteArguments(from: &arguments)
    let payload = arguments.bytes(wish.data).extracting(first: Self.maximumTransferBytes)
    write(wish, payload, &context).encode(into: &results)
  }

  private func write(
    _ wish: NFS3WriteArguments, _ payload: RawSpan, _ context: inout CallContext
  ) -> NFS3WriteResult {
    let target: Target
    do throws(StoreError) {
      target = try self.target(wish.file, context)
      let syncs = wish.stability != .unstable && target.export.store.waitsForDisk
      if syncs, !context.isWaiting { throw StoreError.wouldWait }
    } catch {
      note(error, wish.file, &context)
      return .failure(error.status, NFS3WeakCacheData())
    }
    var before: NFS3WeakAttributes?
    do throws(StoreError) {
      let count = try writeLocked(wish, payload, target, &before)
      if wish.stability != .unstable {
        try target.node.sync(dataOnly: wish.stability == .dataSync)
        // The whole file is on the disk now; taking older writes back would undo this one.
        undo?.forget(target.node.key)
      }
      counters.countWritten(count)
      let success = NFS3WriteSuccess(
        cacheData: cacheData(target, before), count: UInt32(count),
        stability: wish.stability, verifier: writeVerifier)
      return .success(success)
    } catch {
      note(error, wish.file, &context)
      return .failure(error.status, cacheData(target, before))
    }
  }

  private func writeLocked(
    _ wish: NFS3WriteArguments, _ payload: RawSpan, _ target: Target,
    _ before: inout NFS3WeakAttributes?
  ) throws(StoreError) -> Int {
    try locks.with(target.node.key) { () throws(StoreError) in
      let attributes = try target.node.attributes()
      before = NFS3WeakAttributes(attributes)
      try target.requireWriting(attributes)
      guard wish.offset <= NFS3.maximumOffset - UInt64(payload.byteCount) else {
        throw StoreError(.fileTooLarge)
      }
      if wish.stability == .unstable {
        try undo?.remember(target.node, attributes, wish.offset, payload.byteCount)
      }
      let count = try target.node.write(payload, at: wish.offset)
      try target.clearSetIDAfterWriting(attributes)
      return count
    }
  }

  /// RFC 1813 §3.3.21. The whole file is synced, whatever the range.
  func commit(
    _ arguments: NFS3CommitArguments, _ context: inout CallContext
  ) -> NFS3CommitResult {
    do throws(StoreError) {
      let target = try target(arguments.file, context)
      let waits = target.export.store.waitsForDisk
      if waits, !context.isWaiting { throw StoreError.wouldWait }
      return commit(target)
    } catch {
      note(error, arguments.file, &context)
      return .failure(error.status, NFS3WeakCacheData())
    }
  }

  private func commit(_ target: Target) -> NFS3CommitResult {
    var before: NFS3WeakAttributes?
    do throws(StoreError) {
      let attributes = try target.node.attributes()
      before = NFS3WeakAttributes(attributes)
      try target.requireWriting(attributes)
      let verifier = writeVerifier
      try target.node.sync(dataOnly: true)
      undo?.forget(target.node.key)
      let success = NFS3CommitSuccess(cacheData: cacheData(target, before), verifier: verifier)
      return .success(success)
    } catch {
      return .failure(error.status, cacheData(target, before))
    }
  }
}

extension Target {
  /// A program that somebody else has written to does not run as its owner any more.
  func clearSetIDAfterWriting(_ attributes: FileAttributes) throws(StoreError) {
    let bits: UInt16 = 0o6000
    guard attributes.permissions & bits != 0, !caller.isPrivileged else { return }
    try node.apply(AttributeChange(permissions: attributes.permissions & ~bits))
  }
}
