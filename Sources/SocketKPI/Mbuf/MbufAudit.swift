// SPDX-License-Identifier: Apache-2.0
// What checked mode keeps about mbufs.

import CLinux
import CSocketKPI

enum MbufAudit {
  static func allocated(_ node: MbufNode) {}
  static func freed(_ node: MbufNode) {}
  static func allocated(_ storage: UnsafeMutablePointer<kpi_storage>, _ kind: MbufPoolKind) {}
  static func freed(_ storage: UnsafeMutablePointer<kpi_storage>, _ kind: MbufPoolKind) {}
  static func foundFree(_ node: MbufNode, in operation: StaticString) {}
}

extension MbufNode {
  init?(_ handle: mbuf_t?, in operation: StaticString) {
    guard let handle = unsafe handle, unsafe kpi_is_node(UnsafeRawPointer(handle)) else {
      return nil
    }
    unsafe self.init(UnsafeMutablePointer<kpi_mbuf>(handle))
    if type == MbufType.free {
      MbufAudit.foundFree(self, in: operation)
      return nil
    }
  }
}
