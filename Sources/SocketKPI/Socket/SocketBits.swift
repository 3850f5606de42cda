// SPDX-License-Identifier: Apache-2.0
// The state bits of a socket, readable without a lock.

import Synchronization

/// What a socket is and may do; one atomic word per socket.
struct SocketBits: OptionSet, Sendable {
  let rawValue: UInt32

  // The kernel's SS_* bits, and SO_ACCEPTCONN.
  static let connected = SocketBits(rawValue: 1 << 0)
  static let connecting = SocketBits(rawValue: 1 << 1)
  static let disconnecting = SocketBits(rawValue: 1 << 2)
  static let cannotSend = SocketBits(rawValue: 1 << 3)
  static let cannotReceive = SocketBits(rawValue: 1 << 4)
  static let privileged = SocketBits(rawValue: 1 << 5)
  static let nonBlocking = SocketBits(rawValue: 1 << 6)
  static let asynchronous = SocketBits(rawValue: 1 << 7)
  static let disconnected = SocketBits(rawValue: 1 << 8)
  static let defunct = SocketBits(rawValue: 1 << 9)
  static let listening = SocketBits(rawValue: 1 << 10)

  // What takes a call off the fast path.
  /// A pending error waits in the socket's slot.
  static let hasError = SocketBits(rawValue: 1 << 11)
  /// SO_RCVLOWAT above 1.
  static let receiveTuned = SocketBits(rawValue: 1 << 12)
  /// Receives say what they leave behind (SO_DONTTRUNC, SO_WANTMORE).
  static let reportsRest = SocketBits(rawValue: 1 << 13)
  /// Input waits in the socket's own queue (filters, injection, or a peeked remainder).
  static let hasStagedInput = SocketBits(rawValue: 1 << 14)
  /// The rest of an accepted chain waits for room.
  static let hasUnsent = SocketBits(rawValue: 1 << 15)
  /// A filter is attached.
  static let hasFilters = SocketBits(rawValue: 1 << 16)
  /// The background controller paces this socket.
  static let paced = SocketBits(rawValue: 1 << 17)
  /// SHUT_RD was done here: input is refused.
  static let receiveShut = SocketBits(rawValue: 1 << 18)

  /// Packets have carried classes of their own: sends take turns.
  static let sendsByClass = SocketBits(rawValue: 1 << 19)
  /// Received packets are described by their class (SO_RECV_TRAFFIC_CLASS).
  static let reportsClass = SocketBits(rawValue: 1 << 30)

  // What the dispatcher should know.
  /// Signals do not interrupt waiting for data or space.
  static let noInterrupt = SocketBits(rawValue: 1 << 20)
  /// A send met a full buffer since the last write upcall.
  static let wantsSpace = SocketBits(rawValue: 1 << 21)
  /// The dispatcher has the descriptor in its epoll set.
  static let watched = SocketBits(rawValue: 1 << 22)
  /// The last receive emptied the queue.
  static let drained = SocketBits(rawValue: 1 << 23)
  /// A connect failed; this socket cannot be connected any more.
  static let dead = SocketBits(rawValue: 1 << 24)
  /// The owner has closed; holders of a retain keep the socket open.
  static let ownerClosed = SocketBits(rawValue: 1 << 25)
  /// Blocking calls sleep in the host's own call (see letHostSleep).
  static let hostSleeps = SocketBits(rawValue: 1 << 26)
  /// The descriptor has no O_NONBLOCK.
  static let hostBlocks = SocketBits(rawValue: 1 << 27)
  /// SO_RCVTIMEO is set; the host's own sleep keeps it.
  static let receiveTimed = SocketBits(rawValue: 1 << 28)
  /// SO_SNDTIMEO is set; the host's own sleep keeps it.
  static let sendTimed = SocketBits(rawValue: 1 << 29)
  /// Somebody found the receive side taken and gave up; whoever has it looks for input when leaving.
  static let receiveContended = SocketBits(rawValue: 1 << 31)

  /// Anything that a receive has to look at before the plain system call.
  static let slowReceive: SocketBits = [
    .connecting, .defunct, .hasError, .receiveTuned, .reportsRest, .hasStagedInput, .hasFilters,
    .receiveShut, .paced,
  ]
  /// Anything that a send has to look at before the plain system call.
  static let slowSend: SocketBits = [
    .connecting, .cannotSend, .defunct, .hasError, .hasUnsent, .hasFilters, .paced,
  ]
}

/// The word itself.
struct AtomicBits: ~Copyable, Sendable {
  private let word: Atomic<UInt32>

  init(_ bits: SocketBits) { word = Atomic(bits.rawValue) }

  @inline(__always)
  func load() -> SocketBits { SocketBits(rawValue: word.load(ordering: .acquiring)) }

  /// Sets bits and returns the word as it was.
  @discardableResult
  func insert(_ bits: SocketBits) -> SocketBits {
    SocketBits(
      rawValue: word.bitwiseOr(bits.rawValue, ordering: .acquiringAndReleasing).oldValue)
  }

  /// Clears bits and returns the word as it was.
  @discardableResult
  func remove(_ bits: SocketBits) -> SocketBits {
    SocketBits(
      rawValue: word.bitwiseAnd(~bits.rawValue, ordering: .acquiringAndReleasing).oldValue)
  }
}

extension AtomicBits {
  /// Replaces bits in one step if every bit of `required` is set. True for the caller that did it.
  func transition(
    requiring required: SocketBits, removing removed: SocketBits, inserting inserted: SocketBits
  ) -> Bool {
    var seen = word.load(ordering: .acquiring)
    while SocketBits(rawValue: seen).isSuperset(of: required) {
      let wanted = seen & ~removed.rawValue | inserted.rawValue
      let (exchanged, original) = word.compareExchange(
        expected: seen, desired: wanted, ordering: .acquiringAndReleasing)
      if exchanged { return true }
      seen = original
    }
    return false
  }
}
