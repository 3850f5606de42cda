// SPDX-License-Identifier: Apache-2.0
// Reading: own data first, then blocks read ahead, then the server.

import ONCRPC
import Synchronization
import Wire

extension FileState {
  /// READs in a row that may bring nothing without being at the end.
  static let maximumEmptyReads = 3

  /// Fills a part of a buffer from the file.
  ///
  /// - Returns: bytes read; fewer than asked for only at the end of the file.
  func read(
    _ buffer: RPCBuffer, _ destination: Range<Int>, at offset: UInt64, readsAhead: Bool
  ) async throws(NFSError) -> Int {
    guard !destination.isEmpty else { return 0 }
    let wanted = offset..<offset + UInt64(destination.count)
    let (held, heldEnd) = inner.withLock { ($0.buffer.held(wanted), $0.buffer.end) }
    if held.isEmpty, heldEnd <= offset {
      return try await fetch(buffer, destination, at: offset, readsAhead: readsAhead)
    }
    var at = offset
    func place(_ position: UInt64) -> Int { destination.lowerBound + Int(position - offset) }
    for piece in held + [(offset: wanted.upperBound, data: DataPiece.empty)] {
      if at < piece.offset {
        let count = Int(piece.offset - at)
        let got = try await fetch(
          buffer, place(at)..<place(at) + count, at: at, readsAhead: readsAhead)
        if got < count {
          // Behind the server's end lies a hole when data held here follows, else the end.
          let end = max(at + UInt64(got), min(heldEnd, piece.offset))
          buffer.zero(place(at) + got..<place(end))
          if end < piece.offset { return Int(end - offset) }
        }
      }
      piece.data.buffer.withBytes(piece.data.range) { buffer.store($0, at: place(piece.offset)) }
      at = piece.offset + UInt64(piece.data.count)
    }
    return destination.count
  }

  private enum Source {
    case block(ReadAheadBlock, offset: UInt64)
    case server
  }

  /// Fills a part of a buffer from blocks read ahead and from the server.
  private func fetch(
    _ buffer: RPCBuffer, _ destination: Range<Int>, at offset: UInt64, readsAhead: Bool
  ) async throws(NFSError) -> Int {
    if readsAhead { readAhead(offset..<offset + UInt64(destination.count)) }
    var done = 0
    while done < destination.count {
      let at = offset + UInt64(done)
      let start = destination.lowerBound + done
      switch source(at) {
      case .block(let block, let blockOffset):
        let count = try await block.wait()
        let from = Int(at - blockOffset)
        guard from < count else { return done }
        let taken = min(count - from, destination.count - done)
        block.buffer.withBytes(from..<from + taken) { buffer.store($0, at: start) }
        done += taken
        if from + taken == count { forgetBlock(at) }
        if done < destination.count, count < block.buffer.capacity { return done }
      case .server:
        let run = serverRun(at, limit: destination.count - done)
        let count = try await readDirectly(buffer, start..<start + run, at: at)
        done += count
        if count < run { return done }
      }
    }
    return done
  }

  private func source(_ at: UInt64) -> Source {
    let blockBytes = UInt64(mount.sizes.read)
    let number = at / blockBytes
    return inner.withLock { inner in
      guard let block = inner.blocks[number] else { return .server }
      return .block(block, offset: number * blockBytes)
    }
  }

  /// Bytes from here to the next block that is being read ahead.
  private func serverRun(_ at: UInt64, limit: Int) -> Int {
    let blockBytes = UInt64(mount.sizes.read)
    return inner.withLock { inner in
      var end = (at / blockBytes + 1) * blockBytes
      while end < at + UInt64(limit), inner.blocks[end / blockBytes] == nil { end += blockBytes }
      return min(limit, Int(end - at))
    }
  }

  /// Reads from the server into the buffer, in as many READs side by side as it takes.
  func readDirectly(
    _ buffer: RPCBuffer, _ destination: Range<Int>, at offset: UInt64
  ) async throws(NFSError) -> Int {
    let step = mount.sizes.read
    if destination.count <= step { return try await readOnce(buffer, destination, at: offset) }
    let results = await withTaskGroup(of: (Int, Result<Int, NFSError>).self) { group in
      for start in stride(from: 0, to: destination.count, by: step) {
        let part =
          destination.lowerBound + start..<destination.lowerBound
          + min(start + step, destination.count)
        group.addTask {
          do throws(NFSError) {
            return (
              start, .success(try await self.readOnce(buffer, part, at: offset + UInt64(start)))
            )
          } catch {
            return (start, .failure(error))
          }
        }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    var done = 0
    for start in stride(from: 0, to: destination.count, by: step) {
      let count = try results[start]?.get() ?? 0
      done += count
      if count < min(step, destination.count - start) { break }
    }
    return done
  }

  /// READ, and READ again for what a short answer left out.
  private func readOnce(
    _ buffer: RPCBuffer, _ destination: Range<Int>, at offset: UInt64
  ) async throws(NFSError) -> Int {
    var done = 0
    var emptyReads = 0
    while done < destination.count {
      let began = mount.begin()
      let at = offset + UInt64(done)
      let answer = try await mount.client.read(
        NFS3ReadArguments(file: file, offset: at, count: UInt32(destination.count - done)),
        into: buffer, destination.lowerBound + done..<destination.upperBound)
      switch answer.result {
      case .success(let header):
        mount.accept(header.attributes, of: file, began: began)
        done += Int(header.count)
        if header.isEndOfFile { return done }
        emptyReads = header.count == 0 ? emptyReads + 1 : 0
        guard emptyReads < FileState.maximumEmptyReads else {
          throw NFSError(.protocolViolation("READ brings no bytes"), operation: "READ")
        }
      case .failure(let status, let attributes):
        mount.accept(attributes, of: file, began: began)
        // Some servers call a read behind the end invalid.
        if status == .invalidArgument, let size = attributes?.size, at >= size { return done }
        throw NFSError(.status(status), operation: "READ")
      }
    }
    return done
  }

  // MARK: Reading ahead

  private func readAhead(_ range: Range<UInt64>) {
    let (known, generation) = mount.nodes.withLock {
      ($0.knownAttributes(file), $0.contentGeneration(file))
    }
    guard let size = known?.size else { return }
    let blockBytes = mount.sizes.read
    let budget = mount.readAheadBudget
    if inner.withLock({ $0.blocksGeneration != generation }) { forgetBlocks() }
    let started = inner.withLock { inner in
      inner.blocksGeneration = generation
      var started: [(number: UInt64, block: ReadAheadBlock)] = []
      for number in inner.window.noteRead(range, fileBytes: size) where inner.blocks[number] == nil
      {
        guard budget.tryAcquire(blockBytes) else { break }
        let block = ReadAheadBlock(capacity: blockBytes)
        inner.blocks[number] = block
        started.append((number, block))
      }
      return started
    }
    for (number, block) in started {
      mount.spawn {
        do throws(NFSError) {
          let count = try await self.readOnce(
            block.buffer, 0..<blockBytes, at: number * UInt64(blockBytes))
          block.finish(.ready(count: count))
        } catch {
          block.finish(.failed(error))
        }
      }
    }
  }

  private func forgetBlock(_ at: UInt64) {
    let block = inner.withLock { $0.blocks.removeValue(forKey: at / UInt64(mount.sizes.read)) }
    if let block { mount.readAheadBudget.release(block.buffer.capacity) }
  }

  /// Drops blocks that a range touches, because their contents change.
  func forgetBlocks(_ range: Range<UInt64>) {
    guard !inner.withLock({ $0.blocks.isEmpty }) else { return }
    let blockBytes = UInt64(mount.sizes.read)
    var at = range.lowerBound / blockBytes * blockBytes
    while at < range.upperBound {
      forgetBlock(at)
      at += blockBytes
    }
  }

  /// Drops every block.
  func forgetBlocks() {
    let bytes = inner.withLock { inner in
      defer { inner.blocks.removeAll() }
      inner.window.reset()
      return inner.blocks.values.reduce(0) { $0 + $1.buffer.capacity }
    }
    mount.readAheadBudget.release(bytes)
  }
}
