// SPDX-License-Identifier: Apache-2.0
// Taking turns with those who wait: no receiving while a large payload has not been looked at.

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
}
