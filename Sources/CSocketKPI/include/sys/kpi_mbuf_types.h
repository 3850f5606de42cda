/* SPDX-License-Identifier: Apache-2.0
 *
 * Types, constants and records of kpi_mbuf.h. Include that one.
 */
#ifndef SOCKETKPI_SYS_KPI_MBUF_TYPES_H
#define SOCKETKPI_SYS_KPI_MBUF_TYPES_H

#include <sys/kpi_types.h>

/* Flags of one mbuf. */
typedef u_int32_t mbuf_flags_t;
enum {
  MBUF_EXT = 0x0001,       /* data is outside the mbuf, in a cluster or in memory of a caller */
  MBUF_PKTHDR = 0x0002,    /* first mbuf of a packet: it carries the packet header */
  MBUF_EOR = 0x0004,       /* end of a record */
  MBUF_LOOP = 0x0040,      /* looped back */
  MBUF_BCAST = 0x0100,     /* link-level broadcast */
  MBUF_MCAST = 0x0200,     /* link-level multicast */
  MBUF_FRAG = 0x0400,      /* a fragment of a larger packet */
  MBUF_FIRSTFRAG = 0x0800, /* the first one */
  MBUF_LASTFRAG = 0x1000,  /* the last one */
  MBUF_PROMISC = 0x2000,   /* not addressed to this host */
  MBUF_HASFCS = 0x4000     /* the frame check sequence is still attached */
};

/* What an mbuf is used for. */
typedef u_int32_t mbuf_type_t;
enum {
  MBUF_TYPE_FREE = 0, /* nobody's: an mbuf of this type is in a pool */
  MBUF_TYPE_DATA = 1,
  MBUF_TYPE_HEADER = 2,
  MBUF_TYPE_SOCKET = 3,
  MBUF_TYPE_PCB = 4,
  MBUF_TYPE_RTABLE = 5,
  MBUF_TYPE_HTABLE = 6,
  MBUF_TYPE_ATABLE = 7,
  MBUF_TYPE_SONAME = 8,
  MBUF_TYPE_SOOPTS = 10,
  MBUF_TYPE_FTABLE = 11,
  MBUF_TYPE_RIGHTS = 12,
  MBUF_TYPE_IFADDR = 13,
  MBUF_TYPE_CONTROL = 14,
  MBUF_TYPE_OOBDATA = 15
};

/* Whether an allocation may wait. Here none ever does; the value decides some error numbers. */
typedef u_int32_t mbuf_how_t;
enum { MBUF_WAITOK = 0, MBUF_DONTWAIT = 1 };

/* Checksums to be computed before a packet leaves. */
typedef u_int32_t mbuf_csum_request_flags_t;
enum {
  MBUF_CSUM_REQ_IP = 0x0001,
  MBUF_CSUM_REQ_TCP = 0x0002,
  MBUF_CSUM_REQ_UDP = 0x0004,
  MBUF_CSUM_REQ_TCPIPV6 = 0x0020,
  MBUF_CSUM_REQ_UDPIPV6 = 0x0040,
  MBUF_CSUM_REQ_SUM16 = 0x1000,
  MBUF_CSUM_PARTIAL = 0x1000
};

/* Checksums that were looked at when a packet arrived. */
typedef u_int32_t mbuf_csum_performed_flags_t;
enum {
  MBUF_CSUM_DID_IP = 0x0100,
  MBUF_CSUM_IP_GOOD = 0x0200,
  MBUF_CSUM_DID_DATA = 0x0400,
  MBUF_CSUM_PSEUDO_HDR = 0x0800,
  MBUF_CSUM_TCP_SUM16 = 0x1000
};

/* Segmentation to be done by an interface. */
typedef u_int32_t mbuf_tso_request_flags_t;
enum { MBUF_TSO_IPV4 = 0x100000, MBUF_TSO_IPV6 = 0x200000 };

/* Tags: a number for the module that owns them, and a type of its own. */
typedef u_int32_t mbuf_tag_id_t;
typedef u_int16_t mbuf_tag_type_t;

/* Legacy traffic classes. */
typedef enum {
  MBUF_TC_UNSPEC = -1,
  MBUF_TC_BE = 0, /* best effort */
  MBUF_TC_BK = 1, /* background */
  MBUF_TC_VI = 2, /* interactive video */
  MBUF_TC_VO = 3  /* interactive voice */
} mbuf_traffic_class_t;
#define MBUF_TC_MAX 4

/* Service classes of packets. Bits 16-23 hold 8 times the index, bits 0-15 128 times the legacy class. */
typedef enum {
  MBUF_SC_UNSPEC = -1,
  MBUF_SC_BE = 0x00000000,
  MBUF_SC_BK_SYS = 0x00080090,
  MBUF_SC_BK = 0x00100080,
  MBUF_SC_RD = 0x00180010,
  MBUF_SC_OAM = 0x00200020,
  MBUF_SC_AV = 0x00280120,
  MBUF_SC_RV = 0x00300110,
  MBUF_SC_VI = 0x00380100,
  MBUF_SC_VO = 0x00400180,
  MBUF_SC_CTL = 0x00480190
} mbuf_svc_class_t;
#define MBUF_SC_MAX_CLASSES 10

/* Auxiliary flags of a packet header. */
typedef u_int32_t mbuf_pkthdr_aux_flags_t;
enum {
  MBUF_PKTAUXF_INET_RESOLVE_RTR = 0x0004,
  MBUF_PKTAUXF_INET6_RESOLVE_RTR = 0x0008
};

/* Physical addresses; there are none in user space. */
typedef u_int64_t addr64_t;

/* "Everything from the offset on", as a length. */
#define MBUF_COPYALL 1000000000

/* The answer of mbuf_stats. Counts above 65535 of one type are reported as 65535. */
struct mbuf_stat {
  u_int32_t mbufs;        /* mbufs made since the process began, in use or free */
  u_int32_t clusters;     /* 2 KiB clusters, likewise */
  u_int32_t clfree;       /* 2 KiB clusters that are free */
  u_int32_t drops;        /* allocations that failed */
  u_int32_t wait;         /* allocations that waited: always 0 */
  u_int32_t drain;        /* times that caches were emptied: always 0 */
  u_short mtypes[256];    /* mbufs by type; those of MBUF_TYPE_FREE are in the pools */
  u_int32_t mcfail;       /* copies that failed */
  u_int32_t mpfail;       /* pull-ups that failed */
  u_int32_t msize;        /* bytes of an mbuf */
  u_int32_t mclbytes;     /* bytes of a cluster */
  u_int32_t minclsize;    /* more bytes than this are worth a cluster */
  u_int32_t mlen;         /* inline bytes of a plain mbuf */
  u_int32_t mhlen;        /* inline bytes of a header mbuf */
  u_int32_t bigclusters;  /* 4 KiB clusters made, in use or free */
  u_int32_t bigclfree;    /* 4 KiB clusters that are free */
  u_int32_t bigmclbytes;  /* bytes of a big cluster */
};

#endif /* SOCKETKPI_SYS_KPI_MBUF_TYPES_H */
