// SPDX-License-Identifier: Apache-2.0
// The walk of a push: what is as it was is carried over, what is not is stored.

internal import HostFS
internal import SystemPackage

/// The work of one push. Not for two tasks at once.
final class PushRun {
  let tree: SourceTree
  let target: any BackupTarget
  let options: PushOptions
  let stream: UnfinishedStream
  let lock: BackupLock
  let progress: PushProgress
  let uploader: BandUploader
  let filler: BandFiller
  let writer: PaxWriter
  let hasher = SHA256()
  let scratch = ByteBuffer(capacity: BackupLimits.readBytes)
  var names = UserNames()
  /// The catalogue line of the object being stored.
  var line: [UInt8] = []
  var hardLinks = HardLinkTable()
  var catalogue: CatalogueWriter
  private var deletions: DeletionWriter
  private var base: PeekingCursor
  private var resumed: PeekingCursor
  private let filter: PathFilter
  private(set) var record: PointRecord
  private(set) var problems: [SourceProblem] = []

  init(
    tree: SourceTree, target: any BackupTarget, options: PushOptions, base: PointRecord?,
    stream: UnfinishedStream, holding lock: BackupLock, progress: PushProgress
  ) throws {
    self.tree = tree
    self.target = target
    self.options = options
    self.stream = stream
    self.lock = lock
    self.progress = progress
    filter = PathFilter(options.excludes)
    let contents = BufferPool(capacity: options.bandBytes)
    uploader = BandUploader(
      target: target, stream: stream.number, level: options.level, bandBytes: options.bandBytes,
      contents: contents, leftovers: stream.leftovers, progress: progress)
    filler = BandFiller(
      bandBytes: options.bandBytes, index: stream.leftovers.finished.count,
      makeBuffer: contents.take)
    writer = try PaxWriter(into: filler)
    catalogue = CatalogueWriter(
      target: target, stream: stream.number, level: options.level, base: base,
      leftovers: stream.leftovers.pieces)
    deletions = DeletionWriter(target: target, stream: stream.number)
    self.base = PeekingCursor(base.map { CatalogueCursor(of: $0, on: target) } ?? EmptyCursor())
    resumed = PeekingCursor(
      MergedCursor(of: stream.leftovers, stream: stream.number, on: target))
    progress.found(bytes: stream.leftovers.finished.reduce(0) { $0 + $1.storedBytes })
    record = PointRecord(
      number: stream.number, base: base?.number, source: tree.path,
      host: stream.identity.host, started: stream.identity.started)
  }

  /// Goes through the source and the last catalogue side by side.
  func walk() async throws {
    do {
      var steps = try tree.steps()
      while let step = try steps.next() {
        try Task.checkCancellation()
        switch step {
        case .failed(let path, let error):
          try await keep(path, after: error)
        case .object(let object):
          if filter.excludes(object.path), !object.path.isRoot {
            steps.skipChildren()
          } else {
            try await visit(object)
          }
        }
      }
    } catch let error as HostError {
      throw BackupError.source("\(error)")
    }
    try await passBase(before: nil)
  }

  private func visit(_ object: SourceObject) async throws {
    progress.seen(
      object.path, bytes: object.attributes.kind == .regular ? object.attributes.size : 0)
    let (fromBase, fromRun) = try await earlier(object.path)
    if let fromBase, fromBase.isReplacedDifferently(by: object.attributes) {
      try await deletions.append(object.path)
    }
    guard object.attributes.kind != .socket else { return note(.skipped, object.path, "a socket") }
    let link = hardLinks.look(object.attributes)
    if link == .unknown { note(.separated, object.path) }
    for entry in [fromRun, fromBase] {
      guard let entry, Self.agrees(entry, link),
        let unchanged = try await unchanged(entry, object)
      else { continue }
      return try await carry(unchanged, object)
    }
    try await store(object, link, earlier: fromRun ?? fromBase)
  }

  /// Whether an entry says the same about the names of a file as we have found.
  private static func agrees(_ entry: CatalogueEntry, _ link: HardLinkTable.Answer) -> Bool {
    switch (entry.kind, link) {
    case (.hardLink(let target), .another(let known)): target == known
    case (.hardLink, _), (_, .another): false
    default: true
    }
  }

  /// The entry to carry over if the object is as it was; its content is compared if so asked.
  private func unchanged(
    _ entry: CatalogueEntry, _ object: SourceObject
  ) async throws -> CatalogueEntry? {
    guard options.comparesContent, entry.kind == .file else {
      return entry.matches(object.attributes) ? entry : nil
    }
    guard entry.resembles(object.attributes), let place = object.place,
      let digest = try? contentDigest(try place.parent.open(place.name)), digest == entry.digest
    else { return nil }
    var entry = entry
    entry.inode = object.attributes.identity.inode
    entry.changeTime = object.attributes.changeTime
    entry.linkCount = object.attributes.linkCount
    return entry
  }

  private func carry(_ entry: CatalogueEntry, _ object: SourceObject) async throws {
    hardLinks.remember(entry.path, object.attributes)
    try await add(entry)
  }

  /// Takes an entry into the catalogue.
  func add(_ entry: CatalogueEntry, line: [UInt8]? = nil) async throws {
    try await catalogue.append(entry, line: line)
    if entry.location.stream == stream.number { record.storedEntries += 1 }
  }

  /// The entries for a path in the last point and in the interrupted run; what comes before it in
  /// the former and was not met is gone.
  private func earlier(
    _ path: TreePath
  ) async throws -> (base: CatalogueEntry?, run: CatalogueEntry?) {
    try await passBase(before: path)
    while let entry = try await resumed.peek(), entry.path < path {
      _ = try await resumed.take()
    }
    var (fromBase, fromRun): (CatalogueEntry?, CatalogueEntry?) = (nil, nil)
    if try await base.peek()?.path == path { fromBase = try await base.take() }
    if try await resumed.peek()?.path == path { fromRun = try await resumed.take() }
    return (fromBase, fromRun)
  }

  private func passBase(before path: TreePath?) async throws {
    while let entry = try await base.peek() {
      if let path, !(entry.path < path) { return }
      _ = try await base.take()
      try await deletions.append(entry.path)
    }
  }

  /// What could not be looked at is not gone: the last point's entries for it stay, with all that
  /// lies below.
  private func keep(_ path: TreePath, after error: HostError) async throws {
    guard error.code != .noSuchFileOrDirectory else { return note(.vanished, path) }
    note(.unreadable, path, "\(error)")
    try await passBase(before: path)
    while let entry = try await base.peek(), entry.path.isWithin(path) {
      _ = try await base.take()
      try await add(entry)
    }
  }

  func note(_ kind: SourceProblem.Kind, _ path: TreePath, _ detail: String = "") {
    record.problemCount += 1
    progress.problem()
    if problems.count < BackupLimits.maximumReportedProblems {
      problems.append(SourceProblem(kind, path, detail))
    }
  }

  /// Hands full bands to the uploader.
  func submitReady() async throws {
    try lock.check()
    for band in filler.takeReady() { try await uploader.submit(band) }
  }

  /// Makes everything durable, then the point.
  func finish() async throws {
    let number = stream.number
    if filler.index > 0 || filler.buffer.count > 0 {
      try writer.finish()
      filler.finish()
    }
    try await submitReady()
    try await uploader.finish()
    let bands = await uploader.stored
    try await stream.removeStale(after: bands, on: target)
    try await catalogue.finish()
    try await deletions.finish()
    let list = try ZstdCompressor(level: options.level).compress(BandList(bands: bands).record)
    try await target.writeDurably(BackupLayout.bandList(number), list, replacing: true)
    for directory in [
      BackupLayout.bands(number), BackupLayout.catalogue(number), BackupLayout.stream(number),
    ] {
      try await target.sync(directory: directory)
    }
    complete(bands)
    try await target.commit(BackupLayout.point(number), record.bytes, holding: lock)
  }

  private func complete(_ bands: [StoredBand]) {
    record.finished = WallClock.now
    record.entryCount = catalogue.entryCount
    record.treeBytes = catalogue.treeBytes
    record.pieces = catalogue.pieces
    record.streams = catalogue.streams.sorted()
    record.deletedCount = deletions.count
    record.bandCount = bands.count
    record.storedBytes = bands.reduce(0) { $0 + UInt64($1.storedBytes) }
  }

  func cancel() async {
    await uploader.cancel()
    await catalogue.cancel()
    await deletions.cancel()
  }
}
