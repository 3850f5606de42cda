// SPDX-License-Identifier: Apache-2.0
// Options that every command with a target has.

public import ArgumentParser
public import BackupStream
import DemoSupport
import HostFS

extension BackupClass: ExpressibleByArgument {}

struct TargetArguments: ParsableArguments {
  @Option(
    name: .customLong("class"),
    help: "Class of the traffic: background, utility or best-effort.")
  var trafficClass = BackupClass.background

  @Option(help: "Bytes per second at most, in every 100 ms: 500K, 10M; 32K or more.")
  var limitRate: ByteCount?

  @Option(help: "A file whose first line is the password.", completion: .file())
  var passwordFile: String?

  @Flag(help: "Permit a login that shows the password to everybody on the path.")
  var allowClearText = false

  @Flag(help: "Print JSON, one value a line.")
  var json = false

  func validate() throws {
    if let limitRate, limitRate.bytes < RateLimiter.minimumRate {
      throw ValidationError("--limit-rate is at least \(ByteCount(RateLimiter.minimumRate).short)")
    }
  }

  func open(_ address: String, making: Bool = false) async throws -> any BackupTarget {
    var options = TargetOptions()
    options.trafficClass = trafficClass
    options.allowsClearText = allowClearText
    options.makesDirectory = making
    options.password = { [passwordFile] in try Password.find(file: passwordFile) }
    guard let limitRate else { return try await TargetAddress.open(address, options) }
    let limiter = RateLimiter(bytesPerSecond: limitRate.bytes)
    options.pieceBytes = limiter.pieceBytes
    return LimitedTarget(try await TargetAddress.open(address, options), limit: limiter)
  }
}

enum Password {
  static let variable = "BACKUP_STREAMER_PASSWORD"
  private static let maximumBytes = 4096

  /// From the file, else from the environment, else from the terminal.
  static func find(file: String?) throws -> String {
    if let file {
      let bytes = try HostFile(path: file).read(count: maximumBytes, at: 0)
      return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
    if let value = environment(variable) { return value }
    guard let typed = try TerminalPrompt.password("Password: ") else {
      throw ToolError(
        "a password is needed: --password-file, \(variable), or a terminal to ask on")
    }
    return typed
  }
}
