// SPDX-License-Identifier: Apache-2.0
// Checked mode: the switch, the list of reports, the account at exit.

import CLinux
import Glibc

/// Checked mode: misuse of handles becomes a report that names both places, and what is still alive at
/// exit is listed by the place that made it.
///
/// It is on when the process starts with `KPI_CHECKED=1`, or by `begin()`. Reports go to standard error
/// when they happen. At exit, with any report or anything alive, a status of 0 becomes 70;
/// `KPI_CHECKED_LEAKS=0` leaves only reports to decide. `KPI_CHECKED_EXCEPT=close,length` leaves out
/// two mistakes that many clients make and survive: a close that upcalls may outlive, a length that was
/// not reset.
public enum CheckedMode {
  /// The exit status that tells of findings.
  public static let exitStatus: CInt = 70
  /// Reports kept; later ones are counted and printed only.
  public static let reportLimit = 1000
  /// Places listed in the account of one kind of object.
  static let placesListed = 50

  /// Something that lists what is alive: places and how many each.
  package struct Account: Sendable {
    /// Plural: "mbufs".
    package var name: String
    package var alive: @Sendable () -> [CallSite: Int]

    package init(name: String, alive: @escaping @Sendable () -> [CallSite: Int]) {
      self.name = name
      self.alive = alive
    }
  }

  private struct State {
    var reports: [MisuseReport] = []
    var count = 0
    var accounts: [Account] = []
  }

  private static let state = Locked(State())

  /// Whether checked mode is on. Costs one load and a predictable branch when it is not.
  public static var isOn: Bool {
    @inline(__always) get { kpi_mode_load() & UInt32(KPI_MODE_CHECKED) != 0 }
  }

  /// Turns checked mode on, for good. What exists already is not accounted for.
  public static func begin() {
    kpi_mode_set(UInt32(KPI_MODE_CHECKED))
    arm()
  }

  private static let armed: Bool = {
    kpi_account_at_exit({ CheckedMode.accountAtExit() }, exitStatus)
    return true
  }()

  /// Arranges for the account at exit, once.
  package static func arm() { _ = armed }

  /// Mistakes that are not reported, from `KPI_CHECKED_EXCEPT`.
  private static let excepted: Set<MisuseReport.Kind> = {
    let names = (environment("KPI_CHECKED_EXCEPT") ?? "").split(separator: ",")
    var kinds: Set<MisuseReport.Kind> = []
    if names.contains("close") { kinds.insert(.upcallAfterClose) }
    if names.contains("length") { kinds.insert(.lengthNotReset) }
    return kinds
  }()

  /// Reports so far.
  public static var reportCount: Int { state.withLock { $0.count } }

  /// Takes the reports out, for those who make them on purpose; they no longer decide the exit status.
  public static func takeReports() -> [MisuseReport] {
    state.withLock { state in
      let reports = state.reports
      state.count -= reports.count
      state.reports = []
      return reports
    }
  }

  /// Adds something to list at exit.
  package static func register(_ account: Account) {
    state.withLock { $0.accounts.append(account) }
  }

  /// Records a misuse that the calling thread is committing, and prints it.
  ///
  /// Does nothing when checked mode is off.
  ///
  /// - Parameters:
  ///   - object: the handle, for people.
  ///   - operation: the call that noticed.
  ///   - earlier: what happened to the handle before, newest first.
  package static func report(
    _ kind: MisuseReport.Kind, of object: String, in operation: StaticString,
    earlier: [(what: String, site: CallSite)]
  ) {
    guard isOn, !excepted.contains(kind) else { return }
    var events = [MisuseReport.Event(what: "now", place: CallSite.current().text)]
    events += earlier.map { MisuseReport.Event(what: $0.what, place: $0.site.text) }
    let report = MisuseReport(
      kind: kind, object: object, operation: String(describing: operation), events: events)
    state.withLock { state in
      state.count += 1
      if state.reports.count < reportLimit { state.reports.append(report) }
    }
    complain(report.description)
  }

  /// What is alive, by place, most numerous first.
  package static func account() -> [(name: String, places: [(place: String, count: Int)])] {
    let accounts = state.withLock { $0.accounts }
    return accounts.map { account in
      var counts: [String: Int] = [:]
      for (site, count) in account.alive() { counts[site.text, default: 0] += count }
      let places = counts.map { (place: $0.key, count: $0.value) }
        .sorted { ($0.count, $1.place) > ($1.count, $0.place) }
      return (account.name, places)
    }
  }

  private static func accountAtExit() -> CInt {
    var text = ""
    var alive = 0
    for (name, places) in account() where !places.isEmpty {
      let sum = places.reduce(0) { $0 + $1.count }
      alive += sum
      text += "socketkpi: \(sum) \(name) alive at exit\n"
      for place in places.prefix(placesListed) {
        text += "  \(place.count) made at \(place.place)\n"
      }
      if places.count > placesListed {
        text += "  and \(places.count - placesListed) other places\n"
      }
    }
    let reports = reportCount
    if reports > 0 { text += "socketkpi: \(reports) misuses reported\n" }
    if text.isEmpty { return 0 }
    complain(text)
    let leaksCount = environment("KPI_CHECKED_LEAKS") != "0"
    return reports > 0 || (alive > 0 && leaksCount) ? 1 : 0
  }

  private static func complain(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      unsafe kpi_complain(
        UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self), bytes.count)
    }
  }
}
