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
  /// Makes the directory of a local target if its parent is there.
  public var makesDirectory = false

  public init() {}
}

/// Opens the target that an address names: afp://…, nfs://…, or the path of a local directory.
public enum TargetAddress {
  public static func open(
    _ text: String, _ options: TargetOptions = TargetOptions()
  ) async throws -> any BackupTarget {
    if text.lowercased().hasPrefix("afp://") {
      return try await openAFP(text, options)
    }
    if text.lowercased().hasPrefix("nfs://") {
      do {
        return try await NFSTarget(NFSURL(text), trafficClass: options.trafficClass)
      } catch let error as NFSURLError {
        throw TargetError(.other, "address", text, detail: "\(error)")
      }
    }
    if options.makesDirectory { try LocalTarget.makeDirectory(text) }
    return try LocalTarget(path: text)
  }

  private static func openAFP(
    _ text: String, _ options: TargetOptions
  ) async throws -> any BackupTarget {
    let url: AFPURL
    do {
      url = try AFPURL(text)
    } catch {
      throw TargetError(.other, "address", text, detail: error.explanation)
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
      url, credentials: credentials, trafficClass: options.trafficClass)
  }
}
