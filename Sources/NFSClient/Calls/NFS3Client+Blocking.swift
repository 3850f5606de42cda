// SPDX-License-Identifier: Apache-2.0
// Calls that wait on the calling thread: the shortest way for one call at a time.

public import ONCRPC
public import Wire

extension NFS3Client {
  /// The procedures for a thread of its own: it sends and receives itself, without a dispatcher in
  /// between.
  ///
  /// JUKEBOX is waited out on the thread. Not from a task of the global pool, nor from a completion:
  /// every call blocks.
  public var blocking: Blocking { Blocking(client: self) }

  /// See `NFS3Client.blocking`.
  public struct Blocking: Sendable {
    let client: NFS3Client

    /// NULL.
    public func null() throws(NFSError) {
      do {
        try client.rpc.callBlocking(
          NFS3Client.procedure(.null), arguments: { _ in }, results: { _, _ in })
      } catch {
        throw NFSError(error, operation: "NULL")
      }
    }

    /// GETATTR.
    public func getAttributes(
      _ file: NFS3FileHandle
    ) throws(NFSError) -> NFSAnswer<NFS3Attributes, NFS3Void> {
      try call(.getAttributes, NFS3HandleArguments(file: file))
    }

    /// LOOKUP.
    public func lookup(
      _ arguments: NFS3DirectoryArguments
    ) throws(NFSError) -> NFSAnswer<NFS3LookupSuccess, NFS3Attributes?> {
      try call(.lookup, arguments)
    }

    /// ACCESS.
    public func access(
      _ arguments: NFS3AccessArguments
    ) throws(NFSError) -> NFSAnswer<NFS3AccessSuccess, NFS3Attributes?> {
      try call(.access, arguments)
    }

    /// READ, the data straight into `buffer`.
    public func read(
      _ arguments: NFS3ReadArguments, into buffer: RPCBuffer, _ destination: Range<Int>
    ) throws(NFSError) -> NFSAnswer<NFS3ReadHeader, NFS3Attributes?> {
      let answer: NFSAnswer<NFS3ReadHeader, NFS3Attributes?> = try call(
        .read, arguments, sink: NFS3Client.sink(arguments, buffer, destination))
      try NFS3Client.check(answer, arguments)
      return answer
    }

    /// WRITE; the payload has as many bytes as the arguments say.
    public func write(
      _ arguments: NFS3WriteArguments, payload: RPCPayload
    ) throws(NFSError) -> NFSAnswer<NFS3WriteSuccess, NFS3WeakCacheData> {
      try call(.write, arguments, payload: payload)
    }

    private func call<Success, Failure>(
      _ procedure: NFS3Procedure, _ arguments: some XDRCodable & Sendable,
      payload: RPCPayload? = nil, sink: RPCSink? = nil
    ) throws(NFSError) -> NFSAnswer<Success, Failure> {
      let options = client.options(procedure, maximumReply: NFS3Client.smallReplyBytes)
      var schedule = JukeboxSchedule(client.configuration)
      while true {
        let answer: NFSAnswer<Success, Failure>
        do {
          answer = try client.rpc.callBlocking(
            NFS3Client.procedure(procedure), options: options, payload: payload, sink: sink,
            arguments: { arguments.encode(into: &$0) },
            results: { (reader, info) throws(XDRError) in
              NFSAnswer(result: try NFS3Result(from: &reader), wasResent: info.wasResent)
            })
        } catch {
          throw NFSError(error, operation: procedure.description)
        }
        guard let delay = client.delay(after: answer, &schedule) else { return answer }
        // A client that is closed meanwhile says so at the next call.
        pauseThread(delay)
      }
    }
  }
}
