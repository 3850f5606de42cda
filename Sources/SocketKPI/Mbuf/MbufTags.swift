// SPDX-License-Identifier: Apache-2.0
// Tags: a module's own data on a packet header. They die with the header.

import CLinux
import SystemPackage

/// The tags of packet headers.
enum MbufTags {
  /// Most bytes of payload in a tag.
  static let maximumBytes = 65535
  /// The first number given to a module.
  static let firstModule: UInt32 = 1000
  /// The module that stands for driver auxiliary data; never given to a caller.
  static let driverModule: UInt32 = 16
  /// Most payload of driver auxiliary data: it has to fit in one mbuf.
  static let maximumDriverBytes = 144

  private static let modules = Locked([String: UInt32]())

  /// The number of a module, the same for the life of the process.
  static func module(named name: String) -> UInt32 {
    modules.withLock { modules in
      if let known = modules[name] { return known }
      let new = firstModule + UInt32(modules.count)
      modules[name] = new
      return new
    }
  }

  /// Whether the number was given out.
  static func isModule(_ module: UInt32) -> Bool {
    modules.withLock { module >= firstModule && module < firstModule + UInt32($0.count) }
  }

  /// Adds a zero-filled tag to a header mbuf.
  ///
  /// - Returns: its payload; nil when there is no memory.
  static func add(
    to node: MbufNode, module: UInt32, type: UInt16, bytes: Int
  ) -> UnsafeMutablePointer<kpi_mbuf_tag>? {
    if MbufFaults.consumeFailure() { return nil }
    guard let tag = unsafe kpi_mbuf_tag_new(bytes) else { return nil }
    unsafe tag.pointee.module = module
    unsafe tag.pointee.type = type
    unsafe tag.pointee.length = UInt32(bytes)
    unsafe tag.pointee.next = node.raw.pointee.header.tags
    unsafe node.raw.pointee.header.tags = tag
    return unsafe tag
  }

  /// The tag of a module and type.
  static func find(
    on node: MbufNode, module: UInt32, type: UInt16
  ) -> UnsafeMutablePointer<kpi_mbuf_tag>? {
    var tag = unsafe node.raw.pointee.header.tags
    while let current = unsafe tag {
      if unsafe current.pointee.module == module, unsafe current.pointee.type == type {
        return unsafe current
      }
      unsafe tag = unsafe current.pointee.next
    }
    return nil
  }

  /// Removes the tag of a module and type, if there is one.
  static func remove(from node: MbufNode, module: UInt32, type: UInt16) {
    guard let gone = unsafe find(on: node, module: module, type: type) else { return }
    if unsafe node.raw.pointee.header.tags == gone {
      unsafe node.raw.pointee.header.tags = unsafe gone.pointee.next
    } else {
      var tag = unsafe node.raw.pointee.header.tags
      while let current = unsafe tag, unsafe current.pointee.next != gone {
        unsafe tag = unsafe current.pointee.next
      }
      unsafe tag?.pointee.next = unsafe gone.pointee.next
    }
    unsafe kpi_mbuf_tag_delete(gone)
  }

  /// Removes every tag.
  static func removeAll(from node: MbufNode) {
    while let tag = unsafe node.raw.pointee.header.tags {
      unsafe node.raw.pointee.header.tags = unsafe tag.pointee.next
      unsafe kpi_mbuf_tag_delete(tag)
    }
  }

  /// Copies every tag, in the same order.
  ///
  /// - Returns: false when there is no memory; what was copied stays.
  static func copyAll(from source: MbufNode, to target: MbufNode) -> Bool {
    var tag = unsafe source.raw.pointee.header.tags
    var last: UnsafeMutablePointer<kpi_mbuf_tag>?
    while let current = unsafe tag {
      guard let copy = unsafe kpi_mbuf_tag_copy(current) else { return false }
      if let last = unsafe last {
        unsafe last.pointee.next = copy
      } else {
        unsafe target.raw.pointee.header.tags = copy
      }
      unsafe last = unsafe copy
      unsafe tag = unsafe current.pointee.next
    }
    return true
  }
}
