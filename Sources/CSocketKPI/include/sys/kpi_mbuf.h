/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory buffers: chains of them are what the socket KPI sends and receives.
 *
 * `next` links the mbufs of one packet, `nextpkt` links packets. The first mbuf of a packet carries the
 * packet header (MBUF_PKTHDR). Bytes are inline, or in clusters that several mbufs may share; a shared
 * cluster is read-only by convention. A chain belongs to one owner; it is not locked.
 *
 * Rules for every function below, unless it says otherwise:
 * - A null mbuf, or one that has been freed, is found: functions with an error number answer EINVAL, the
 *   others 0 or null or nothing. Checked mode (KPI_CHECKED=1) reports it with both places.
 * - A null pointer for a result that is not optional: EINVAL, and nothing has happened.
 * - `how` decides between ENOMEM (MBUF_WAITOK) and EWOULDBLOCK (MBUF_DONTWAIT) where both are named.
 * - Functions on the packet header of an mbuf without one answer EINVAL, or 0, and change nothing.
 * - Any thread may call any function; one chain is for one thread at a time.
 */
#ifndef SOCKETKPI_SYS_KPI_MBUF_H
#define SOCKETKPI_SYS_KPI_MBUF_H

#include <sys/kpi_mbuf_types.h>

KPI_BEGIN_DECLS

/* -- Data of one mbuf ------------------------------------------------------------------------- */

/* Where the data starts. */
void *mbuf_data(mbuf_t mbuf);

/* Where the buffer starts: external storage, or the inline room behind the packet header if any. */
void *mbuf_datastart(mbuf_t mbuf);

/* Sets data pointer and length. EINVAL when the range leaves the buffer. */
errno_t mbuf_setdata(mbuf_t mbuf, void *data, size_t len);

/* Moves the data pointer towards the end of the buffer, so that `len` bytes fit behind it, 32-bit
 * aligned. The length is kept. ENOTSUP on a shared cluster. */
errno_t mbuf_align_32(mbuf_t mbuf, size_t len);

/* Always 0: user space has no physical addresses. */
addr64_t mbuf_data_to_physical(void *ptr);

/* Bytes of data. */
size_t mbuf_len(const mbuf_t mbuf);

/* Sets the number of bytes, unchecked; the packet length is not touched. Checked mode reports a
 * length that leaves the buffer. */
void mbuf_setlen(mbuf_t mbuf, size_t len);

/* Adds `amount`, which may be negative, to the length; the packet length is not touched.
 * EINVAL when the data would leave the buffer. */
errno_t mbuf_adjustlen(mbuf_t mbuf, int amount);

/* Bytes of the buffer, from its start. */
size_t mbuf_maxlen(const mbuf_t mbuf);

/* Free bytes before and behind the data; 0 when the storage is shared. */
size_t mbuf_leadingspace(const mbuf_t mbuf);
size_t mbuf_trailingspace(const mbuf_t mbuf);

/* -- Allocation -------------------------------------------------------------------------------- */

/* A plain mbuf, or a header mbuf: length 0, no next. EINVAL for MBUF_TYPE_FREE and types above 255;
 * ENOMEM. `*mbuf` is null on error. */
errno_t mbuf_get(mbuf_how_t how, mbuf_type_t type, mbuf_t *mbuf);
errno_t mbuf_gethdr(mbuf_how_t how, mbuf_type_t type, mbuf_t *mbuf);

/* Attaches memory of the caller. With a null `*mbuf` a header mbuf of `type` is made; otherwise `type`
 * is ignored and external storage the mbuf had is released. Data starts at `extbuf`, the length is kept.
 * `extfree(extbuf, extsize, extarg)` runs once, when the last mbuf that refers to the memory is freed.
 * EINVAL when `extbuf` or `extfree` is null or `extsize` 0. ENOMEM: the mbuf, given or new, has been
 * freed, `*mbuf` is null, and the memory is still the caller's. */
errno_t mbuf_attachcluster(mbuf_how_t how, mbuf_type_t type, mbuf_t *mbuf, caddr_t extbuf,
                           void (*extfree)(caddr_t, u_int, caddr_t), size_t extsize,
                           caddr_t extarg);

/* A cluster without an mbuf. `*size` is rounded up to 2048, 4096 or 16384. EINVAL for size 0; ENOMEM
 * for more, or without memory: then `*size` is 0 and `*addr` null. */
errno_t mbuf_alloccluster(mbuf_how_t how, size_t *size, caddr_t *addr);

/* Frees such a cluster; `size` must be the exact one. Anything else is ignored, and reported in checked
 * mode. A cluster that an mbuf refers to is not freed. */
void mbuf_freecluster(caddr_t addr, size_t size);

/* Gives an mbuf a cluster of exactly 2048, 4096 or 16384 bytes, in place of external storage it had. With
 * a null `*mbuf` a plain mbuf of `type` is made. EINVAL for another size; ENOMEM: a given mbuf is kept
 * unchanged, a new one has been freed and `*mbuf` is null. */
errno_t mbuf_getcluster(mbuf_how_t how, mbuf_type_t type, size_t size, mbuf_t *mbuf);

/* The same with 2048 bytes. */
errno_t mbuf_mclget(mbuf_how_t how, mbuf_type_t type, mbuf_t *mbuf);

/* One header mbuf with a 2048-byte cluster. ENOMEM or EWOULDBLOCK; `*mbuf` is null then. */
errno_t mbuf_getpacket(mbuf_how_t how, mbuf_t *mbuf);

/* A packet with room for `packetlen` bytes; all lengths, the packet's included, are 0. `maxchunks`
 * (optional): in: most mbufs, 0 for any number; out: how many were used. EINVAL for length 0; ENOBUFS when
 * more mbufs are needed; ENOMEM. `*mbuf` is untouched on error. */
errno_t mbuf_allocpacket(mbuf_how_t how, size_t packetlen, unsigned int *maxchunks, mbuf_t *mbuf);

/* `numpkts` such packets, linked by nextpkt; all or none. EINVAL also for 0 packets. */
errno_t mbuf_allocpacket_list(unsigned int numpkts, mbuf_how_t how, size_t packetlen,
                              unsigned int *maxchunks, mbuf_t *mbuf);

/* -- Release ----------------------------------------------------------------------------------- */

/* Frees one mbuf and its tags; answers the next one. */
mbuf_t mbuf_free(mbuf_t mbuf);

/* Frees the mbufs of one packet. Null is allowed. */
void mbuf_freem(mbuf_t mbuf);

/* Frees packets linked by nextpkt; answers the number of packets. Null is allowed. */
int mbuf_freem_list(mbuf_t mbuf);

/* -- Copies ------------------------------------------------------------------------------------ */

/* A copy of `len` bytes from `offset`; clusters are shared, inline bytes copied. From offset 0 of a
 * header mbuf the copy has a packet header too, without tags. EINVAL past the end of the chain, unless
 * `len` is MBUF_COPYALL; ENOMEM, also when there is nothing to copy. `*new_mbuf` is null on error. */
errno_t mbuf_copym(const mbuf_t src, size_t offset, size_t len, mbuf_how_t how, mbuf_t *new_mbuf);

/* A copy that shares nothing, with header and tags. ENOMEM, also when one mbuf holds more than 16384. */
errno_t mbuf_dup(const mbuf_t src, mbuf_how_t how, mbuf_t *new_mbuf);

/* Copies bytes out. EINVAL when the chain ends early; what there was has been copied. */
errno_t mbuf_copydata(const mbuf_t mbuf, size_t offset, size_t length, void *out_data);

/* Copies bytes in: over what is there, then into room behind it, then into new mbufs. A gap before
 * `offset` is filled with zeros. The packet length is raised if need be. EINVAL for null `data` or length
 * 0; ENOBUFS without memory: what was done stays. */
errno_t mbuf_copyback(mbuf_t mbuf, size_t offset, size_t length, const void *data, mbuf_how_t how);

/* -- Shape of chains --------------------------------------------------------------------------- */

/* Makes `len` bytes of room in front, which count as data, in the packet length too. A new first mbuf
 * takes over the packet header. ENOMEM: the chain has been freed and `*mbuf` is null; also when `len` is
 * above 16384. */
errno_t mbuf_prepend(mbuf_t *mbuf, size_t len, mbuf_how_t how);

/* Cuts in two: `src` keeps `offset` bytes. A cluster at the cut is shared. With a packet header the rest
 * has one too, with the same interface, and both packet lengths are right. ENOMEM, also past the end, and
 * when there is no header and no rest: the chain is intact and `*new_mbuf` null. */
errno_t mbuf_split(mbuf_t src, size_t offset, mbuf_how_t how, mbuf_t *new_mbuf);

/* Makes the first `len` bytes contiguous in the first mbuf, which is replaced if it has a cluster. ENOMEM
 * when `len` is above 112, the chain shorter, or without memory: it has been freed and `*mbuf` is null. */
errno_t mbuf_pullup(mbuf_t *mbuf, size_t len);

/* Makes `length` bytes at `*offset` contiguous and writable, leaving alone what precedes them. They are
 * in `*location` at the new `*offset`. ENOMEM when `length` is above 2048, the chain shorter, or without
 * memory: the chain has been freed and `*location` is null. */
errno_t mbuf_pulldown(mbuf_t src, size_t *offset, size_t length, mbuf_t *location);

/* Trims `len` bytes off the front, or -`len` off the end, and from the packet length. Emptied mbufs stay.
 * Null is allowed. */
void mbuf_adj(mbuf_t mbuf, int len);

/* Appends `src` to `dst`, moving its bytes into the last mbuf of `dst` while they fit inline. The packet
 * length is not touched. Answers `dst`; null for a null `dst`, and `src` remains the caller's. */
mbuf_t mbuf_concatenate(mbuf_t dst, mbuf_t src);

/* Non-zero when other mbufs refer to the same external storage. */
int mbuf_mclhasreference(mbuf_t mbuf);

/* The next mbuf of the packet. Setting it does not free the old one; EINVAL when `next` has been freed or
 * is linked to another packet. */
mbuf_t mbuf_next(const mbuf_t mbuf);
errno_t mbuf_setnext(mbuf_t mbuf, mbuf_t next);

/* The next packet of a list. */
mbuf_t mbuf_nextpkt(const mbuf_t mbuf);
void mbuf_setnextpkt(mbuf_t mbuf, mbuf_t nextpkt);

/* -- Type and flags ---------------------------------------------------------------------------- */

/* Type; MBUF_TYPE_FREE for an mbuf that has been freed. Setting: EINVAL for MBUF_TYPE_FREE and above 255. */
mbuf_type_t mbuf_type(const mbuf_t mbuf);
errno_t mbuf_settype(mbuf_t mbuf, mbuf_type_t new_type);

/* Flags. The setters change all of them, or those in `mask`. EINVAL for bits that are not listed, for a
 * change of MBUF_EXT, and for MBUF_EXT in the masked form. Setting MBUF_PKTHDR: EBUSY when there is inline data or the data pointer has moved
 * (with a mask the other bits have changed then); clearing it frees the tags. */
mbuf_flags_t mbuf_flags(const mbuf_t mbuf);
errno_t mbuf_setflags(mbuf_t mbuf, mbuf_flags_t flags);
errno_t mbuf_setflags_mask(mbuf_t mbuf, mbuf_flags_t flags, mbuf_flags_t mask);

/* -- Packet header ----------------------------------------------------------------------------- */

/* Copies the packet header of `src`; tags move. `dest` becomes a header mbuf. EINVAL when `src` has none;
 * EBUSY when `dest` is a plain mbuf with inline data. */
errno_t mbuf_copy_pkthdr(mbuf_t dest, const mbuf_t src);

/* Bytes of the packet, as its header says. Only some functions maintain it. */
size_t mbuf_pkthdr_len(const mbuf_t mbuf);
void mbuf_pkthdr_setlen(mbuf_t mbuf, size_t len);
void mbuf_pkthdr_adjustlen(mbuf_t mbuf, int amount);

/* The interface the packet came in by; no reference is held. */
ifnet_t mbuf_pkthdr_rcvif(const mbuf_t mbuf);
errno_t mbuf_pkthdr_setrcvif(mbuf_t mbuf, ifnet_t ifp);

/* Where the link-level header is; never followed here. */
void *mbuf_pkthdr_header(const mbuf_t mbuf);
void mbuf_pkthdr_setheader(mbuf_t mbuf, void *header);

/* Says that a received packet was changed: what is known about its checksums is forgotten. */
void mbuf_inbound_modified(mbuf_t mbuf);

/* Computes in software the checksums that were requested; the IP header is at `protocol_offset`. Does
 * nothing for families other than AF_INET and AF_INET6. */
void mbuf_outbound_finalize(mbuf_t mbuf, u_int32_t protocol_family, size_t protocol_offset);

/* VLAN tag. Reading: ENXIO when there is none. */
errno_t mbuf_set_vlan_tag(mbuf_t mbuf, u_int16_t vlan);
errno_t mbuf_get_vlan_tag(mbuf_t mbuf, u_int16_t *vlan);
errno_t mbuf_clear_vlan_tag(mbuf_t mbuf);

/* Checksums: requested and performed share one word and one value. Results are optional. */
errno_t mbuf_set_csum_requested(mbuf_t mbuf, mbuf_csum_request_flags_t request, u_int32_t value);
errno_t mbuf_get_csum_requested(mbuf_t mbuf, mbuf_csum_request_flags_t *request, u_int32_t *value);
errno_t mbuf_clear_csum_requested(mbuf_t mbuf);
errno_t mbuf_set_csum_performed(mbuf_t mbuf, mbuf_csum_performed_flags_t flags, u_int32_t value);
errno_t mbuf_get_csum_performed(mbuf_t mbuf, mbuf_csum_performed_flags_t *flags, u_int32_t *value);
errno_t mbuf_clear_csum_performed(mbuf_t mbuf);

/* Segmentation request; `*value`, the segment size, is written only if there is one. */
errno_t mbuf_get_tso_requested(mbuf_t mbuf, mbuf_tso_request_flags_t *request, u_int32_t *value);

/* Internet checksum of `length` bytes at `offset`, as it is stored in a packet. With a non-zero `protocol`
 * the pseudo header is included; the chain begins with the IP header then. EINVAL for length 0 and past
 * the packet length. */
errno_t mbuf_inet_cksum(mbuf_t mbuf, int protocol, u_int32_t offset, u_int32_t length,
                        u_int16_t *csum);
errno_t mbuf_inet6_cksum(mbuf_t mbuf, int protocol, u_int32_t offset, u_int32_t length,
                         u_int16_t *csum);

/* -- Tags -------------------------------------------------------------------------------------- */

/* The number of a module name, 1000 or more; the same name has the same number until the process ends. */
errno_t mbuf_tag_id_find(const char *module_string, mbuf_tag_id_t *module_id);

/* Adds `length` zeroed bytes to the packet. EINVAL for an unknown module, and for length 0 or above 65535;
 * EEXIST when there is such a tag; ENOMEM or EWOULDBLOCK. */
errno_t mbuf_tag_allocate(mbuf_t mbuf, mbuf_tag_id_t module_id, mbuf_tag_type_t type, size_t length,
                          mbuf_how_t how, void **data_p);

/* Finds a tag. `*length` is 0 and `*data_p` null on error. ENOENT. */
errno_t mbuf_tag_find(mbuf_t mbuf, mbuf_tag_id_t module_id, mbuf_tag_type_t type, size_t *length,
                      void **data_p);

/* Removes a tag, if there is one. */
void mbuf_tag_free(mbuf_t mbuf, mbuf_tag_id_t module_id, mbuf_tag_type_t type);

/* Auxiliary data of a driver: at most one piece a packet, of at most 144 bytes. EINVAL, EEXIST, ENOMEM or
 * EWOULDBLOCK; `data_p` is optional. */
errno_t mbuf_add_drvaux(mbuf_t mbuf, mbuf_how_t how, u_int32_t family, u_int32_t subfamily,
                        size_t length, void **data_p);

/* Finds it. All results but `data_p` are optional. ENOENT. */
errno_t mbuf_find_drvaux(mbuf_t mbuf, u_int32_t *family_p, u_int32_t *subfamily_p,
                         u_int32_t *length_p, void **data_p);

/* Removes it, if there is one. */
void mbuf_del_drvaux(mbuf_t mbuf);

/* -- Sizes and statistics ---------------------------------------------------------------------- */

/* Inline bytes of a plain and of a header mbuf, and the length above which a cluster pays. */
u_int32_t mbuf_get_mlen(void);
u_int32_t mbuf_get_mhlen(void);
u_int32_t mbuf_get_minclsize(void);

/* Fills in the record; exact when nothing is allocated or freed at the moment. */
void mbuf_stats(struct mbuf_stat *stats);

/* -- Classes ----------------------------------------------------------------------------------- */

/* Legacy class; best effort without packet header. EINVAL for a value that is no class. */
mbuf_traffic_class_t mbuf_get_traffic_class(mbuf_t mbuf);
errno_t mbuf_set_traffic_class(mbuf_t mbuf, mbuf_traffic_class_t tc);

/* 1 when the class was set by a socket with the privilege for it. */
int mbuf_is_traffic_class_privileged(mbuf_t mbuf);

/* Number of classes, and the place of one in a table of service classes. EINVAL. */
u_int32_t mbuf_get_traffic_class_max_count(void);
errno_t mbuf_get_traffic_class_index(mbuf_traffic_class_t tc, u_int32_t *index);

/* The same for service classes. */
mbuf_svc_class_t mbuf_get_service_class(mbuf_t mbuf);
errno_t mbuf_set_service_class(mbuf_t mbuf, mbuf_svc_class_t sc);
int mbuf_is_service_class_privileged(mbuf_t mbuf);
u_int32_t mbuf_get_service_class_max_count(void);
errno_t mbuf_get_service_class_index(mbuf_svc_class_t sc, u_int32_t *index);

/* -- Drivers ----------------------------------------------------------------------------------- */

/* Auxiliary flags: 0 here. EINVAL. */
errno_t mbuf_pkthdr_aux_flags(mbuf_t mbuf, mbuf_pkthdr_aux_flags_t *paux_flags);

/* 16 bytes of the packet header for whoever owns the packet. EINVAL. */
errno_t mbuf_get_driver_scratch(mbuf_t mbuf, u_int8_t **area, size_t *area_len);

KPI_END_DECLS

#ifdef KPI_CALL_SITES
#include <sys/kpi_mbuf_call_sites.h>
#endif

#endif /* SOCKETKPI_SYS_KPI_MBUF_H */
