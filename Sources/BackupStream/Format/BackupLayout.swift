// SPDX-License-Identifier: Apache-2.0
// Which file is where on the target.

/// The names of everything on a target (docs/backup-format.md, "Files").
enum BackupLayout {
  static let mark = TargetPath("backup")
  static let lock = TargetPath("lock")
  static let points = TargetPath("points")
  static let streams = TargetPath("streams")
  static let temporarySuffix = ".part"

  static func point(_ number: Int) -> TargetPath {
    points / "\(padded(number, 7)).point"
  }

  static func pointNumber(_ name: String) -> Int? {
    number(of: name, digits: 7, suffix: ".point")
  }

  static func stream(_ number: Int) -> TargetPath {
    streams / padded(number, 7)
  }

  static func streamNumber(_ name: String) -> Int? {
    number(of: name, digits: 7, suffix: "")
  }

  static func begin(_ stream: Int) -> TargetPath { self.stream(stream) / "begin" }
  static func deleted(_ stream: Int) -> TargetPath { self.stream(stream) / "deleted.zst" }
  static func bandList(_ stream: Int) -> TargetPath { self.stream(stream) / "bands.zst" }
  static func bands(_ stream: Int) -> TargetPath { self.stream(stream) / "bands" }
  static func catalogue(_ stream: Int) -> TargetPath { self.stream(stream) / "catalogue" }

  /// The directory of a band or of a piece of the catalogue.
  static func shelf(_ directory: TargetPath, _ index: Int) -> TargetPath {
    directory / padded(index / BackupLimits.bandsPerDirectory, 4)
  }

  static func band(_ stream: Int, _ name: NumberedName) -> TargetPath {
    shelf(bands(stream), name.index) / name.text(suffix: bandSuffix)
  }

  static func unfinishedBand(_ stream: Int, _ index: Int) -> TargetPath {
    shelf(bands(stream), index) / (padded(index, 7) + temporarySuffix)
  }

  static func piece(_ stream: Int, _ name: NumberedName) -> TargetPath {
    shelf(catalogue(stream), name.index) / name.text(suffix: pieceSuffix)
  }

  /// Names the first band that a resumed run wrote.
  static func resumeMark(_ stream: Int, band: Int) -> TargetPath {
    self.stream(stream) / "resumed-\(padded(band, 7))"
  }

  static func resumedBand(_ name: String) -> Int? {
    guard name.hasPrefix("resumed-") else { return nil }
    return number(of: String(name.dropFirst(8)), digits: 7, suffix: "")
  }

  static let bandSuffix = ".tar.zst"
  static let pieceSuffix = ".mtree.zst"

  static func padded(_ number: Int, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  static func number(of name: String, digits: Int, suffix: String) -> Int? {
    guard name.hasSuffix(suffix) else { return nil }
    let text = name.dropLast(suffix.count)
    guard text.utf8.count == digits, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
      return nil
    }
    return Int(text)
  }
}

/// The name of a file that has its number and its checksum in it.
struct NumberedName: Hashable, Sendable {
  var index: Int
  var digest: SHA256Digest

  init(index: Int, digest: SHA256Digest) {
    self.index = index
    self.digest = digest
  }

  func text(suffix: String) -> String {
    "\(BackupLayout.padded(index, 7))-\(digest.hex)\(suffix)"
  }

  init?(_ text: String, suffix: String) {
    guard text.hasSuffix(suffix) else { return nil }
    let parts = text.dropLast(suffix.count).split(separator: "-")
    guard parts.count == 2, parts[0].utf8.count == 7, let index = Int(parts[0]), index >= 0,
      let digest = SHA256Digest(hex: Array(parts[1].utf8))
    else { return nil }
    self.init(index: index, digest: digest)
  }
}
