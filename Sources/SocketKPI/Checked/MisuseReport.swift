// SPDX-License-Identifier: Apache-2.0
// One finding of checked mode.

/// A misuse of the KPI, with the places that matter.
public struct MisuseReport: Sendable, CustomStringConvertible {
  /// What was done.
  public enum Kind: String, Sendable {
    case doubleFree = "freed twice"
    case useAfterFree = "used after it was freed or sent"
    case writeAfterFree = "written to after it was freed or sent"
    case foreignHandle = "not one of ours"
    case lengthBeyondBuffer = "given a length beyond its buffer"
    case writeToShared = "written to while others share its storage"
    case wrongCluster = "freed as a cluster, which it is not"
    case useAfterClose = "used after it was closed"
    case lengthNotReset = "received from with a length left over from the last call"
    case upcallAfterClose = "closed while an upcall may still start"
    case negativeRetainCount = "released more often than retained"
  }

  /// A place, and what happened there.
  public struct Event: Sendable {
    /// "now", "freed", "allocated", ...
    public var what: String
    /// Functions of the client, and file and line if it was compiled with `KPI_CALL_SITES`.
    public var place: String
  }

  public var kind: Kind
  /// The handle: "mbuf 0x7f12...", "socket 0x...".
  public var object: String
  /// The call that noticed it.
  public var operation: String
  /// Newest first.
  public var events: [Event]

  public var description: String {
    var text = "socketkpi: \(object) \(kind.rawValue): \(operation)\n"
    for event in events {
      let padding = String(repeating: " ", count: max(1, 10 - event.what.utf8.count))
      text += "  \(event.what)\(padding)at \(event.place)\n"
    }
    return text
  }
}
