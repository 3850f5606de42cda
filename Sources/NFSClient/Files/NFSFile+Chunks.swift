// SPDX-License-Identifier: Apache-2.0
// A file from front to back, several READs under way, nothing copied.

public import ONCRPC

/// One piece of a file.
public struct NFSChunk: Sendable {
  /// Belongs to the receiver; a chunk's buffer is not used again.
  public var buffer: RPCBuffer
  /// Bytes of the buffer that are filled, from its beginning.
  public var count: Int
  public var offset: UInt64
}

/// Chunks of a file in their order.
///
/// READs are kept under way ahead of the receiver; each fills a buffer of its own. Dropping the
/// reader cancels them.
public struct NFSChunkReader: ~Copyable {
  private let file: NFSFile
  private let chunkBytes: Int
  private let width: Int
  private var nextOffset: UInt64
  private let end: UInt64
  /// Where the file is known to end: behind it one READ at a time is enough.
  private let knownEnd: UInt64
  private var underWay: [Task<Result<NFSChunk, NFSError>, Never>] = []
  private var isFinished = false

  init(_ file: NFSFile, range: Range<UInt64>, width: Int) {
    self.file = file
    self.width = max(1, width)
    chunkBytes = file.mount.sizes.read
    nextOffset = range.lowerBound
    end = range.upperBound
    knownEnd = file.mount.knownSize(of: file.handle) ?? end
  }

  deinit {
    for task in underWay { task.cancel() }
  }

  /// The next chunk; nil at the end of the file or of the wanted range.
  public mutating func next() async throws(NFSError) -> NFSChunk? {
    guard !isFinished else { return nil }
    start()
    guard !underWay.isEmpty else { return nil }
    let task = underWay.removeFirst()
    let result = await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
    let chunk: NFSChunk
    do {
      chunk = try result.get()
    } catch {
      isFinished = true
      throw error
    }
    if chunk.count < chunk.buffer.capacity { isFinished = true }
    start()
    return chunk.count > 0 ? chunk : nil
  }

  private mutating func start() {
    while !isFinished, underWay.count < width, nextOffset < end,
      nextOffset < knownEnd || underWay.isEmpty
    {
      let offset = nextOffset
      // The first chunk ends at a multiple of the size, so that all others are aligned.
      let toBoundary = UInt64(chunkBytes) - offset % UInt64(chunkBytes)
      let count = Int(min(toBoundary, end - offset))
      nextOffset += UInt64(count)
      let file = file
      underWay.append(
        Task(executorPreference: file.mount.client.rpc.taskExecutor) {
          let buffer = RPCBuffer(capacity: count)
          do throws(NFSError) {
            let got = try await file.readDirectly(into: buffer, 0..<count, at: offset)
            return .success(NFSChunk(buffer: buffer, count: got, offset: offset))
          } catch {
            return .failure(error)
          }
        })
    }
  }
}

extension NFSFile {
  /// The file, or a part of it, as a sequence of chunks read ahead of the receiver.
  ///
  /// - Parameters:
  ///   - count: bytes at most; nil reads to the end.
  ///   - width: READs under way; nil takes the configuration's read-ahead.
  public func chunks(
    from offset: UInt64 = 0, count: UInt64? = nil, width: Int? = nil
  ) -> NFSChunkReader {
    let limit = mount.sizes.maximumFileBytes
    let start = min(offset, limit)
    let end = count.map { $0 > limit - start ? limit : start + $0 } ?? limit
    return NFSChunkReader(
      self, range: start..<end, width: width ?? mount.configuration.maximumReadAhead)
  }
}
