// SPDX-License-Identifier: Apache-2.0
// What a session tells besides replies.

/// Something that happened to a session, in the order it happened.
public enum AFPEvent: Sendable, Equatable {
  /// The server ends in so many minutes (0: now).
  case serverShutsDown(minutes: Int, forbidsReconnect: Bool)
  /// The server says that it crashed.
  case serverCrashed
  /// A text from the server's operator.
  case message(String)
  /// Somebody changed the top of a volume: sizes and listings may be out of date.
  case volumeChanged
  /// An attention code that is not known.
  case attention(UInt16)
  /// The connection was lost; requests wait while it is being restored.
  case connectionLost(String)
  /// The same session goes on over a new connection; nothing was lost.
  case reconnected
  /// A new session has replaced the old one. Writes that were not synced may be lost: the forks
  /// concerned say so at their next use.
  case sessionReplaced
  /// The session is over. No more events follow.
  case ended(String)
}
