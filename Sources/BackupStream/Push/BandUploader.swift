// SPDX-License-Identifier: Apache-2.0
// Compressing bands and bringing them to the target, a few at a time.

internal import Synchronization

/// Compresses and stores bands; a few are under way at once, the results come in order.
actor BandUploader {
  private let target: any BackupTarget
  private let stream: Int
  private let level: Int
  private let contents: BufferPool
  private let outputs: BufferPool
  private let progress: PushProgress
  /// What an interrupted run left behind.
  private let leftovers: StreamLeftovers
  private let compressors = Mutex<[ZstdCompressor]>([])
  private var running: [Task<StoredBand, any Error>] = []
  private var shelves: Set<Int> = []
  private(set) var stored: [StoredBand]

  init(
    target: any BackupTarget, stream: Int, level: Int, bandBytes: Int, contents: BufferPool,
    leftovers: StreamLeftovers, progress: PushProgress
  ) {
    self.target = target
    self.stream = stream
    self.level = level
    self.contents = contents
    self.leftovers = leftovers
    self.progress = progress
    outputs = BufferPool(capacity: ZstdCompressor.bound(bandBytes))
    stored = leftovers.finished
  }

  /// Hands a band over; returns when fewer than the limit are under way.
  func submit(_ band: FilledBand) async throws {
    guard band.index < BackupLimits.maximumBands else { throw BackupError.tooManyBands }
    while running.count >= BackupLimits.bandsInFlight { try await collect() }
    let shelf = band.index / BackupLimits.bandsPerDirectory
    if shelves.insert(shelf).inserted {
      let bands = BackupLayout.bands(stream)
      try await target.makeDirectory(BackupLayout.shelf(bands, band.index))
      try await target.sync(directory: bands)
    }
    running.append(
      Task(executorPreference: WorkerThreads.shared) { try await self.process(band) })
  }

  /// Waits until all bands are stored.
  func finish() async throws {
    while !running.isEmpty { try await collect() }
  }

  /// Gives up what is under way and waits until it has stopped.
  func cancel() async {
    for task in running { task.cancel() }
    for task in running { _ = await task.result }
    running = []
  }

  private func collect() async throws {
    guard let first = running.first else { return }
    let band = try await first.valueOrCancelled
    running.removeFirst()
    stored.append(band)
  }

  private nonisolated func process(_ band: FilledBand) async throws -> StoredBand {
    let output = outputs.take()
    defer {
      outputs.give(output)
      contents.give(band.content)
    }
    let compressor = compressors.withLock { $0.popLast() } ?? ZstdCompressor(level: level)
    try compressor.compress(band.content.bytes, into: output)
    let tail = try BandTail(
      index: band.index, contentBytes: band.content.count, isContinued: band.isContinued,
      endsSection: band.endsSection, endsStream: band.endsStream, lines: band.lines
    ).encode(with: compressor)
    compressors.withLock { $0.append(compressor) }
    let frame = output.bytes
    let hasher = SHA256()
    frame.withSpan { hasher.update($0) }
    tail.withRawSpan { hasher.update($0) }
    let name = NumberedName(index: band.index, digest: hasher.finish())
    let result = StoredBand(name: name, storedBytes: frame.count + tail.count)
    try Task.checkCancellation()
    try await BandStore(target: target, stream: stream, leftovers: leftovers, progress: progress)
      .store(result, frame: frame, tail: Bytes(tail))
    progress.storedBand()
    return result
  }
}
