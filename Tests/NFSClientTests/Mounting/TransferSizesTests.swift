// SPDX-License-Identifier: Apache-2.0
// What FSINFO says is taken with care.

import Testing
import Wire

@testable import NFSClient

@Suite("Transfer sizes")
struct TransferSizesTests {
  func info(maximum: UInt32, preferred: UInt32, file: UInt64 = 1 << 40) -> NFS3FileSystemInfo {
    NFS3FileSystemInfo(
      attributes: nil, readMaximum: maximum, readPreferred: preferred, readMultiple: 4096,
      writeMaximum: maximum, writePreferred: preferred, writeMultiple: 4096,
      directoryPreferred: 4096, maximumFileBytes: file, timeResolution: NFS3Time(seconds: 0),
      properties: [])
  }

  func sizes(_ info: NFS3FileSystemInfo, wanted: Int? = nil) -> TransferSizes {
    TransferSizes(info, wantedRead: wanted, wantedWrite: wanted, wantedDirectory: 65536)
  }

  @Test("the server's preference counts, in whole pages, up to 1 MiB")
  func preference() {
    #expect(sizes(info(maximum: 1 << 20, preferred: 65536)).read == 65536)
    #expect(sizes(info(maximum: 1 << 20, preferred: 10000)).read == 8192)
    #expect(sizes(info(maximum: 64 << 20, preferred: 64 << 20)).write == 1 << 20)
  }

  @Test("zero and absurd values fall back to 32 KiB")
  func nonsense() {
    #expect(sizes(info(maximum: 0, preferred: 0)).read == 32768)
    #expect(sizes(info(maximum: 100, preferred: 1 << 20)).write == 32768)
    #expect(sizes(info(maximum: 65536, preferred: 0)).read == 65536)
  }

  @Test("a wish is granted within the server's maximum")
  func wish() {
    #expect(sizes(info(maximum: 65536, preferred: 8192), wanted: 1 << 20).read == 65536)
    #expect(sizes(info(maximum: 65536, preferred: 8192), wanted: 512).write == 512)
  }

  @Test("offsets stay within 63 bits")
  func fileSize() {
    #expect(
      sizes(info(maximum: 4096, preferred: 4096, file: .max)).maximumFileBytes
        == UInt64(Int64.max))
    #expect(
      sizes(info(maximum: 4096, preferred: 4096, file: 0)).maximumFileBytes == UInt64(Int64.max))
  }
}
