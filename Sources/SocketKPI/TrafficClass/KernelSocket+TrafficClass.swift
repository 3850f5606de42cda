// SPDX-License-Identifier: Apache-2.0
// Setting and reading the traffic class of a socket.

import CLinux
import CSocketKPI
import Glibc
import SystemPackage

extension KernelSocket {
  /// The socket's class (`SO_TRAFFIC_CLASS`); best effort until set.
  public var trafficClass: TrafficClass { settings.withLock { $0.trafficClass } }

  /// Puts the socket into a class, in any state (`SO_TRAFFIC_CLASS`).
  ///
  /// The class becomes the host's packet priority; where that needs a privilege the process lacks it
  /// is recorded only (`trafficState`). The octet on the wire does not change: `setTypeOfService`.
  public func setTrafficClass(_ trafficClass: TrafficClass) throws(Errno) {
    try inside { () throws(Errno) in changeClass { $0.trafficClass = trafficClass } }
  }

  /// Marks the socket as a background sender, or takes the mark back
  /// (`socket_set_traffic_mgt_flags`).
  public func setManagementFlags(_ flags: TrafficManagementFlags, on: Bool) throws(Errno) {
    try inside { () throws(Errno) in try setManagementFlag(flags, on: on) }
  }

  public var managementFlags: TrafficManagementFlags { settings.withLock { $0.managementFlags } }

  /// Packets and bytes by legacy class: BE, BK, VI, VO (`SO_TRAFFIC_CLASS_STATS`).
  public var trafficStatistics: [TrafficStatistics] { traffic.statistics }

  /// Puts a connected socket in the class of a TOS or traffic-class octet, and writes the octet where
  /// the destination is local (`sock_settclassopt`).
  ///
  /// - Parameters:
  ///   - octet: the whole octet, not a DSCP: DSCP 8 is 32.
  /// - Throws: `.socketNotConnected`; `.invalidArgument` (IPv6) outside −1…255, the class changed.
  /// - Returns: normally for a destination that is not local: the class has changed, the octet not.
  /// - Source: C ABI `sock_settclassopt`, kpi_socket.h.
  public func setTypeOfService(_ octet: CInt) throws(Errno) {
    try inside { () throws(Errno) in
      refreshConnection()
      guard bits.load().contains(.connected) else { throw .socketNotConnected }
      changeClass { $0.trafficClass = TrafficClass(octet: octet) }
      guard domain != .unix else { return }
      guard LocalDestination.contains(try descriptor.peerAddress()) else { return }
      try writeOctet(octet)
      applyPriority()
    }
  }

  private func writeOctet(_ octet: CInt) throws(Errno) {
    if domain == .inet {
      try descriptor.setOption(CInt(IPPROTO_IP), IP_TOS, octet & 0xff)
    } else {
      guard (-1...255).contains(octet) else { throw .invalidArgument }
      try descriptor.setOption(CInt(IPPROTO_IPV6), IPV6_TCLASS, octet)
    }
  }

  /// The octet in force (`sock_gettclassopt`): 0 when never set.
  ///
  /// - Throws: `.invalidArgument` for local sockets.
  public func typeOfService() throws(Errno) -> CInt {
    try inside { () throws(Errno) in
      switch domain {
      case .inet: return try descriptor.option(CInt(IPPROTO_IP), IP_TOS, initial: CInt(0))
      case .inet6:
        return max(0, try descriptor.option(CInt(IPPROTO_IPV6), IPV6_TCLASS, initial: CInt(0)))
      default: throw .invalidArgument
      }
    }
  }

  func setManagementFlag(_ flag: TrafficManagementFlags, on: Bool) throws(Errno) {
    let known = flag.intersection([.background, .receiveBackground])
    changeClass { state in
      if on {
        state.managementFlags.formUnion(known)
      } else {
        state.managementFlags.subtract(known)
      }
    }
  }

  /// Changes class or flags, and everything that follows from them.
  private func changeClass(_ change: (inout SocketSettings) -> Void) {
    let (before, after) = settings.withLock { state in
      let before = state
      change(&state)
      return (before, state)
    }
    traffic.setClass(after.trafficClass, after.managementFlags)
    applyPriority()
    updatePacing(after)
    if before.trafficClass == .backgroundSystem, after.trafficClass != .backgroundSystem {
      announce { $0.runEvent(.resume) }
    }
  }

  /// Gives the host the priority of the class in force. Refusal is recorded, never fatal.
  func applyPriority() {
    guard domain != .unix else { return }
    let state = settings.withLock { $0 }
    let inForce = TrafficAccount.effective(state.trafficClass, state.managementFlags)
    let refusal: Errno?
    do throws(Errno) {
      try descriptor.setOption(SOL_SOCKET, SO_PRIORITY, inForce.userPriority)
      refusal = nil
    } catch { refusal = error }
    settings.withLock { $0.priorityRefusal = refusal }
  }

  /// An accepted connection starts in its listener's class.
  func applyInheritedClass() {
    let state = settings.withLock { $0 }
    guard state.trafficClass != .bestEffort || !state.managementFlags.isEmpty else { return }
    applyPriority()
    updatePacing(state)
  }

  func setTrafficOption(_ name: CInt, _ value: CInt) throws(Errno) {
    switch name {
    case SO_TRAFFIC_CLASS:
      guard let wanted = TrafficClass(rawValue: value) else { throw .invalidArgument }
      changeClass { $0.trafficClass = wanted }
    case SO_NET_SERVICE_TYPE:
      guard let service = NetServiceType(rawValue: value) else { throw .invalidArgument }
      changeClass { state in
        state.netServiceType = service
        state.trafficClass = service.trafficClass
      }
    case SO_OPPORTUNISTIC:
      changeClass { $0.trafficClass = value == 0 ? .bestEffort : .backgroundSystem }
    case SO_TRAFFIC_MGT_BACKGROUND:
      // Only TCP acts on it; the others answer 0 and do nothing.
      if isTCP { try setManagementFlag(.background, on: value != 0) }
    case SO_FLUSH:
      // Nothing of ours is queued at an interface; only the class is checked.
      guard value == SO_TC_ALL || TrafficClass(rawValue: value) != nil else {
        throw .invalidArgument
      }
    case SO_TRAFFIC_CLASS_DBG:
      guard bits.load().contains(.privileged) else { throw .notPermitted }
    default: throw .protocolNotAvailable
    }
  }

  /// What a person can be shown about the socket's class.
  public var trafficState: TrafficState {
    let state = settings.withLock { $0 }
    return TrafficState(
      trafficClass: state.trafficClass,
      effectiveClass: TrafficAccount.effective(state.trafficClass, state.managementFlags),
      octet: (try? typeOfService()) ?? 0, priorityRefusal: state.priorityRefusal)
  }
}

/// The class of a socket and what became of it on the host.
public struct TrafficState: Equatable, Sendable {
  /// As set.
  public var trafficClass: TrafficClass
  /// As packets get it, the background flag considered.
  public var effectiveClass: TrafficClass
  /// The TOS or traffic-class octet on the wire.
  public var octet: CInt
  /// Why the host did not take the priority, if it did not.
  public var priorityRefusal: Errno?
}
