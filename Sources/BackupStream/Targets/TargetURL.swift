// SPDX-License-Identifier: Apache-2.0
// From what a person writes to a target.

internal import AFPClient
internal import NFSClient

/// How to reach a target.
public struct TargetOptions: Sendable {
  public var trafficClass = BackupClass.background
  /// Asked only if the address names a user.
  public var password: @Sendable () throws -> String = { "" }
  /// Permits the method that shows the password to everybody on the path.
  public var allowsClearText = false
  /// Bytes to give to the network at once, for a target whose rate is limited; nil: as many as suit it.
  public var pieceBytes: Int?
  /// Makes the directory of the target if its parent is there.
  public var makesDirectory = false

  public init() {}

  /// No request is larger than a piece, and none is sent before it is asked for.
  fileprivate var forNFS: NFSConfiguration {
    var configuration = NFSConfiguration()
    guard let pieceBytes else { return configuration }
    configuration.readBytes = pieceBytes
    configuration.writeBytes = pieceBytes
    configuration.maximumReadAhead = 0
    return configuration
  }

  fileprivate var forAFP: AFPConfiguration {
    var configuration = AFPConfiguration()
    configuration.maximumWriteBytes = pieceBytes
    return configuration
  }
}

/// Opens the target that an address names: afp://…, nfs://…, or the path of a local directory.
public enum TargetAddress {
  public static func open(
    _ text: String, _ options: TargetOptions = TargetOptions()
  ) async throws -> any BackupTarget {
    if text.lowercased().hasPrefix("afp://") {
      return try await made(openAFP(text, options), options)
    }
    if text.lowercased().hasPrefix("nfs://") {
      do {
        let target = try await NFSTarget(
          NFSURL(text), configuration: options.forNFS, trafficClass: options.trafficClass)
        return try await made(target, options)
      } catch let error as NFSURLError {
        throw TargetError(.badAddress, "open", text, detail: "\(error)")
      }
    }
    if let scheme = text.firstRange(of: "://"), text[..<scheme.lowerBound].allSatisfy(\.isLetter) {
      throw TargetError(
        .badAddress, "open", text,
        detail: "a target is afp://..., nfs://... or a local directory")
    }
    if options.makesDirectory { try LocalTarget.makeDirectory(text) }
    return try LocalTarget(path: text)
  }

  /// The target, after its directory has been made if that was asked for.
  private static func made(
    _ target: any BackupTarget, _ options: TargetOptions
  ) async throws -> any BackupTarget {
    guard options.makesDirectory else { return target }
    do {
      if try await target.entry(.root) == nil { try await target.makeDirectory(.root) }
      return target
    } catch {
      await target.close()
      throw error
    }
  }

  /// What may be shown of an address that somebody put a password into.
  private static func withoutPassword(_ address: String) -> String {
    guard let start = address.firstRange(of: "//")?.upperBound,
      let end = address[start...].lastIndex(of: "@"),
      let colon = address[start..<end].firstIndex(of: ":")
    else { return address }
    return address[...colon] + "..." + address[end...]
  }

  private static func openAFP(
    _ text: String, _ options: TargetOptions
  ) async throws -> any BackupTarget {
    let url: AFPURL
    do {
      url = try AFPURL(text)
    } catch {
      throw TargetError(
        .badAddress, "open", withoutPassword(text), detail: error.explanation)
    }
    guard url.volume != nil else {
      throw TargetError(.badAddress, "open", text, detail: "it names no volume")
    }
    let credentials: AFPCredentials
    if let user = url.user {
      credentials = .user(
        user, password: AFPPassword(try options.password()),
        allowsClearText: options.allowsClearText)
    } else {
      credentials = .guest
    }
    return try await AFPTarget(
      url, credentials: credentials, configuration: options.forAFP,
      trafficClass: options.trafficClass)
  }
}
