// SPDX-License-Identifier: Apache-2.0
// The language of fault scripts.

internal import ONCRPC
internal import Wire

/// A fault script that does not say what is meant.
public struct FaultSyntaxError: Error, Equatable, Sendable, CustomStringConvertible {
  public var text: String
  public var problem: String

  public var description: String { "fault \"\(text)\": \(problem)" }
}

extension FaultRule {
  /// The language, for a help text.
  public static let grammar = """
    FAULT is ACTION[:KEY=VALUE[,KEY=VALUE…]]. Which calls it hits:
      proc=NAME[+NAME…]  procedures as RFC 1813 names them (default: all of NFS but NULL)
      after=N            the first N such calls pass unharmed (default 0)
      count=N|all        how many are hit then (default 1)
      percent=P          and with which chance (default 100; see --seed)
    Actions on the reply:
      delay[:ms=N]              the reply comes N ms late (default 1000)
      drop[:execute=no]         no reply; execute=no: the call is not done either
      duplicate                 the reply comes twice
      reorder                   the reply comes after the next one
      cut                       the connection is reset in the middle of the reply
      reset                     the connection is reset in place of the reply
      garbage                   a record that is no RPC message comes before the reply
      overlong                  a record mark of 2 GiB in place of the reply
      stranger                  a reply to nobody's call comes before the reply
      pieces[:bytes=N]          from then on streams are sent N bytes at a time (default 1; 0: off)
    Actions before the call:
      restart[:ms=N,lose=yes]   the server is down for N ms (default 1000); lose=yes: unstable
                                writes without COMMIT are lost
      verifier                  the write verifier changes
      jukebox, nospace, stale   the call is answered NFS3ERR_JUKEBOX, _NOSPC, _STALE
      error:status=N            the call is answered with status N
    Example: restart:proc=COMMIT,lose=yes   (restarts between WRITE and COMMIT)
    """

  /// Reads a rule.
  public init(parsing text: String) throws(FaultSyntaxError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    var values = try FaultValues(text: text, list: parts.count > 1 ? String(parts[1]) : "")
    let action = try Self.action(String(parts[0]), &values)
    self.init(action)
    if let names = values.take("proc") {
      procedures = Set(names.split(separator: "+").map { $0.uppercased() })
      let unknown = procedures.subtracting(Self.knownProcedures)
      if let name = unknown.first { throw values.problem("no procedure is called \(name)") }
    }
    skip = try values.number("after") ?? 0
    if values.peek("count") == "all" {
      _ = values.take("count")
      count = nil
    } else {
      count = try values.number("count") ?? 1
    }
    percent = Double(try values.number("percent") ?? 100)
    try values.finish()
  }

  private static let knownProcedures = Set(
    NFS3Procedure.allCases.map(\.description) + Mount3Procedure.allCases.map(\.description))

  private static func action(
    _ name: String, _ values: inout FaultValues
  ) throws(FaultSyntaxError) -> Action {
    switch name {
    case "delay": .reply(.delay(.milliseconds(try values.number("ms") ?? 1000)))
    case "drop": try values.flag("execute") ?? true ? .reply(.drop) : .ignore
    case "duplicate": .reply(.duplicate)
    case "reorder": .reply(.reorder)
    case "cut": .reply(.cut)
    case "reset": .reply(.reset)
    case "garbage": .reply(.garbage)
    case "overlong": .reply(.longMark)
    case "stranger": .reply(.strangerXID)
    case "pieces": .pieces(bytes: try values.number("bytes") ?? 1)
    case "restart":
      .restart(
        down: .milliseconds(try values.number("ms") ?? 1000),
        loses: try values.flag("lose") ?? false)
    case "verifier": .changeVerifier
    case "jukebox": .status(.jukebox)
    case "nospace": .status(.noSpace)
    case "stale": .status(.stale)
    case "error": .status(NFS3Status(rawValue: UInt32(try values.number("status") ?? 5)))
    default: throw values.problem("no action is called \"\(name)\"")
    }
  }
}

/// The KEY=VALUE part of a rule, taken apart as it is asked for.
private struct FaultValues {
  private let text: String
  private var values: [String: String] = [:]

  init(text: String, list: String) throws(FaultSyntaxError) {
    self.text = text
    for item in list.split(separator: ",") {
      let pair = item.split(separator: "=", maxSplits: 1)
      guard pair.count == 2 else { throw problem("\"\(item)\" is not KEY=VALUE") }
      values[String(pair[0])] = String(pair[1])
    }
  }

  func problem(_ problem: String) -> FaultSyntaxError {
    FaultSyntaxError(text: text, problem: problem)
  }

  func peek(_ key: String) -> String? { values[key] }

  mutating func take(_ key: String) -> String? { values.removeValue(forKey: key) }

  /// Not negative.
  mutating func number(_ key: String) throws(FaultSyntaxError) -> Int? {
    guard let value = take(key) else { return nil }
    guard let number = Int(value), (0...Int(Int32.max)).contains(number) else {
      throw problem("\(key)=\(value) is not a number")
    }
    return number
  }

  mutating func flag(_ key: String) throws(FaultSyntaxError) -> Bool? {
    switch take(key) {
    case nil: nil
    case "yes": true
    case "no": false
    case .some(let value): throw problem("\(key)=\(value) is neither yes nor no")
    }
  }

  func finish() throws(FaultSyntaxError) {
    if let key = values.keys.sorted().first { throw problem("\(key) means nothing here") }
  }
}
