// SPDX-License-Identifier: Apache-2.0
// The run time compiled for a sanitizer, once for each combination.

/// An archive of the run time with the flags of a toolchain, kept for the next build.
struct RuntimeArchive {
  var environment: Environment
  var toolchain: Toolchain

  /// The archive's path; it is built when it is older than the sources.
  func path() throws(BuildFailure) -> String {
    let directory = environment.cache + "/" + toolchain.label
    let archive = directory + "/runtime.a"
    let sources = environment.runtimeSources
    let headers = Files.list(environment.root + "/runtime").filter { $0.hasSuffix(".h") }
      .map { environment.root + "/runtime/" + $0 }
    let newest = (sources + headers).map(Files.changed).max() ?? 0
    if Files.changed(archive) > newest { return archive }
    Files.makeDirectory(directory)
    // A name of its own, then a rename: two builds at once do not disturb each other.
    let work = Files.temporary("runtime")
    Files.makeDirectory(work)
    defer { _ = Subprocess.run(["rm", "-rf", work]) }
    let compiled = Subprocess.run(
      [toolchain.compiler] + toolchain.hostFlags(environment) + ["-fPIC", "-c"] + sources, in: work)
    guard compiled.status == 0 else { throw BuildFailure(compiled.errors) }
    let objects = Files.list(work).filter { $0.hasSuffix(".o") }
    let archived = Subprocess.run(["ar", "rcs", "runtime.a"] + objects, in: work)
    guard archived.status == 0 else { throw BuildFailure(archived.errors) }
    let moved = Subprocess.run(["mv", work + "/runtime.a", archive])
    guard moved.status == 0 else { throw BuildFailure(moved.errors) }
    return archive
  }
}
