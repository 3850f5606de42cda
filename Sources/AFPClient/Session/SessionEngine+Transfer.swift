// SPDX-License-Identifier: Apache-2.0
// Reading and writing forks: in pieces within the quantum, pipelined.

internal import Wire

extension SessionEngine {
  /// Pieces are a multiple of this, in bytes, so that the server writes whole pages.
  private static let pieceAlignment = 4096

  /// Largest data of one write: the quantum less the block in front of it.
  private var writePiece: Int {
    let limit = min(configuration.maximumWriteBytes ?? .max, quantum - AFPWriteRequest.blockBytes)
    return max(
      limit / Self.pieceAlignment * Self.pieceAlignment, min(limit, Self.pieceAlignment), 1)
  }

  /// Largest count of one read.
  private var readPiece: Int { max(quantum / Self.pieceAlignment * Self.pieceAlignment, 1) }

  // MARK: Writing

  /// Writes and waits until the server has confirmed every byte, or until the task is cancelled.
  func write(
    _ fork: ForkHandle, _ data: DataSlice, at offset: UInt64, isUrgent: Bool = false
  ) async throws(AFPError) {
    try await settleBehind(fork, until: 0)
    guard data.count > 0 else { return }
    let cancelled = AFPError(AFPCommand.write.name, .cancelled)
    let failure = await wait(cancelled: Optional(cancelled)) { waiter in
      enqueueWrite(fork, data, at: offset, behindBytes: 0, isUrgent: isUrgent, waiter)
    }
    if let failure { throw failure }
  }

  /// Hands a write over and returns when fewer than `window` bytes of the fork are unconfirmed.
  func writeBehind(
    _ fork: ForkHandle, _ data: DataSlice, at offset: UInt64, window: Int
  ) async throws(AFPError) {
    try await settleBehind(fork, until: max(window - data.count, 0))
    guard data.count > 0 else { return }
    behind[fork, default: WriteBehind()].outstandingBytes += data.count
    enqueueWrite(fork, data, at: offset, behindBytes: data.count, nil)
  }

  /// Waits until at most `limit` bytes of writes that nobody waits for are unconfirmed.
  ///
  /// - Throws: the first failure among them, once; `.cancelled`.
  func settleBehind(_ fork: ForkHandle, until limit: Int) async throws(AFPError) {
    while let state = behind[fork] {
      if let failure = state.failure {
        behind[fork]?.failure = nil
        throw failure
      }
      guard state.outstandingBytes > limit else { return }
      await wait(cancelled: ()) { behind[fork]?.waiters.append($0) }
      if Task.isCancelled { throw AFPError(AFPCommand.write.name, .cancelled) }
    }
  }

  private func enqueueWrite(
    _ fork: ForkHandle, _ data: DataSlice, at offset: UInt64, behindBytes: Int,
    isUrgent: Bool = false, _ waiter: Waiter<AFPError?>?
  ) {
    let piece = writePiece
    let starts = stride(from: 0, to: data.count, by: piece)
    let group = WriteGroup(
      fork: fork, requests: (data.count + piece - 1) / piece, behindBytes: behindBytes)
    group.waiter = waiter
    let subject = forks[fork]?.subject ?? "a closed fork"
    for start in starts {
      let from = data.range.lowerBound + start
      let slice = DataSlice(data.bytes, from..<from + min(piece, data.count - start))
      enqueuePiece(
        of: group, slice, at: offset + UInt64(start), subject, isUrgent: isUrgent)
    }
    pump()
  }

  private func enqueuePiece(
    of group: WriteGroup, _ data: DataSlice, at position: UInt64, _ subject: String,
    isUrgent: Bool
  ) {
    let count = UInt64(data.count)
    var call = AFPCall(
      carrier: .write, command: .write, subject: subject, target: .fork(group.fork),
      recovery: .anew
    ) {
      AFPWriteRequest(fork: AFPForkID(rawValue: $0), offset: position, count: count).block
    }
    call.data = data
    call.isUrgent = isUrgent
    enqueue(call, .piece(group, end: position + count))
  }

  /// A server that runs out of space in the middle of a write may report what it stored as success.
  /// The rest is sent again, and the answer to that tells why it did not fit.
  private func continueShortWrite(
    _ group: WriteGroup, _ call: AFPCall, stored: UInt64, end: UInt64
  ) -> Bool {
    guard let data = call.data, stored < end, stored > end - UInt64(data.count) else {
      return false
    }
    let from = data.range.upperBound - Int(end - stored)
    enqueuePiece(
      of: group, DataSlice(data.bytes, from..<data.range.upperBound), at: stored, call.subject,
      isUrgent: call.isUrgent)
    return true
  }

  /// Counts one confirmed or failed piece; the last one wakes whoever waits.
  func finishPiece(of group: WriteGroup, end: UInt64, _ call: AFPCall, _ outcome: CallOutcome) {
    do throws(AFPError) {
      let reply = try outcome.get()
      guard reply.result == .noError else { throw AFPError(call.operation, .result(reply.result)) }
      var reader = AFPReader(reply.payload)
      let stored = (try? reader.uint64()) ?? 0
      if continueShortWrite(group, call, stored: stored, end: end) { return }
      guard stored == end else {
        throw AFPError(call.operation, .unexpectedReply("the write ends elsewhere than asked"))
      }
      forks[group.fork]?.noteChange(end: end)
    } catch {
      // What a failed write left behind is undefined until it is written again.
      forks[group.fork]?.noteChange(end: 0)
      if group.failure == nil { group.failure = error }
    }
    group.remaining -= 1
    guard group.remaining == 0 else { return }
    group.waiter?.resume(group.failure)
    guard group.behindBytes > 0, behind[group.fork] != nil else { return }
    behind[group.fork]?.outstandingBytes -= group.behindBytes
    if behind[group.fork]?.failure == nil { behind[group.fork]?.failure = group.failure }
    let waiters = behind[group.fork]?.waiters ?? []
    behind[group.fork]?.waiters = []
    for waiter in waiters { waiter.resume(()) }
  }

  // MARK: Syncing

  /// Makes everything confirmed so far durable; the only request that reports whether it is.
  func sync(_ fork: ForkHandle) async throws(AFPError) {
    try await settleBehind(fork, until: 0)
    guard let open = forks[fork] else {
      throw AFPError(AFPCommand.syncFork.name, .result(.parameterError))
    }
    let call = AFPCall(
      command: .syncFork, subject: open.subject, target: .fork(fork), recovery: .anew
    ) { AFPSyncForkRequest(fork: AFPForkID(rawValue: $0)).block }
    _ = try await perform(call)
    forks[fork]?.noteSynced(open.syncMark)
  }

  // MARK: Reading

  /// Reads up to `count` bytes; fewer only at the end of the fork.
  func read(_ fork: ForkHandle, at offset: UInt64, count: Int) async throws(AFPError) -> [UInt8] {
    try await settleBehind(fork, until: 0)
    let piece = readPiece
    if count <= piece { return try await readPiece(fork, at: offset, count: count) }
    // All pieces are in line at once; the engine decides how many are on the wire.
    let parts = stride(from: 0, to: count, by: piece).map { start in
      Task { () async -> Result<[UInt8], AFPError> in
        do throws(AFPError) {
          let length = min(piece, count - start)
          return .success(try await readPiece(fork, at: offset + UInt64(start), count: length))
        } catch {
          return .failure(error)
        }
      }
    }
    return try await withTaskCancellationHandler {
      await Self.join(parts, pieceBytes: piece)
    } onCancel: {
      for part in parts { part.cancel() }
    }.get()
  }

  /// The bytes up to the first piece that is short.
  private static func join(
    _ parts: [Task<Result<[UInt8], AFPError>, Never>], pieceBytes: Int
  ) async -> Result<[UInt8], AFPError> {
    var result: [UInt8] = []
    result.reserveCapacity(parts.count * pieceBytes)
    var isShort = false
    for part in parts {
      switch await part.value {
      case .failure(let error): return .failure(error)
      case .success(let bytes):
        if !isShort { result.append(contentsOf: bytes) }
        if bytes.count < pieceBytes { isShort = true }
      }
    }
    return .success(result)
  }

  private func readPiece(
    _ fork: ForkHandle, at offset: UInt64, count: Int
  ) async throws(AFPError) -> [UInt8] {
    var call = AFPCall(
      command: .read, subject: forks[fork]?.subject ?? "a closed fork", target: .fork(fork),
      recovery: .anew
    ) {
      AFPReadRequest(fork: AFPForkID(rawValue: $0), offset: offset, count: UInt64(count)).block
    }
    call.tolerated = [.endOfFile]
    let reply = try await perform(call)
    guard reply.payload.count <= count else {
      throw AFPError(call.operation, .unexpectedReply("more bytes than asked for"))
    }
    guard reply.payload.count == count || reply.result == .endOfFile else {
      throw AFPError(call.operation, .unexpectedReply("fewer bytes than asked for"))
    }
    return reply.payload
  }
}
