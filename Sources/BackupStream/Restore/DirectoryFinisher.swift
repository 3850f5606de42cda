// SPDX-License-Identifier: Apache-2.0
// The attributes of directories, which are set when nothing will be made in them any more.

internal import HostFS
internal import Synchronization
internal import SystemPackage

/// Keeps the headers of directories in a temporary archive until all else is restored.
final class DirectoryFinisher: Sendable {
  private struct Work {
    var spool: SpoolSink
    var writer: PaxWriter
  }

  private let work: Mutex<Work>

  init() throws {
    let spool = SpoolSink(try TemporaryFile.make())
    work = Mutex(Work(spool: spool, writer: try PaxWriter(into: spool)))
  }

  /// Notes a directory's header.
  func add(_ member: PaxMember) throws {
    try work.withLock { work in
      try work.writer.begin(member)
      try work.writer.finishMember()
      if let failure = work.spool.failure { throw failure }
    }
  }

  /// Sets the attributes of all directories noted.
  ///
  /// Permissions that would keep the owner out are set last, children before parents.
  func finish(in tree: RestoreTree, root: HostDirectory, progress: RestoreProgress) throws {
    let source = try work.withLock { work in
      work.spool.flush()
      if let failure = work.spool.failure { throw failure }
      return SpoolSource(work.spool.file, size: work.spool.size)
    }
    guard source.size > 0 else { return }
    let reader = try PaxReader(from: source)
    var closed: [(path: TreePath, member: PaxMember)] = []
    while let member = try reader.next() {
      let path = TreePath(archivePath: member.path)
      let isOpen = member.permissions & 0o700 == 0o700
      do throws(HostError) {
        let directory = try Self.open(path, in: tree, root)
        try RestoredAttributes(member, progress: progress).apply(
          to: directory.asFile, path,
          permissions: isOpen ? nil : member.permissions | 0o700)
      } catch {
        progress.problem(path, "\(error)")
      }
      if !isOpen { closed.append((path, member)) }
    }
    for (path, member) in closed.reversed() {
      do throws(HostError) {
        let directory = try Self.open(path, in: tree, root)
        if let list = member.accessList { try directory.asFile.setAccessControlList(list) }
        try directory.asFile.apply(AttributeChange(permissions: member.permissions))
      } catch {
        progress.problem(path, "\(error)")
      }
    }
  }

  private static func open(
    _ path: TreePath, in tree: RestoreTree, _ root: HostDirectory
  ) throws(HostError) -> HostDirectory {
    if path.isRoot { return root }
    let (parent, name) = try tree.place(path)
    return try parent.openDirectory(name)
  }
}

/// Writes an archive to a file, a buffer at a time.
private final class SpoolSink: PaxSink {
  let file: HostFile
  private let buffer = ByteBuffer(capacity: 256 << 10)
  private(set) var size: UInt64 = 0
  private(set) var failure: HostError?

  init(_ file: HostFile) {
    self.file = file
  }

  func accept(_ bytes: RawSpan) {
    var done = 0
    while done < bytes.byteCount {
      if buffer.freeCount == 0 { flush() }
      done += buffer.append(bytes.extracting(droppingFirst: done))
    }
  }

  func flush() {
    do throws(HostError) {
      try buffer.bytes.withSpan { span throws(HostError) in try file.writeAll(span, at: size) }
    } catch {
      failure = failure ?? error
    }
    size += UInt64(buffer.count)
    buffer.removeAll()
  }
}

/// Reads an archive from a file. One that ends without an end mark is complete all the same.
private final class SpoolSource: PaxSource {
  private let file: HostFile
  let size: UInt64
  private var offset: UInt64 = 0
  private static let pieceBytes = 256 << 10

  init(_ file: HostFile, size: UInt64) {
    self.file = file
    self.size = size
  }

  func next() -> Bytes? {
    let count = Int(min(size - offset, UInt64(Self.pieceBytes)))
    guard count > 0, let bytes = try? file.read(count: count, at: offset), !bytes.isEmpty else {
      return nil
    }
    offset += UInt64(bytes.count)
    return Bytes(bytes)
  }
}
