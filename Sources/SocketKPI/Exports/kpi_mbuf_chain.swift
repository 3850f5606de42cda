// SPDX-License-Identifier: Apache-2.0
// C entry points of kpi_mbuf.h: copies, shape of chains, type and flags. Rules are in Mbuf/.

import CLinux
import CSocketKPI
import SystemPackage

@c @implementation
public func mbuf_copym(
  _ src: mbuf_t?, _ offset: Int, _ len: Int, _ how: mbuf_how_t,
  _ new_mbuf: UnsafeMutablePointer<mbuf_t?>?
) -> errno_t {
  unsafe MbufCalls.make(new_mbuf) { () throws(Errno) in
    guard let node = unsafe MbufNode(src, in: "mbuf_copym") else { throw .invalidArgument }
    return try node.copyForCaller(from: offset, count: len)
  }
}

@c @implementation
public func mbuf_dup(
  _ src: mbuf_t?, _ how: mbuf_how_t, _ new_mbuf: UnsafeMutablePointer<mbuf_t?>?
) -> errno_t {
  unsafe MbufCalls.make(new_mbuf) { () throws(Errno) in
    guard let node = unsafe MbufNode(src, in: "mbuf_dup") else { throw .invalidArgument }
    guard let copy = node.deepCopy() else { throw .noMemory }
    return copy
  }
}

@c @implementation
public func mbuf_copydata(
  _ mbuf: mbuf_t?, _ offset: Int, _ length: Int, _ out_data: UnsafeMutableRawPointer?
) -> errno_t {
  unsafe withMbuf(mbuf, "mbuf_copydata") { node throws(Errno) in
    guard offset >= 0, length >= 0, unsafe length == 0 || out_data != nil else {
      throw .invalidArgument
    }
    let target = unsafe UnsafeMutableRawBufferPointer(start: out_data, count: length)
    guard unsafe node.copyBytes(from: offset, to: target) else { throw .invalidArgument }
  }
}

@c @implementation
public func mbuf_copyback(
  _ mbuf: mbuf_t?, _ offset: Int, _ length: Int, _ data: UnsafeRawPointer?, _ how: mbuf_how_t
) -> errno_t {
  unsafe withMbuf(mbuf, "mbuf_copyback") { node throws(Errno) in
    guard length > 0, let data = unsafe data else { throw .invalidArgument }
    try unsafe node.overwrite(
      at: offset, with: UnsafeRawBufferPointer(start: data, count: length))
  }
}

@c @implementation
public func mbuf_prepend(
  _ mbuf: UnsafeMutablePointer<mbuf_t?>?, _ len: Int, _ how: mbuf_how_t
) -> errno_t {
  guard let mbuf = unsafe mbuf, let node = unsafe MbufNode(mbuf.pointee, in: "mbuf_prepend") else {
    return Errno.invalidArgument.rawValue
  }
  return unsafe MbufCalls.make(mbuf) { () throws(Errno) in
    guard len >= 0, let front = node.prepend(len) else {
      node.freeChain()
      throw .noMemory
    }
    return front
  }
}

@c @implementation
public func mbuf_split(
  _ src: mbuf_t?, _ offset: Int, _ how: mbuf_how_t, _ new_mbuf: UnsafeMutablePointer<mbuf_t?>?
) -> errno_t {
  unsafe MbufCalls.make(new_mbuf) { () throws(Errno) in
    guard let node = unsafe MbufNode(src, in: "mbuf_split") else { throw .invalidArgument }
    guard let rest = try? node.split(at: offset) else { throw .noMemory }
    return rest
  }
}

@c @implementation
public func mbuf_pullup(_ mbuf: UnsafeMutablePointer<mbuf_t?>?, _ len: Int) -> errno_t {
  guard let mbuf = unsafe mbuf, let node = unsafe MbufNode(mbuf.pointee, in: "mbuf_pullup") else {
    return Errno.invalidArgument.rawValue
  }
  return unsafe MbufCalls.make(mbuf) { () throws(Errno) in try node.pullUp(len) }
}

@c @implementation
public func mbuf_pulldown(
  _ src: mbuf_t?, _ offset: UnsafeMutablePointer<Int>?, _ length: Int,
  _ location: UnsafeMutablePointer<mbuf_t?>?
) -> errno_t {
  unsafe MbufCalls.make(location) { () throws(Errno) in
    guard let offset = unsafe offset, let node = unsafe MbufNode(src, in: "mbuf_pulldown") else {
      throw .invalidArgument
    }
    let found = try node.pullDown(length, at: unsafe offset.pointee)
    unsafe offset.pointee = found.offset
    return found.node
  }
}

@c @implementation
public func mbuf_adj(_ mbuf: mbuf_t?, _ len: CInt) {
  guard unsafe mbuf != nil else { return }
  unsafe MbufNode(mbuf, in: "mbuf_adj")?.adjust(Int(len))
}

@c @implementation
public func mbuf_concatenate(_ dst: mbuf_t?, _ src: mbuf_t?) -> mbuf_t? {
  guard let node = unsafe MbufNode(dst, in: "mbuf_concatenate") else { return nil }
  if unsafe src != nil, let source = unsafe MbufNode(src, in: "mbuf_concatenate"), source != node {
    node.concatenate(source)
  }
  return unsafe node.handle
}

@c @implementation
public func mbuf_mclhasreference(_ mbuf: mbuf_t?) -> CInt {
  unsafe MbufNode(mbuf, in: "mbuf_mclhasreference")?.isShared == true ? 1 : 0
}

@c @implementation
public func mbuf_next(_ mbuf: mbuf_t?) -> mbuf_t? {
  unsafe MbufNode(mbuf, in: "mbuf_next")?.next?.handle
}

@c @implementation
public func mbuf_setnext(_ mbuf: mbuf_t?, _ next: mbuf_t?) -> errno_t {
  unsafe withMbuf(mbuf, "mbuf_setnext") { node throws(Errno) in
    guard unsafe next != nil else {
      node.next = nil
      return
    }
    guard let following = unsafe MbufNode(next, in: "mbuf_setnext"), following.nextPacket == nil
    else { throw .invalidArgument }
    node.next = following
  }
}

@c @implementation
public func mbuf_nextpkt(_ mbuf: mbuf_t?) -> mbuf_t? {
  unsafe MbufNode(mbuf, in: "mbuf_nextpkt")?.nextPacket?.handle
}

@c @implementation
public func mbuf_setnextpkt(_ mbuf: mbuf_t?, _ nextpkt: mbuf_t?) {
  guard let node = unsafe MbufNode(mbuf, in: "mbuf_setnextpkt") else { return }
  node.nextPacket = unsafe nextpkt == nil ? nil : MbufNode(nextpkt, in: "mbuf_setnextpkt")
}

@c @implementation
public func mbuf_type(_ mbuf: mbuf_t?) -> mbuf_type_t {
  unsafe mbuf_type_t(MbufNode(mbuf, in: "mbuf_type")?.type ?? MbufType.free)
}

@c @implementation
public func mbuf_settype(_ mbuf: mbuf_t?, _ new_type: mbuf_type_t) -> errno_t {
  unsafe withMbuf(mbuf, "mbuf_settype") { node throws(Errno) in try node.setType(new_type) }
}

@c @implementation
public func mbuf_flags(_ mbuf: mbuf_t?) -> mbuf_flags_t {
  unsafe mbuf_flags_t(
    MbufNode(mbuf, in: "mbuf_flags")?.flags.intersection(.visible).rawValue ?? 0)
}

@c @implementation
public func mbuf_setflags(_ mbuf: mbuf_t?, _ flags: mbuf_flags_t) -> errno_t {
  unsafe withMbuf(mbuf, "mbuf_setflags") { node throws(Errno) in
    try node.setFlags(try MbufFlags(fromCaller: flags), mask: .visible)
  }
}

@c @implementation
public func mbuf_setflags_mask(
  _ mbuf: mbuf_t?, _ flags: mbuf_flags_t, _ mask: mbuf_flags_t
) -> errno_t {
  unsafe withMbuf(mbuf, "mbuf_setflags_mask") { node throws(Errno) in
    let (flags, mask) = (try MbufFlags(fromCaller: flags), try MbufFlags(fromCaller: mask))
    guard !flags.contains(.external), !mask.contains(.external) else { throw .invalidArgument }
    try node.setFlags(flags, mask: mask)
  }
}
