// SPDX-License-Identifier: Apache-2.0
// Symbols of a client's objects, against those of the environment.

/// What the objects define and want.
struct SymbolTable {
  /// Functions with C names, in the order of the objects: possible entries.
  private(set) var functions: [String] = []
  /// Wanted, and defined by nobody: symbol and object.
  private(set) var unresolved: [(symbol: String, object: String)] = []
  /// Wanted under the kernel's own name because no header declared it; the environment has it.
  private var renamed: Set<String> = []

  /// What the compiler itself may call, and what the program around the client defines.
  private static let fromCompiler: Set<String> = [
    "memcpy", "memmove", "memset", "memcmp", "strlen", "abort", "__stack_chk_fail",
    "_GLOBAL_OFFSET_TABLE_", "__dso_handle", "__cxa_atexit", "__cxa_pure_virtual",
    "__cxa_guard_acquire", "__cxa_guard_release", "__cxa_guard_abort", "_Znwm", "_Znam", "_ZdlPv",
    "_ZdlPvm", "_ZdaPv", "_ZdaPvm", "LLVMFuzzerTestOneInput",
  ]
  private static let compilerPrefixes = [
    "__asan_", "__tsan_", "__ubsan_", "__sanitizer_", "__sancov_", "__start_", "__stop_",
    "__atomic_",
    "__emutls", "__gcov", "__llvm_",
  ]

  /// - Parameter classes: an archive of libkern's classes, when the client uses some.
  init(objects: [String], environment: Environment, classes: String? = nil) {
    let library = Set(
      Self.names(["nm", "-D", "--defined-only", environment.libraryFile]).map(\.symbol))
    var defined: Set<String> = []
    for object in objects + (classes.map { [$0] } ?? []) {
      for entry in Self.names(["nm", "--defined-only", "-g", object]) {
        defined.insert(entry.symbol)
        if entry.kind == "T", !entry.symbol.hasPrefix("_Z"), !functions.contains(entry.symbol) {
          functions.append(entry.symbol)
        }
      }
    }
    for object in objects {
      for entry in Self.names(["nm", "-u", object]) where !defined.contains(entry.symbol) {
        let symbol = entry.symbol
        if Self.fromCompiler.contains(symbol)
          || library.contains(symbol) && symbol.hasPrefix("kface_")
        {
          continue
        }
        if Self.compilerPrefixes.contains(where: symbol.hasPrefix) { continue }
        if library.contains("kface_" + symbol) {
          renamed.insert(symbol)
        } else {
          unresolved.append((symbol, object))
        }
      }
    }
  }

  /// Whether something of C++ is wanted that the client does not have.
  var wantsClasses: Bool { unresolved.contains { $0.symbol.hasPrefix("_Z") } }

  /// Gives wanted kernel names the environment's, in the objects.
  func rename(in objects: [String]) {
    guard !renamed.isEmpty else { return }
    let flags = renamed.sorted().flatMap { ["--redefine-sym", "\($0)=kface_\($0)"] }
    for object in objects { _ = Subprocess.run(["objcopy"] + flags + [object]) }
  }

  private static func names(_ command: [String]) -> [(kind: String, symbol: String)] {
    Subprocess.run(command).output.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard words.count >= 2 else { return nil }
      let symbol = words[words.count - 1].split(separator: "@")[0]
      return (String(words[words.count - 2]), String(symbol))
    }
  }
}
