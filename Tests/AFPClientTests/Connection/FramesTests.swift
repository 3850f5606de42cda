// SPDX-License-Identifier: Apache-2.0
// From bytes to packets and back.

import Testing
import Wire

@testable import AFPClient

@Suite("frames")
struct FramesTests {
  private func packet(_ id: UInt16, _ payload: [UInt8]) -> [UInt8] {
    var writer = AFPWriter()
    DSIHeader(reply: .command, id: id, length: UInt32(payload.count)).encode(into: &writer)
    return writer.bytes + payload
  }

  /// Feeds a stream in pieces of a size and collects the packets.
  private func cut(_ stream: [UInt8], piece: Int) throws -> [DSIFrame] {
    var assembler = FrameAssembler(maximumPayloadBytes: 1 << 20)
    var frames: [DSIFrame] = []
    var sent = 0
    while sent < stream.count {
      let count = assembler.fill { span in
        let count = min(piece, span.byteCount, stream.count - sent)
        copy(stream[sent..<sent + count], into: &span)
        return count
      }
      sent += count
      while let frame = try assembler.next() { frames.append(frame) }
    }
    #expect(assembler.isBetweenPackets)
    return frames
  }

  private func copy(_ bytes: ArraySlice<UInt8>, into span: inout MutableRawSpan) {
    for (index, byte) in bytes.enumerated() {
      span.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
    }
  }

  @Test(
    "packets come out whole, whatever pieces they went in",
    arguments: [1, 2, 15, 16, 17, 4096, 1 << 20])
  func pieces(piece: Int) throws {
    let large = (0..<150_000).map { UInt8(truncatingIfNeeded: $0) }
    let payloads: [[UInt8]] = [[], [1], large, [2, 3], [], Array(large[..<70_000])]
    let stream = payloads.enumerated().flatMap { packet(UInt16($0), $1) }
    let frames = try cut(stream, piece: piece)
    #expect(frames.map(\.payload) == payloads)
    #expect(frames.map(\.header.requestID) == [0, 1, 2, 3, 4, 5])
  }

  @Test("a length above the limit is refused before anything is set aside")
  func tooLong() {
    #expect(throws: AFPWireError.badLength((1 << 20) + 1, at: 8)) {
      var writer = AFPWriter()
      DSIHeader(reply: .command, id: 1, length: (1 << 20) + 1).encode(into: &writer)
      _ = try cut(writer.bytes, piece: 16)
    }
  }

  @Test("heads leave together, data from where it is, and short sends go on where they stopped")
  func outbox() {
    for room in [1, 7, 100, 1 << 20] {
      var outbox = Outbox()
      let data = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
      outbox.append(head: [1, 2, 3])
      outbox.append(head: [4, 5])
      outbox.append(head: [6], data: DataSlice(data, 100..<900))
      outbox.append(head: [7, 8])
      var stream: [UInt8] = []
      while !outbox.isEmpty {
        _ = outbox.flush { head, data in
          let all = Array(head) + (data.map { Array($0.bytes[$0.range]) } ?? [])
          stream += all.prefix(room)
          return min(room, all.count)
        }
      }
      #expect(stream == [1, 2, 3, 4, 5, 6] + data[100..<900] + [7, 8])
    }
  }

  @Test("an urgent packet leaves behind the one that has begun, before all others and in order")
  func urgentPacket() {
    var outbox = Outbox()
    let data = (0..<100).map { UInt8($0) }
    outbox.append(head: [200], data: DataSlice(data))
    outbox.append(head: [201], data: DataSlice(data))
    var stream: [UInt8] = []
    func flush(_ room: Int) {
      _ = outbox.flush { head, data in
        let all = Array(head) + (data.map { Array($0.bytes[$0.range]) } ?? [])
        stream += all.prefix(room)
        return min(room, all.count)
      }
    }
    flush(50)
    outbox.append(head: [202], data: DataSlice([1, 2]), isUrgent: true)
    outbox.append(head: [203], isUrgent: true)
    while !outbox.isEmpty { flush(1 << 20) }
    #expect(stream == [200] + data + [202, 1, 2, 203, 201] + data)
  }
}
