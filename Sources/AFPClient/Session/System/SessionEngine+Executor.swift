// SPDX-License-Identifier: Apache-2.0
// The engine runs on its dispatcher's thread.

internal import SocketKPI

extension SessionEngine {
  nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe dispatcher.asUnownedSerialExecutor()
  }
}
