// SPDX-License-Identifier: Apache-2.0
// Where a reply goes, and that it goes once.

internal import SocketKPI
internal import Synchronization
internal import Wire

/// A call that is being served.
final class RPCReplyOrigin: Sendable {
  private let xid: UInt32
  private let calls: RPCProcedure
  private let key: DuplicateRequestCache.Key?
  private let peer: SocketAddress
  private let connection: RPCServerConnection
  private let server: ServerCore
  private let isFinished = Atomic<Bool>(false)

  init(
    xid: UInt32, calls: RPCProcedure, key: DuplicateRequestCache.Key?, peer: SocketAddress,
    connection: RPCServerConnection, server: ServerCore
  ) {
    self.xid = xid
    self.calls = calls
    self.key = key
    self.peer = peer
    self.connection = connection
    self.server = server
  }

  /// Answers with results that have no header yet. Any thread.
  func finish(_ action: RPCServerAction, results: XDRWriter, fault: RPCFaultPlan.Fault?) {
    var record = XDRWriter(capacity: XDRWriter.replyHeaderBytes + results.count)
    record.appendReplyHeader(xid: xid)
    record.append(raw: results.span)
    let message = record
    if connection.dispatcher.isCurrent {
      return finish(action, prepared: message, fault: fault)
    }
    connection.dispatcher.perform { self.finish(action, prepared: message, fault: fault) }
  }

  /// Answers with a record that has its header. Dispatcher.
  func finish(_ action: RPCServerAction, prepared: XDRWriter, fault: RPCFaultPlan.Fault?) {
    guard !isFinished.exchange(true, ordering: .acquiringAndReleasing) else { return }
    let message: ServerMessage?
    var wasExecuted = true
    switch action {
    case .reply: message = ServerMessage(record: prepared, payload: nil)
    case .replyWithPayload(let payload): message = ServerMessage(record: prepared, payload: payload)
    case .garbageArguments: (message, wasExecuted) = (.init(xid: xid, .garbageArguments), false)
    case .procedureUnavailable:
      (message, wasExecuted) = (.init(xid: xid, .procedureUnavailable), false)
    case .systemError: (message, wasExecuted) = (.init(xid: xid, .systemError), false)
    case .denied(let status): (message, wasExecuted) = (.init(xid: xid, .denied(status)), false)
    case .drop, .deferred: (message, wasExecuted) = (nil, false)
    }
    guard var message else {
      if let key { server.duplicates.forget(key) }
      return
    }
    message.seal()
    var repeated: RPCServerConnection?
    if let key {
      if wasExecuted {
        repeated = server.duplicates.finish(key, message)
      } else {
        server.duplicates.forget(key)
      }
    }
    connection.send(message, to: peer, fault: fault ?? server.injector.fault(of: calls))
    // The client has connected again while the call was running.
    if let repeated, repeated !== connection, repeated.isStream {
      let (reply, peer) = (message, peer)
      repeated.dispatcher.perform { repeated.send(reply, to: peer, fault: nil) }
    }
  }
}
