/* SPDX-License-Identifier: Apache-2.0
 *
 * A framed stream transport: non-blocking connect watched in slices, record marks, exact reads
 * with MSG_WAITALL, bodies as mbuf chains glued in pieces.
 *
 * Entry: rpc_tcp_run. Peer: rpcbind on 127.0.0.1 port 111 (or the port in rpc_tcp_port).
 */
#include <sys/param.h>
#include <sys/systm.h>
#include <sys/socket.h>
#include <sys/kpi_socket.h>
#include <sys/kpi_mbuf.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#define RT_LAST 0x80000000u
#define RT_MAXREC 65536
#define RT_PIECE 512
#define RT_SLICES 5

u_int16_t rpc_tcp_port = 111;

struct rt_conn {
	socket_t	c_so;
	u_int32_t	c_xid;
};

/* Reads exactly len bytes; EPIPE when the peer ends first. */
static int
rt_read(c, buf, len)
	struct rt_conn *c;
	void *buf;
	size_t len;
{
	struct iovec aio;
	struct msghdr msg;
	size_t got, done = 0;
	int error, tries = 0;

	while (done < len) {
		aio.iov_base = (char *)buf + done;
		aio.iov_len = len - done;
		bzero(&msg, sizeof(msg));
		msg.msg_iov = &aio;
		msg.msg_iovlen = 1;
		got = 0;
		error = sock_receive(c->c_so, &msg, MSG_WAITALL, &got);
		if (error == EWOULDBLOCK || error == EINTR) {
			if (++tries > 5)
				return ETIMEDOUT;
			continue;
		}
		if (error)
			return error;
		if (got == 0)
			return EPIPE;
		done += got;
	}
	return 0;
}

/* Reads one record as a chain, in pieces of bounded size. */
static int
rt_record(c, mp)
	struct rt_conn *c;
	mbuf_t *mp;
{
	u_int32_t mark, left;
	mbuf_t head = NULL, m;
	size_t len;
	int error, tries = 0;

	*mp = NULL;
	error = rt_read(c, &mark, sizeof(mark));
	if (error)
		return error;
	mark = ntohl(mark);
	if (!(mark & RT_LAST))
		return EBADRPC;
	left = mark & ~RT_LAST;
	if (left == 0 || left > RT_MAXREC)
		return EBADRPC;
	while (left > 0) {
		len = left < RT_PIECE ? left : RT_PIECE;
		m = NULL;
		error = sock_receivembuf(c->c_so, NULL, &m, MSG_WAITALL, &len);
		if ((error == EWOULDBLOCK || error == EINTR) && ++tries < 5)
			continue;
		if (error == 0 && m == NULL)
			error = EPIPE;
		if (error) {
			if (head != NULL)
				mbuf_freem(head);
			return error;
		}
		left -= len;
		head = head ? mbuf_concatenate(head, m) : m;
	}
	for (m = head, len = 0; m != NULL; m = mbuf_next(m))
		len += mbuf_len(m);
	mbuf_pkthdr_setlen(head, len);
	*mp = head;
	return 0;
}

static int
rt_call(c, proc)
	struct rt_conn *c;
	u_int32_t proc;
{
	u_int32_t words[10], mark;
	mbuf_t m;
	size_t sent = 0;
	int error;

	bzero(words, sizeof(words));
	words[0] = htonl(++c->c_xid);
	words[2] = htonl(2);
	words[3] = htonl(100000);
	words[4] = htonl(2);
	words[5] = htonl(proc);
	error = mbuf_allocpacket(MBUF_WAITOK, sizeof(words), NULL, &m);
	if (error)
		return error;
	error = mbuf_copyback(m, 0, sizeof(words), words, MBUF_WAITOK);
	if (error) {
		mbuf_freem(m);
		return error;
	}
	error = mbuf_prepend(&m, sizeof(mark), MBUF_WAITOK);
	if (error)
		return error;
	mark = htonl(RT_LAST | (u_int32_t)sizeof(words));
	bcopy(&mark, mbuf_data(m), sizeof(mark));
	return sock_sendmbuf(c->c_so, NULL, m, 0, &sent);
}

static int
rt_check(c, m, bodyp)
	struct rt_conn *c;
	mbuf_t m;
	size_t *bodyp;
{
	u_int32_t head[6];

	if (mbuf_copydata(m, 0, sizeof(head), head))
		return EBADRPC;
	if (ntohl(head[0]) != c->c_xid || ntohl(head[1]) != 1)
		return EBADRPC;
	if (head[2] != 0 || head[5] != 0)
		return ERPCMISMATCH;
	*bodyp = mbuf_pkthdr_len(m) - sizeof(head);
	return 0;
}

static int
rt_connect(c)
	struct rt_conn *c;
{
	struct sockaddr_in sin;
	struct timeval tv;
	int error, i, on = 1;

	error = sock_socket(PF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, NULL, &c->c_so);
	if (error)
		return error;
	tv.tv_sec = 2;
	tv.tv_usec = 0;
	(void)sock_setsockopt(c->c_so, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	(void)sock_setsockopt(c->c_so, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
	error = sock_setsockopt(c->c_so, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (!error)
		error = sock_setsockopt(c->c_so, IPPROTO_TCP, TCP_CONNECTIONTIMEOUT, &tv, sizeof(tv));
	if (!error)
		error = sock_setsockopt(c->c_so, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	bzero(&sin, sizeof(sin));
	sin.sin_len = sizeof(sin);
	sin.sin_family = AF_INET;
	sin.sin_port = htons(rpc_tcp_port);
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (!error)
		error = sock_connect(c->c_so, (struct sockaddr *)&sin, MSG_DONTWAIT);
	if (error == EINPROGRESS) {
		tv.tv_sec = 1;
		for (i = 0; i < RT_SLICES; i++) {
			error = sock_connectwait(c->c_so, &tv);
			if (error != EINPROGRESS)
				break;
		}
		if (error == EINPROGRESS)
			error = ETIMEDOUT;
	}
	if (error) {
		sock_close(c->c_so);
		c->c_so = NULL;
	}
	return error;
}

int
rpc_tcp_run(void)
{
	struct rt_conn conn;
	mbuf_t reply;
	size_t body;
	int error, i;

	bzero(&conn, sizeof(conn));
	conn.c_xid = 0x1000;
	error = rt_connect(&conn);
	if (error)
		return error;
	for (i = 0; i < 4 && !error; i++) {
		error = rt_call(&conn, (i & 1) ? 4 : 0);	/* the null call; the list of mappings */
		if (error)
			break;
		error = rt_record(&conn, &reply);
		if (error)
			break;
		error = rt_check(&conn, reply, &body);
		if (!error && (i & 1))
			printf("mappings: %lu bytes\n", (unsigned long)body);
		mbuf_freem(reply);
	}
	(void)sock_shutdown(conn.c_so, SHUT_RDWR);
	sock_close(conn.c_so);
	return error;
}
