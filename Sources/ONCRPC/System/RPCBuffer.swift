// SPDX-License-Identifier: Apache-2.0
// Memory that a transport reads from and writes to while its owner waits.

internal import CLinux
internal import Glibc
internal import Synchronization

/// A fixed piece of memory that stays valid while any call refers to it.
///
/// A call that has a range as payload or as sink uses those bytes until it completes; the caller
/// leaves them alone meanwhile. After a cancelled call the range of a payload may still be read
/// (the record is finished, see `RPCCallHandle.cancel`), so hand a fresh buffer to the next call. A
/// sink is no longer written once the cancellation has completed.
///
/// A large buffer takes its memory when it is first touched, so that one that waits for its reply holds
/// none. The memory is used again by later buffers; a process keeps 32 MiB of it at most.
///
/// - Note: any thread; the type counts references but does not lock bytes.
@safe public final class RPCBuffer: @unchecked Sendable {
  /// The address; 0 before a large buffer is touched.
  private let address: Atomic<UInt>
  /// Bytes.
  public let capacity: Int
  private let origin: Origin

  private enum Origin {
    case allocator
    case pool(sizeClass: Int)
    case owner(release: @Sendable () -> Void)
  }

  /// Alignment of small buffers: a cache line.
  static let alignment = 64

  /// Memory of `capacity` bytes with any contents.
  public init(capacity: Int) {
    precondition(capacity >= 0, "a negative capacity")
    self.capacity = capacity
    if let sizeClass = BufferPool.sizeClass(capacity) {
      address = Atomic(0)
      origin = .pool(sizeClass: sizeClass)
    } else {
      let memory = UnsafeMutableRawPointer.allocate(
        byteCount: max(capacity, 1), alignment: Self.alignment)
      address = Atomic(UInt(bitPattern: memory))
      origin = .allocator
    }
  }

  /// Memory that somebody else owns.
  ///
  /// - Parameter release: called once, on any thread, when the last reference goes. The memory must
  ///   be valid until then.
  @unsafe public init(
    adopting memory: UnsafeMutableRawBufferPointer, release: @escaping @Sendable () -> Void
  ) {
    precondition(unsafe memory.baseAddress != nil, "an empty region has no address")
    address = Atomic(UInt(bitPattern: memory.baseAddress))
    capacity = memory.count
    origin = .owner(release: release)
  }

  /// A copy of `bytes`.
  public convenience init(copying bytes: RawSpan) {
    self.init(capacity: bytes.byteCount)
    store(bytes, at: 0)
  }

  /// A copy of `bytes`.
  public convenience init(_ bytes: [UInt8]) {
    self.init(capacity: bytes.count)
    unsafe bytes.withUnsafeBytes { source in
      if let from = source.baseAddress {
        unsafe base.copyMemory(from: from, byteCount: source.count)
      }
    }
  }

  deinit {
    let memory = unsafe UnsafeMutableRawPointer(bitPattern: address.load(ordering: .acquiring))
    switch origin {
    case .allocator: unsafe memory?.deallocate()
    case .pool(let sizeClass):
      if let memory = unsafe memory { unsafe BufferPool.shared.giveBack(memory, sizeClass) }
    case .owner(let release): release()
    }
  }

  private var base: UnsafeMutableRawPointer {
    @inline(__always) get {
      let memory = unsafe UnsafeMutableRawPointer(bitPattern: address.load(ordering: .acquiring))
      return unsafe memory ?? takeMemory()
    }
  }

  private func takeMemory() -> UnsafeMutableRawPointer {
    guard case .pool(let sizeClass) = origin else { preconditionFailure("a buffer without memory") }
    let memory = unsafe BufferPool.shared.take(sizeClass)
    let (isFirst, other) = address.compareExchange(
      expected: 0, desired: UInt(bitPattern: memory), ordering: .acquiringAndReleasing)
    guard !isFirst, let theirs = unsafe UnsafeMutableRawPointer(bitPattern: other) else {
      return unsafe memory
    }
    // Two calls that fill parts of the buffer began at the same time.
    unsafe BufferPool.shared.giveBack(memory, sizeClass)
    return unsafe theirs
  }

  /// The bytes of `range` for reading.
  public func withBytes<Result: ~Copyable, Failure: Error>(
    _ range: Range<Int>, _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    check(range)
    let span = unsafe RawSpan(
      _unsafeStart: UnsafeRawPointer(base + range.lowerBound), byteCount: range.count)
    return try body(span)
  }

  /// The bytes of `range` for writing.
  public func withMutableBytes<Result: ~Copyable, Failure: Error>(
    _ range: Range<Int>, _ body: (inout MutableRawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    check(range)
    var span = unsafe MutableRawSpan(
      _unsafeStart: base + range.lowerBound, byteCount: range.count)
    return try body(&span)
  }

  /// Copies `bytes` into the buffer, beginning at `offset`.
  public func store(_ bytes: RawSpan, at offset: Int) {
    check(offset..<(offset + bytes.byteCount))
    unsafe bytes.withUnsafeBytes { source in
      if let from = source.baseAddress {
        unsafe (base + offset).copyMemory(from: from, byteCount: source.count)
      }
    }
  }

  /// A copy of `range`.
  public func bytes(_ range: Range<Int>) -> [UInt8] {
    check(range)
    return unsafe [UInt8](
      UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
  }

  /// The vector of a range, for a system call made while `self` is alive.
  func vector(_ range: Range<Int>) -> iovec {
    check(range)
    return unsafe iovec(iov_base: base + range.lowerBound, iov_len: range.count)
  }

  @inline(__always)
  private func check(_ range: Range<Int>) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= capacity, "a range outside the buffer")
  }
}
