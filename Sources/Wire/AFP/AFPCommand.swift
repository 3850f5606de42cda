// SPDX-License-Identifier: Apache-2.0
// The command byte in front of every AFP block, and what all requests have in common.

/// An AFP command this client uses (AFP Reference, command codes).
public enum AFPCommand: UInt8, Sendable, CaseIterable {
  case closeVolume = 2
  case closeFork = 4
  case copyFile = 5
  case createDirectory = 6
  case createFile = 7
  case delete = 8
  case flush = 10
  case flushFork = 11
  case getForkParameters = 14
  case getServerInfo = 15
  case getServerParameters = 16
  case getVolumeParameters = 17
  case login = 18
  case loginContinue = 19
  case logout = 20
  case moveAndRename = 23
  case openVolume = 24
  case openFork = 26
  case rename = 28
  case setForkParameters = 31
  case getFileDirectoryParameters = 34
  case setFileDirectoryParameters = 35
  case getUserInfo = 37
  case getServerMessage = 38
  case resolveID = 41
  case exchangeFiles = 42
  case byteRangeLock = 59
  case read = 60
  case write = 61
  case loginExtended = 63
  case getSessionToken = 64
  case disconnectOldSession = 65
  case enumerate = 68
  case getExtendedAttribute = 69
  case setExtendedAttribute = 70
  case removeExtendedAttribute = 71
  case listExtendedAttributes = 72
  case syncDirectory = 78
  case syncFork = 79
  case sleep = 122

  /// The published name, for messages.
  public var name: String {
    switch self {
    case .closeVolume: "FPCloseVol"
    case .closeFork: "FPCloseFork"
    case .copyFile: "FPCopyFile"
    case .createDirectory: "FPCreateDir"
    case .createFile: "FPCreateFile"
    case .delete: "FPDelete"
    case .flush: "FPFlush"
    case .flushFork: "FPFlushFork"
    case .getForkParameters: "FPGetForkParms"
    case .getServerInfo: "FPGetSrvrInfo"
    case .getServerParameters: "FPGetSrvrParms"
    case .getVolumeParameters: "FPGetVolParms"
    case .login: "FPLogin"
    case .loginContinue: "FPLoginCont"
    case .logout: "FPLogout"
    case .moveAndRename: "FPMoveAndRename"
    case .openVolume: "FPOpenVol"
    case .openFork: "FPOpenFork"
    case .rename: "FPRename"
    case .setForkParameters: "FPSetForkParms"
    case .getFileDirectoryParameters: "FPGetFileDirParms"
    case .setFileDirectoryParameters: "FPSetFileDirParms"
    case .getUserInfo: "FPGetUserInfo"
    case .getServerMessage: "FPGetSrvrMsg"
    case .resolveID: "FPResolveID"
    case .exchangeFiles: "FPExchangeFiles"
    case .byteRangeLock: "FPByteRangeLockExt"
    case .read: "FPReadExt"
    case .write: "FPWriteExt"
    case .loginExtended: "FPLoginExt"
    case .getSessionToken: "FPGetSessionToken"
    case .disconnectOldSession: "FPDisconnectOldSession"
    case .enumerate: "FPEnumerateExt2"
    case .getExtendedAttribute: "FPGetExtAttr"
    case .setExtendedAttribute: "FPSetExtAttr"
    case .removeExtendedAttribute: "FPRemoveExtAttr"
    case .listExtendedAttributes: "FPListExtAttrs"
    case .syncDirectory: "FPSyncDir"
    case .syncFork: "FPSyncFork"
    case .sleep: "FPZzzzz"
    }
  }
}

/// A request block: an equatable value and its bytes, from the command byte on.
public protocol AFPRequest: Equatable, Sendable {
  static var command: AFPCommand { get }

  /// Decodes what follows the command byte.
  init(fieldsFrom reader: inout AFPReader) throws(AFPWireError)

  /// Appends what follows the command byte. Padding counts from the command byte, so the writer
  /// must have started with it.
  func encodeFields(into writer: inout AFPWriter)
}

extension AFPRequest {
  /// The whole block.
  public var block: [UInt8] {
    var writer = AFPWriter(capacity: 64)
    writer.append(Self.command.rawValue)
    encodeFields(into: &writer)
    return writer.bytes
  }

  /// Decodes a whole block.
  ///
  /// - Throws: `.unknownValue` when the command byte is another one.
  public init(block: [UInt8]) throws(AFPWireError) {
    var reader = AFPReader(block)
    let command = try reader.uint8()
    guard command == Self.command.rawValue else { throw .unknownValue(UInt32(command), at: 0) }
    self = try Self(fieldsFrom: &reader)
  }
}

extension AFPReader {
  mutating func volume() throws(AFPWireError) -> AFPVolumeID { AFPVolumeID(rawValue: try uint16()) }
  mutating func fork() throws(AFPWireError) -> AFPForkID { AFPForkID(rawValue: try uint16()) }
  mutating func node() throws(AFPWireError) -> AFPNodeID { AFPNodeID(rawValue: try uint32()) }
  mutating func path() throws(AFPWireError) -> AFPPath { try AFPPath(from: &self) }
  mutating func date() throws(AFPWireError) -> AFPDate { AFPDate(rawValue: try int32()) }
}

extension AFPWriter {
  mutating func append(_ volume: AFPVolumeID) { append(volume.rawValue) }
  mutating func append(_ fork: AFPForkID) { append(fork.rawValue) }
  mutating func append(_ node: AFPNodeID) { append(node.rawValue) }
  mutating func append(_ path: AFPPath) { path.encode(into: &self) }
  mutating func append(_ date: AFPDate) { append(date.rawValue) }
}
