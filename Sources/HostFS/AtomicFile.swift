// SPDX-License-Identifier: Apache-2.0
// A new content under a name, all of it or nothing.

internal import SystemPackage

/// A file that is written aside, synced, and then takes its name in one step.
///
/// Readers see the old content or the new, never a part; a crash leaves at most a file that starts
/// with ".tmp-", never one under the final name. Dropped without `commit`, it is removed.
public final class AtomicFile: Sendable {
  /// What to write to.
  public let file: HostFile
  public let name: FileName
  private let directory: HostDirectory
  private let temporaryName: FileName
  private let state = Once()

  /// Starts a new content for `name`.
  ///
  /// - Parameter permissions: of the new file; the process' mask applies.
  public init(
    in directory: HostDirectory, named name: FileName, permissions: UInt16 = 0o666
  ) throws(HostError) {
    let random = try HostRandom.bytes(8).map { byte in
      let hex = String(byte, radix: 16)
      return hex.count == 1 ? "0" + hex : hex
    }
    guard let temporaryName = FileName(".tmp-" + random.joined()) else {
      throw HostError(.open, name.description, .invalidArgument)
    }
    self.directory = directory
    self.name = name
    self.temporaryName = temporaryName
    file = try directory.open(
      temporaryName, .readWrite, options: [.create, .exclusive], permissions: permissions)
  }

  /// Syncs the content, gives it its name and syncs the directory.
  ///
  /// - Parameters:
  ///   - replacing: false throws `.fileExists` if the name is taken; the temporary file is removed
  ///     then, as after every failure.
  ///   - durably: false leaves syncing to whoever wants it: after a power cut the content may be
  ///     missing.
  public func commit(replacing: Bool = true, durably: Bool = true) throws(HostError) {
    guard state.take() else { throw HostError(.rename, name.description, .invalidArgument) }
    do throws(HostError) {
      if durably { try file.sync() }
      try directory.rename(temporaryName, to: directory, as: name, exclusive: !replacing)
    } catch {
      try? directory.remove(temporaryName)
      throw error
    }
    if durably { try directory.sync() }
  }

  /// Gives up: the old content stays.
  public func discard() {
    if state.take() { try? directory.remove(temporaryName) }
  }

  deinit {
    if state.take() { try? directory.remove(temporaryName) }
  }
}
