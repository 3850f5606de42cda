/* SPDX-License-Identifier: Apache-2.0
 *
 * TCP: header, options of the protocol, options of the socket.
 */
#ifndef _NETINET_TCP_H_
#define _NETINET_TCP_H_

#include <sys/types.h>
#include <sys/appleapiopts.h>
#include <machine/endian.h>

typedef __uint32_t tcp_seq;
typedef __uint32_t tcp_cc;

struct tcphdr {
  unsigned short th_sport;
  unsigned short th_dport;
  tcp_seq th_seq;
  tcp_seq th_ack;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  unsigned int th_x2 : 4, th_off : 4;
#else
  unsigned int th_off : 4, th_x2 : 4;
#endif
  unsigned char th_flags;
#define TH_FIN 0x01
#define TH_SYN 0x02
#define TH_RST 0x04
#define TH_PUSH 0x08
#define TH_ACK 0x10
#define TH_URG 0x20
#define TH_ECE 0x40
#define TH_CWR 0x80
#define TH_FLAGS (TH_FIN | TH_SYN | TH_RST | TH_ACK | TH_URG | TH_ECE | TH_CWR)
  unsigned short th_win;
  unsigned short th_sum;
  unsigned short th_urp;
};

#define TCPOPT_EOL 0
#define TCPOPT_NOP 1
#define TCPOPT_MAXSEG 2
#define TCPOLEN_MAXSEG 4
#define TCPOPT_WINDOW 3
#define TCPOLEN_WINDOW 3
#define TCPOPT_SACK_PERMITTED 4
#define TCPOPT_SACK 5
#define TCPOPT_TIMESTAMP 8
#define TCPOLEN_TIMESTAMP 10
#define TCP_MSS 512
#define TCP_MINMSS 216
#define TCP6_MSS 1024
#define TCP_MAXWIN 65535
#define TCP_MAX_WINSHIFT 14
#define TCP_MAXHLEN (0xf << 2)
#define TCP_MAXOLEN (TCP_MAXHLEN - sizeof(struct tcphdr))

#define TCP_NODELAY 0x01
#define TCP_MAXSEG 0x02
#define TCP_NOPUSH 0x04
#define TCP_NOOPT 0x08
#define TCP_KEEPALIVE 0x10
#define TCP_CONNECTIONTIMEOUT 0x20
#define PERSIST_TIMEOUT 0x40
#define TCP_RXT_CONNDROPTIME 0x80
#define TCP_RXT_FINDROP 0x100
#define TCP_KEEPINTVL 0x101
#define TCP_KEEPCNT 0x102
#define TCP_SENDMOREACKS 0x103
#define TCP_ENABLE_ECN 0x104
#define TCP_FASTOPEN 0x105
#define TCP_CONNECTION_INFO 0x106
#define TCP_NOTSENT_LOWAT 0x201
#define TCP_ADAPTIVE_READ_TIMEOUT 0x205
#define TCP_ADAPTIVE_WRITE_TIMEOUT 0x206

#endif /* _NETINET_TCP_H_ */
