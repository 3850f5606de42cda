// SPDX-License-Identifier: Apache-2.0
// What a paced socket holds.

/// A socket's place on its background paths, and the senders that wait for room.
final class Pacer: Sendable {
  let sending: BackgroundPath
  let receiving: BackgroundPath
  /// Raised at every tick; senders sleep on it.
  let ticks = Monitor(0)
  /// The congestion control that the socket had before.
  let formerControl: String?

  init(sending: BackgroundPath, receiving: BackgroundPath, formerControl: String?) {
    self.sending = sending
    self.receiving = receiving
    self.formerControl = formerControl
  }
}
