// SPDX-License-Identifier: Apache-2.0
// Parts of the environment that are compiled with a client's toolchain, once for each combination.

/// An archive with the flags of a toolchain, kept for the next build.
struct RuntimeArchive {
  var environment: Environment
  var toolchain: Toolchain
  var part: Part

  enum Part: String {
    /// The run time, when a sanitizer has to see it.
    case runtime
    /// libkern's and IOKit's classes. They are compiled as a client is.
    case iokit
  }

  private var suffix: String { part == .runtime ? ".c" : ".cpp" }
  private var sources: [String] {
    files(in: environment.root + "/" + part.rawValue) { $0.hasSuffix(suffix) }
  }
  private var headers: [String] {
    let own = files(in: environment.root + "/" + part.rawValue) { !$0.hasSuffix(suffix) }
    guard part == .iokit else { return own }
    return own
      + ["/IOKit", "/libkern/c++", "/kface"].flatMap { directory in
        files(in: environment.headers + directory) { _ in true }
      }
  }
  private func files(in directory: String, _ isWanted: (String) -> Bool) -> [String] {
    Files.list(directory).filter(isWanted).map { directory + "/" + $0 }
  }

  private var compilation: [String] {
    switch part {
    case .runtime: [toolchain.compiler] + toolchain.hostFlags(environment)
    case .iokit:
      [toolchain.driver(for: "x.cpp")] + toolchain.kernelFlags(for: "x.cpp", environment, [])
    }
  }

  /// The archive's path; it is built when it is older than the sources.
  func path() throws(BuildFailure) -> String {
    let directory = environment.cache + "/" + toolchain.label
    let archive = directory + "/\(part.rawValue).a"
    let newest = (sources + headers).map(Files.changed).max() ?? 0
    if Files.changed(archive) > newest { return archive }
    Files.makeDirectory(directory)
    // A name of its own, then a rename: two builds at once do not disturb each other.
    let work = Files.temporary(part.rawValue)
    Files.makeDirectory(work)
    defer { _ = Subprocess.run(["rm", "-rf", work]) }
    let compiled = Subprocess.run(compilation + ["-fPIC", "-c"] + sources, in: work)
    guard compiled.status == 0 else { throw BuildFailure(compiled.errors) }
    let objects = Files.list(work).filter { $0.hasSuffix(".o") }
    let archived = Subprocess.run(["ar", "rcs", "part.a"] + objects, in: work)
    guard archived.status == 0 else { throw BuildFailure(archived.errors) }
    let moved = Subprocess.run(["mv", work + "/part.a", archive])
    guard moved.status == 0 else { throw BuildFailure(moved.errors) }
    return archive
  }
}
