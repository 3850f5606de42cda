// SPDX-License-Identifier: Apache-2.0
// What the mbuf pools hold and how they fare.

import CLinux
import CSocketKPI

/// A count of everything in the mbuf pools.
///
/// Exact when no thread allocates or frees at the moment.
///
/// - Source: `mbuf_stats`, kpi_mbuf.h; jumbo clusters are not in the C record.
public struct MbufStatistics: Equatable, Sendable {
  /// Objects of one size.
  public struct Pool: Equatable, Sendable {
    /// Bytes of one.
    public var objectBytes: Int
    /// Made since the process began, in use or free.
    public var total: Int
    /// In use.
    public var live: Int
    /// Neither.
    public var free: Int { total - live }
  }

  public var mbufs: Pool
  /// Clusters of 2, 4 and 16 KiB.
  public var clusters: Pool
  public var bigClusters: Pool
  public var jumboClusters: Pool
  /// Mbufs in use, by type; 256 entries, those in the pools under 0 (`MBUF_TYPE_FREE`).
  public var types: [Int]
  /// Allocations that failed.
  public var drops: Int
  public var copyFailures: Int
  public var pullupFailures: Int

  /// The counts of now.
  public static func current() -> MbufStatistics {
    func pool(_ kind: MbufPoolKind) -> Pool {
      Pool(
        objectBytes: kind.objectBytes, total: MbufPool.depot(kind).total,
        live: MbufPool.liveCount(kind))
    }
    let mbufs = pool(.node)
    var types = MbufPool.liveTypes()
    types[0] = mbufs.free
    return MbufStatistics(
      mbufs: mbufs, clusters: pool(.cluster), bigClusters: pool(.big), jumboClusters: pool(.jumbo),
      types: types, drops: MbufCounters.drops.value,
      copyFailures: MbufCounters.copyFailures.value,
      pullupFailures: MbufCounters.pullupFailures.value)
  }
}

extension mbuf_stat {
  /// The C record; numbers that do not fit are reported as the largest that does.
  init(_ statistics: MbufStatistics) {
    self.init()
    mbufs = UInt32(clamping: statistics.mbufs.total)
    clusters = UInt32(clamping: statistics.clusters.total)
    clfree = UInt32(clamping: statistics.clusters.free)
    drops = UInt32(clamping: statistics.drops)
    mcfail = UInt32(clamping: statistics.copyFailures)
    mpfail = UInt32(clamping: statistics.pullupFailures)
    msize = UInt32(KPI_MBUF_BYTES)
    mclbytes = UInt32(KPI_CLUSTER_BYTES)
    minclsize = UInt32(KPI_MINCLSIZE)
    mlen = UInt32(KPI_MLEN)
    mhlen = UInt32(KPI_MHLEN)
    bigclusters = UInt32(clamping: statistics.bigClusters.total)
    bigclfree = UInt32(clamping: statistics.bigClusters.free)
    bigmclbytes = UInt32(KPI_BIG_CLUSTER_BYTES)
    unsafe withUnsafeMutableBytes(of: &mtypes) { bytes in
      let counts = unsafe bytes.bindMemory(to: UInt16.self)
      for (type, count) in statistics.types.enumerated() where type < counts.count {
        unsafe counts[type] = UInt16(clamping: count)
      }
    }
  }
}
