// SPDX-License-Identifier: Apache-2.0
// One page of a listing, and the one after it, which is asked for meanwhile.

import ONCRPC
import Wire

/// A page whose entries, with "." and "..", are decoded one at a time.
struct NFSDirectoryPage: Sendable {
  var entries: NFS3PackedEntries
  let count: Int
  let isLast: Bool
  /// Where the page after this one begins; nil when this one has no entries.
  let end: NFSDirectoryPosition?
  /// Roots of nested exports in the place of directories of the page.
  let covered: [NFS3Name: NFS3FileHandle]

  init<Entry>(_ page: NFS3PackedPage<Entry>, covered: [NFS3Name: NFS3FileHandle]) {
    entries = page.entries
    count = page.count
    isLast = page.isEndOfDirectory
    end = page.lastCookie.map { NFSDirectoryPosition(cookie: $0, verifier: page.verifier) }
    self.covered = covered
  }

  /// No entries; the page before the first.
  static let none = NFSDirectoryPage(
    NFS3PackedPage<NFS3DirectoryEntry>(
      directoryAttributes: nil, verifier: .zero, isEndOfDirectory: false), covered: [:])

  /// The root of the export that covers a directory of the page.
  func cover(_ entry: inout NFS3DirectoryEntryPlus) {
    guard let root = covered[entry.entry.name] else { return }
    entry.file = root
    entry.attributes = nil
  }
}

/// The page that a listing will need next, asked for while the one before is looked at.
final class NFSNextPage: Sendable {
  private let page: Task<NFSDirectoryPage?, Never>
  let position: NFSDirectoryPosition

  /// Sends the call at once, when the caller runs where replies are handled.
  init(_ listing: NFSDirectory, at position: NFSDirectoryPosition, primes: Bool) {
    self.position = position
    page = Task.immediate(executorPreference: listing.mount.client.rpc.taskExecutor) {
      do throws(NFSError) {
        return try await listing.mount.page(
          of: listing.directory, at: position, wantsAttributes: listing.wantsAttributes,
          primes: primes)
      } catch {
        return nil
      }
    }
  }

  /// Nobody needs it any more.
  deinit { page.cancel() }

  /// The page; nil when the call failed: whoever needs it asks again, and learns why.
  func take() async -> NFSDirectoryPage? {
    await withTaskCancellationHandler {
      await page.value
    } onCancel: {
      page.cancel()
    }
  }
}
