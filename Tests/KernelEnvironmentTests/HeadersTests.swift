// SPDX-License-Identifier: Apache-2.0
// The freestanding headers, alone and together.

import Foundation
import Testing

@Suite("kernel headers")
struct HeadersTests {
  static let names: [String] = {
    let root = ClientTool.headers.path
    let all = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return all.filter { $0.hasSuffix(".h") }.sorted()
  }()

  private static let flags = [
    "-nostdinc", "-ffreestanding", "-DKERNEL", "-I", ClientTool.headers.path, "-Wall", "-Wextra",
    "-Wno-unused-parameter", "-Werror", "-fsyntax-only",
  ]

  @Test(
    "all of them compile together, as C and as C++, without a warning",
    arguments: [("gcc", "c"), ("clang", "c"), ("g++", "cpp"), ("clang++", "cpp")])
  func together(_ compiler: String, _ suffix: String) throws {
    guard ClientTool.run(["sh", "-c", "command -v \(compiler)"]).status == 0 else {
      print("skipped: no \(compiler)")
      return
    }
    #expect(Self.names.count > 200)
    let tool = try ClientTool()
    defer { tool.remove() }
    let source = try tool.write(
      "all.\(suffix)", Self.names.map { "#include <\($0)>\n" }.joined())
    let standard = suffix == "c" ? ["-std=gnu99"] : []
    let outcome = ClientTool.run([compiler] + standard + Self.flags + [source])
    #expect(outcome.status == 0, "\(outcome.text)")
  }

  @Test("each compiles on its own")
  func alone() throws {
    guard let compiler = ClientTool.compilers.first else { return }
    let tool = try ClientTool()
    defer { tool.remove() }
    var script = "status=0\n"
    for name in Self.names {
      script +=
        "echo '#include <\(name)>' | \(compiler) -std=gnu99 \(Self.flags.joined(separator: " ")) -x c - || { echo 'in \(name)'; status=1; }\n"
    }
    let outcome = ClientTool.run(["sh", try tool.write("each.sh", script)])
    #expect(outcome.status == 0, "\(outcome.text)")
  }

  @Test("numbers and layouts are Darwin's")
  func layouts() throws {
    guard let compiler = ClientTool.compilers.first else { return }
    let tool = try ClientTool()
    defer { tool.remove() }
    let claims = [
      "AF_INET6 == 30", "SOL_SOCKET == 0xffff", "MSG_DONTWAIT == 0x80", "MSG_WAITALL == 0x40",
      "EWOULDBLOCK == 35", "EINPROGRESS == 36", "ECONNREFUSED == 61", "EOPNOTSUPP == 102",
      "ERESTART == -1", "EJUSTRETURN == -2", "SO_RCVTIMEO == 0x1006",
      "SO_UPCALLCLOSEWAIT == 0x1027",
      "FIONBIO == 0x8004667e", "FIONREAD == 0x4004667f", "SIOCGIFCONF == 0xc00c6924",
      "sizeof(struct sockaddr_in) == 16", "sizeof(struct sockaddr_in6) == 28",
      "sizeof(struct sockaddr_storage) == 128", "sizeof(struct sockaddr_un) == 106",
      "__builtin_offsetof(struct sockaddr_in, sin_family) == 1", "sizeof(struct timeval) == 16",
      "sizeof(struct dirent) == 264", "__builtin_offsetof(struct direntry, d_name) == 21",
      "sizeof(((struct timeval *)0)->tv_usec) == 4", "sizeof(struct msghdr) == 48",
      "__builtin_offsetof(struct msghdr, msg_control) == 32", "sizeof(struct cmsghdr) == 12",
      "CMSG_SPACE(1) == 16", "sizeof(struct ifreq) == 32", "sizeof(struct ifconf) == 12",
      "sizeof(lck_mtx_t) == 16", "sizeof(lck_rw_t) == 16", "sizeof(dev_t) == 4",
      "sizeof(ino_t) == 4", "sizeof(ino64_t) == 8",
      "sizeof(int64_t) == sizeof(long long)", "sizeof(struct so_nke) == 28",
      "makedev(1, 2) == 0x1000002",
      "__builtin_offsetof(struct sflt_filter, sf_data_in) == 64",
      "PCATCH == 0x100 && PDROP == 0x400",
      "M_PCB == 4 && M_SONAME == 11 && M_TEMP == 80",
      "MBUF_PKTHDR == 2 && MBUF_COPYALL == 1000000000",
    ]
    let source =
      "#include <sys/systm.h>\n#include <sys/dir.h>\n#include <sys/un.h>\n#include <sys/kpi_socketfilter.h>\n"
      + "#include <sys/kpi_mbuf.h>\n#include <netinet/in.h>\n#include <net/if.h>\n"
      + claims.map { "_Static_assert(\($0), \"\($0)\");\n" }.joined()
    let outcome = ClientTool.run(
      [compiler, "-std=gnu11"] + Self.flags + [try tool.write("layouts.c", source)])
    #expect(outcome.status == 0, "\(outcome.text)")
  }
}
