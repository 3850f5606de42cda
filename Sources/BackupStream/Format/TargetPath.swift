// SPDX-License-Identifier: Apache-2.0
// Names on the target: short, ASCII, the same on every kind of server.

/// A path below the root of a target. The names are ours: letters, digits, dot, hyphen.
public struct TargetPath: Hashable, Sendable {
  public var components: [String]

  public init(_ components: [String]) {
    self.components = components
  }

  public init(_ text: String) {
    components = text.split(separator: "/").map(String.init)
  }

  public static let root = TargetPath([])

  public var name: String { components.last ?? "" }
  public var parent: TargetPath { TargetPath(Array(components.dropLast())) }
  public var isRoot: Bool { components.isEmpty }

  public func appending(_ name: String) -> TargetPath {
    TargetPath(components + [name])
  }

  public static func / (path: TargetPath, name: String) -> TargetPath {
    path.appending(name)
  }
}

extension TargetPath: CustomStringConvertible {
  public var description: String { isRoot ? "." : components.joined(separator: "/") }
}
