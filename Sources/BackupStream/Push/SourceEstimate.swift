// SPDX-License-Identifier: Apache-2.0
// How much there is to look at, found out beside the push, for the time left.

internal import HostFS

/// Counts a source.
public enum SourceEstimate {
  /// A push that takes no longer than this is over before anybody asks for the time left.
  static let delay = Duration.seconds(2)

  /// Walks the source without opening files, and tells the progress what there is. Ends early if
  /// cancelled; what cannot be looked at does not count. Begins after a while, since a short push
  /// would only be slowed down.
  public static func measure(
    _ source: String, _ options: PushOptions, for progress: PushProgress
  ) async {
    guard (try? await Task.sleep(for: delay)) != nil else { return }
    await withTaskExecutorPreference(WorkerThreads.shared) {
      guard let tree = try? SourceTree(path: source, options: options),
        var steps = try? tree.steps()
      else { return }
      let filter = PathFilter(options.excludes)
      var (objects, bytes): (Int, UInt64) = (0, 0)
      while let step = try? steps.next() {
        if Task.isCancelled { return }
        guard case .object(let object) = step else { continue }
        if filter.excludes(object.path), !object.path.isRoot {
          steps.skipChildren()
          continue
        }
        objects += 1
        if object.attributes.kind == .regular { bytes += object.attributes.size }
      }
      progress.expect(objects: objects, bytes: bytes)
    }
  }
}
