// SPDX-License-Identifier: Apache-2.0
// Compressed frames (RFC 8878) by libzstd.

internal import CZstd

/// What libzstd said.
public struct ZstdError: Error, Equatable, Sendable {
  public var message: String
}

/// Makes frames that name their content size and end in a checksum. Not for two tasks at once.
@safe
final class ZstdCompressor: @unchecked Sendable {
  private let context: OpaquePointer

  /// - Parameter level: 1, fast, to 19, small.
  init(level: Int) {
    guard let context = unsafe ZSTD_createCCtx() else {
      preconditionFailure("no memory for a compressor")
    }
    unsafe self.context = unsafe context
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, CInt(level))
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
  }

  deinit {
    unsafe ZSTD_freeCCtx(context)
  }

  /// The largest frame that `count` bytes can become.
  static func bound(_ count: Int) -> Int { ZSTD_compressBound(count) }

  /// Appends the bytes as one frame; equal bytes and level make equal frames.
  func compress(_ bytes: Bytes, into output: ByteBuffer) throws(ZstdError) {
    let size = bytes.withSpan { input in
      output.prepare(atMost: .max) { room in
        unsafe input.withUnsafeBytes { input in
          unsafe room.withUnsafeMutableBytes { room in
            unsafe ZSTD_compress2(
              context, room.baseAddress, room.count, input.baseAddress, input.count)
          }
        }
      }
    }
    try Zstd.check(size)
    output.fill(atMost: size) { _ in size }
  }

  /// The bytes as one frame.
  func compress(_ bytes: [UInt8]) throws(ZstdError) -> [UInt8] {
    let output = ByteBuffer(capacity: Self.bound(bytes.count))
    try compress(Bytes(bytes), into: output)
    return output.bytes.array
  }
}

enum Zstd {
  fileprivate static func check(_ code: Int) throws(ZstdError) {
    guard ZSTD_isError(code) != 0 else { return }
    throw ZstdError(message: unsafe String(cString: ZSTD_getErrorName(code)))
  }

  /// What could be decompressed, and what stopped it.
  struct Outcome {
    var content: ByteBuffer
    var error: ZstdError?
  }

  /// The content size that the first frame announces; nil if it is damaged or does not say.
  static func contentBytes(of bytes: Bytes) -> Int? {
    let size = bytes.withSpan { span in
      unsafe span.withUnsafeBytes { unsafe ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
    }
    return Int(exactly: size)
  }

  /// Decompresses frame after frame, leaving out skippable ones, as far as possible.
  ///
  /// - Parameter limit: bytes of content to produce at most; more is an error.
  static func decompress(_ bytes: Bytes, limit: Int) -> Outcome {
    let outcome = decompress(bytes, limit: limit, inputBytes: .max)
    if outcome.error == nil { return outcome }
    // All at once it is fast, and all or nothing; in small parts the sound ones come out.
    var salvaged = decompress(bytes, limit: limit, inputBytes: salvageBytes)
    salvaged.error = outcome.error
    return salvaged
  }

  /// Less than a compressed block, so that each block is given out before the next is looked at.
  private static let salvageBytes = 64

  private static func decompress(_ bytes: Bytes, limit: Int, inputBytes: Int) -> Outcome {
    guard let context = unsafe ZSTD_createDCtx() else {
      preconditionFailure("no memory for a decompressor")
    }
    defer { unsafe ZSTD_freeDCtx(context) }
    if inputBytes == salvageBytes {
      // Known as ZSTD_d_forceIgnoreChecksum: a wrong sum must not take the last block along.
      unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_experimentalParam3, 1)
    }
    let content = ByteBuffer(capacity: max(1, limit))
    do throws(ZstdError) {
      try bytes.withSpan { input throws(ZstdError) in
        try unsafe run(context, input, content, inputBytes)
      }
      return Outcome(content: content, error: nil)
    } catch {
      return Outcome(content: content, error: error)
    }
  }

  private static func run(
    _ context: OpaquePointer, _ input: RawSpan, _ content: ByteBuffer, _ inputBytes: Int
  ) throws(ZstdError) {
    var position = 0
    var hint = 0
    while position < input.byteCount {
      let before = (position, content.count)
      let end = min(input.byteCount, position + min(inputBytes, input.byteCount - position))
      hint = try unsafe step(context, input.extracting(first: end), &position, content)
      if (position, content.count) == before {
        throw ZstdError(message: "the content is longer than it should be")
      }
    }
    if hint != 0 { throw ZstdError(message: "the frame is cut off") }
  }

  private static func step(
    _ context: OpaquePointer, _ input: RawSpan, _ position: inout Int, _ content: ByteBuffer
  ) throws(ZstdError) -> Int {
    var hint = 0
    content.fill(atMost: .max) { room in
      unsafe input.withUnsafeBytes { input in
        unsafe room.withUnsafeMutableBytes { room in
          var from = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: position)
          var into = unsafe ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
          hint = unsafe ZSTD_decompressStream(context, &into, &from)
          position = unsafe from.pos
          return unsafe into.pos
        }
      }
    }
    try check(hint)
    return hint
  }

  /// The whole content of one or more frames.
  static func decompressAll(_ bytes: [UInt8], limit: Int) throws(ZstdError) -> [UInt8] {
    let outcome = decompress(Bytes(bytes), limit: limit)
    if let error = outcome.error { throw error }
    return outcome.content.bytes.array
  }
}
