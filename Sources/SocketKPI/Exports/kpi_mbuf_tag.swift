// SPDX-License-Identifier: Apache-2.0
// C entry points of kpi_mbuf.h: tags, classes, driver fields. Rules are in Mbuf/.

import CLinux
import CSocketKPI
import SystemPackage

@c @implementation
public func mbuf_tag_id_find(
  _ module_string: UnsafePointer<CChar>?, _ module_id: UnsafeMutablePointer<mbuf_tag_id_t>?
) -> errno_t {
  guard let name = unsafe module_string, let module_id = unsafe module_id else {
    return Errno.invalidArgument.rawValue
  }
  unsafe module_id.pointee = unsafe MbufTags.module(named: String(cString: name))
  return 0
}

@c @implementation
public func mbuf_tag_allocate(
  _ mbuf: mbuf_t?, _ module_id: mbuf_tag_id_t, _ type: mbuf_tag_type_t, _ length: Int,
  _ how: mbuf_how_t, _ data_p: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> errno_t {
  unsafe withHeaderMbuf(mbuf, "mbuf_tag_allocate") { node throws(Errno) in
    guard let data_p = unsafe data_p, MbufTags.isModule(module_id), length > 0,
      length <= MbufTags.maximumBytes
    else { throw .invalidArgument }
    unsafe data_p.pointee = nil
    guard unsafe MbufTags.find(on: node, module: module_id, type: type) == nil else {
      throw .fileExists
    }
    guard let tag = unsafe MbufTags.add(to: node, module: module_id, type: type, bytes: length)
    else { throw how == mbuf_how_t(MBUF_WAITOK) ? .noMemory : .wouldBlock }
    unsafe data_p.pointee = unsafe kpi_mbuf_tag_data(tag)
  }
}

@c @implementation
public func mbuf_tag_find(
  _ mbuf: mbuf_t?, _ module_id: mbuf_tag_id_t, _ type: mbuf_tag_type_t,
  _ length: UnsafeMutablePointer<Int>?,
  _ data_p: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> errno_t {
  unsafe length?.pointee = 0
  unsafe data_p?.pointee = nil
  return unsafe withHeaderMbuf(mbuf, "mbuf_tag_find") { node throws(Errno) in
    guard let length = unsafe length, let data_p = unsafe data_p, MbufTags.isModule(module_id)
    else { throw .invalidArgument }
    guard let tag = unsafe MbufTags.find(on: node, module: module_id, type: type) else {
      throw .noSuchFileOrDirectory
    }
    unsafe length.pointee = unsafe Int(tag.pointee.length)
    unsafe data_p.pointee = unsafe kpi_mbuf_tag_data(tag)
  }
}

@c @implementation
public func mbuf_tag_free(_ mbuf: mbuf_t?, _ module_id: mbuf_tag_id_t, _ type: mbuf_tag_type_t) {
  guard let node = unsafe headerMbuf(mbuf, "mbuf_tag_free"), MbufTags.isModule(module_id) else {
    return
  }
  MbufTags.remove(from: node, module: module_id, type: type)
}

@c @implementation
public func mbuf_add_drvaux(
  _ mbuf: mbuf_t?, _ how: mbuf_how_t, _ family: UInt32, _ subfamily: UInt32, _ length: Int,
  _ data_p: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> errno_t {
  unsafe withHeaderMbuf(mbuf, "mbuf_add_drvaux") { node throws(Errno) in
    guard length > 0, length <= MbufTags.maximumDriverBytes else { throw .invalidArgument }
    unsafe data_p?.pointee = nil
    guard unsafe MbufTags.find(on: node, module: MbufTags.driverModule, type: 0) == nil else {
      throw .fileExists
    }
    guard
      let tag = unsafe MbufTags.add(
        to: node, module: MbufTags.driverModule, type: 0, bytes: length)
    else { throw how == mbuf_how_t(MBUF_WAITOK) ? .noMemory : .wouldBlock }
    unsafe tag.pointee.family = family
    unsafe tag.pointee.subfamily = subfamily
    unsafe data_p?.pointee = unsafe kpi_mbuf_tag_data(tag)
  }
}

@c @implementation
public func mbuf_find_drvaux(
  _ mbuf: mbuf_t?, _ family_p: UnsafeMutablePointer<UInt32>?,
  _ subfamily_p: UnsafeMutablePointer<UInt32>?, _ length_p: UnsafeMutablePointer<UInt32>?,
  _ data_p: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> errno_t {
  unsafe withHeaderMbuf(mbuf, "mbuf_find_drvaux") { node throws(Errno) in
    guard let data_p = unsafe data_p else { throw .invalidArgument }
    unsafe data_p.pointee = nil
    guard let tag = unsafe MbufTags.find(on: node, module: MbufTags.driverModule, type: 0) else {
      throw .noSuchFileOrDirectory
    }
    unsafe family_p?.pointee = unsafe tag.pointee.family
    unsafe subfamily_p?.pointee = unsafe tag.pointee.subfamily
    unsafe length_p?.pointee = unsafe tag.pointee.length
    unsafe data_p.pointee = unsafe kpi_mbuf_tag_data(tag)
  }
}

@c @implementation
public func mbuf_del_drvaux(_ mbuf: mbuf_t?) {
  guard let node = unsafe headerMbuf(mbuf, "mbuf_del_drvaux") else { return }
  MbufTags.remove(from: node, module: MbufTags.driverModule, type: 0)
}

@c @implementation
public func mbuf_get_traffic_class(_ mbuf: mbuf_t?) -> mbuf_traffic_class_t {
  let word = unsafe MbufNode(mbuf, in: "mbuf_get_traffic_class")?.serviceClass ?? 0
  return mbuf_traffic_class_t(MbufServiceClass.legacy(of: word))
}

@c @implementation
public func mbuf_set_traffic_class(_ mbuf: mbuf_t?, _ tc: mbuf_traffic_class_t) -> errno_t {
  unsafe withMbuf(mbuf, "mbuf_set_traffic_class") { node throws(Errno) in
    try node.setTrafficClass(tc.rawValue)
  }
}

@c @implementation
public func mbuf_is_traffic_class_privileged(_ mbuf: mbuf_t?) -> CInt {
  guard let node = unsafe headerMbuf(mbuf, "mbuf_is_traffic_class_privileged") else { return 0 }
  return unsafe node.raw.pointee.header.packet_flags & UInt32(KPI_PKT_PRIVILEGED) != 0 ? 1 : 0
}

@c @implementation
public func mbuf_get_traffic_class_max_count() -> UInt32 { UInt32(MbufServiceClass.ofLegacy.count) }

@c @implementation
public func mbuf_get_traffic_class_index(
  _ tc: mbuf_traffic_class_t, _ index: UnsafeMutablePointer<UInt32>?
) -> errno_t {
  guard let index = unsafe index, let found = try? MbufServiceClass.index(ofLegacy: tc.rawValue)
  else { return Errno.invalidArgument.rawValue }
  unsafe index.pointee = found
  return 0
}

@c @implementation
public func mbuf_get_service_class(_ mbuf: mbuf_t?) -> mbuf_svc_class_t {
  mbuf_svc_class_t(unsafe MbufNode(mbuf, in: "mbuf_get_service_class")?.serviceClass ?? 0)
}

@c @implementation
public func mbuf_set_service_class(_ mbuf: mbuf_t?, _ sc: mbuf_svc_class_t) -> errno_t {
  unsafe withMbuf(mbuf, "mbuf_set_service_class") { node throws(Errno) in
    try node.setServiceClass(sc.rawValue)
  }
}

@c @implementation
public func mbuf_is_service_class_privileged(_ mbuf: mbuf_t?) -> CInt {
  unsafe mbuf_is_traffic_class_privileged(mbuf)
}

@c @implementation
public func mbuf_get_service_class_max_count() -> UInt32 { UInt32(MbufServiceClass.all.count) }

@c @implementation
public func mbuf_get_service_class_index(
  _ sc: mbuf_svc_class_t, _ index: UnsafeMutablePointer<UInt32>?
) -> errno_t {
  guard let index = unsafe index, let found = try? MbufServiceClass.index(of: sc.rawValue) else {
    return Errno.invalidArgument.rawValue
  }
  unsafe index.pointee = found
  return 0
}

@c @implementation
public func mbuf_pkthdr_aux_flags(
  _ mbuf: mbuf_t?, _ paux_flags: UnsafeMutablePointer<mbuf_pkthdr_aux_flags_t>?
) -> errno_t {
  unsafe withHeaderMbuf(mbuf, "mbuf_pkthdr_aux_flags") { node throws(Errno) in
    guard let paux_flags = unsafe paux_flags else { throw .invalidArgument }
    unsafe paux_flags.pointee = unsafe node.raw.pointee.header.aux_flags
  }
}

@c @implementation
public func mbuf_get_driver_scratch(
  _ mbuf: mbuf_t?, _ area: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?,
  _ area_len: UnsafeMutablePointer<Int>?
) -> errno_t {
  unsafe withHeaderMbuf(mbuf, "mbuf_get_driver_scratch") { node throws(Errno) in
    guard let area = unsafe area, let area_len = unsafe area_len else { throw .invalidArgument }
    unsafe area.pointee = unsafe kpi_mbuf_scratch(node.raw)
    unsafe area_len.pointee = Int(KPI_SCRATCH_BYTES)
  }
}
