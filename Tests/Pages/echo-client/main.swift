// SPDX-License-Identifier: Apache-2.0
import SocketKPI

let port = UInt16(CommandLine.arguments.dropFirst().first ?? "7007") ?? 7007
let socket = try KernelSocket(domain: .inet, type: .stream)
defer { socket.close() }

do {
  try socket.connect(to: .loopback(port: port), flags: .dontWait)
} catch .nowInProgress {
  try waitPatiently(for: socket)
}
try socket.send(Array("hello".utf8))
let echo = try socket.receive(upTo: 5, flags: .waitAll)
print(String(decoding: echo, as: UTF8.self))

/// Looks every two seconds; the attempt goes on between two looks.
func waitPatiently(for socket: KernelSocket) throws {
  while true {
    do {
      return try socket.waitForConnection(timeout: .seconds(2))
    } catch .nowInProgress {
      print("still waiting")
    }
  }
}
