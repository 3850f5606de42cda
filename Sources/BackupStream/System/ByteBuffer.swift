// SPDX-License-Identifier: Apache-2.0
// A block of memory that is filled once, shared for reading, and used again.

internal import Glibc

/// A block of memory with a fixed capacity, filled from the front.
///
/// One task fills it. Handed over as `Bytes` it is only read, until the last reader has let go.
@safe
public final class ByteBuffer: @unchecked Sendable {
  private let start: UnsafeMutableRawPointer
  /// Bytes that fit.
  public let capacity: Int
  /// Bytes filled.
  public private(set) var count = 0

  public init(capacity: Int) {
    precondition(capacity > 0, "a buffer needs room")
    unsafe start = .allocate(byteCount: capacity, alignment: 64)
    self.capacity = capacity
  }

  deinit {
    unsafe start.deallocate()
  }

  public var freeCount: Int { capacity - count }

  /// Everything filled so far.
  public var bytes: Bytes { Bytes(self, 0..<count) }

  public func removeAll() {
    count = 0
  }

  /// Forgets what lies behind the first `count` bytes.
  public func truncate(to count: Int) {
    precondition(count <= self.count, "a buffer is not made longer by truncating it")
    self.count = count
  }

  /// Appends as much of `source` as fits. Bytes that already lie where they belong, read there with
  /// `prepare`, are not copied.
  ///
  /// - Returns: bytes taken.
  public func append(_ source: RawSpan) -> Int {
    let taken = min(freeCount, source.byteCount)
    guard taken > 0 else { return 0 }
    unsafe source.withUnsafeBytes { bytes in
      let place = unsafe start + count
      let origin = unsafe bytes.baseAddress.unsafelyUnwrapped
      if unsafe UnsafeRawPointer(place) != origin {
        unsafe memmove(place, origin, taken)
      }
    }
    count += taken
    return taken
  }

  /// Appends all of the bytes; they must fit.
  public func appendAll(_ source: [UInt8]) {
    let taken = source.withRawSpan { append($0) }
    precondition(taken == source.count, "more bytes than the buffer holds")
  }

  /// Lets `body` write into the free part without counting what it writes as filled.
  public func prepare<Result, Failure: Error>(
    atMost limit: Int, _ body: (inout MutableRawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let room = unsafe UnsafeMutableRawBufferPointer(
      start: start + count, count: min(limit, freeCount))
    var span = unsafe room.mutableBytes
    return try body(&span)
  }

  /// Lets `body` write into the free part; what it returns is counted as filled.
  @discardableResult
  public func fill<Failure: Error>(
    atMost limit: Int, _ body: (inout MutableRawSpan) throws(Failure) -> Int
  ) throws(Failure) -> Int {
    let filled = try prepare(atMost: limit, body)
    precondition(filled <= freeCount, "more filled than there was room for")
    count += filled
    return filled
  }

  /// Reads a part of what is filled, or was prepared behind it.
  public func withBytes<Result, Failure: Error>(
    _ range: Range<Int>, _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(range.lowerBound >= 0 && range.upperBound <= capacity, "outside the buffer")
    let part = unsafe UnsafeRawBufferPointer(start: start + range.lowerBound, count: range.count)
    return try body(unsafe part.bytes)
  }
}

extension [UInt8] {
  /// The bytes as they lie in memory.
  func withRawSpan<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(unsafe span.bytes)
  }
}

/// A part of a filled buffer, to be read by anyone.
public struct Bytes: Sendable {
  let buffer: ByteBuffer
  let range: Range<Int>

  init(_ buffer: ByteBuffer, _ range: Range<Int>) {
    self.buffer = buffer
    self.range = range
  }

  public init(_ bytes: [UInt8]) {
    let buffer = ByteBuffer(capacity: max(1, bytes.count))
    buffer.appendAll(bytes)
    self.init(buffer, 0..<bytes.count)
  }

  public var count: Int { range.count }

  /// A part of these bytes; positions count from their own start.
  public subscript(part: Range<Int>) -> Bytes {
    precondition(part.lowerBound >= 0 && part.upperBound <= count, "outside the bytes")
    return Bytes(
      buffer, range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound)
  }

  public func withSpan<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try buffer.withBytes(range, body)
  }

  /// A copy.
  public var array: [UInt8] {
    withSpan { span in
      unsafe [UInt8](unsafeUninitializedCapacity: span.byteCount) { target, filled in
        unsafe span.withUnsafeBytes { source in
          unsafe UnsafeMutableRawBufferPointer(target).copyMemory(from: source)
        }
        filled = span.byteCount
      }
    }
  }
}

extension Bytes: Equatable {
  public static func == (left: Bytes, right: Bytes) -> Bool {
    guard left.count == right.count else { return false }
    if left.count == 0 { return true }
    return left.withSpan { leftSpan in
      right.withSpan { rightSpan in
        unsafe leftSpan.withUnsafeBytes { leftBytes in
          unsafe rightSpan.withUnsafeBytes { rightBytes in
            unsafe memcmp(
              leftBytes.baseAddress.unsafelyUnwrapped, rightBytes.baseAddress.unsafelyUnwrapped,
              leftBytes.count) == 0
          }
        }
      }
    }
  }
}
