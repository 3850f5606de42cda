/* SPDX-License-Identifier: Apache-2.0
 *
 * Media words of interfaces.
 */
#ifndef _NET_IF_MEDIA_H_
#define _NET_IF_MEDIA_H_

#define IFM_ETHER 0x00000020
#define IFM_IEEE80211 0x00000080
#define IFM_AUTO 0
#define IFM_NONE 2
#define IFM_FDX 0x00100000
#define IFM_HDX 0x00200000
#define IFM_LOOP 0x00080000
#define IFM_AVALID 0x00000001
#define IFM_ACTIVE 0x00000002
#define IFM_NMASK 0x000000e0
#define IFM_TMASK 0x0000001f
#define IFM_TYPE(word) ((word) & IFM_NMASK)
#define IFM_SUBTYPE(word) ((word) & IFM_TMASK)

#endif /* _NET_IF_MEDIA_H_ */
