// SPDX-License-Identifier: Apache-2.0
// The entries of an unfinished stream, read from the tails of its bands.

/// The entries of one run of an unfinished stream, in order.
struct TailCursor: EntryCursor {
  private let target: any BackupTarget
  private let stream: Int
  private let bands: ArraySlice<StoredBand>
  private var nextBand: Int
  private var lines = EntryLines([])

  init(_ bands: ArraySlice<StoredBand>, of stream: Int, on target: any BackupTarget) {
    self.bands = bands
    self.stream = stream
    self.target = target
    nextBand = bands.startIndex
  }

  mutating func next() async throws -> CatalogueEntry? {
    while true {
      if let entry = try lines.next() { return entry }
      guard nextBand < bands.endIndex else { return nil }
      // A tail that cannot be read costs no more than storing its entries again.
      let tail = try? await BandTail.read(of: bands[nextBand], in: stream, on: target)
      lines = EntryLines(tail?.lines ?? [])
      nextBand += 1
    }
  }
}

/// Several cursors as one; of entries with one path the last cursor's is given.
struct MergedCursor: EntryCursor {
  private var cursors: [PeekingCursor]

  init(_ cursors: [any EntryCursor]) {
    self.cursors = cursors.map { PeekingCursor($0) }
  }

  mutating func next() async throws -> CatalogueEntry? {
    var least: TreePath?
    for position in cursors.indices {
      guard let path = try await cursors[position].peek()?.path else { continue }
      if least.map({ path < $0 }) ?? true { least = path }
    }
    guard let least else { return nil }
    var newest: CatalogueEntry?
    for position in cursors.indices where try await cursors[position].peek()?.path == least {
      newest = try await cursors[position].take()
    }
    return newest
  }

  /// The entries that an unfinished stream has stored.
  init(of leftovers: StreamLeftovers, stream: Int, on target: any BackupTarget) {
    var starts = [0]
    starts += leftovers.runs.filter { $0 > 0 && $0 < leftovers.finished.count }
    let ends = starts.dropFirst() + [leftovers.finished.count]
    self.init(
      zip(starts, ends).map { start, end in
        TailCursor(leftovers.finished[start..<max(start, end)], of: stream, on: target)
      })
  }
}
