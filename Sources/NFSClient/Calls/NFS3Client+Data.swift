// SPDX-License-Identifier: Apache-2.0
// READ, WRITE, COMMIT and the directory pages: the calls with bulk data.

public import ONCRPC
public import Wire

extension NFS3Client {
  public typealias PageAnswer<Entry: XDRCodable & Equatable & Sendable> =
    NFSAnswer<NFS3DirectoryPage<Entry>, NFS3Attributes?>

  /// READ, the data straight into `buffer`.
  ///
  /// - Parameters:
  ///   - destination: at least as many bytes as are asked for.
  /// - Returns: the answer without the data; `count` bytes of the destination are filled.
  /// - Throws: `protocolViolation` when the counts in the reply disagree.
  public func read(
    _ arguments: NFS3ReadArguments, into buffer: RPCBuffer, _ destination: Range<Int>
  ) async throws(NFSError) -> NFSAnswer<NFS3ReadHeader, NFS3Attributes?> {
    let answer: NFSAnswer<NFS3ReadHeader, NFS3Attributes?> = try await call(
      .read, arguments, sink: NFS3Client.sink(arguments, buffer, destination))
    try NFS3Client.check(answer, arguments)
    return answer
  }

  static func sink(
    _ arguments: NFS3ReadArguments, _ buffer: RPCBuffer, _ destination: Range<Int>
  ) -> RPCSink {
    RPCSink(buffer, destination.prefix(Int(arguments.count)), locate: locateData)
  }

  /// Refuses a READ result whose counts disagree.
  static func check(
    _ answer: NFSAnswer<NFS3ReadHeader, NFS3Attributes?>, _ arguments: NFS3ReadArguments
  ) throws(NFSError) {
    guard case .success(let header) = answer.result else { return }
    guard header.count == header.dataBytes, header.count <= arguments.count else {
      throw NFSError(
        .protocolViolation("READ of \(header.count) bytes with \(header.dataBytes) of data"),
        operation: "READ")
    }
  }

  /// Where the data of a READ result begins: how many bytes of it follow, or nil on a failure.
  private static let locateData: @Sendable (inout XDRReader) throws(XDRError) -> Int? = {
    (reader) throws(XDRError) in
    switch try NFS3ReadResultHeader(from: &reader) {
    case .success(let header): Int(header.dataBytes)
    case .failure: nil
    }
  }

  /// WRITE; the payload has as many bytes as the arguments say.
  ///
  /// - Parameter priority: nil for the usual one of bulk data.
  public func write(
    _ arguments: NFS3WriteArguments, payload: RPCPayload, priority: RPCPriority? = nil
  ) async throws(NFSError) -> NFSAnswer<NFS3WriteSuccess, NFS3WeakCacheData> {
    let answer: NFSAnswer<NFS3WriteSuccess, NFS3WeakCacheData> = try await call(
      .write, arguments, payload: payload, priority: priority)
    if case .success(let success) = answer.result, success.count > arguments.count {
      throw NFSError(
        .protocolViolation("WRITE took \(success.count) of \(arguments.count) bytes"),
        operation: "WRITE")
    }
    return answer
  }

  /// COMMIT.
  public func commit(
    _ arguments: NFS3CommitArguments
  ) async throws(NFSError) -> NFSAnswer<NFS3CommitSuccess, NFS3WeakCacheData> {
    try await call(.commit, arguments)
  }

  /// READDIR.
  public func readDirectory(
    _ arguments: NFS3ReadDirectoryArguments
  ) async throws(NFSError) -> PageAnswer<NFS3DirectoryEntry> {
    try await call(
      .readDirectory, arguments, maximumReply: NFS3Client.pageReplyBytes(arguments.count))
  }

  /// READDIRPLUS.
  public func readDirectoryPlus(
    _ arguments: NFS3ReadDirectoryPlusArguments
  ) async throws(NFSError) -> PageAnswer<NFS3DirectoryEntryPlus> {
    try await call(
      .readDirectoryPlus, arguments,
      maximumReply: NFS3Client.pageReplyBytes(arguments.maximumCount))
  }

  /// READDIR, its entries left in wire form. A page after the first is usually asked for ahead of work on the
  /// one before; first pages, as those of a walk, leave together.
  func packedPage(
    _ arguments: NFS3ReadDirectoryArguments
  ) async throws(NFSError) -> NFSAnswer<NFS3PackedPage<NFS3DirectoryEntry>, NFS3Attributes?> {
    try await call(
      .readDirectory, arguments, maximumReply: NFS3Client.pageReplyBytes(arguments.count),
      leavesAtOnce: arguments.cookie != 0)
  }

  /// READDIRPLUS, its entries left in wire form.
  func packedPagePlus(
    _ arguments: NFS3ReadDirectoryPlusArguments
  ) async throws(NFSError) -> NFSAnswer<NFS3PackedPage<NFS3DirectoryEntryPlus>, NFS3Attributes?> {
    try await call(
      .readDirectoryPlus, arguments,
      maximumReply: NFS3Client.pageReplyBytes(arguments.maximumCount),
      leavesAtOnce: arguments.cookie != 0)
  }

  /// Servers count a page in different ways; some exceed what was asked for by the header and an entry.
  private static func pageReplyBytes(_ count: UInt32) -> Int { 2 * Int(count) + smallReplyBytes }
}

extension Range<Int> {
  /// The first `count` numbers, or all.
  fileprivate func prefix(_ count: Int) -> Range<Int> {
    lowerBound..<Swift.min(upperBound, lowerBound + count)
  }
}
