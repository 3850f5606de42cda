// SPDX-License-Identifier: Apache-2.0
// READ and WRITE: data is found, not copied, and counts have to agree.

import Testing
import Wire

@Suite("NFS version 3 READ and WRITE")
struct NFS3ReadTests {
  @Test("READ data decodes to the range where it lies")
  func dataRange() throws {
    let bytes: [UInt8] = [
      0, 0, 0, 0,  // NFS3_OK
      0, 0, 0, 0,  // no attributes
      0, 0, 0, 3,  // count
      0, 0, 0, 1,  // end of file
      0, 0, 0, 3, 7, 8, 9, 0,  // data and padding
    ]
    guard case .success(let read) = try decoded(NFS3ReadResult.self, bytes) else {
      Issue.record("not a success")
      return
    }
    #expect(Array(bytes[read.data]) == [7, 8, 9])
    #expect(read.isEndOfFile)
  }

  @Test("a READ whose count and data length differ is refused")
  func countMismatch() {
    let bytes: [UInt8] = [
      0, 0, 0, 0, 0, 0, 0, 0,  // NFS3_OK, no attributes
      0, 0, 0, 4, 0, 0, 0, 0,  // count 4, not the end
      0, 0, 0, 3, 7, 8, 9, 0,  // three bytes
    ]
    #expect(throws: XDRError.invalidValue(at: 8, value: 4)) {
      try decoded(NFS3ReadResult.self, bytes)
    }
  }

  @Test("the header of a READ result ends where its data begins")
  func headerOnly() throws {
    let header = NFS3ReadResultHeader.success(
      NFS3ReadHeader(attributes: Sample.attributes, count: 5, isEndOfFile: false))
    let bytes = encoded(header) + [1, 2, 3, 4, 5, 0, 0, 0]
    guard case .success(let read) = try decoded(NFS3ReadResult.self, bytes) else {
      Issue.record("not a success")
      return
    }
    #expect(Array(bytes[read.data]) == [1, 2, 3, 4, 5])
    #expect(try decoded(NFS3ReadResultHeader.self, encoded(header)) == header)
  }

  @Test("WRITE takes the count's part of a longer opaque, and refuses a shorter one")
  func writeCount() throws {
    let call = NFS3WriteArguments(
      file: Sample.handle, offset: 4096, count: 3, stability: .fileSync)
    let good = try decoded(NFS3WriteArguments.self, encoded(call) + [1, 2, 3, 0])
    #expect(good.count == 3 && good.data.count == 3 && good.stability == .fileSync)

    var longer = encoded(call)
    longer[longer.count - 1] = 4
    let longerBytes = longer + [1, 2, 3, 4]
    let cut = try decoded(NFS3WriteArguments.self, longerBytes)
    #expect(Array(longerBytes[cut.data]) == [1, 2, 3])

    var shorter = encoded(call)
    shorter[shorter.count - 1] = 2
    #expect(throws: XDRError.self) {
      try decoded(NFS3WriteArguments.self, shorter + [1, 2, 0, 0])
    }
  }

  @Test("a directory page of a million announced entries is refused, not believed")
  func endlessPage() {
    // No attributes, verifier, then "an entry follows" without an entry.
    let bytes: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0] + Array(repeating: 0, count: 8) + [0, 0, 0, 1]
    #expect(throws: XDRError.truncated(at: 20, need: 8)) {
      try decoded(NFS3ReadDirectoryResult.self, bytes)
    }
  }
}
