// SPDX-License-Identifier: Apache-2.0
// Messages that a fault plan sends, and messages as plain bytes.

internal import CLinux
internal import Glibc
internal import SocketKPI
internal import SystemPackage
internal import Wire

extension ServerMessage {
  /// A record that is no RPC message.
  static var noise: ServerMessage {
    var writer = XDRWriter()
    writer.append(RPCRecordMark(isLast: true, length: 24).word)
    for word: UInt32 in 0..<6 { writer.append(0xa5a5_0000 | word) }
    return ServerMessage(record: writer, payload: nil)
  }

  /// A mark that announces all a mark can announce.
  static var longMark: ServerMessage {
    var writer = XDRWriter()
    writer.append(RPCRecordMark(isLast: true, length: RPCRecordMark.maximumLength).word)
    writer.append(UInt32(0))
    return ServerMessage(record: writer, payload: nil)
  }

  /// All bytes from `offset` on, payload and padding included.
  func flattened(from offset: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(byteCount)
    bytes.append(copying: record.span.extracting(offset..<record.count))
    if let payload {
      payload.buffer.withBytes(payload.range) { bytes.append(copying: $0) }
      bytes.append(contentsOf: repeatElement(0, count: payload.padding))
    }
    return bytes
  }
}

extension KernelSocket {
  func reuseAddress() throws(Errno) {
    try setOption(level: SOL_SOCKET, name: SO_REUSEADDR, value: CInt(1))
  }

  func setNoDelay() throws(Errno) {
    try setOption(level: CInt(IPPROTO_TCP), name: TCP_NODELAY, value: CInt(1))
  }

  /// Makes close send a reset.
  func setAbortiveClose() throws(Errno) {
    try setOption(level: SOL_SOCKET, name: SO_LINGER, value: linger(l_onoff: 1, l_linger: 0))
  }
}
