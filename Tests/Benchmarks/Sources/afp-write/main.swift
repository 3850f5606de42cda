// SPDX-License-Identifier: Apache-2.0
// afp-write: writes one large file to an AFP server, as afp_lantest's own test of writing does.

import AFPClient
@preconcurrency import Glibc

private let block = 1 << 20
private let usage =
  "usage: afp-write URL MEBIBYTES (the password in AFP_PASSWORD); prints bytes per second\n"

/// Writes, confirms every byte, closes; what it took, in seconds. The file is removed again.
private func write(_ mebibytes: Int, to url: AFPURL, _ credentials: AFPCredentials) async throws
  -> Double
{
  let session = try await AFPSession.open(host: url.host, port: url.port, credentials: credentials)
  let volume = try await session.openVolume(url.volume ?? "")
  let name = "afp-write-\(getpid())"
  try await volume.createFile(name)
  let fork = try await volume.openFork(name, mode: [.read, .write])
  let bytes = [UInt8](repeating: 0x5A, count: block)
  let clock = ContinuousClock()
  let time = try await clock.measure {
    for number in 0..<mebibytes { try await fork.write(behind: bytes, at: UInt64(number * block)) }
    try await fork.close()
  }
  try await volume.delete(name)
  await session.close()
  return time / .seconds(1)
}

guard CommandLine.arguments.count == 3, let mebibytes = Int(CommandLine.arguments[2]), mebibytes > 0
else {
  fputs(usage, stderr)
  exit(64)
}
do {
  let url = try AFPURL(CommandLine.arguments[1])
  let password = getenv("AFP_PASSWORD").map { String(cString: $0) } ?? ""
  let credentials =
    url.user.map { AFPCredentials.user($0, password: AFPPassword(password)) } ?? .guest
  let seconds = try await write(mebibytes, to: url, credentials)
  print(Int(Double(mebibytes * block) / seconds))
} catch {
  fputs("afp-write: \(error)\n", stderr)
  exit(1)
}
