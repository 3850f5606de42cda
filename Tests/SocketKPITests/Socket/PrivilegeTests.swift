// SPDX-License-Identifier: Apache-2.0
// What the host asks privilege for, tried without it, in processes of their own.

import CSocketKPI
import Glibc
import SocketKPI
import SystemPackage
import Testing

/// Gives up the superuser's rights, where the process has them, for good.
private func dropPrivilege() {
  let nobody: uid_t = 65_534
  guard geteuid() == 0 else { return }
  precondition(setgid(nobody) == 0, "cannot change the group")
  precondition(setuid(nobody) == 0, "cannot change the user")
}

/// The first port that anybody may bind, as the host is set up.
private func firstOpenPort() -> Int {
  let path = "/proc/sys/net/ipv4/ip_unprivileged_port_start"
  guard let file = unsafe fopen(path, "r") else { return 1024 }
  defer { unsafe fclose(file) }
  var line = [CChar](repeating: 0, count: 16)
  guard unsafe fgets(&line, 16, file) != nil else { return 1024 }
  return unsafe Int(strtol(line, nil, 10))
}

@Suite("without privilege")
struct PrivilegeTests {
  @Test("raw sockets are EPERM; the socket's own privileged bit changes nothing")
  func raw() async {
    await #expect(processExitsWith: .success) {
      dropPrivilege()
      for (domain, number) in [(SocketDomain.inet, IPPROTO_ICMP), (.inet6, IPPROTO_ICMPV6)] {
        let error = failure { () throws(Errno) in
          _ = try KernelSocket(domain: domain, type: .raw, protocol: CInt(number))
        }
        precondition(error == .notPermitted, "\(String(describing: error))")
      }
    }
  }

  @Test("raw sockets of the superuser take any protocol, and carry packets")
  func rawAllowed() throws {
    guard geteuid() == 0 else { return print("skipped: raw sockets need the superuser") }
    let number: CInt = 253  // for experiments, RFC 3692
    let receiver: KernelSocket
    do { receiver = try KernelSocket(domain: .inet, type: .raw, protocol: number) } catch {
      // A container may lack the capability.
      #expect(error == .notPermitted)
      return print("skipped: no right to raw sockets here")
    }
    let sender = try KernelSocket(domain: .inet, type: .raw, protocol: number)
    defer { closeAll([receiver, sender]) }
    #expect(receiver.protocolNumber == number)
    #expect(throws: Errno.notSupportedOnSocket) { try receiver.listen(backlog: 1) }
    try receiver.bind(to: .loopback(port: 0))
    try sender.send([1, 2, 3], to: .loopback(port: 0))
    // A raw IPv4 packet comes with its header.
    #expect(try receiver.receive(upTo: 100).suffix(3) == [1, 2, 3])
  }

  @Test("a reserved port is EACCES, with the privileged bit set too")
  func reservedPort() async {
    guard firstOpenPort() > 7 else {
      return print("skipped: the host lets everybody bind reserved ports")
    }
    await #expect(processExitsWith: .success) {
      dropPrivilege()
      let socket = try KernelSocket(domain: .inet, type: .datagram)
      try socket.setPrivileged(true)
      let error = failure { () throws(Errno) in try socket.bind(to: .loopback(port: 7)) }
      precondition(error == .permissionDenied, "\(String(describing: error))")
    }
  }

  @Test("without descriptors left making a socket is ENOBUFS, and accept leaves its connection")
  func exhausted() async {
    await #expect(processExitsWith: .success) {
      let listener = try KernelSocket.bound(.inet, .stream)
      try listener.listen(backlog: 4)
      let client = try KernelSocket(domain: .inet, type: .stream)
      try client.connect(to: listener.localAddress())
      var taken: [CInt] = []
      while true {
        let copy = dup(0)
        if copy < 0 { break }
        taken.append(copy)
      }
      let made = failure { () throws(Errno) in _ = try KernelSocket(domain: .inet, type: .stream) }
      precondition(made == .noBufferSpace, "\(String(describing: made))")
      let accepted = failure { () throws(Errno) in _ = try listener.accept() }
      precondition(accepted == .noBufferSpace, "\(String(describing: accepted))")
      for descriptor in taken { Glibc.close(descriptor) }
      try listener.accept().socket.close()
    }
  }
}
