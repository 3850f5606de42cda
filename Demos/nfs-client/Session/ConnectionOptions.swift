// SPDX-License-Identifier: Apache-2.0
// Options that every command has.

import ArgumentParser
import DemoSupport
import NFSClient

/// How to reach the server. What the URL says goes first, then these, then the environment.
struct ConnectionOptions: ParsableArguments {
  @Option(
    help: "Give up when the server cannot be reached within this time (5s, 2m). Default: wait.")
  var timeout: TimeSpan?

  @Option(help: "User number to act as. Default: NFS_UID, else your own.")
  var uid: UInt32?

  @Option(help: "Group number to act as. Default: NFS_GID, else your own.")
  var gid: UInt32?

  @Option(help: "TCP connections, 1 to 16. Default: NFS_NCONNECT, else 1.")
  var nconnect: Int?

  @Flag(help: "Connect from a port below 1024, if the system allows it.")
  var resvport = false

  @Flag(name: .shortAndLong, help: "Say nothing but results and errors.")
  var quiet = false

  func validate() throws {
    if let nconnect, !(1...NFSConfiguration.maximumConnections).contains(nconnect) {
      throw ValidationError("--nconnect is 1 to \(NFSConfiguration.maximumConnections)")
    }
  }

  var configuration: NFSConfiguration {
    var result = NFSConfiguration()
    func number<Number: FixedWidthInteger>(_ name: String) -> Number? {
      environment(name).flatMap { Number($0) }
    }
    if let uid = uid ?? number("NFS_UID") { result.userID = uid }
    if let gid = gid ?? number("NFS_GID") { result.groupID = gid }
    if let count = nconnect ?? number("NFS_NCONNECT") {
      result.connections = min(max(count, 1), NFSConfiguration.maximumConnections)
    }
    result.usesReservedPort = resvport || environment("NFS_RESVPORT") == "1"
    let limit = timeout ?? environment("NFS_TIMEOUT").flatMap { TimeSpan(argument: $0) }
    result.connectTimeout = limit?.duration
    // A name may be about to appear, as that of a container that starts.
    result.nameTimeout = min(limit?.duration ?? .seconds(10), .seconds(10))
    if let limit { result.callTimeout = max(limit.duration, .seconds(1)) }
    return result
  }
}

/// A URL on the command line.
struct URLArgument: ExpressibleByArgument {
  var url: NFSURL

  init?(argument: String) {
    guard let url = try? NFSURL(argument) else { return nil }
    self.url = url
  }

  /// Parses with the reason for a refusal.
  static func parse(_ text: String) throws -> URLArgument {
    do {
      return URLArgument(url: try NFSURL(text))
    } catch {
      throw ValidationError("\(error)")
    }
  }

  private init(url: NFSURL) { self.url = url }
}
