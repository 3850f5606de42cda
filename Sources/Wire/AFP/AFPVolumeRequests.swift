// SPDX-License-Identifier: Apache-2.0
// Requests about volumes, and the list of volumes.

/// FPGetSrvrParms (16): the server's clock and its volumes.
public struct AFPServerParametersRequest: AFPRequest {
  public static let command = AFPCommand.getServerParameters
  public init() {}
  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) { _ = try reader.uint8() }
  public func encodeFields(into writer: inout AFPWriter) { writer.append(UInt8(0)) }
}

/// Reply of FPGetSrvrParms. A long list is cut off by the server.
public struct AFPServerParametersReply: Equatable, Sendable {
  public struct Volume: Equatable, Sendable {
    public var name: String
    public var hasPassword: Bool
    public init(name: String, hasPassword: Bool = false) {
      self.name = name
      self.hasPassword = hasPassword
    }
  }

  private static let passwordFlag: UInt8 = 0x80

  public var serverTime: AFPDate
  public var volumes: [Volume]

  public init(serverTime: AFPDate, volumes: [Volume]) {
    self.serverTime = serverTime
    self.volumes = volumes
  }

  public init(from reader: inout AFPReader) throws(AFPWireError) {
    serverTime = try reader.date()
    volumes = []
    for _ in 0..<(try reader.uint8()) {
      let flags = try reader.uint8()
      let name = try reader.pascalString()
      volumes.append(Volume(name: name, hasPassword: flags & Self.passwordFlag != 0))
    }
  }

  public func encode(into writer: inout AFPWriter) {
    writer.append(serverTime)
    writer.append(UInt8(clamping: volumes.count))
    for volume in volumes {
      writer.append(volume.hasPassword ? Self.passwordFlag : 0)
      writer.append(pascal: volume.name)
    }
  }
}

/// FPOpenVol (24). The bitmap must contain `.volumeID`.
public struct AFPOpenVolumeRequest: AFPRequest {
  public static let command = AFPCommand.openVolume
  /// Longest volume password, which is also its size on the wire.
  public static let passwordBytes = 8

  public var bitmap: AFPVolumeBitmap
  public var name: String
  /// At most eight bytes; zero filled on the wire.
  public var password: [UInt8]?

  public init(bitmap: AFPVolumeBitmap, name: String, password: [UInt8]? = nil) {
    self.bitmap = bitmap
    self.name = name
    self.password = password
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    bitmap = AFPVolumeBitmap(rawValue: try reader.uint16())
    name = try reader.pascalString()
    password = nil
    if reader.remaining >= Self.passwordBytes {
      try reader.alignToEven()
      password = Array(try reader.take(Self.passwordBytes).prefix { $0 != 0 })
    }
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(bitmap.rawValue)
    writer.append(pascal: name)
    guard let password else { return }
    writer.alignToEven()
    let fitting = Array(password.prefix(Self.passwordBytes))
    writer.append(contentsOf: fitting)
    writer.append(zeros: Self.passwordBytes - fitting.count)
  }
}

/// FPGetVolParms (17).
public struct AFPVolumeParametersRequest: AFPRequest {
  public static let command = AFPCommand.getVolumeParameters
  public var volume: AFPVolumeID
  public var bitmap: AFPVolumeBitmap

  public init(volume: AFPVolumeID, bitmap: AFPVolumeBitmap) {
    self.volume = volume
    self.bitmap = bitmap
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    volume = try reader.volume()
    bitmap = AFPVolumeBitmap(rawValue: try reader.uint16())
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(volume)
    writer.append(bitmap.rawValue)
  }
}

/// FPCloseVol (2). Open forks of the volume are closed with it.
public struct AFPCloseVolumeRequest: AFPRequest {
  public static let command = AFPCommand.closeVolume
  public var volume: AFPVolumeID

  public init(volume: AFPVolumeID) { self.volume = volume }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    volume = try reader.volume()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(volume)
  }
}

/// FPFlush (10): every fork this session has open on the volume. Errors of the disk are hidden.
public struct AFPFlushRequest: AFPRequest {
  public static let command = AFPCommand.flush
  public var volume: AFPVolumeID

  public init(volume: AFPVolumeID) { self.volume = volume }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    volume = try reader.volume()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(volume)
  }
}

/// FPSyncDir (78). For the root a netatalk server syncs all its file systems.
public struct AFPSyncDirectoryRequest: AFPRequest {
  public static let command = AFPCommand.syncDirectory
  public var volume: AFPVolumeID
  public var directory: AFPNodeID

  public init(volume: AFPVolumeID, directory: AFPNodeID) {
    self.volume = volume
    self.directory = directory
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    volume = try reader.volume()
    directory = try reader.node()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(volume)
    writer.append(directory)
  }
}
