// SPDX-License-Identifier: Apache-2.0
// The traffic classes and their relatives.

import CSocketKPI

/// A socket's traffic class (`SO_TC_*`), lowest first: background (system), background, best effort,
/// responsive data, OAM, audio/video, responsive video, video, voice, control.
public struct TrafficClass: RawRepresentable, Hashable, Sendable {
  public let rawValue: CInt

  /// - Parameters:
  ///   - rawValue: an SO_TC_* number, or one of the old spellings 1, 2, 3. Anything else gives nil.
  public init?(rawValue: CInt) {
    switch rawValue {
    case 1: self = .background
    case 2: self = .video
    case 3: self = .voice
    default:
      guard TrafficClass.all.contains(where: { $0.rawValue == rawValue }) else { return nil }
      self.rawValue = rawValue
    }
  }

  private init(_ rawValue: CInt) { self.rawValue = rawValue }

  public static let backgroundSystem = TrafficClass(SO_TC_BK_SYS)
  public static let background = TrafficClass(SO_TC_BK)
  public static let bestEffort = TrafficClass(SO_TC_BE)
  public static let responsiveData = TrafficClass(SO_TC_RD)
  public static let operations = TrafficClass(SO_TC_OAM)
  public static let audioVideo = TrafficClass(SO_TC_AV)
  public static let responsiveVideo = TrafficClass(SO_TC_RV)
  public static let video = TrafficClass(SO_TC_VI)
  public static let voice = TrafficClass(SO_TC_VO)
  public static let control = TrafficClass(SO_TC_CTL)

  /// Every class, lowest first.
  public static let all: [TrafficClass] = [
    backgroundSystem, background, bestEffort, responsiveData, operations, audioVideo,
    responsiveVideo, video, voice, control,
  ]

  /// BK_SYS and BK: senders that yield to everybody else.
  public var isBackground: Bool { self == .background || self == .backgroundSystem }

  /// The class that a TOS or traffic-class octet selects (`so_tc_from_dscp` of the octet's upper six
  /// bits, truncated to 8).
  public init(octet: CInt) {
    switch UInt8(truncatingIfNeeded: octet >> 2) {
    case 48...63: self = .voice
    case 32...47: self = .video
    case 8...23: self = .background
    default: self = .bestEffort
    }
  }

  /// The legacy class that statistics are counted by: 0 BE, 1 BK, 2 VI, 3 VO.
  public var legacyIndex: Int {
    switch self {
    case .backgroundSystem, .background: 1
    case .audioVideo, .responsiveVideo, .video: 2
    case .voice, .control: 3
    default: 0
    }
  }

  /// The 802.1D user priority, which Linux takes as SO_PRIORITY. 0 to 6 need no privilege.
  public var userPriority: CInt {
    switch self {
    case .backgroundSystem: 1
    case .background: 2
    case .responsiveData, .operations: 3
    case .audioVideo, .responsiveVideo: 4
    case .video: 5
    case .voice, .control: 6
    default: 0
    }
  }
}

extension TrafficClass: CustomStringConvertible {
  public var description: String {
    switch self {
    case .backgroundSystem: "background-system"
    case .background: "background"
    case .responsiveData: "responsive-data"
    case .operations: "operations"
    case .audioVideo: "audio-video"
    case .responsiveVideo: "responsive-video"
    case .video: "video"
    case .voice: "voice"
    case .control: "control"
    default: "best-effort"
    }
  }
}

/// What an application says it does (`NET_SERVICE_TYPE_*`).
public enum NetServiceType: CInt, Sendable, CaseIterable {
  case bestEffort = 0
  case background, signaling, video, voice, responsiveVideo, audioVideo, operations
  case responsiveData

  /// The socket class; signaling has none of its own and travels as video.
  public var trafficClass: TrafficClass {
    switch self {
    case .bestEffort: .bestEffort
    case .background: .background
    case .signaling, .video: .video
    case .voice: .voice
    case .responsiveVideo: .responsiveVideo
    case .audioVideo: .audioVideo
    case .operations: .operations
    case .responsiveData: .responsiveData
    }
  }
}

/// The flags of `socket_set_traffic_mgt_flags`.
public struct TrafficManagementFlags: OptionSet, Hashable, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  /// The socket sends in the background; lowers the class to BK if it is higher.
  public static let background = TrafficManagementFlags(rawValue: 1)
  /// Receiving is throttled.
  public static let receiveBackground = TrafficManagementFlags(rawValue: 2)
}
