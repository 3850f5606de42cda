// SPDX-License-Identifier: Apache-2.0
// kernel-client: builds and runs kernel sources over live sockets.

import ArgumentParser

struct KernelClient: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernel-client",
    abstract: "Builds and runs clients of XNU's in-kernel socket interface, unmodified.",
    discussion: """
      Exit status: 0 done, and the client left nothing; 1 it did not build, or
      returned something else; 3 findings or leaks; 64 usage; 70 misuse found by
      the socket library; 124 the client did not end in time.
      """,
    subcommands: [Build.self, Run.self])
}

extension KernelClient {
  struct Build: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compiles kernel sources with the environment, and lists what is missing.",
      discussion: """
        Exit status: 0 a program came out; 1 something is missing or does not
        compile; 64 usage.
        With --fuzz one of the files defines the fuzz entry (kface/fuzz.h).
        """)

    @Argument(help: "Kernel sources, C and C++.")
    var sources: [String]

    @Option(
      name: [.customShort("I", allowingJoined: true)], parsing: .singleValue,
      help: "A directory of the client's own headers.")
    var includes: [String] = []

    @Option(
      name: [.customShort("D", allowingJoined: true)], parsing: .singleValue,
      help: "A macro for the client.")
    var defines: [String] = []

    @Option(name: .shortAndLong, help: "The program.")
    var output = "client"

    @Option(help: "gcc, clang, or a path.")
    var cc = "gcc"

    @Option(help: "Sanitizers: address, undefined, thread; several separated by commas.")
    var sanitize = ""

    @Flag(help: "Make a libFuzzer target (clang).")
    var fuzz = false

    @Option(parsing: .unconditional, help: "Further compiler flags, separated by spaces.")
    var cflags = ""

    @Option(help: "The directory of the kernel environment.")
    var environment: String?

    @Option(help: "The directory of libKernelEnvironment.so.")
    var library: String?

    @Flag(name: .shortAndLong, help: "Print the commands.")
    var verbose = false

    func run() throws {
      var sanitizers = sanitize.split(separator: ",").map(String.init)
      if fuzz && sanitizers.isEmpty { sanitizers = ["address"] }
      let toolchain = Toolchain(
        compiler: fuzz && cc == "gcc" ? "clang" : cc, sanitizers: sanitizers, isFuzzer: fuzz)
      do throws(BuildFailure) {
        guard try build(with: toolchain) else { throw BuildFailure("no program came out") }
        print("built \(output)")
      } catch {
        Subprocess.complain("kernel-client: \(error.text)\n")
        throw ExitCode(1)
      }
    }

    private func build(with toolchain: Toolchain) throws(BuildFailure) -> Bool {
      var build = ClientBuild(
        environment: try Environment(root: environment, library: library), toolchain: toolchain,
        sources: sources, includes: includes,
        extraFlags: defines.map { "-D" + $0 } + cflags.split(separator: " ").map(String.init),
        output: output, isVerbose: verbose)
      let built = try build.run()
      Subprocess.complain(build.diagnostics)
      if !build.missing.isEmpty { print(build.missing.text, terminator: "") }
      return built
    }
  }

  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Starts an entry function in checked mode and prints the account at its end.",
      discussion: """
        Exit status: 0 the client returned 0 and left nothing; 1 it returned
        something else; 3 findings or leaks; 64 usage, or a fault rule that is not
        understood; 70 misuse found by the socket library; 124 it did not end in
        time.
        Fault rules: receive:EINTR@3, receive:short=1..8@every2, send:ENOBUFS@p10,
        connect:late=200ms, receive:reset@10, alloc:fail@7, mbuf:fail@p5,
        sleep:EINTR@2; several separated by commas.
        """)

    @Argument(help: "A program that `build` made.")
    var program: String

    @Argument(help: "Arguments of the entry function.")
    var arguments: [String] = []

    @Option(help: "The function to start; the first of the sources otherwise.")
    var entry: String?

    @Option(help: "A module's stop function: the entry is its start, service lies between.")
    var stop: String?

    @Option(help: "Milliseconds of service between start and stop.")
    var service = 1000

    @Option(help: "Faults to inject.")
    var faults: String?

    @Option(help: "The seed of random values and of faults.")
    var seed: UInt64 = 1

    @Option(help: "Stricter checks: close, length, size, all, none.")
    var strict: String?

    @Option(parsing: .singleValue, help: "A tunable, NAME=INTEGER.")
    var sysctl: [String] = []

    @Option(help: "Seconds after which the run is given up; 0 for no limit.")
    var timeLimit = 60

    @Flag(help: "Without checks.")
    var unchecked = false

    @Flag(help: "Without the client's messages.")
    var quiet = false

    /// Mistakes that code in the wild survives: the socket library reports them only when asked.
    private var toleratedMistakes: String {
      let asked = strict ?? ""
      return ["close", "length"].filter { !asked.contains("all") && !asked.contains($0) }
        .joined(separator: ",")
    }

    func run() throws {
      var settings = [
        "KFACE_CHECKED": unchecked ? "0" : "1", "KFACE_SEED": String(seed),
        "KFACE_TIME_LIMIT": String(timeLimit), "KFACE_SERVICE_MS": String(service),
        "KFACE_QUIET": quiet ? "1" : "0", "KPI_CHECKED": unchecked ? "0" : "1",
        "SWIFT_BACKTRACE": "enable=no", "KPI_CHECKED_EXCEPT": toleratedMistakes,
      ]
      settings["KFACE_ENTRY"] = entry
      settings["KFACE_STOP"] = stop
      settings["KFACE_FAULTS"] = faults
      settings["KFACE_STRICT"] = strict
      if !sysctl.isEmpty { settings["KFACE_SYSCTL"] = sysctl.joined(separator: ",") }
      let path = program.contains("/") ? program : "./" + program
      let error = Subprocess.become([path] + arguments, settings: settings)
      Subprocess.complain("kernel-client: \(program) cannot be started (error \(error))\n")
      throw ExitCode(127)
    }
  }
}

/// `-DNAME=VALUE` as compilers take it: the argument parser would look for an option `-DNAME`.
private func separatingDefinitions(_ arguments: [String]) -> [String] {
  guard arguments.first == "build" else { return arguments }
  return arguments.flatMap { argument in
    argument.hasPrefix("-D") && argument.contains("=")
      ? ["-D", String(argument.dropFirst(2))] : [argument]
  }
}

KernelClient.main(separatingDefinitions(Array(CommandLine.arguments.dropFirst())))
