// SPDX-License-Identifier: Apache-2.0
// Options and controls that filters look at first.

import CSocketKPI
import SystemPackage

/// A filter that is shown the argument of a control request: one of C.
protocol ArgumentFilter: FilterInstance {
  func control(
    request: UInt, _ argument: UnsafeMutableRawPointer, on socket: KernelSocket
  ) throws(Errno) -> FilterVerdict
}

extension KernelSocket {
  func filterSetOption(
    _ level: CInt, _ name: CInt, _ value: UnsafeRawBufferPointer
  ) throws(Errno) -> FilterVerdict {
    guard bits.load().contains(.hasFilters) else { return .proceed }
    let option = unsafe FilterOption(.set, level: level, name: name, value: [UInt8](value))
    return try ask { filter throws(Errno) in try filter.option(option, on: self) }
  }

  /// A filter that answers itself has put the value into the option.
  func filterGetOption(
    _ level: CInt, _ name: CInt, _ room: UnsafeMutableRawBufferPointer
  ) throws(Errno) -> Int? {
    guard bits.load().contains(.hasFilters) else { return nil }
    let option = FilterOption(
      .get, level: level, name: name, value: [UInt8](repeating: 0, count: room.count))
    guard
      try ask({ filter throws(Errno) in try filter.option(option, on: self) }) == .handled
    else { return nil }
    let count = min(option.value.count, room.count)
    unsafe option.value.withUnsafeBytes { bytes in
      unsafe room.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
    }
    return count
  }

  func filterControl(
    _ request: UInt, _ argument: UnsafeMutableRawPointer
  ) throws(Errno) -> FilterVerdict {
    try ask { filter throws(Errno) in
      if let filter = filter as? any ArgumentFilter {
        return try unsafe filter.control(request: request, argument, on: self)
      }
      return try filter.control(request: request, on: self)
    }
  }

  /// SO_NKE: attaches by a record.
  func attachFilter(record: UnsafeRawBufferPointer) throws(Errno) {
    let wanted = try unsafe record.load(so_nke.self)
    try attachFilter(handle: wanted.nke_handle)
  }
}
