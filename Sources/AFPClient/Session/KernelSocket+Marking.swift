// SPDX-License-Identifier: Apache-2.0
// Marking a connection for its traffic class, which is what sock_settclassopt was made for.

internal import SocketKPI
internal import SystemPackage

extension KernelSocket {
  /// DSCP CS1 as a whole octet: the one code point that means background everywhere.
  private static let backgroundOctet: CInt = 0x20

  /// Puts a connection into a class, and marks its packets where the destination is local.
  ///
  /// The octet first: it picks a class and a priority of its own, which the class then replaces.
  func mark(_ trafficClass: TrafficClass) throws(Errno) {
    if isConnected {
      let isBackground = trafficClass == .background || trafficClass == .backgroundSystem
      try setTypeOfService(isBackground ? Self.backgroundOctet : 0)
    }
    try setTrafficClass(trafficClass)
  }
}
