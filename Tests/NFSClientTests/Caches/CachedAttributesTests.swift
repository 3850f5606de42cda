// SPDX-License-Identifier: Apache-2.0
// Attributes never go backwards, whatever order replies arrive in.

import Testing
import Wire

@testable import NFSClient

/// Attributes with a size and times in whole seconds.
func fileAttributes(
  size: UInt64 = 0, changed: UInt32 = 100, modified: UInt32? = nil, mode: UInt32 = 0o644,
  type: NFS3FileType = .regular, fileID: UInt64 = 1
) -> NFS3Attributes {
  NFS3Attributes(
    type: type, mode: mode, size: size, fileID: fileID,
    modificationTime: NFS3Time(seconds: modified ?? changed),
    changeTime: NFS3Time(seconds: changed))
}

@Suite("Cached attributes")
struct CachedAttributesTests {
  let start = ContinuousClock.now

  func cached(_ attributes: NFS3Attributes, at sequence: UInt64 = 10) -> CachedAttributes {
    CachedAttributes(attributes, acceptedAt: sequence, now: start, age: .seconds(5))
  }

  @Test("a reply that was overtaken and is older is ignored")
  func overtaken() {
    var cache = cached(fileAttributes(size: 20, changed: 200))
    let verdict = cache.accept(
      fileAttributes(size: 10, changed: 199), began: 9, current: 11, before: nil,
      isOwnChange: true, now: start, age: .seconds(5))
    #expect(verdict == .outdated)
    #expect(cache.attributes.size == 20)
  }

  @Test(
    "a call that began after the newest reply is believed although the server's clock went back")
  func clockStep() {
    var cache = cached(fileAttributes(size: 20, changed: 200))
    let verdict = cache.accept(
      fileAttributes(size: 5, changed: 100), began: 11, current: 12, before: nil,
      isOwnChange: false, now: start, age: .seconds(5))
    #expect(verdict == .changedByOthers)
    #expect(cache.attributes.size == 5)
  }

  @Test("two states within one tick of the server's clock make the next question go to the server")
  func sameTick() {
    var cache = cached(fileAttributes(size: 20, changed: 200))
    let verdict = cache.accept(
      fileAttributes(size: 10, changed: 200), began: 9, current: 11, before: nil,
      isOwnChange: true, now: start, age: .seconds(5))
    #expect(verdict == .outdated)
    #expect(cache.attributes.size == 20)
    #expect(!cache.isFresh(start))
  }

  @Test("an own change whose state before is the cached one leaves cached data valid")
  func ownChange() {
    let old = fileAttributes(size: 10, changed: 100)
    var cache = cached(old)
    let verdict = cache.accept(
      fileAttributes(size: 20, changed: 101), began: 11, current: 12,
      before: NFS3WeakAttributes(old), isOwnChange: true, now: start, age: .seconds(5))
    #expect(verdict == .accepted)
  }

  @Test("an own change on top of a foreign one voids cached data")
  func foreignChange() {
    var cache = cached(fileAttributes(size: 10, changed: 100))
    let verdict = cache.accept(
      fileAttributes(size: 20, changed: 105), began: 11, current: 12,
      before: NFS3WeakAttributes(fileAttributes(size: 15, changed: 104)), isOwnChange: true,
      now: start, age: .seconds(5))
    #expect(verdict == .changedByOthers)
  }

  @Test("a changed mode alone is no change of contents")
  func modeOnly() {
    var cache = cached(fileAttributes(changed: 100, modified: 50))
    let verdict = cache.accept(
      fileAttributes(changed: 101, modified: 50, mode: 0o600), began: 11, current: 12,
      before: nil, isOwnChange: false, now: start, age: .seconds(5))
    #expect(verdict == .accepted)
  }

  @Test("a handle that suddenly names another file is found out")
  func otherFile() {
    var cache = cached(fileAttributes())
    let verdict = cache.accept(
      fileAttributes(fileID: 2), began: 11, current: 12, before: nil, isOwnChange: false,
      now: start, age: .seconds(5))
    #expect(verdict == .otherFile)
  }

  @Test("validity is a tenth of the quiet time, within 5 and 60 seconds")
  func ages() {
    func age(quiet: Int64, own: Bool = false) -> Duration {
      CachedAttributes.age(
        of: fileAttributes(changed: 1000), wallSeconds: 1000 + quiet, isOwnChange: own,
        bounds: .seconds(5)...(.seconds(60)))
    }
    #expect(age(quiet: 0) == .seconds(5))
    #expect(age(quiet: 100) == .seconds(10))
    #expect(age(quiet: 100_000) == .seconds(60))
    #expect(age(quiet: 100_000, own: true) == .seconds(5))
    #expect(age(quiet: -50) == .seconds(5))
  }
}
