// SPDX-License-Identifier: Apache-2.0
// What a client needs and the environment does not have: one list.

/// Headers, names and symbols that are missing, each with the file that wants it.
struct MissingList {
  /// A header that is not there.
  private(set) var headers: [String: Set<String>] = [:]
  /// A type, macro or variable that no header declares.
  private(set) var names: [String: Set<String>] = [:]
  /// A function or variable that nothing defines.
  private(set) var symbols: [String: Set<String>] = [:]

  var isEmpty: Bool { headers.isEmpty && names.isEmpty && symbols.isEmpty }
  var count: Int { headers.count + names.count + symbols.count }

  mutating func add(header: String, wantedBy file: String) {
    headers[header, default: []].insert(file)
  }
  mutating func add(symbol: String, wantedBy file: String) {
    symbols[symbol, default: []].insert(file)
  }

  /// Collects the names that a compiler complained about.
  mutating func add(diagnostics: String, of file: String) {
    // gcc and clang, in this order.
    let patterns = [
      ("unknown type name '", "'"), ("unknown type name ‘", "’"),
      ("use of undeclared identifier '", "'"), ("error: ‘", "’ undeclared"),
      ("error: '", "' undeclared"), ("error: ‘", "’ was not declared"),
      ("variable has incomplete type '", "'"), ("has incomplete type '", "'"),
      ("storage size of ‘", "’ isn’t known"), ("invalid use of undefined type ‘", "’"),
      ("incomplete definition of type '", "'"), ("has no member named '", "'"),
      ("no member named '", "'"), ("has no member named ‘", "’"),
      ("error: ‘", "’ does not name a type"), ("error: ‘", "’ has not been declared"),
      ("incomplete type ‘", "’"), ("incomplete type '", "'"),
    ]
    for line in diagnostics.split(separator: "\n") where line.contains("error:") {
      for (before, after) in patterns {
        guard let name = Self.between(line, before, after) else { continue }
        let place = Self.place(line) ?? file
        names[name, default: []].insert(place)
        break
      }
    }
  }

  private static func between(_ line: Substring, _ before: String, _ after: String) -> String? {
    guard let start = line.firstRange(of: before),
      let end = line[start.upperBound...].firstRange(of: after)
    else { return nil }
    let name = line[start.upperBound..<end.lowerBound]
    return name.isEmpty || name.count > 80 ? nil : String(name)
  }

  /// "file.c:12" of a diagnostic.
  private static func place(_ line: Substring) -> String? {
    let parts = line.split(separator: ":", maxSplits: 2)
    guard parts.count == 3, Int(parts[1]) != nil else { return nil }
    let file = parts[0].split(separator: "/").last ?? parts[0]
    return "\(file):\(parts[1])"
  }

  /// The list as people read it.
  var text: String {
    var lines = ["missing: \(count)"]
    for (kind, entries) in [("header", headers), ("name", names), ("symbol", symbols)] {
      for (name, places) in entries.sorted(by: { $0.key < $1.key }) {
        let shown = places.sorted().prefix(3).joined(separator: ", ")
        let more = places.count > 3 ? " and \(places.count - 3) more" : ""
        lines.append("  \(kind)  \(name)  (\(shown)\(more))")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
