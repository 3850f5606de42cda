// SPDX-License-Identifier: Apache-2.0
// Where a client called from: captured cheaply, spelled out only in reports.

import CLinux

/// A place in the client that made, used or gave up a handle.
///
/// Equal places have equal numbers. 0 stands for "not recorded": the handle is older than checked mode.
package struct CallSite: Hashable, Sendable {
  /// Frames kept of a stack.
  static let frameLimit = 24
  /// Frames of a client that a report spells out.
  static let framesShown = 3

  package let number: UInt32

  /// No place.
  package static let unknown = CallSite(number: 0)

  package init(number: UInt32) { self.number = number }

  /// What one place consists of.
  private struct Stack: Hashable, Sendable {
    var frames: [UInt]
    var first: Int
    var file: String?
    var line: Int32
  }

  private struct Table {
    var numbers: [Stack: UInt32] = [:]
    var stacks: [Stack] = []
  }

  private static let table = Locked(Table())

  /// The place that the calling thread has called the library from.
  ///
  /// Takes microseconds: for checked mode only.
  package static func current() -> CallSite {
    CheckedMode.arm()
    var file: UnsafePointer<CChar>?
    var line: Int32 = 0
    var first: UInt32 = 0
    let frames = unsafe [UInt](unsafeUninitializedCapacity: frameLimit) { buffer, count in
      count = unsafe Int(
        kpi_capture(buffer.baseAddress, UInt32(frameLimit), &first, &file, &line))
    }
    let stack = Stack(
      frames: frames, first: Int(first), file: unsafe file.map { unsafe String(cString: $0) },
      line: line)
    return table.withLock { table in
      if let known = table.numbers[stack] { return CallSite(number: known) }
      table.stacks.append(stack)
      let number = UInt32(table.stacks.count)
      table.numbers[stack] = number
      return CallSite(number: number)
    }
  }

  /// A line for people: the client's innermost functions, and the entry point they called.
  package var text: String {
    guard number > 0 else { return "before checked mode was on" }
    let stack = Self.table.withLock { $0.stacks[Int(number) - 1] }
    var shown: [String] = []
    var entry = ""
    for (index, frame) in stack.frames.enumerated() {
      let place = Place(frame)
      let isInside = stack.file == nil ? shown.isEmpty && place.isOurs : index < stack.first
      if isInside {
        if !place.name.isEmpty { entry = place.name }
        continue
      }
      if place.isStart { break }
      if shown.isEmpty, let file = stack.file {
        shown.append("\(place.text) (\(file):\(stack.line))")
      } else {
        shown.append(place.text)
      }
      if shown.count == Self.framesShown { break }
    }
    let path = shown.isEmpty ? "an unknown place" : shown.joined(separator: ", from ")
    return entry.isEmpty ? path : "\(path), by \(entry)"
  }

  /// A function, as far as it has a name.
  private struct Place {
    var name: String
    var text: String
    var isOurs: Bool
    /// Part of what starts a program or a thread.
    var isStart: Bool

    init(_ address: UInt) {
      var place = kpi_place()
      unsafe kpi_symbolize(address, &place)
      name = unsafe String(cString: kpi_place_name(&place))
      let object = unsafe String(cString: kpi_place_object(&place))
      isOurs = place.is_ours
      isStart = place.is_start
      let offset = String(place.offset, radix: 16)
      text = name.isEmpty ? "\(object)+0x\(offset)" : name
    }
  }
}
