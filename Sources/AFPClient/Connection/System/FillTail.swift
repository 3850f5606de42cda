// SPDX-License-Identifier: Apache-2.0
// Reading into the rest of an array.

/// Lets `read` write into an array from an index to its end; what it returns.
func fillTail<E: Error>(
  of bytes: inout [UInt8], from start: Int, _ read: (inout MutableRawSpan) throws(E) -> Int
) throws(E) -> Int {
  var span = bytes.mutableSpan
  var whole = unsafe span.mutableBytes
  var rest = whole._mutatingExtracting(start..<whole.byteCount)
  return try read(&rest)
}
