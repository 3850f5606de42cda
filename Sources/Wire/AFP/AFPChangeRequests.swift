// SPDX-License-Identifier: Apache-2.0
// Requests that change the catalogue: create, delete, rename, move, copy.

/// FPCreateDir (6). The reply is the new directory's id.
public struct AFPCreateDirectoryRequest: AFPRequest {
  public static let command = AFPCommand.createDirectory
  public var volume: AFPVolumeID
  public var parent: AFPNodeID
  public var path: AFPPath

  public init(volume: AFPVolumeID, parent: AFPNodeID, path: AFPPath) {
    self.volume = volume
    self.parent = parent
    self.path = path
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    volume = try reader.volume()
    parent = try reader.node()
    path = try reader.path()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(volume)
    writer.append(parent)
    writer.append(path)
  }
}

/// FPCreateFile (7). Soft: ObjectExists when the name is taken. Hard: truncates what is there.
public struct AFPCreateFileRequest: AFPRequest {
  public static let command = AFPCommand.createFile
  private static let hardFlag: UInt8 = 0x80

  public var volume: AFPVolumeID
  public var parent: AFPNodeID
  public var path: AFPPath
  public var replaces: Bool

  public init(volume: AFPVolumeID, parent: AFPNodeID, path: AFPPath, replaces: Bool = false) {
    self.volume = volume
    self.parent = parent
    self.path = path
    self.replaces = replaces
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    replaces = try reader.uint8() & Self.hardFlag != 0
    volume = try reader.volume()
    parent = try reader.node()
    path = try reader.path()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(replaces ? Self.hardFlag : 0)
    writer.append(volume)
    writer.append(parent)
    writer.append(path)
  }
}

/// FPDelete (8). A directory must be empty; an open file is busy.
public struct AFPDeleteRequest: AFPRequest {
  public static let command = AFPCommand.delete
  public var volume: AFPVolumeID
  public var directory: AFPNodeID
  public var path: AFPPath

  public init(volume: AFPVolumeID, directory: AFPNodeID, path: AFPPath) {
    self.volume = volume
    self.directory = directory
    self.path = path
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    volume = try reader.volume()
    directory = try reader.node()
    path = try reader.path()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(volume)
    writer.append(directory)
    writer.append(path)
  }
}

/// FPRename (28), within one directory. Never replaces: ObjectExists.
public struct AFPRenameRequest: AFPRequest {
  public static let command = AFPCommand.rename
  public var volume: AFPVolumeID
  public var directory: AFPNodeID
  public var path: AFPPath
  public var newName: AFPPath

  public init(volume: AFPVolumeID, directory: AFPNodeID, path: AFPPath, newName: AFPPath) {
    self.volume = volume
    self.directory = directory
    self.path = path
    self.newName = newName
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    volume = try reader.volume()
    directory = try reader.node()
    path = try reader.path()
    newName = try reader.path()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(volume)
    writer.append(directory)
    writer.append(path)
    writer.append(newName)
  }
}

/// FPMoveAndRename (23). Never replaces; open files may be moved.
public struct AFPMoveRequest: AFPRequest {
  public static let command = AFPCommand.moveAndRename
  public var volume: AFPVolumeID
  public var sourceDirectory: AFPNodeID
  public var targetDirectory: AFPNodeID
  public var sourcePath: AFPPath
  /// Empty: `targetDirectory` itself.
  public var targetPath: AFPPath
  /// Empty: keep the name.
  public var newName: AFPPath

  public init(
    volume: AFPVolumeID, sourceDirectory: AFPNodeID, targetDirectory: AFPNodeID,
    sourcePath: AFPPath, targetPath: AFPPath = .directoryItself, newName: AFPPath
  ) {
    self.volume = volume
    self.sourceDirectory = sourceDirectory
    self.targetDirectory = targetDirectory
    self.sourcePath = sourcePath
    self.targetPath = targetPath
    self.newName = newName
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    volume = try reader.volume()
    sourceDirectory = try reader.node()
    targetDirectory = try reader.node()
    sourcePath = try reader.path()
    targetPath = try reader.path()
    newName = try reader.path()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(volume)
    writer.append(sourceDirectory)
    writer.append(targetDirectory)
    writer.append(sourcePath)
    writer.append(targetPath)
    writer.append(newName)
  }
}

/// FPCopyFile (5): the server copies. Volume and directory alternate in the block.
public struct AFPCopyFileRequest: AFPRequest {
  public static let command = AFPCommand.copyFile
  public var sourceVolume: AFPVolumeID
  public var sourceDirectory: AFPNodeID
  public var targetVolume: AFPVolumeID
  public var targetDirectory: AFPNodeID
  public var sourcePath: AFPPath
  public var targetPath: AFPPath
  public var newName: AFPPath

  public init(
    sourceVolume: AFPVolumeID, sourceDirectory: AFPNodeID, targetVolume: AFPVolumeID,
    targetDirectory: AFPNodeID, sourcePath: AFPPath, targetPath: AFPPath = .directoryItself,
    newName: AFPPath
  ) {
    self.sourceVolume = sourceVolume
    self.sourceDirectory = sourceDirectory
    self.targetVolume = targetVolume
    self.targetDirectory = targetDirectory
    self.sourcePath = sourcePath
    self.targetPath = targetPath
    self.newName = newName
  }

  public init(fieldsFrom reader: inout AFPReader) throws(AFPWireError) {
    _ = try reader.uint8()
    sourceVolume = try reader.volume()
    sourceDirectory = try reader.node()
    targetVolume = try reader.volume()
    targetDirectory = try reader.node()
    sourcePath = try reader.path()
    targetPath = try reader.path()
    newName = try reader.path()
  }

  public func encodeFields(into writer: inout AFPWriter) {
    writer.append(UInt8(0))
    writer.append(sourceVolume)
    writer.append(sourceDirectory)
    writer.append(targetVolume)
    writer.append(targetDirectory)
    writer.append(sourcePath)
    writer.append(targetPath)
    writer.append(newName)
  }
}
