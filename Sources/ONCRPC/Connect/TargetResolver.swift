// SPDX-License-Identifier: Apache-2.0
// From a target to addresses with ports. Blocks: runs on a helper thread.

internal import SocketKPI
internal import SystemPackage
internal import Wire

/// Addresses to try, and what could not be had.
struct ResolvedTarget: Sendable {
  var addresses: [SocketAddress] = []
  var failures: [RPCAttempt] = []
}

enum TargetResolver {
  /// Time for one question to rpcbind.
  static let bindingLimit: Duration = .seconds(4)

  /// Whether `resolve` would block.
  static func blocks(_ target: RPCTarget) -> Bool {
    if case .rpcbind = target.port { return true }
    if case .host(let name) = target.place {
      return SocketAddress(numericHost: name, port: 0) == nil
    }
    return false
  }

  static func resolve(
    _ target: RPCTarget, _ kind: RPCTransportKind, stop: StopToken
  ) -> ResolvedTarget {
    var result = ResolvedTarget()
    let hosts = addresses(target, kind, &result)
    for host in hosts where !stop.isSet {
      switch target.port {
      case .ofAddress: result.addresses.append(host)
      case .fixed(let port): result.addresses.append(host.with(port: port))
      case .rpcbind(let program, let version):
        do {
          let port = try BindingQuery(
            server: host.with(port: target.rpcbindPort), limit: bindingLimit, stop: stop
          ).port(program: program, version: version, kind)
          result.addresses.append(host.with(port: port))
        } catch {
          result.failures.append(error)
        }
      }
    }
    return result
  }

  private static func addresses(
    _ target: RPCTarget, _ kind: RPCTransportKind, _ result: inout ResolvedTarget
  ) -> [SocketAddress] {
    switch target.place {
    case .addresses(let addresses): return addresses
    case .host(let name):
      if let numeric = SocketAddress(numericHost: name, port: 0) { return [numeric] }
      do {
        let type: SocketType = kind == .tcp ? .stream : .datagram
        var seen = Set<SocketAddress>()
        return try SocketAddress.resolve(host: name, port: 0, domain: target.domain, type: type)
          .filter { seen.insert($0).inserted }
      } catch {
        result.failures.append(
          RPCAttempt(address: nil, failure: .unresolved("\(name): \(error)")))
        return []
      }
    }
  }
}
