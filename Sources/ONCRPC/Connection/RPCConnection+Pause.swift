// SPDX-License-Identifier: Apache-2.0
// When to receive, and when rather not: the rhythm of large payloads.

internal import SocketKPI

extension RPCConnection {
  /// Stops receiving until the jobs that wait on the dispatcher have run and the calls they make are sent.
  ///
  /// A server that is fast has every reply in the socket at once. Whoever waits for the first payload
  /// goes before the second is received: its memory is then free, and in the processor's caches, for
  /// the second, and the server has the next call while it is.
  func pause() {
    guard socket != nil else { return }
    isPaused = true
    requestFlush()
  }

  /// Calls are sent: receives again after whatever the dispatcher has to do first.
  func endPause(_ source: KernelSocket) {
    dispatcher.perform { [self] in
      guard isPaused, source === socket else { return }
      isPaused = false
      isDry = false
      readable(source)
      // What came before the pause announces itself no more.
      if !isDry, source === socket { pause() }
    }
  }

  /// Bytes of a payload that are waited for at once.
  static let gatherBytes = 512 * 1024

  /// The socket is empty: says how much is to come before it is looked at again.
  ///
  /// In the middle of a large payload a look at every segment would only cost a wake-up each.
  func gather(_ source: KernelSocket) {
    let wanted = min(reader.directTarget?.range.count ?? 1, Self.gatherBytes)
    let bytes = wanted < Self.largeSinkBytes ? 1 : wanted
    guard bytes != gathered else { return }
    gathered = bytes
    source.gatherInput(bytes)
  }

  /// Takes in what has come of a payload on a slow path, so that it is not called silent.
  func takeGathered() {
    if gathered > 1, let socket { readable(socket) }
  }
}
