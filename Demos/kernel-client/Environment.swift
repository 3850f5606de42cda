// SPDX-License-Identifier: Apache-2.0
// Where the kernel environment is: headers, run time, library.

/// The parts of the environment that a build needs.
struct Environment {
  /// The directory with include/, runtime/, program/ and host/.
  var root: String
  /// The directory of libKernelEnvironment.so.
  var library: String

  var headers: String { root + "/include" }
  /// Host headers for the run time and the program around a client.
  var hostFlags: [String] {
    [
      "-I" + root + "/host", "-I" + Files.canonical(root + "/../CSocketKPI/include"),
      "-D_GNU_SOURCE",
    ]
  }
  var libraryFile: String { library + "/libKernelEnvironment.so" }
  var runtimeSources: [String] {
    Files.list(root + "/runtime").filter { $0.hasSuffix(".c") }.map { root + "/runtime/" + $0 }
  }

  /// - Parameters:
  ///   - root: from the command line; else KERNEL_ENVIRONMENT, else beside this program's sources.
  ///   - library: else KERNEL_ENVIRONMENT_LIBRARY, else beside this program.
  init(root: String?, library: String?) throws(BuildFailure) {
    let sources = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let places = [
      root, Subprocess.setting("KERNEL_ENVIRONMENT"), "/" + sources + "/Sources/KernelEnvironment",
    ]
    guard let found = places.compactMap({ $0 }).first(where: { Files.exists($0 + "/include") })
    else { throw BuildFailure("no kernel environment: give --environment DIRECTORY") }
    self.root = Files.canonical(found)
    let program = Files.canonical("/proc/self/exe").split(separator: "/").dropLast()
    let beside = "/" + program.joined(separator: "/")
    let libraries = [library, Subprocess.setting("KERNEL_ENVIRONMENT_LIBRARY"), beside]
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
