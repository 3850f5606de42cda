// SPDX-License-Identifier: Apache-2.0
// Packets on their way to a socket.

internal import Wire

/// A range of bytes that belongs to somebody else and is not copied.
struct DataSlice: Sendable, Equatable {
  var bytes: [UInt8]
  var range: Range<Int>

  init(_ bytes: [UInt8]) { self.init(bytes, bytes.indices) }

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    self.range = range
  }

  var count: Int { range.count }
}

/// A queue of packets, each a head (header and AFP block) and perhaps data.
///
/// Packets without data leave together, up to `coalescedBytes` in one call; the data of a write leaves
/// from the array it was handed in with.
struct Outbox {
  static let coalescedBytes = 32 << 10

  struct Packet {
    var head: [UInt8]
    var data: DataSlice?
    var isUrgent = false
    /// Bytes of head and data that have left.
    var sent = 0

    var count: Int { head.count + (data?.count ?? 0) }
  }

  private var packets = Queue<Packet>()

  var isEmpty: Bool { packets.isEmpty }

  /// Puts a packet in line; an urgent one goes ahead of all that have not begun to leave.
  mutating func append(head: [UInt8], data: DataSlice? = nil, isUrgent: Bool = false) {
    let packet = Packet(head: head, data: data, isUrgent: isUrgent)
    guard isUrgent else { return packets.append(packet) }
    packets.insert(packet) { !$0.isUrgent && $0.sent == 0 }
  }

  /// Offers bytes to `send` until it takes less than it was offered.
  ///
  /// - Parameters:
  ///   - send: takes what is left of a head and of the data behind it; returns bytes taken. It throws
  ///     when nothing can be taken now.
  /// - Returns: bytes that left, when the queue is empty or the last call was short.
  mutating func flush<E: Error>(
    _ send: (ArraySlice<UInt8>, DataSlice?) throws(E) -> Int
  ) throws(E) -> Int {
    var total = 0
    while let first = packets.first {
      let offered: Int
      let taken: Int
      if first.data == nil {
        let joined = joinHeads()
        offered = joined.count
        taken = try send(joined[...], nil)
      } else {
        (offered, taken) = try Self.offer(first, to: send)
      }
      consume(taken)
      total += taken
      if taken < offered { break }
    }
    return total
  }

  private static func offer<E: Error>(
    _ packet: Packet, to send: (ArraySlice<UInt8>, DataSlice?) throws(E) -> Int
  ) throws(E) -> (Int, Int) {
    let head = packet.head.dropFirst(packet.sent)
    var data = packet.data
    let dataSent = max(0, packet.sent - packet.head.count)
    if let whole = data {
      data = DataSlice(whole.bytes, whole.range.lowerBound + dataSent..<whole.range.upperBound)
    }
    return (head.count + (data?.count ?? 0), try send(head, data))
  }

  /// The unsent heads at the front of the queue, up to the first packet with data.
  private func joinHeads() -> [UInt8] {
    var joined: [UInt8] = []
    packets.forEachWhile { packet in
      guard packet.data == nil, joined.count < Self.coalescedBytes else { return false }
      joined.append(contentsOf: packet.head.dropFirst(packet.sent))
      return true
    }
    return joined
  }

  private mutating func consume(_ count: Int) {
    var rest = count
    while let first = packets.first {
      let left = first.count - first.sent
      guard rest >= left else {
        _ = packets.updateFirst { $0.sent += rest }
        return
      }
      rest -= left
      _ = packets.popFirst()
    }
  }
}
