// SPDX-License-Identifier: Apache-2.0
// nfs-server: serves directories, or memory, over NFS version 3.

import ArgumentParser
import DemoSupport
import NFSServer
import SocketKPI

struct NFSServerTool: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nfs-server",
    abstract: "Serves directories, or memory, over NFS version 3.",
    discussion: """
      Prints the URL of each export once it is ready, and stops cleanly on Ctrl-C or SIGTERM. NFS and \
      MOUNT share one TCP port. Run as root it acts for its callers as they say who they are \
      (AUTH_SYS); run by anyone else it acts as that user for everybody.

      \(FaultRule.grammar)

      Exit status: 0 stopped; 1 could not be started; 64 wrong usage.
      """)

  @Option(help: "A directory to serve, under its own path or under /NAME. May be repeated.")
  var export: [ExportArgument] = []
  @Flag(help: "Serve a file system in memory, under /memory.")
  var memory = false
  @Option(help: "Most content of the memory file system.")
  var memorySize = ByteCount(NFSExport.defaultMemoryCapacity)
  @Option(help: "The address to listen on.")
  var listen = "127.0.0.1"
  @Option(help: "The port of NFS and MOUNT; 0 takes a free one, which is printed.")
  var port: UInt16 = 2049
  @Flag(help: "Refuse every change.")
  var readonly = false
  @Option(help: "Whose credentials are not believed: none, root or all.")
  var squash = NFSExport.Squash.none
  @Option(name: .customLong("anon-uid"), help: "The user of anonymous callers.")
  var anonymousUser = NFSExport.nobody
  @Option(name: .customLong("anon-gid"), help: "The group of anonymous callers.")
  var anonymousGroup = NFSExport.nobody
  @Flag(help: "Wait for the disk after every change of names and attributes.")
  var sync = false
  @Flag(help: "Refuse callers whose port is above 1023.")
  var reservedPorts = false
  @Flag(help: "Register with the rpcbind of this machine.")
  var register = false
  @Option(
    help: "Where the key of the file handles is kept (default: $XDG_STATE_HOME/socketkpi).",
    completion: .directory)
  var state: String?
  @Option(
    help: ArgumentHelp("A fault to inject. May be repeated.", valueName: "FAULT"),
    transform: { try FaultRule(parsing: $0) })
  var fault: [FaultRule] = []
  @Option(help: "Decides what chance does in the faults.")
  var seed: UInt64 = 1
  @Flag(help: "Print events as JSON, one a line.")
  var json = false

  func validate() throws {
    guard memory || !export.isEmpty else {
      throw ValidationError("Nothing to serve: give --export DIR or --memory.")
    }
  }

  func run() async throws {
    let printer = EventPrinter(asJSON: json)
    var options = NFSServerOptions()
    guard let address = SocketAddress(numericHost: listen, port: port) else {
      throw ToolError("\(listen) is not an address", status: .usage)
    }
    options.address = address
    options.handleKey = HandleKeyFile.key(in: state)
    options.requiresReservedPort = reservedPorts
    options.faults = fault
    options.seed = seed
    options.onEvent = { printer.print($0) }
    let server = try NFSServer(exports: exports, options: options)
    do {
      try server.start()
    } catch {
      throw ToolError("cannot listen on \(address): \(error)")
    }
    printer.ready(server)
    await serve(server)
    printer.summary(server.statistics)
  }

  private func serve(_ server: NFSServer) async {
    var isRegistered = false
    if register {
      do {
        try await server.registerWithRPCBind()
        isRegistered = true
      } catch {
        Console.shared.complain("nfs-server: not registered with rpcbind: \(error)")
      }
    }
    while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
    if isRegistered { await Task { try? await server.unregisterFromRPCBind() }.value }
    server.stop()
  }

  private var exports: [NFSExport] {
    var exports = export.map { NFSExport.directory($0.directory, as: $0.name) }
    if memory { exports.append(.memory(capacity: memorySize.bytes)) }
    return exports.map { export in
      var export = export
      export.isReadOnly = readonly
      export.squash = squash
      export.anonymousUser = anonymousUser
      export.anonymousGroup = anonymousGroup
      export.isSynchronous = sync
      return export
    }
  }
}

@main
enum Program {
  static func main() async {
    await runTool(NFSServerTool.self)
  }
}
