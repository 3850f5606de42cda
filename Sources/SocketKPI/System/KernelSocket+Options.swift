// SPDX-License-Identifier: Apache-2.0
// Options: the KPI's own are answered here, the rest goes to the host.

import CLinux
import CSocketKPI
import Glibc
import Synchronization
import SystemPackage

/// The smallest and largest wait that SO_RCVTIMEO and SO_SNDTIMEO take.
private let microsecondsPerSecond = 1_000_000

extension KernelSocket {
  /// Sets an option from a value of its type (`sock_setsockopt`).
  ///
  /// - Throws: `.invalidArgument` too short, or both directions are shut; `.protocolNotAvailable`
  ///   unknown; `.outOfDomain` a time out of range; `.noBufferSpace` a buffer above 7,456,540 bytes.
  public func setOption(
    level: CInt, name: CInt, value: some BitwiseCopyable
  ) throws(Errno) {
    let outcome: Result<Void, Errno> = unsafe withUnsafeBytes(of: value) { bytes in
      do throws(Errno) { return .success(try unsafe setOption(level, name, bytes)) } catch {
        return .failure(error)
      }
    }
    try outcome.get()
  }

  /// Reads an option as a value of its type (`sock_getsockopt`).
  public func option<Value: BitwiseCopyable>(
    level: CInt, name: CInt, initial: Value
  ) throws(Errno) -> Value {
    var value = initial
    let outcome: Result<Int, Errno> = unsafe withUnsafeMutableBytes(of: &value) { bytes in
      do throws(Errno) { return .success(try unsafe option(level, name, bytes)) } catch {
        return .failure(error)
      }
    }
    _ = try outcome.get()
    return value
  }

  func setOption(
    _ level: CInt, _ name: CInt, _ value: UnsafeRawBufferPointer
  ) throws(Errno) {
    try inside { () throws(Errno) in
      try refuseWhenShut()
      guard try unsafe filterSetOption(level, name, value) == .proceed else { return }
      switch (level, name) {
      case (SOL_SOCKET, _): try unsafe setSocketOption(name, value)
      case (CInt(IPPROTO_TCP), _) where isTCP: try unsafe setTCPOption(name, value)
      case (CInt(IPPROTO_IP), IP_TRAFFIC_MGT_BACKGROUND):
        try setManagementFlag(.background, on: try unsafe value.integer() != 0)
      case (CInt(IPPROTO_IP), KPI_IP_PORTRANGE), (CInt(IPPROTO_IPV6), KPI_IP_PORTRANGE):
        let range = try unsafe value.integer()
        guard (0...2).contains(range) else { throw .invalidArgument }
        settings.withLock { $0.usesReservedPorts = range == KPI_IP_PORTRANGE_LOW }
      default:
        if isTCP && bits.load().contains(.dead) { throw .connectionReset }
        try unsafe hostSetOption(level, name, value)
        // The host rewrites the priority when the octet changes; ours stands.
        if name == IP_TOS || name == IPV6_TCLASS { applyPriority() }
      }
    }
  }

  func option(
    _ level: CInt, _ name: CInt, _ room: UnsafeMutableRawBufferPointer
  ) throws(Errno) -> Int {
    try inside { () throws(Errno) in
      if let count = try unsafe filterGetOption(level, name, room) { return count }
      switch (level, name) {
      case (SOL_SOCKET, _): return try unsafe socketOption(name, room)
      case (CInt(IPPROTO_TCP), _) where isTCP: return try unsafe tcpOption(name, room)
      case (CInt(IPPROTO_IP), IP_TRAFFIC_MGT_BACKGROUND):
        let flags = settings.withLock { $0.managementFlags }
        return unsafe room.store(CInt(flags.contains(.background) ? 1 : 0))
      default:
        if isTCP && bits.load().contains(.dead) { throw .connectionReset }
        return try unsafe hostOption(level, name, room)
      }
    }
  }

  /// Once both directions are shut nothing can be set, unless the socket was told to allow it
  /// (SO_NP_EXTENSIONS).
  private func refuseWhenShut() throws(Errno) {
    let now = bits.load()
    guard now.contains(.cannotSend), now.contains(.cannotReceive) || peerHasEnded,
      !settings.withLock({ $0.allowsOptionsWhenShut })
    else { return }
    throw .invalidArgument
  }

  private func setSocketOption(
    _ name: CInt, _ value: UnsafeRawBufferPointer
  ) throws(Errno) {
    switch name {
    case SO_LINGER: try setLinger(try unsafe value.load(linger.self), unit: 1)
    case SO_LINGER_SEC: try setLinger(try unsafe value.load(linger.self), unit: ticksPerSecond)
    case SO_SNDBUF, SO_RCVBUF, SO_SNDLOWAT, SO_RCVLOWAT:
      try setBufferOption(name, try unsafe value.integer())
    case SO_RCVTIMEO, SO_SNDTIMEO: try setTimeout(name, try unsafe value.load(timeval.self))
    case SO_UPCALLCLOSEWAIT:
      let on = try unsafe value.integer() != 0
      settings.withLock { $0.closeWaits = on }
    case SO_TRAFFIC_CLASS, SO_NET_SERVICE_TYPE, SO_OPPORTUNISTIC, SO_TRAFFIC_MGT_BACKGROUND,
      SO_FLUSH, SO_TRAFFIC_CLASS_DBG:
      try setTrafficOption(name, try unsafe value.integer())
    case SO_NKE: try unsafe attachFilter(record: value)
    case SO_NP_EXTENSIONS: try setExtensions(try unsafe value.load(so_np_extensions.self))
    case SO_ERROR, SO_TYPE, SO_NREAD, SO_NWRITE, SO_TRAFFIC_CLASS_STATS, SO_NETSVC_MARKING_LEVEL,
      SO_ISDEFUNCT, SO_ACCEPTCONN:
      throw .protocolNotAvailable
    default:
      if OptionTable.stored[name] != nil {
        let on = try unsafe value.integer() != 0
        settings.withLock { state in
          if on { state.flags.insert(name) } else { state.flags.remove(name) }
        }
        switch name {
        case SO_RECV_TRAFFIC_CLASS: reportReceivedClass(on)
        case SO_DONTTRUNC, SO_WANTMORE:
          let both: Set = [SO_DONTTRUNC, SO_WANTMORE]
          set(.reportsRest, settings.withLock { !$0.flags.isDisjoint(with: both) })
        default: break
        }
      } else if OptionTable.hostBooleans[name] != nil {
        let on: CInt = try unsafe value.integer() != 0 ? 1 : 0
        try descriptor.setOption(SOL_SOCKET, name, on)
      } else {
        guard OptionTable.isHostOption(name) else { throw .protocolNotAvailable }
        try unsafe hostSetOption(SOL_SOCKET, name, value)
      }
    }
  }

  private func setLinger(_ value: linger, unit: Int) throws(Errno) {
    let ticks = Int(value.l_linger) * unit
    guard ticks >= 0, ticks <= Int(Int16.max) else { throw .invalidArgument }
    settings.withLock { $0.linger = (value.l_onoff != 0, ticks) }
  }

  private func setExtensions(_ value: so_np_extensions) throws(Errno) {
    let known = UInt32(SONPX_MASK_VALID)
    guard value.npx_mask & ~known == 0 else { throw .invalidArgument }
    guard value.npx_mask & UInt32(SONPX_SETOPTSHUT) != 0 else { return }
    let on = value.npx_flags & UInt32(SONPX_SETOPTSHUT) != 0
    settings.withLock { $0.allowsOptionsWhenShut = on }
  }

  private func setTimeout(_ name: CInt, _ time: timeval) throws(Errno) {
    guard time.tv_sec >= 0, (0..<microsecondsPerSecond).contains(Int(time.tv_usec)) else {
      throw .outOfDomain
    }
    let wait = SocketSettings.timeout(Duration(time))
    let isReceive = name == SO_RCVTIMEO
    settings.withLock { state in
      if isReceive { state.receiveTimeout = wait } else { state.sendTimeout = wait }
    }
    set(isReceive ? .receiveTimed : .sendTimed, wait != nil)
    if bits.load().contains(.hostSleeps) {
      try descriptor.limitSleep(receiving: isReceive, to: wait)
    }
  }

  private func setBufferOption(_ name: CInt, _ size: CInt) throws(Errno) {
    guard size >= 1 else { throw .invalidArgument }
    let size = Int(size)
    let isBuffer = name == SO_SNDBUF || name == SO_RCVBUF
    if isBuffer && size > maximumBufferBytes { throw .noBufferSpace }
    let state: (SocketSettings) = settings.withLock { state in
      switch name {
      case SO_SNDBUF:
        state.sendHighWater = size
        state.sendLowWater = min(state.sendLowWater, size)
      case SO_RCVBUF:
        state.receiveHighWater = size
        state.receiveLowWater = min(state.receiveLowWater, size)
      case SO_SNDLOWAT: state.sendLowWater = min(size, state.sendHighWater)
      default: state.receiveLowWater = min(size, state.receiveHighWater)
      }
      return state
    }
    sendLimit.store(state.sendHighWater, ordering: .relaxed)
    set(.receiveTuned, state.receiveLowWater > 1)
    if isBuffer { try applyBuffer(name, size) }
  }

  /// Sizes the host's buffer, unless its own sizing may grow further than it lets anybody set.
  private func applyBuffer(_ name: CInt, _ size: Int) throws(Errno) {
    let before = try descriptor.option(SOL_SOCKET, name, initial: CInt(0))
    try descriptor.setOption(SOL_SOCKET, name, CInt(size))
    let after = try descriptor.option(SOL_SOCKET, name, initial: CInt(0))
    guard Int(after) < size, isStream || after < before else { return }
    // Above the host's limit: a privileged process may insist, others keep what they were granted.
    let force = name == SO_SNDBUF ? SO_SNDBUFFORCE : SO_RCVBUFFORCE
    try? descriptor.setOption(SOL_SOCKET, force, CInt(size))
  }

  private func setTCPOption(_ name: CInt, _ value: UnsafeRawBufferPointer) throws(Errno) {
    if bits.load().contains(.dead) { throw .connectionReset }
    switch name {
    case TCP_CONNECTIONTIMEOUT:
      let seconds = try unsafe value.integer()
      guard seconds >= 0 else { throw .invalidArgument }
      settings.withLock { $0.connectLimit = seconds == 0 ? nil : .seconds(Int(seconds)) }
    case TCP_KEEPALIVE:
      try descriptor.setOption(CInt(IPPROTO_TCP), TCP_KEEPIDLE, try unsafe value.integer())
    default: try unsafe hostSetOption(CInt(IPPROTO_TCP), name, value)
    }
  }

  private func tcpOption(
    _ name: CInt, _ room: UnsafeMutableRawBufferPointer
  ) throws(Errno) -> Int {
    if bits.load().contains(.dead) { throw .connectionReset }
    switch name {
    case TCP_CONNECTIONTIMEOUT:
      let limit = settings.withLock { $0.connectLimit }
      return unsafe room.store(CInt(clamping: limit?.components.seconds ?? 0))
    case TCP_KEEPALIVE:
      let idle = try descriptor.option(CInt(IPPROTO_TCP), TCP_KEEPIDLE, initial: CInt(0))
      return unsafe room.store(idle)
    default: return try unsafe hostOption(CInt(IPPROTO_TCP), name, room)
    }
  }

  private func socketOption(
    _ name: CInt, _ room: UnsafeMutableRawBufferPointer
  ) throws(Errno) -> Int {
    let state = settings.withLock { $0 }
    switch name {
    case SO_LINGER, SO_LINGER_SEC:
      let amount = name == SO_LINGER ? state.linger.ticks : state.linger.ticks / ticksPerSecond
      // On is returned as its bit, like every other flag.
      return unsafe room.store(
        linger(l_onoff: state.linger.isOn ? 0x80 : 0, l_linger: CInt(amount)))
    case SO_SNDBUF: return unsafe room.store(CInt(state.sendHighWater))
    case SO_RCVBUF: return unsafe room.store(CInt(state.receiveHighWater))
    case SO_SNDLOWAT: return unsafe room.store(CInt(state.sendLowWater))
    case SO_RCVLOWAT: return unsafe room.store(CInt(state.receiveLowWater))
    case SO_RCVTIMEO: return unsafe room.store((state.receiveTimeout ?? .zero).timeval)
    case SO_SNDTIMEO: return unsafe room.store((state.sendTimeout ?? .zero).timeval)
    case SO_UPCALLCLOSEWAIT: return unsafe room.store(CInt(state.closeWaits ? 0x800 : 0))
    case SO_TYPE: return unsafe room.store(type.rawValue)
    case SO_ERROR:
      refreshConnection()
      collectHostError()
      return unsafe room.store(takePendingError()?.rawValue ?? 0)
    case SO_NREAD: return unsafe room.store(CInt(clamping: availableBytes()))
    case SO_NWRITE:
      return unsafe room.store(CInt(clamping: unsent.count + descriptor.unsentBytes()))
    case SO_ISDEFUNCT: return unsafe room.store(CInt(bits.load().contains(.defunct) ? 1 : 0))
    case SO_NP_EXTENSIONS:
      let flags = state.allowsOptionsWhenShut ? UInt32(SONPX_SETOPTSHUT) : 0
      return unsafe room.store(
        so_np_extensions(npx_flags: flags, npx_mask: UInt32(SONPX_MASK_VALID)))
    case SO_NKE, SO_ACCEPTCONN: throw .protocolNotAvailable
    case SO_FLUSH: throw .invalidArgument
    case SO_TRAFFIC_CLASS, SO_NET_SERVICE_TYPE, SO_OPPORTUNISTIC, SO_TRAFFIC_MGT_BACKGROUND,
      SO_TRAFFIC_CLASS_STATS, SO_NETSVC_MARKING_LEVEL, SO_TRAFFIC_CLASS_DBG:
      return try unsafe trafficOption(name, room)
    default:
      if let bit = OptionTable.stored[name] {
        return unsafe room.store(state.flags.contains(name) ? bit : 0)
      }
      if let bit = OptionTable.hostBooleans[name] {
        let on = try descriptor.option(SOL_SOCKET, name, initial: CInt(0))
        return unsafe room.store(on != 0 ? bit : 0)
      }
      guard OptionTable.isHostOption(name) else { throw .protocolNotAvailable }
      return try unsafe hostOption(SOL_SOCKET, name, room)
    }
  }

  func hostSetOption(
    _ level: CInt, _ name: CInt, _ value: UnsafeRawBufferPointer
  ) throws(Errno) {
    do throws(Errno) {
      _ = try system {
        unsafe setsockopt(descriptor.raw, level, name, value.baseAddress, socklen_t(value.count))
      }
    } catch { throw KernelSocket.optionError(error) }
  }

  /// Families without options of their own call an unknown one EOPNOTSUPP; in the KPI it is always
  /// ENOPROTOOPT.
  private static func optionError(_ error: Errno) -> Errno {
    error == .notSupportedOnSocket ? .protocolNotAvailable : error
  }

  private func hostOption(
    _ level: CInt, _ name: CInt, _ room: UnsafeMutableRawBufferPointer
  ) throws(Errno) -> Int {
    var length = socklen_t(room.count)
    do throws(Errno) {
      _ = try system {
        unsafe getsockopt(descriptor.raw, level, name, room.baseAddress, &length)
      }
    } catch { throw KernelSocket.optionError(error) }
    return Int(length)
  }
}

extension UnsafeRawBufferPointer {
  /// The option's value; a longer one is cut, a shorter one refused.
  func load<Value: BitwiseCopyable>(_ type: Value.Type) throws(Errno) -> Value {
    guard count >= MemoryLayout<Value>.size else { throw .invalidArgument }
    return unsafe loadUnaligned(as: type)
  }

  func integer() throws(Errno) -> CInt { try unsafe load(CInt.self) }
}

extension UnsafeMutableRawBufferPointer {
  /// Stores as much of the value as fits and returns that number of bytes.
  func store<Value: BitwiseCopyable>(_ value: Value) -> Int {
    let size = Swift.min(MemoryLayout<Value>.size, count)
    unsafe withUnsafeBytes(of: value) { bytes in
      unsafe copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<size]))
    }
    return size
  }
}
