// SPDX-License-Identifier: Apache-2.0
// The in/out conventions of kpi_mbuf.h's allocating functions, for Exports/.

import CLinux
import CSocketKPI
import SystemPackage

/// What several C entry points share.
enum MbufCalls {
  static func plain(_ type: UInt32) throws(Errno) -> MbufNode {
    guard let node = MbufNode.plain(type: try MbufNode.checkType(type)) else { throw .noMemory }
    return node
  }

  static func packet(_ type: UInt32) throws(Errno) -> MbufNode {
    guard let node = MbufNode.packet(type: try MbufNode.checkType(type)) else { throw .noMemory }
    return node
  }

  /// Stores what `body` makes, or null and its error.
  @inline(__always)
  static func make(
    _ result: UnsafeMutablePointer<mbuf_t?>?, _ body: () throws(Errno) -> MbufNode
  ) -> errno_t {
    guard let result = unsafe result else { return Errno.invalidArgument.rawValue }
    do throws(Errno) {
      unsafe result.pointee = try body().handle
      return 0
    } catch {
      unsafe result.pointee = nil
      return error.rawValue
    }
  }

  /// `mbuf_attachcluster`, with the arguments known to be present.
  static func attach(
    _ mbuf: UnsafeMutablePointer<mbuf_t?>?, type: UInt32, buffer: caddr_t, size: Int,
    argument: caddr_t?,
    release: @escaping @convention(c) (caddr_t?, CUnsignedInt, caddr_t?) -> Void
  ) -> errno_t {
    guard let mbuf = unsafe mbuf else { return Errno.invalidArgument.rawValue }
    let given = unsafe mbuf.pointee
    return unsafe make(mbuf) { () throws(Errno) in
      let node: MbufNode
      if unsafe given == nil {
        node = try packet(type)
      } else if let old = unsafe MbufNode(given, in: "mbuf_attachcluster") {
        node = old
      } else {
        throw .invalidArgument
      }
      guard
        let storage = unsafe MbufStorage.foreign(
          buffer, size: size, argument: argument, release: release)
      else {
        node.free()
        throw .noMemory
      }
      unsafe node.adopt(storage)
      return node
    }
  }

  /// `mbuf_getcluster` and `mbuf_mclget`.
  static func giveCluster(
    _ mbuf: UnsafeMutablePointer<mbuf_t?>?, type: UInt32, size: Int
  ) -> errno_t {
    guard let mbuf = unsafe mbuf else { return Errno.invalidArgument.rawValue }
    do throws(Errno) {
      let given = unsafe mbuf.pointee
      guard let kind = MbufPoolKind.cluster(ofSize: size) else { throw .invalidArgument }
      if unsafe given == nil {
        let node = try plain(type)
        guard node.attachCluster(kind) else {
          node.free()
          throw .noMemory
        }
        unsafe mbuf.pointee = node.handle
      } else if let node = unsafe MbufNode(given, in: "mbuf_getcluster") {
        try node.replaceStorage(kind)
      } else {
        throw .invalidArgument
      }
      return 0
    } catch {
      return error.rawValue
    }
  }

  /// `mbuf_alloccluster`.
  static func allocateCluster(_ size: inout Int, _ address: inout caddr_t?) -> errno_t {
    guard size != 0 else { return Errno.invalidArgument.rawValue }
    let kind = MbufPoolKind.cluster(fitting: size)
    guard size > 0, size <= kind.objectBytes, let storage = unsafe MbufStorage.cluster(kind) else {
      size = 0
      unsafe address = nil
      return Errno.noMemory.rawValue
    }
    unsafe storage.pointee.is_bare = true
    size = kind.objectBytes
    unsafe address = unsafe storage.pointee.buffer
    return 0
  }

  /// `mbuf_freecluster`. Only a cluster with exactly one reference, of that size, is freed.
  static func freeCluster(_ address: caddr_t, _ size: Int) {
    guard let kind = MbufPoolKind.cluster(ofSize: size),
      let storage = unsafe MbufPool.depot(kind).storage(at: UnsafeRawPointer(address)),
      unsafe kpi_storage_refs(storage) == 1, unsafe storage.pointee.is_bare
    else { return unsafe MbufAudit.wrongCluster(address, in: "mbuf_freecluster") }
    unsafe MbufStorage.release(storage)
  }

  /// `mbuf_allocpacket` and its list form.
  static func allocatePackets(
    _ count: Int, room: Int, _ pieces: UnsafeMutablePointer<CUnsignedInt>?,
    _ result: UnsafeMutablePointer<mbuf_t?>?
  ) -> errno_t {
    guard let result = unsafe result, count > 0, room != 0 else {
      return Errno.invalidArgument.rawValue
    }
    let limit = unsafe Int(pieces?.pointee ?? 0)
    var first: MbufNode?
    var last: MbufNode?
    var used = 0
    do throws(Errno) {
      guard room > 0 else { throw .noMemory }
      for _ in 0..<count {
        let (head, number) = try MbufNode.packet(room: room, limit: limit)
        if let last { last.nextPacket = head } else { first = head }
        last = head
        used = number
      }
    } catch {
      freeList(first)
      return error.rawValue
    }
    unsafe pieces?.pointee = CUnsignedInt(used)
    unsafe result.pointee = first?.handle
    return 0
  }

  private static func freeList(_ first: MbufNode?) {
    var packet = first
    while let current = packet {
      packet = current.nextPacket
      current.freeChain()
    }
  }
}
