// SPDX-License-Identifier: Apache-2.0
// A path below a directory, as a list of names.

/// A path that cannot climb: names only, no "..", no leading slash. Empty is the directory itself.
public struct RelativePath: Hashable, Sendable {
  public var components: [FileName]

  public init(_ components: [FileName] = []) {
    self.components = components
  }

  /// Splits at slashes. Empty components and "." are dropped; nil if one is ".." or too long.
  public init?(_ text: String) {
    self.init(bytes: Array(text.utf8))
  }

  /// Splits at slashes. Empty components and "." are dropped; nil if one is ".." or too long.
  public init?(bytes: some Collection<UInt8>) {
    var components: [FileName] = []
    for part in bytes.split(separator: UInt8(ascii: "/")) {
      if part.count == 1, part.first == UInt8(ascii: ".") { continue }
      guard let name = FileName(bytes: part) else { return nil }
      components.append(name)
    }
    self.components = components
  }

  public var isEmpty: Bool { components.isEmpty }
  public var name: FileName? { components.last }
  public var parent: RelativePath { RelativePath(Array(components.dropLast())) }

  public func appending(_ name: FileName) -> RelativePath {
    RelativePath(components + [name])
  }

  /// The components joined with slashes.
  public var bytes: [UInt8] {
    Array(components.map(\.bytes).joined(separator: [UInt8(ascii: "/")]))
  }
}

extension RelativePath: CustomStringConvertible {
  /// The path for the eye; "." for the directory itself.
  public var description: String {
    isEmpty ? "." : components.map(\.description).joined(separator: "/")
  }
}
