// SPDX-License-Identifier: Apache-2.0
// A first-in first-out queue.

/// Elements in order, taken from the front at constant cost.
struct Queue<Element> {
  private var elements: [Element?] = []
  private var head = 0
  private static var compactionThreshold: Int { 64 }

  var count: Int { elements.count - head }
  var isEmpty: Bool { count == 0 }
  var first: Element? { isEmpty ? nil : elements[head] }

  mutating func append(_ element: Element) { elements.append(element) }

  /// Puts an element in line before the first one that has to give way, or at the end.
  mutating func insert(_ element: Element, before givesWay: (Element) -> Bool) {
    let index = elements[head...].firstIndex { $0.map(givesWay) ?? false }
    elements.insert(element, at: index ?? elements.endIndex)
  }

  mutating func popFirst() -> Element? {
    guard !isEmpty else { return nil }
    let element = elements[head]
    elements[head] = nil
    head += 1
    if head == elements.count {
      elements.removeAll(keepingCapacity: true)
      head = 0
    } else if head >= Self.compactionThreshold, head > elements.count / 2 {
      elements.removeFirst(head)
      head = 0
    }
    return element
  }

  /// Changes the first element in place.
  mutating func updateFirst<Result>(_ body: (inout Element) -> Result) -> Result? {
    guard !isEmpty, var element = elements[head] else { return nil }
    elements[head] = nil
    let result = body(&element)
    elements[head] = element
    return result
  }

  /// Visits elements from the front until `body` says no.
  func forEachWhile(_ body: (Element) -> Bool) {
    for case let element? in elements[head...] where !body(element) { return }
  }

  /// Takes the elements that `isMeant` picks, in order.
  mutating func remove(where isMeant: (Element) -> Bool) -> [Element] {
    var taken: [Element] = []
    for element in removeAll() {
      if isMeant(element) { taken.append(element) } else { append(element) }
    }
    return taken
  }

  /// Takes everything, in order.
  mutating func removeAll() -> [Element] {
    let rest = elements[head...].compactMap { $0 }
    self = Queue()
    return rest
  }
}
