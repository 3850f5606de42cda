// SPDX-License-Identifier: Apache-2.0
// What a transfer has done so far: the progress line and the summary.

import DemoSupport
import Synchronization

/// Counts of a transfer, shared by its tasks.
final class TransferTally: Sendable {
  private let start = ContinuousClock.now
  private let files = Atomic<Int>(0)
  private let directories = Atomic<Int>(0)
  private let links = Atomic<Int>(0)
  private let skipped = Atomic<Int>(0)
  private let failed = Atomic<Int>(0)
  private let bytes = Atomic<UInt64>(0)
  private let verb: String

  init(verb: String) { self.verb = verb }

  var failures: Int { failed.load(ordering: .relaxed) }

  func countFile() { files.add(1, ordering: .relaxed) }
  func countDirectory() { directories.add(1, ordering: .relaxed) }
  func countLink() { links.add(1, ordering: .relaxed) }
  func countSkipped() { skipped.add(1, ordering: .relaxed) }

  func count(bytes count: Int, of path: String) {
    bytes.add(UInt64(count), ordering: .relaxed)
    Console.shared.progress(self.line(path))
  }

  func fail(_ path: String, _ error: any Error) {
    failed.add(1, ordering: .relaxed)
    Console.shared.complain("nfs-client: \(path.isEmpty ? "." : path): \(plain(error))")
  }

  private var seconds: Double { max((ContinuousClock.now - start).inSeconds, 1e-6) }

  private func line(_ path: String) -> String {
    let amount = ByteCount(bytes.load(ordering: .relaxed))
    let rate = ByteCount(UInt64(Double(amount.bytes) / seconds))
    let text = "\(files.load(ordering: .relaxed)) files, \(amount.long), \(rate.long)/s  \(path)"
    return String(text.prefix(StandardStream.error.columns - 1))
  }

  /// Prints what was done: a line for people on standard error, or JSON on standard output.
  func report(asJSON: Bool) throws {
    let amount = ByteCount(bytes.load(ordering: .relaxed))
    if asJSON {
      let value: JSON = [
        "files": .integer(Int64(files.load(ordering: .relaxed))),
        "directories": .integer(Int64(directories.load(ordering: .relaxed))),
        "links": .integer(Int64(links.load(ordering: .relaxed))),
        "skipped": .integer(Int64(skipped.load(ordering: .relaxed))),
        "failed": .integer(Int64(failures)),
        "bytes": .unsigned(amount.bytes),
        "seconds": .number(seconds),
      ]
      return try Console.shared.print(value.text)
    }
    var parts = [counted(files.load(ordering: .relaxed), "file", "files")]
    let others = [
      (directories.load(ordering: .relaxed), "directory", "directories"),
      (links.load(ordering: .relaxed), "link", "links"),
      (skipped.load(ordering: .relaxed), "skipped", "skipped"),
    ]
    for (number, one, many) in others where number > 0 {
      parts.append(counted(number, one, many))
    }
    let rate = ByteCount(UInt64(Double(amount.bytes) / seconds))
    parts.append("\(amount.long) in \(Duration.seconds(seconds).short), \(rate.long)/s")
    Console.shared.note("\(verb) " + parts.joined(separator: ", "))
  }
}

/// "1 file", "2 files".
func counted(_ number: Int, _ one: String, _ many: String) -> String {
  "\(number) " + (number == 1 ? one : many)
}
