// SPDX-License-Identifier: Apache-2.0
// The list of what is gone since the base point.

/// Writes the names that the base point has and this one has not, ended by zeros, as
/// `zstd -dc deleted.zst | xargs -0 rm -rf --` wants them. Of a directory that is gone only its own
/// name is written.
struct DeletionWriter {
  private let target: any BackupTarget
  private let path: TargetPath
  private let compressor = ZstdCompressor(level: 3)
  private var file: (any TargetFile)?
  private var offset: UInt64 = 0
  private var text: [UInt8] = []
  private var last: TreePath?
  private(set) var count = 0

  private static let frameBytes = 1 << 20

  init(target: any BackupTarget, stream: Int) {
    self.target = target
    path = BackupLayout.deleted(stream)
  }

  private var aside: TargetPath { path.parent / (path.name + BackupLayout.temporarySuffix) }

  mutating func append(_ deleted: TreePath) async throws {
    if let last, deleted.isWithin(last) { return }
    last = deleted
    count += 1
    text.append(contentsOf: [UInt8(ascii: "."), TreePath.slash])
    text.append(contentsOf: deleted.bytes)
    text.append(0)
    if text.count >= Self.frameBytes { try await flush() }
  }

  private mutating func flush() async throws {
    if file == nil {
      try await target.removeIfThere(aside)
      file = try await target.create(aside)
    }
    let frame = try compressor.compress(text)
    try await file?.writeAll(Bytes(frame), at: offset)
    offset += UInt64(frame.count)
    text = []
  }

  /// Makes the list durable; without deletions there is none.
  mutating func finish() async throws {
    try await target.removeIfThere(path)
    guard count > 0 else { return }
    if !text.isEmpty { try await flush() }
    try await file?.sync()
    await file?.close()
    try await target.rename(aside, to: path)
  }

  /// Gives up.
  func cancel() async {
    await file?.close()
  }
}
