// SPDX-License-Identifier: Apache-2.0
// Every limit of the format and of the work on it, by name.

/// Limits of the format and of memory.
public enum BackupLimits {
  /// Version of the format that is written and the only one that is read.
  public static let formatVersion = 1
  /// Content of a band in bytes, unless asked otherwise: also the size of macOS' early bands.
  public static let defaultBandBytes = 8 << 20
  public static let bandBytes = (64 << 10)...(256 << 20)
  /// Bands in one directory on the target; AFP servers count up to 16,384.
  public static let bandsPerDirectory = 4096
  /// Bands in a stream: their numbers have seven digits.
  public static let maximumBands = 10_000_000
  /// Bands that are compressed and sent at once; each holds its content and its compressed form.
  public static let bandsInFlight = 4
  /// Bytes read from a source file at once.
  public static let readBytes = 256 << 10
  /// Bytes moved to or from a target in one request.
  public static let requestBytes = 1 << 20
  /// Entries in one piece of the catalogue, least and most.
  public static let pieceEntries = 512...8192
  /// Bytes of catalogue text in one piece at most; one entry more may be added to them.
  public static let pieceTextBytes = 16 << 20
  /// Files with several names that are remembered while the rest of their names is looked for.
  public static let maximumOpenHardLinks = 1_000_000
  /// Bytes of a small text file on the target: a point with a million pieces fits.
  public static let maximumRecordBytes = 256 << 20
  /// Problems that are reported one by one; more are only counted.
  public static let maximumReportedProblems = 1000
  /// Bytes of all extended attributes of a file that are read.
  public static let maximumTailBytes = 64 << 20
}
