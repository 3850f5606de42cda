// SPDX-License-Identifier: Apache-2.0
// Data through filters, both ways, and injection.

import SystemPackage

extension KernelSocket {
  /// Runs outbound data through the filters.
  ///
  /// - Returns: false when a filter has swallowed it.
  func filterOutbound(
    _ data: inout MbufChain, control: inout MbufChain, to address: SocketAddress?,
    flags: FilterDataFlags
  ) throws(Errno) -> Bool {
    for attachment in filters.attachments {
      var verdict = FilterVerdict.proceed
      try filters.runningOutbound { () throws(Errno) in
        _ = try attachment.run(on: self) { filter throws(Errno) in
          verdict = try filter.outbound(
            &data, control: &control, to: address, flags: flags, on: self)
        }
      }
      if verdict == .handled { return false }
    }
    return true
  }

  /// Runs inbound data through the filters. False when it goes no further.
  private func filterInbound(
    _ data: inout MbufChain, control: inout MbufChain, from sender: SocketAddress?,
    flags: FilterDataFlags
  ) -> Bool {
    for attachment in filters.attachments {
      var verdict = FilterVerdict.proceed
      do throws(Errno) {
        try filters.runningInbound { () throws(Errno) in
          _ = try attachment.run(on: self) { filter throws(Errno) in
            verdict = try filter.inbound(
              &data, control: &control, from: sender, flags: flags, on: self)
          }
        }
      } catch { return false }
      if verdict == .handled { return false }
    }
    return true
  }

  /// On the dispatcher: moves what arrived through the filters, unless a reader is at it.
  ///
  /// - Returns: true when there is something for a reader.
  func pullOnArrival() -> Bool {
    guard isStream, !filters.isRunningInbound else { return pullThroughFilters() }
    guard tryEnterReceive() else { return false }
    defer { leaveReceive() }
    return pullThroughFilters()
  }

  /// Moves the host's input through the filters into the socket's own queue, up to SO_RCVBUF. On a
  /// stream the caller has the receive side.
  ///
  /// - Returns: true when there is something for a reader: data, or the end of the stream.
  func pullThroughFilters() -> Bool {
    guard !filters.isRunningInbound else { return !staging.isEmpty }
    filters.inboundGate.lock()
    defer { filters.inboundGate.unlock() }
    let room = settings.withLock { $0.receiveHighWater }
    while staging.byteCount < room {
      guard let piece = takeHostPiece() else { break }
      let sender = isStream ? nil : piece.sender
      var control = MbufChain(copying: piece.control)
      var data = piece.intoChain()
      guard filterInbound(&data, control: &control, from: sender, flags: []) else { continue }
      staging.append(data, isStream: isStream, sender: sender, control: control.bytes())
      bits.insert(.hasStagedInput)
    }
    return !staging.isEmpty || bits.load().contains(.hasError)
      || !readiness(descriptor.raw, of: .peerClosed).isEmpty
  }

  /// Puts data in front of the reader, through the filters again (`sock_inject_data_in`).
  ///
  /// What a filter or a full queue drops is not reported, as in the kernel.
  public func inject(
    inbound data: consuming MbufChain, control: consuming MbufChain = MbufChain(),
    from sender: SocketAddress? = nil
  ) throws(Errno) {
    var chain = data
    var ancillary = control
    try inside { () throws(Errno) in
      let room = settings.withLock { $0.receiveHighWater }
      guard filterInbound(&chain, control: &ancillary, from: sender, flags: []),
        staging.byteCount + chain.byteCount <= room, !bits.load().contains(.receiveShut)
      else { return }
      staging.append(
        chain.take(), isStream: isStream, sender: isStream ? nil : sender,
        control: ancillary.bytes())
      bits.insert(.hasStagedInput)
      filters.bell?.ring()
      announce { $0.runReadUpcalls() }
    }
  }

  /// Sends data, through the filters again, all of it or nothing (`sock_inject_data_out`).
  public func inject(
    outbound data: consuming MbufChain, to address: SocketAddress? = nil,
    flags: FilterDataFlags = []
  ) throws(Errno) {
    try send(data, to: address, flags: flags.contains(.outOfBand) ? .outOfBand : [])
  }
}
