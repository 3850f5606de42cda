// SPDX-License-Identifier: Apache-2.0
// SwiftNIO, handler on the event loop: its fastest form.

import Glibc
import NIOCore
import NIOPosix

/// Keeps a number of messages of one size in flight.
private final class Conversation: ChannelInboundHandler, @unchecked Sendable {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var size = 1
  private var partial = 0
  private var left = 0
  private var toSend = 0
  private var message = ByteBuffer()
  private var done: EventLoopPromise<Void>?

  func start(
    _ context: ChannelHandlerContext, size: Int, depth: Int, count: Int,
    _ done: EventLoopPromise<Void>
  ) {
    if self.size != size || message.readableBytes == 0 {
      message = context.channel.allocator.buffer(capacity: size)
      message.writeRepeatingByte(0, count: size)
    }
    self.size = size
    (partial, left, toSend, self.done) = (0, count, count, done)
    send(min(depth, count), context)
  }

  private func send(_ count: Int, _ context: ChannelHandlerContext) {
    let batch = min(count, toSend)
    guard batch > 0 else { return }
    toSend -= batch
    for _ in 0..<batch { context.write(wrapOutboundOut(message), promise: nil) }
    context.flush()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    partial += unwrapInboundIn(data).readableBytes
    let whole = partial / size
    partial %= size
    left -= whole
    if left <= 0 {
      done?.succeed()
      done = nil
    } else {
      send(whole, context)
    }
  }
}

/// A connected SwiftNIO client.
final class NIOClient {
  private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private let channel: any Channel
  private let port: Int

  init?(port: UInt16) {
    self.port = Int(port)
    guard let channel = try? NIOClient.dial(Int(port)) else { return nil }
    self.channel = channel
  }

  private static func dial(_ port: Int) throws -> any Channel {
    try ClientBootstrap(group: group)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 256 * 1024))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Conversation(), name: "conversation")
        }
      }
      .connect(host: "127.0.0.1", port: port).wait()
  }

  func converse(size: Int, depth: Int, count: Int) -> Bool {
    let promise = channel.eventLoop.makePromise(of: Void.self)
    channel.eventLoop.execute { [channel] in
      guard let context = try? channel.pipeline.syncOperations.context(name: "conversation"),
        let handler = context.handler as? Conversation
      else { return promise.fail(ChannelError.ioOnClosedChannel) }
      handler.start(context, size: size, depth: depth, count: count, promise)
    }
    return (try? promise.futureResult.wait()) != nil
  }

  func stream(size: Int, batch: Int, count: Int) -> Bool {
    var message = channel.allocator.buffer(capacity: size)
    message.writeRepeatingByte(0, count: size)
    let promise = channel.eventLoop.makePromise(of: Void.self)
    channel.eventLoop.execute { [channel, message] in
      NIOClient.pump(channel, message, left: count, batch: batch, promise)
    }
    return (try? promise.futureResult.wait()) != nil
  }

  /// Writes while the channel takes it, `batch` messages a flush.
  private static func pump(
    _ channel: any Channel, _ message: ByteBuffer, left: Int, batch: Int,
    _ done: EventLoopPromise<Void>
  ) {
    let now = min(left, batch)
    guard now > 0 else { return done.succeed() }
    for _ in 1..<now { channel.write(message, promise: nil) }
    channel.writeAndFlush(message).whenComplete { _ in
      pump(channel, message, left: left - now, batch: batch, done)
    }
  }

  static func connectRate(port: UInt16, count: Int) -> Bool {
    for _ in 0..<count {
      guard let channel = try? dial(Int(port)) else { return false }
      if let provider = channel as? any SocketOptionProvider {
        try? provider.setSoLinger(linger(l_onoff: 1, l_linger: 0)).wait()
      }
      try? channel.close().wait()
    }
    return true
  }

  func close() { try? channel.close().wait() }
}
