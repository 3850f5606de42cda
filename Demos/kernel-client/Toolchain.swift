// SPDX-License-Identifier: Apache-2.0
// The compiler and the flags of a kernel source, and of the host's side.

/// A C and C++ compiler, with the sanitizers of this build.
struct Toolchain {
  var compiler: String
  var sanitizers: [String]
  var isFuzzer: Bool

  private var isClang: Bool { compiler.contains("clang") }

  /// The C++ driver that belongs to the C compiler.
  private var cxx: String {
    if compiler.hasSuffix("gcc") { return String(compiler.dropLast(3)) + "g++" }
    return compiler.hasSuffix("clang") ? compiler + "++" : compiler
  }

  /// Whether the run time has to be compiled with the client, so that a sanitizer sees it.
  var instruments: Bool { !sanitizers.isEmpty || isFuzzer }

  /// A short name for this combination, for a cache.
  var label: String {
    let name = compiler.split(separator: "/").last.map(String.init) ?? compiler
    return ([name] + sanitizers + (isFuzzer ? ["fuzzer"] : [])).joined(separator: "-")
  }

  var instrumentation: [String] {
    var flags = sanitizers.map { "-fsanitize=" + $0 }
    if isFuzzer { flags.append("-fsanitize=fuzzer-no-link") }
    if instruments { flags.append("-fno-omit-frame-pointer") }
    return flags
  }

  static func isCxx(_ file: String) -> Bool {
    [".cpp", ".cc", ".cxx", ".C"].contains { file.hasSuffix($0) }
  }

  /// The driver for a file of the client.
  func driver(for file: String) -> String { Self.isCxx(file) ? cxx : compiler }

  /// What the compilers of these sources' time warned of, and today's refuse: a warning again.
  private var oldCode: [String] {
    var warnings = [
      "implicit-function-declaration", "implicit-int", "int-conversion",
      "incompatible-pointer-types",
    ]
    if isClang { warnings += ["incompatible-function-pointer-types", "return-mismatch"] }
    return warnings.map { "-Wno-error=" + $0 }
      + (isClang ? ["-Wno-deprecated-non-prototype"] : [])
  }

  /// Flags that make a source a kernel's: no host header, no assumption about the host's library, and
  /// no name of the client's visible to the host's libraries.
  func kernelFlags(for file: String, _ environment: Environment, _ extra: [String]) -> [String] {
    var flags =
      Self.isCxx(file) ? ["-std=gnu++14", "-fno-exceptions", "-fno-rtti"] : ["-std=gnu99"]
    flags += ["-nostdinc", "-ffreestanding", "-DKERNEL", "-D__APPLE__", "-D__MACH__"]
    flags += ["-g", "-O1", "-fno-strict-aliasing", "-fvisibility=hidden", "-Wall"]
    flags += Self.isCxx(file) ? ["-Wno-narrowing"] : oldCode
    flags += ["-Wno-unknown-pragmas"]
    return flags + instrumentation + extra + ["-I" + environment.headers]
  }

  /// Flags for the run time and the program around the client.
  func hostFlags(_ environment: Environment) -> [String] {
    ["-std=gnu11", "-g", "-O1", "-Wno-missing-field-initializers", "-fno-optimize-sibling-calls"]
      + instrumentation
      + environment.hostFlags
  }

  /// Flags of the link.
  func linkFlags(_ environment: Environment) -> [String] {
    var flags = sanitizers.map { "-fsanitize=" + $0 }
    if isFuzzer { flags.append("-fsanitize=fuzzer") }
    return flags + raceDetectorLibraries() + [
      "-L" + environment.library, "-lKernelEnvironment", "-Wl,-rpath," + environment.library,
      "-Wl,-rpath-link," + environment.library, "-lpthread", "-ldl",
    ]
  }

  /// The race detector of the Swift toolchain's clang knows libdispatch, and then needs it.
  private func raceDetectorLibraries() -> [String] {
    guard isClang, sanitizers.contains("thread") else { return [] }
    let resources =
      Subprocess.run([compiler, "-print-resource-dir"]).output
      .split(separator: "\n").first.map(String.init) ?? ""
    let libraries = Files.canonical(resources + "/../../swift/linux")
    guard Files.exists(libraries + "/libdispatch.so") else { return [] }
    return ["-L" + libraries, "-ldispatch", "-lBlocksRuntime", "-Wl,-rpath," + libraries]
  }
}
