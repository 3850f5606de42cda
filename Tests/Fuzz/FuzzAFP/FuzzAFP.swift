// SPDX-License-Identifier: Apache-2.0
// Fuzzing every AFP and DSI decoder: replies as a client reads them, requests as the scripted server does.

import Wire

/// What a client decodes.
private protocol Reply: Sendable {
  init(from reader: inout AFPReader) throws(AFPWireError)
}

extension DSIHeader: Reply {}
extension DSISessionOptions: Reply {}
extension DSIAttention: Reply {}
extension AFPServerInformation: Reply {}
extension AFPServerParametersReply: Reply {}
extension AFPVolumeParameters: Reply {}
extension AFPItemReply: Reply {}
extension AFPEnumerateReply: Reply {}
extension AFPOpenForkReply: Reply {}
extension AFPExtendedAttributeReply: Reply {}
extension AFPDHX2Parameters: Reply {}
extension AFPDHX2Proof: Reply {}
extension AFPUnixPrivileges: Reply {}
extension AFPPath: Reply {}

/// What the first byte of the input chooses from. Append only: the corpus depends on the order.
private let replies: [any Reply.Type] = [
  DSIHeader.self, DSISessionOptions.self, DSIAttention.self, AFPServerInformation.self,
  AFPServerParametersReply.self, AFPVolumeParameters.self, AFPItemReply.self,
  AFPEnumerateReply.self, AFPOpenForkReply.self, AFPExtendedAttributeReply.self,
  AFPDHX2Parameters.self, AFPDHX2Proof.self, AFPUnixPrivileges.self, AFPPath.self,
]

private let requests: [any AFPRequest.Type] = [
  AFPItemRequest.self, AFPEnumerateRequest.self, AFPSetItemRequest.self,
  AFPGetExtendedAttributeRequest.self, AFPSetExtendedAttributeRequest.self,
  AFPRemoveExtendedAttributeRequest.self, AFPListExtendedAttributesRequest.self,
  AFPFlushForkRequest.self, AFPSyncForkRequest.self, AFPCloseForkRequest.self,
  AFPByteRangeLockRequest.self, AFPSessionTokenRequest.self, AFPDisconnectOldSessionRequest.self,
  AFPServerMessageRequest.self, AFPSleepRequest.self, AFPUserInfoRequest.self, AFPLoginRequest.self,
  AFPLoginExtendedRequest.self, AFPLoginContinueRequest.self, AFPLogoutRequest.self,
  AFPCreateDirectoryRequest.self, AFPCreateFileRequest.self, AFPDeleteRequest.self,
  AFPRenameRequest.self, AFPMoveRequest.self, AFPCopyFileRequest.self, AFPOpenForkRequest.self,
  AFPForkParametersRequest.self, AFPSetForkLengthRequest.self, AFPReadRequest.self,
  AFPWriteRequest.self, AFPServerParametersRequest.self, AFPOpenVolumeRequest.self,
  AFPVolumeParametersRequest.self, AFPCloseVolumeRequest.self, AFPFlushRequest.self,
  AFPSyncDirectoryRequest.self,
]

private func decode<Value: Reply>(_ type: Value.Type, _ bytes: [UInt8]) {
  var reader = AFPReader(bytes)
  _ = try? Value(from: &reader)
}

/// What decodes must encode, and decode again to the same request. Padding counts from the command
/// byte, which is the first of `block`.
private func check<Request: AFPRequest>(_ type: Request.Type, block: [UInt8]) {
  guard let value = fields(of: type, block) else { return }
  precondition(fields(of: type, value.block) == value, "\(type) does not survive encoding")
}

private func fields<Request: AFPRequest>(of type: Request.Type, _ block: [UInt8]) -> Request? {
  var reader = AFPReader(block)
  _ = try? reader.uint8()
  return try? Request(fieldsFrom: &reader)
}

@c(LLVMFuzzerTestOneInput)
public func fuzzOne(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard count > 0, let data = unsafe data else { return 0 }
  let bytes = unsafe Array(UnsafeBufferPointer(start: data, count: count))
  let choice = Int(bytes[0]) % (replies.count + requests.count)
  if choice < replies.count {
    decode(replies[choice], Array(bytes.dropFirst()))
  } else {
    let request: any AFPRequest.Type = requests[choice - replies.count]
    check(request, block: bytes)
  }
  return 0
}
