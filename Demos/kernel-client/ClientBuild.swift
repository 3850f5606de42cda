// SPDX-License-Identifier: Apache-2.0
// Building a client: preprocess, compile, rename, link; and what stood in the way.

/// One build of a set of kernel sources.
struct ClientBuild {
  var environment: Environment
  var toolchain: Toolchain
  var sources: [String]
  var includes: [String]
  var extraFlags: [String]
  var output: String
  var isVerbose: Bool

  private(set) var missing = MissingList()
  private(set) var diagnostics = ""
  private var failed = false

  init(
    environment: Environment, toolchain: Toolchain, sources: [String], includes: [String],
    extraFlags: [String], output: String, isVerbose: Bool
  ) {
    self.environment = environment
    self.toolchain = toolchain
    self.sources = sources
    self.includes = includes
    self.extraFlags = extraFlags
    self.output = output
    self.isVerbose = isVerbose
  }

  /// Directories of the client's own headers come first: a source sees its own `config.h`.
  private var clientFlags: [String] { includes.map { "-I" + $0 } + extraFlags }

  /// Builds everything. Returns whether a program came out.
  mutating func run() throws(BuildFailure) -> Bool {
    let work = Files.temporary("build")
    Files.makeDirectory(work)
    defer { _ = Subprocess.run(["rm", "-rf", work]) }
    let placeholders = work + "/missing"
    for source in sources { findHeaders(of: source, placeholders) }
    var objects: [String] = []
    for (index, source) in sources.enumerated() {
      let object = "\(work)/\(index).o"
      if compile(source, to: object, placeholders) { objects.append(object) }
    }
    var symbols = SymbolTable(objects: objects, environment: environment)
    var classes: String?
    if symbols.wantsClasses {
      classes = try RuntimeArchive(environment: environment, toolchain: toolchain, part: .iokit)
        .path()
      symbols = SymbolTable(objects: objects, environment: environment, classes: classes)
    }
    for (symbol, object) in symbols.unresolved {
      let index = Int(object.split(separator: "/").last!.dropLast(2)) ?? 0
      missing.add(symbol: symbol, wantedBy: baseName(sources[index]))
    }
    guard missing.isEmpty, !failed else { return false }
    symbols.rename(in: objects)
    return try link(objects, symbols, classes: classes, in: work)
  }

  private func baseName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// Lists every header a source reaches, as if the missing ones existed, and makes them, empty.
  private mutating func findHeaders(of source: String, _ placeholders: String) {
    let command =
      [toolchain.driver(for: source)] + toolchain.kernelFlags(for: source, environment, clientFlags)
      + ["-M", "-MG", source]
    let result = Subprocess.run(command)
    let words = result.output.split { $0 == " " || $0 == "\n" || $0 == "\\" }
    for word in words.dropFirst() where !Files.exists(String(word)) {
      let header = String(word)
      missing.add(header: header, wantedBy: baseName(source))
      let path = placeholders + "/" + header
      Files.makeDirectory(path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 })
      Files.write("/* missing */\n", to: path)
    }
  }

  private mutating func compile(
    _ source: String, to object: String, _ placeholders: String
  ) -> Bool {
    let command =
      [toolchain.driver(for: source)] + toolchain.kernelFlags(for: source, environment, clientFlags)
      + ["-I" + placeholders, "-c", source, "-o", object]
    if isVerbose { print(command.joined(separator: " ")) }
    let result = Subprocess.run(command)
    diagnostics += result.errors
    guard result.status != 0 else { return true }
    missing.add(diagnostics: result.errors, of: baseName(source))
    failed = true
    return false
  }

  /// The generated table of functions that `run` may start.
  private func entryTable(_ symbols: SymbolTable) -> String {
    let names = symbols.functions
    let table = names.map { "  {\"\($0)\", \($0)}," }.joined(separator: "\n")
    return """
      struct kface_entry_point { const char *name; void (*function)(void); };
      \(names.map { "extern void \($0)(void);" }.joined(separator: "\n"))
      const struct kface_entry_point kface_entry_points[] = {
      \(table)
        {0, 0}};

      """
  }

  private func link(
    _ objects: [String], _ symbols: SymbolTable, classes: String?, in work: String
  ) throws(BuildFailure) -> Bool {
    let compiler = toolchain.compiler
    let flags = toolchain.hostFlags(environment)
    var parts = objects
    func host(_ source: String, _ object: String, _ extra: [String] = []) throws(BuildFailure) {
      let result = Subprocess.run(
        [compiler] + flags + extra + ["-c", source, "-o", work + "/" + object])
      guard result.status == 0 else { throw BuildFailure(result.errors) }
      parts.append(work + "/" + object)
    }
    if !toolchain.isFuzzer {
      Files.write(entryTable(symbols), to: work + "/entries.c")
      // Client functions have other types: only their addresses count.
      try host(work + "/entries.c", "entries.o", ["-fno-builtin", "-w"])
      try host(environment.root + "/program/main.c", "main.o")
    }
    try host(environment.root + "/program/sanitizers.c", "sanitizers.o")
    if sources.contains(where: Toolchain.isCxx) {
      try host(environment.root + "/program/cxx.c", "cxx.o")
    }
    var archives = classes.map { [$0] } ?? []
    if toolchain.instruments {
      archives.append(
        try RuntimeArchive(environment: environment, toolchain: toolchain, part: .runtime).path())
    }
    parts += ["-Wl,--whole-archive"] + archives + ["-Wl,--no-whole-archive"]
    let command = [compiler, "-g"] + parts + toolchain.linkFlags(environment) + ["-o", output]
    if isVerbose { print(command.joined(separator: " ")) }
    let result = Subprocess.run(command)
    guard result.status == 0 else { throw BuildFailure(result.errors) }
    return true
  }
}
