/* SPDX-License-Identifier: Apache-2.0
 *
 * Sockets: types, options, families, addresses, messages. Darwin's numbers and layouts; an address
 * begins with its length.
 */
#ifndef _SYS_SOCKET_H_
#define _SYS_SOCKET_H_

#include <sys/types.h>
#include <sys/cdefs.h>
#include <sys/queue.h>
#include <sys/uio.h>
#include <machine/param.h>

#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define SOCK_RAW 3
#define SOCK_RDM 4
#define SOCK_SEQPACKET 5

/* Options of the socket level that are single bits. */
#define SO_DEBUG 0x0001
#define SO_ACCEPTCONN 0x0002
#define SO_REUSEADDR 0x0004
#define SO_KEEPALIVE 0x0008
#define SO_DONTROUTE 0x0010
#define SO_BROADCAST 0x0020
#define SO_USELOOPBACK 0x0040
#define SO_LINGER 0x0080 /* ticks of 1/hz seconds */
#define SO_OOBINLINE 0x0100
#define SO_REUSEPORT 0x0200
#define SO_TIMESTAMP 0x0400
#define SO_TIMESTAMP_MONOTONIC 0x0800
#define SO_DONTTRUNC 0x2000
#define SO_WANTMORE 0x4000
#define SO_WANTOOBFLAG 0x8000
#define SO_NOWAKEFROMSLEEP 0x10000

/* Options of the socket level with a value. */
#define SO_SNDBUF 0x1001
#define SO_RCVBUF 0x1002
#define SO_SNDLOWAT 0x1003
#define SO_RCVLOWAT 0x1004
#define SO_SNDTIMEO 0x1005
#define SO_RCVTIMEO 0x1006
#define SO_ERROR 0x1007
#define SO_TYPE 0x1008
#define SO_LABEL 0x1010
#define SO_PEERLABEL 0x1011
#define SO_NREAD 0x1020
#define SO_NKE 0x1021
#define SO_NOSIGPIPE 0x1022
#define SO_NOADDRERR 0x1023
#define SO_NWRITE 0x1024
#define SO_REUSESHAREUID 0x1025
#define SO_NOTIFYCONFLICT 0x1026
#define SO_UPCALLCLOSEWAIT 0x1027
#define SO_LINGER_SEC 0x1080
#define SO_RESTRICTIONS 0x1081
#define SO_RANDOMPORT 0x1082
#define SO_NP_EXTENSIONS 0x1083
#define SO_EXECPATH 0x1085
#define SO_TRAFFIC_CLASS 0x1086
#define SO_RECV_TRAFFIC_CLASS 0x1087
#define SO_TRAFFIC_CLASS_DBG 0x1088
#define SO_TRAFFIC_CLASS_STATS 0x1089
#define SO_PRIVILEGED_TRAFFIC_CLASS 0x1090
#define SO_DEFUNCTIT 0x1100
#define SO_DEFUNCTOK 0x1100
#define SO_ISDEFUNCT 0x1101
#define SO_OPPORTUNISTIC 0x1102
#define SO_FLUSH 0x1103
#define SO_RECV_ANYIF 0x1104
#define SO_TRAFFIC_MGT_BACKGROUND 0x1105
#define SO_FLOW_DIVERT_TOKEN 0x1106
#define SO_DELEGATED 0x1107
#define SO_DELEGATED_UUID 0x1108
#define SO_NECP_ATTRIBUTES 0x1109
#define SO_CFIL_SOCK_ID 0x1110
#define SO_NECP_CLIENTUUID 0x1111
#define SO_NUMRCVPKT 0x1112
#define SO_NET_SERVICE_TYPE 0x1116
#define SO_NETSVC_MARKING_LEVEL 0x1119

/* Traffic classes, lowest priority first except that best effort is 0. */
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
#define NET_SERVICE_TYPE_BE 0
#define NET_SERVICE_TYPE_BK 1
#define NET_SERVICE_TYPE_SIG 2
#define NET_SERVICE_TYPE_VI 3
#define NET_SERVICE_TYPE_VO 4
#define NET_SERVICE_TYPE_RV 5
#define NET_SERVICE_TYPE_AV 6
#define NET_SERVICE_TYPE_OAM 7
#define NET_SERVICE_TYPE_RD 8

#define SONPX_SETOPTSHUT 0x000000001
#define SOL_SOCKET 0xffff
#define SOMAXCONN 128
#define SOCK_MAXADDRLEN 255
#define SHUT_RD 0
#define SHUT_WR 1
#define SHUT_RDWR 2

#define AF_UNSPEC 0
#define AF_UNIX 1
#define AF_LOCAL AF_UNIX
#define AF_INET 2
#define AF_IMPLINK 3
#define AF_PUP 4
#define AF_CHAOS 5
#define AF_NS 6
#define AF_ISO 7
#define AF_OSI AF_ISO
#define AF_ECMA 8
#define AF_DATAKIT 9
#define AF_CCITT 10
#define AF_SNA 11
#define AF_DECnet 12
#define AF_DLI 13
#define AF_LAT 14
#define AF_HYLINK 15
#define AF_APPLETALK 16
#define AF_ROUTE 17
#define AF_LINK 18
#define pseudo_AF_XTP 19
#define AF_COIP 20
#define AF_CNT 21
#define pseudo_AF_RTIP 22
#define AF_IPX 23
#define AF_SIP 24
#define pseudo_AF_PIP 25
#define AF_NDRV 27
#define AF_ISDN 28
#define AF_E164 AF_ISDN
#define pseudo_AF_KEY 29
#define AF_INET6 30
#define AF_NATM 31
#define AF_SYSTEM 32
#define AF_NETBIOS 33
#define AF_PPP 34
#define pseudo_AF_HDRCMPLT 35
#define AF_IEEE80211 37
#define AF_UTUN 38
#define AF_MULTIPATH 39
#define AF_VSOCK 40
#define AF_MAX 41

#define PF_UNSPEC AF_UNSPEC
#define PF_LOCAL AF_LOCAL
#define PF_UNIX AF_UNIX
#define PF_INET AF_INET
#define PF_APPLETALK AF_APPLETALK
#define PF_ROUTE AF_ROUTE
#define PF_LINK AF_LINK
#define PF_NDRV AF_NDRV
#define PF_KEY pseudo_AF_KEY
#define PF_INET6 AF_INET6
#define PF_NATM AF_NATM
#define PF_SYSTEM AF_SYSTEM
#define PF_NETBIOS AF_NETBIOS
#define PF_PPP AF_PPP
#define PF_VLAN ((__uint32_t)0x766c616e)
#define PF_BOND ((__uint32_t)0x626f6e64)
#define PF_BRIDGE ((__uint32_t)0x62726467)
#define PF_UTUN AF_UTUN
#define PF_MULTIPATH AF_MULTIPATH
#define PF_MAX AF_MAX

#define MSG_OOB 0x1
#define MSG_PEEK 0x2
#define MSG_DONTROUTE 0x4
#define MSG_EOR 0x8
#define MSG_TRUNC 0x10
#define MSG_CTRUNC 0x20
#define MSG_WAITALL 0x40
#define MSG_DONTWAIT 0x80
#define MSG_EOF 0x100
#define MSG_WAITSTREAM 0x200
#define MSG_FLUSH 0x400
#define MSG_HOLD 0x800
#define MSG_SEND 0x1000
#define MSG_HAVEMORE 0x2000
#define MSG_RCVMORE 0x4000
#define MSG_COMPAT 0x8000
#define MSG_NEEDSA 0x10000
#define MSG_NBIO 0x20000
#define MSG_SKIPCFIL 0x40000
#define MSG_NOSIGNAL 0x80000
#define MSG_USEUPCALL ((int)0x80000000)

struct sockaddr {
  __uint8_t sa_len;
  sa_family_t sa_family;
  char sa_data[14];
};

struct sockproto {
  __uint16_t sp_family;
  __uint16_t sp_protocol;
};

#define _SS_MAXSIZE 128
#define _SS_ALIGNSIZE (sizeof(__int64_t))
#define _SS_PAD1SIZE (_SS_ALIGNSIZE - sizeof(__uint8_t) - sizeof(sa_family_t))
#define _SS_PAD2SIZE \
  (_SS_MAXSIZE - sizeof(__uint8_t) - sizeof(sa_family_t) - _SS_PAD1SIZE - _SS_ALIGNSIZE)
struct sockaddr_storage {
  __uint8_t ss_len;
  sa_family_t ss_family;
  char __ss_pad1[_SS_PAD1SIZE];
  __int64_t __ss_align;
  char __ss_pad2[_SS_PAD2SIZE];
};

struct linger {
  int l_onoff;
  int l_linger;
};

struct so_np_extensions {
  __uint32_t npx_flags;
  __uint32_t npx_mask;
};

struct accept_filter_arg {
  char af_name[16];
  char af_arg[256 - 16];
};

struct msghdr {
  void *msg_name;
  socklen_t msg_namelen;
  struct iovec *msg_iov;
  int msg_iovlen;
  void *msg_control;
  socklen_t msg_controllen;
  int msg_flags;
};

struct cmsghdr {
  socklen_t cmsg_len;
  int cmsg_level;
  int cmsg_type;
};

struct cmsgcred {
  pid_t cmcred_pid;
  uid_t cmcred_uid;
  uid_t cmcred_euid;
  gid_t cmcred_gid;
  short cmcred_ngroups;
  gid_t cmcred_groups[16];
};

#define __DARWIN_ALIGN32(n) (((__SIZE_TYPE__)(n) + 3) & ~(__SIZE_TYPE__)3)
#define CMSG_DATA(cmsg) ((unsigned char *)(cmsg) + __DARWIN_ALIGN32(sizeof(struct cmsghdr)))
#define CMSG_FIRSTHDR(mhdr)                                   \
  ((mhdr)->msg_controllen >= sizeof(struct cmsghdr)           \
     ? (struct cmsghdr *)(mhdr)->msg_control                  \
     : (struct cmsghdr *)0L)
#define CMSG_NXTHDR(mhdr, cmsg)                                                              \
  ((char *)(cmsg) == (char *)0L                                                              \
     ? CMSG_FIRSTHDR(mhdr)                                                                   \
     : ((((unsigned char *)(cmsg) + __DARWIN_ALIGN32((__uint32_t)(cmsg)->cmsg_len) +         \
          __DARWIN_ALIGN32(sizeof(struct cmsghdr))) >                                        \
         ((unsigned char *)(mhdr)->msg_control + (mhdr)->msg_controllen))                    \
          ? (struct cmsghdr *)0L                                                             \
          : (struct cmsghdr *)(void *)((unsigned char *)(cmsg) +                             \
                                       __DARWIN_ALIGN32((__uint32_t)(cmsg)->cmsg_len))))
#define CMSG_SPACE(length) (__DARWIN_ALIGN32(sizeof(struct cmsghdr)) + __DARWIN_ALIGN32(length))
#define CMSG_LEN(length) (__DARWIN_ALIGN32(sizeof(struct cmsghdr)) + (length))

#define SCM_RIGHTS 0x01
#define SCM_TIMESTAMP 0x02
#define SCM_CREDS 0x03
#define SCM_TIMESTAMP_MONOTONIC 0x04

#include <sys/kpi_socket.h>

#endif /* _SYS_SOCKET_H_ */
