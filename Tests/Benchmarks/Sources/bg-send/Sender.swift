// SPDX-License-Identifier: Apache-2.0
// Sends as much as its class allows, and logs what the controller does.

@preconcurrency import Glibc
import SocketKPI
import SystemPackage

/// Connects, takes the class, and sends for a time.
struct Sender {
  private var host = "127.0.0.1"
  private var port: UInt16 = 0
  private var seconds = 10.0
  private var trafficClass = TrafficClass.background
  private var octet: CInt?
  private var log: String?

  static let usage = """
    usage: bg-send --host ADDRESS --port N [--seconds S] [--class background|best-effort]
                   [--octet N] [--log FILE]

    Sends for S seconds. The log has a line every 100 ms: time, phase, rate, capacity (Mbit/s),
    queueing and base delay (ms).
    """

  init(_ arguments: [String]) {
    var rest = arguments[...]
    while let word = rest.popFirst() {
      let value = rest.popFirst() ?? ""
      switch word {
      case "--host": host = value
      case "--port": port = UInt16(value) ?? 0
      case "--seconds": seconds = Double(value) ?? 10
      case "--class": trafficClass = value == "best-effort" ? .bestEffort : .background
      case "--octet": octet = CInt(value)
      case "--log": log = value
      default: port = 0
      }
    }
  }

  func run() -> CInt {
    guard port != 0, let address = SocketAddress(numericHost: host, port: port) else {
      print(Sender.usage)
      return 64
    }
    do throws(Errno) {
      let socket = try KernelSocket(domain: address.domain, type: .stream)
      defer { socket.close() }
      try socket.setTrafficClass(trafficClass)
      try socket.connect(to: address)
      if let octet { try socket.setTypeOfService(octet) }
      let sent = try pump(socket)
      // What is still queued does not count, and must not go on competing.
      try socket.setOption(
        level: SOL_SOCKET, name: SO_LINGER, value: linger(l_onoff: 1, l_linger: 0))
      print("bg-send sent \(sent) bytes")
      return 0
    } catch {
      print("bg-send: \(address): \(error)")
      return 1
    }
  }

  private func pump(_ socket: KernelSocket) throws(Errno) -> Int {
    let block = [UInt8](repeating: 0, count: 65_536)
    let file = log.flatMap { fopen($0, "w") }
    defer { if let file { fclose(file) } }
    let end = seconds + clock()
    var (sent, nextLine) = (0, clock())
    while clock() < end {
      sent += try socket.send(block)
      if let file, clock() >= nextLine {
        write(socket, to: file)
        nextLine = clock() + 0.1
      }
    }
    return sent
  }

  private func write(_ socket: KernelSocket, to file: UnsafeMutablePointer<FILE>) {
    guard let state = socket.backgroundState else { return }
    let megabit = 8e-6
    let text =
      "G \(clock()) \(state.phase) \(state.rate * megabit) \(state.capacity * megabit) "
      + "\(milliseconds(state.queueingDelay)) \(milliseconds(state.baseDelay))\n"
    fputs(text, file)
  }

  private func milliseconds(_ time: Duration) -> Double {
    Double(time.components.attoseconds) * 1e-15 + Double(time.components.seconds) * 1e3
  }

  private func clock() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
