// SPDX-License-Identifier: Apache-2.0
// The public face of a session.

public import SocketKPI
public import Wire

/// A login at an AFP server, over one connection that is restored when it breaks.
///
/// Requests of any number of tasks are pipelined over the connection. When it is lost they wait while
/// the session is taken over by a new connection, or replaced by a new session; `events` tells which.
/// A task that is cancelled stops waiting for its request; what the server does with one that was sent is
/// unknown then. Close a session: one that is dropped stays on the server, with its open forks, for up to a day.
public final class AFPSession: Sendable {
  let engine: SessionEngine

  /// What the server said about itself before the login.
  public let serverInformation: AFPServerInformation
  /// The negotiated protocol version.
  public let version: AFPVersion
  /// The login method that was used.
  public let authenticationMethod: AFPAuthenticationMethod

  private init(
    _ engine: SessionEngine, _ information: AFPServerInformation, _ version: AFPVersion,
    _ method: AFPAuthenticationMethod
  ) {
    self.engine = engine
    serverInformation = information
    self.version = version
    authenticationMethod = method
  }

  /// Asks a server about itself (DSIGetStatus), without a login.
  ///
  /// - Parameters:
  ///   - timeout: for the connect and for the answer, each.
  public static func serverInformation(
    host: String, port: UInt16 = AFPURL.defaultPort, timeout: Duration = .seconds(15)
  ) async throws(AFPError) -> AFPServerInformation {
    var configuration = AFPConfiguration()
    configuration.connectTimeout = timeout
    let engine = SessionEngine(
      host: host, port: port, credentials: .guest, configuration: configuration)
    do throws(AFPError) {
      let information = try await engine.fetchStatus()
      await engine.end(.sessionEnded)
      return information
    } catch {
      await engine.end(error.reason)
      throw error
    }
  }

  /// Connects, negotiates version and method, and logs in.
  ///
  /// - Throws: `.cannotResolve`, `.cannotConnect`, `.timedOut`, `.noCommonVersion`,
  ///   `.noCommonMethod`, `.passwordTooLong`, `.serverNotProven`, or the server's refusal: UserNotAuth
  ///   for a wrong user or password; `.cancelled`.
  public static func open(
    host: String, port: UInt16 = AFPURL.defaultPort, credentials: AFPCredentials,
    configuration: AFPConfiguration = AFPConfiguration()
  ) async throws(AFPError) -> AFPSession {
    let engine = SessionEngine(
      host: host, port: port, credentials: credentials, configuration: configuration)
    let failure: AFPError? = await withTaskCancellationHandler {
      do throws(AFPError) {
        try await engine.open()
        return nil
      } catch {
        return error
      }
    } onCancel: {
      Task { await engine.end(.cancelled) }
    }
    if let failure { throw failure }
    return await AFPSession(
      engine,
      engine.information
        ?? AFPServerInformation(
          machineType: "", versions: [], authenticationMethods: [], serverName: []),
      engine.version, engine.method)
  }

  /// What happens to the session. One task may iterate; the newest 64 events are kept for it.
  public var events: AsyncStream<AFPEvent> { engine.events }

  /// Volumes the user may see, and the server's clock (FPGetSrvrParms).
  public func serverParameters() async throws(AFPError) -> AFPServerParametersReply {
    let call = AFPCall(command: .getServerParameters, subject: "", recovery: .anew) { _ in
      AFPServerParametersRequest().block
    }
    let reply = try await engine.perform(call)
    return try engine.decode(call.operation, reply.payload) { reader throws(AFPWireError) in
      try AFPServerParametersReply(from: &reader)
    }
  }

  /// Opens a volume (FPOpenVol).
  ///
  /// - Parameters:
  ///   - password: of the volume, where it has one; at most eight bytes.
  /// - Throws: ObjectNotFound when there is no such volume or the user may not see it; MiscErr when
  ///   the server's id database is not running.
  public func openVolume(
    _ name: String, password: AFPPassword? = nil
  ) async throws(AFPError) -> AFPVolume {
    if let password, password.bytes.count > AFPOpenVolumeRequest.passwordBytes {
      throw AFPError(
        "FPOpenVol of \(name)", .passwordTooLong(limit: AFPOpenVolumeRequest.passwordBytes))
    }
    let (handle, parameters) = try await engine.openVolume(name, password: password?.bytes)
    return AFPVolume(self, name, handle, parameters)
  }

  /// The user and group id of the login on the server (FPGetUserInfo).
  public func userInformation() async throws(AFPError) -> (user: UInt32, group: UInt32) {
    let call = AFPCall(command: .getUserInfo, subject: "", recovery: .anew) { _ in
      AFPUserInfoRequest().block
    }
    let reply = try await engine.perform(call)
    return try engine.decode(call.operation, reply.payload) { reader throws(AFPWireError) in
      try AFPUserInfoRequest.reply(from: &reader)
    }
  }

  /// Puts the connection, and every later one of this session, into a traffic class.
  ///
  /// - Throws: `.cannotConnect` with the socket's error when the class cannot be set now.
  public func setTrafficClass(_ trafficClass: TrafficClass) async throws(AFPError) {
    try await engine.setTrafficClass(trafficClass)
  }

  /// The socket of the present connection, to read its state; nil while there is none.
  ///
  /// Sending or receiving on it would break the session.
  public var socket: KernelSocket? {
    get async { await engine.currentSocket }
  }

  /// Counters since the session was opened.
  public var statistics: AFPStatistics {
    get async { await engine.statistics }
  }

  /// How often the server-side session was replaced. A program that compares this before and after a
  /// series of changes learns whether the server may have forgotten some of them.
  public var replacements: UInt64 {
    get async { await engine.statistics.sessionsReplaced }
  }

  /// The server's limits: bytes of data in one request, and requests in its replay cache.
  public var limits: (quantum: Int, replayCacheSize: Int?) {
    get async { await (engine.quantum, engine.numbers.cacheSize) }
  }

  /// Waits for requests under way, logs out and closes the connection. Later requests fail with
  /// `.sessionEnded`. Takes at most `closeTimeout`, and a second in a cancelled task.
  public func close() async { await engine.close() }
}

extension SessionEngine {
  var currentSocket: KernelSocket? { link?.socket }

  func setTrafficClass(_ trafficClass: TrafficClass) throws(AFPError) {
    configuration.trafficClass = trafficClass
    guard let socket = link?.socket, link?.isOpen == true else { return }
    do {
      try socket.mark(trafficClass)
    } catch {
      throw AFPError("traffic class \(trafficClass)", .cannotConnect(error))
    }
  }
}
