// SPDX-License-Identifier: Apache-2.0
// Where the kernel environment is: headers, run time, library.

/// The parts of the environment that a build needs.
struct Environment {
  /// The directory with include/, runtime/, iokit/, program/ and host/.
  var root: String
  /// The directory of libKernelEnvironment.so.
  var library: String

  var headers: String { root + "/include" }
  /// Where what is compiled of the environment is kept: beside the library, or where this person may write.
  var cache: String {
    let beside = library + "/kernel-client-runtime"
    if Files.isWritable(library) { return beside }
    let home = Subprocess.setting("HOME") ?? "/tmp"
    let caches = Subprocess.setting("XDG_CACHE_HOME") ?? home + "/.cache"
    return caches + "/socketkpi/kernel-client-runtime"
  }
  /// Host headers for the run time and the program around a client.
  var hostFlags: [String] {
    [
      "-I" + root + "/host", "-I" + Files.canonical(root + "/../CSocketKPI/include"),
      "-D_GNU_SOURCE",
    ]
  }
  var libraryFile: String { library + "/libKernelEnvironment.so" }

  /// - Parameters:
  ///   - root: from the command line; else KERNEL_ENVIRONMENT, else where this program is installed,
  ///     else beside its sources.
  ///   - library: else KERNEL_ENVIRONMENT_LIBRARY, else beside this program or where it is installed.
  init(root: String?, library: String?) throws(BuildFailure) {
    let sources = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let program = Files.canonical("/proc/self/exe").split(separator: "/").dropLast()
    let beside = "/" + program.joined(separator: "/")
    let places = [
      root, Subprocess.setting("KERNEL_ENVIRONMENT"),
      beside + "/../share/socketkpi/KernelEnvironment",
      "/" + sources + "/Sources/KernelEnvironment",
    ]
    guard let found = places.compactMap({ $0 }).first(where: { Files.exists($0 + "/include") })
    else { throw BuildFailure("no kernel environment: give --environment DIRECTORY") }
    self.root = Files.canonical(found)
    let libraries = [
      library, Subprocess.setting("KERNEL_ENVIRONMENT_LIBRARY"), beside,
      beside + "/../lib/socketkpi",
    ]
    guard
      let place = libraries.compactMap({ $0 }).first(where: {
        Files.exists($0 + "/libKernelEnvironment.so")
      })
    else {
      throw BuildFailure(
        "no libKernelEnvironment.so beside this program: swift build --product KernelEnvironment")
    }
    self.library = Files.canonical(place)
  }
}

/// A build that cannot go on, with a sentence for people.
struct BuildFailure: Error {
  var text: String
  init(_ text: String) { self.text = text }
}
