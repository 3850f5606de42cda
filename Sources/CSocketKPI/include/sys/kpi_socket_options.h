/* SPDX-License-Identifier: Apache-2.0
 *
 * Options, flags and events that only Darwin's sockets have, with Darwin's values, on top of the
 * host's <sys/socket.h>. None of them collides with a host value (docs/kpi-coverage.md).
 */
#ifndef SOCKETKPI_SYS_KPI_SOCKET_OPTIONS_H
#define SOCKETKPI_SYS_KPI_SOCKET_OPTIONS_H

#include <stdint.h>
#include <sys/socket.h>

/* sock_accept: the new socket takes over the listener's upcalls. */
#ifndef MSG_USEUPCALL
#define MSG_USEUPCALL (1u << 31)
#endif
#ifndef MSG_NEEDSA
#define MSG_NEEDSA 0x10000
#endif
#ifndef MSG_NBIO
#define MSG_NBIO 0x20000
#endif

/* Results of a receive, in msg_flags: the rest of a packet stays for the next receive
 * (SO_DONTTRUNC); more input waits (SO_WANTMORE). */
#ifndef MSG_RCVMORE
#define MSG_RCVMORE 0x4000
#endif
#ifndef MSG_HAVEMORE
#define MSG_HAVEMORE 0x2000
#endif

/* SOL_SOCKET options. */
#define SO_USELOOPBACK 0x0040
#define SO_TIMESTAMP_MONOTONIC 0x0800
#define SO_DONTTRUNC 0x2000               /* what a receive has no room for is not dropped */
#define SO_WANTMORE 0x4000                /* receives tell whether more waits */
#define SO_WANTOOBFLAG 0x8000
#define SO_NREAD 0x1020                   /* get: bytes that can be read */
#define SO_NKE 0x1021                     /* set: attach a socket filter by handle */
#define SO_NOSIGPIPE 0x1022               /* stored; no call here raises a signal */
#define SO_NOADDRERR 0x1023
#define SO_NWRITE 0x1024                  /* get: bytes not yet acknowledged or taken */
#define SO_REUSESHAREUID 0x1025
#define SO_NOTIFYCONFLICT 0x1026
#define SO_UPCALLCLOSEWAIT 0x1027         /* close waits for running upcalls */
#define SO_LINGER_SEC 0x1080              /* struct linger in seconds; SO_LINGER is in ticks */
#define SO_RESTRICTIONS 0x1081
#define SO_RANDOMPORT 0x1082
#define SO_NP_EXTENSIONS 0x1083           /* struct so_np_extensions */
#define SO_TRAFFIC_CLASS 0x1086           /* int, one of SO_TC_* */
#define SO_RECV_TRAFFIC_CLASS 0x1087      /* datagrams carry their class as control message */
#define SO_TRAFFIC_CLASS_DBG 0x1088
#define SO_TRAFFIC_CLASS_STATS 0x1089     /* get: struct so_tcstats, one per legacy class */
#define SO_PRIVILEGED_TRAFFIC_CLASS 0x1090
#define SO_DEFUNCTOK 0x1100
#define SO_ISDEFUNCT 0x1101
#define SO_OPPORTUNISTIC 0x1102           /* non-zero: class BK_SYS; 0: class BE */
#define SO_FLUSH 0x1103
#define SO_RECV_ANYIF 0x1104
#define SO_TRAFFIC_MGT_BACKGROUND 0x1105  /* boolean: a background sender */
#define SO_DELEGATED 0x1107
#define SO_NET_SERVICE_TYPE 0x1116        /* int, one of NET_SERVICE_TYPE_* */
#define SO_NETSVC_MARKING_LEVEL 0x1119    /* get */

/* SO_NP_EXTENSIONS: the flags that the mask selects are set or cleared; others in the mask are EINVAL.
 * SETOPTSHUT: options can be set when both directions are shut. */
struct so_np_extensions {
  uint32_t npx_flags, npx_mask;
};
#define SONPX_SETOPTSHUT 0x1u
#define SONPX_MASK_VALID SONPX_SETOPTSHUT

/* Traffic classes, lowest first: BK_SYS, BK, BE, RD, OAM, AV, RV, VI, VO, CTL. */
#define SO_TC_BK_SYS 100
#define SO_TC_BK 200
#define SO_TC_BE 0
#define SO_TC_RD 300
#define SO_TC_OAM 400
#define SO_TC_AV 500
#define SO_TC_RV 600
#define SO_TC_VI 700
#define SO_TC_VO 800
#define SO_TC_CTL 900
#define SO_TC_MAX 10
#define SO_TC_ALL (-1)

/* Four legacy classes, as counted by SO_TRAFFIC_CLASS_STATS. */
#define SO_TC_STATS_MAX 4
struct so_tcstats {
  uint64_t rxpackets, rxbytes, txpackets, txbytes;
};

#define NET_SERVICE_TYPE_BE 0
#define NET_SERVICE_TYPE_BK 1
#define NET_SERVICE_TYPE_SIG 2
#define NET_SERVICE_TYPE_VI 3
#define NET_SERVICE_TYPE_VO 4
#define NET_SERVICE_TYPE_RV 5
#define NET_SERVICE_TYPE_AV 6
#define NET_SERVICE_TYPE_OAM 7
#define NET_SERVICE_TYPE_RD 8

#define NETSVC_MRKNG_UNKNOWN 0
#define NETSVC_MRKNG_LVL_L2 1
#define NETSVC_MRKNG_LVL_L3L2_ALL 2
#define NETSVC_MRKNG_LVL_L3L2_BK 3

/* Flags of socket_set_traffic_mgt_flags. */
#define TRAFFIC_MGT_SO_BACKGROUND 0x0001
#define TRAFFIC_MGT_TCP_RECVBG 0x0002

/* IPPROTO_IP: boolean; the same flag as SO_TRAFFIC_MGT_BACKGROUND. */
#define IP_TRAFFIC_MGT_BACKGROUND 65

/* IPPROTO_IP and IPPROTO_IPV6, int: which ports bind picks from for port 0. LOW: 600 to 1023, which
 * needs the host's privilege for them. Darwin's numbers (19 and 14) mean other things on the host. */
#define KPI_IP_PORTRANGE 0x10013
#define KPI_IP_PORTRANGE_DEFAULT 0
#define KPI_IP_PORTRANGE_HIGH 1
#define KPI_IP_PORTRANGE_LOW 2

/* IPPROTO_TCP. */
#define TCP_CONNECTIONTIMEOUT 0x20        /* int, seconds an attempt to connect may take; 0 default */
#define TCP_KEEPALIVE 0x10                /* int, idle seconds before the first probe */

/* Events of sock_catchevents. */
#define SO_FILT_HINT_LOCKED 0x00000001u
#define SO_FILT_HINT_CONNRESET 0x00000002u
#define SO_FILT_HINT_CANTRCVMORE 0x00000004u
#define SO_FILT_HINT_CANTSENDMORE 0x00000008u
#define SO_FILT_HINT_TIMEOUT 0x00000010u
#define SO_FILT_HINT_NOSRCADDR 0x00000020u
#define SO_FILT_HINT_IFDENIED 0x00000040u
#define SO_FILT_HINT_SUSPEND 0x00000080u
#define SO_FILT_HINT_RESUME 0x00000100u
#define SO_FILT_HINT_KEEPALIVE 0x00000200u
#define SO_FILT_HINT_ADAPTIVE_WTIMO 0x00000400u
#define SO_FILT_HINT_ADAPTIVE_RTIMO 0x00000800u
#define SO_FILT_HINT_CONNECTED 0x00001000u
#define SO_FILT_HINT_DISCONNECTED 0x00002000u
#define SO_FILT_HINT_CONNINFO_UPDATED 0x00004000u
#define SO_FILT_HINT_MPFAILOVER 0x00008000u
#define SO_FILT_HINT_MPSTATUS 0x00010000u
#define SO_FILT_HINT_MUSTRST 0x00020000u

/* Levels of socket_defunct. */
#define SHUTDOWN_SOCKET_LEVEL_DISCONNECT_SVC 1
#define SHUTDOWN_SOCKET_LEVEL_DISCONNECT_ALL 2

/* ioctl requests as Darwin encodes them; the host's encodings are accepted as well. */
#define KPI_FIONREAD 0x4004667fUL
#define KPI_FIONBIO 0x8004667eUL
#define KPI_FIOASYNC 0x8004667dUL
#define KPI_SIOCATMARK 0x40047307UL
#define KPI_SIOCSPGRP 0x80047308UL
#define KPI_SIOCGPGRP 0x40047309UL

#endif /* SOCKETKPI_SYS_KPI_SOCKET_OPTIONS_H */
