// SPDX-License-Identifier: Apache-2.0
// Running compilers and binary tools, and becoming a client's program.

import Glibc

/// A command that ran.
struct CommandResult {
  var status: CInt
  var output: String
  var errors: String
}

enum Subprocess {
  /// The status of a command that could not be started.
  static let notStarted: CInt = 127

  /// Runs a command to its end in a directory.
  static func run(_ arguments: [String], in directory: String) -> CommandResult {
    run(["sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", directory] + arguments)
  }

  /// Runs a command to its end.
  static func run(_ arguments: [String]) -> CommandResult {
    let output = Files.temporary("out")
    let errors = Files.temporary("err")
    defer {
      Files.remove(output)
      Files.remove(errors)
    }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    let create = O_WRONLY | O_CREAT | O_TRUNC
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, output, create, 0o600)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, create, 0o600)
    var process: pid_t = 0
    let failed = unsafe withVector(arguments) { vector in
      unsafe posix_spawnp(&process, arguments[0], &actions, nil, vector, environ)
    }
    guard failed == 0 else {
      return CommandResult(
        status: notStarted, output: "", errors: "\(arguments[0]): cannot be started\n")
    }
    var status: CInt = 0
    while unsafe waitpid(process, &status, 0) == -1, errno == EINTR {}
    let code = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
    return CommandResult(
      status: code, output: Files.read(output) ?? "", errors: Files.read(errors) ?? "")
  }

  /// Becomes another program. Returns only when that failed.
  static func become(_ arguments: [String], settings: [String: String]) -> CInt {
    for (name, value) in settings { unsafe setenv(name, value, 1) }
    _ = unsafe withVector(arguments) { vector in unsafe execv(arguments[0], vector) }
    return errno
  }

  private static func withVector<Result>(
    _ arguments: [String],
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var vector: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) }
    unsafe vector.append(nil)
    defer {
      for index in unsafe vector.indices { unsafe free(vector[index]) }
    }
    return unsafe vector.withUnsafeMutableBufferPointer { unsafe body($0.baseAddress!) }
  }

  static func setting(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  static func complain(_ text: String) {
    var text = text
    text.withUTF8 { bytes in _ = unsafe write(STDERR_FILENO, bytes.baseAddress, bytes.count) }
  }
}
