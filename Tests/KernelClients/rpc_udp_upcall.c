/* SPDX-License-Identifier: Apache-2.0
 *
 * A datagram RPC transport the way kernel clients were written: an upcall queues what arrived, a
 * sender thread retransmits, every queued request holds the socket.
 *
 * Entry: rpc_udp_run. Peer: rpcbind on 127.0.0.1 port 111 (or the port in rpc_udp_port).
 */
#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <sys/socket.h>
#include <sys/kpi_mbuf.h>
#include <netinet/in.h>
#include <kern/locks.h>
#include <kern/thread.h>
#include <libkern/OSAtomic.h>
#include <libkern/OSMalloc.h>

#define RU_PROG_PORTMAP 100000
#define RU_VERS 2
#define RU_NREQ 8
#define RU_RETRANS (hz / 2)

TAILQ_HEAD(ru_list, ru_req);

struct ru_req {
	TAILQ_ENTRY(ru_req) r_link;
	struct ru_list	*r_on;		/* the list it is on, or null */
	u_int32_t	r_xid;
	u_int32_t	r_proc;
	int		r_done;
	int		r_error;
	int		r_sends;
	u_int32_t	r_answer;
	socket_t	r_so;
};

static lck_grp_t	*ru_grp;
static lck_mtx_t	*ru_mtx;
static OSMallocTag	ru_tag;
static struct ru_list	ru_pending;
static struct ru_list	ru_sendq;
static int		ru_stopping;
static int		ru_sender_gone;
static SInt32		ru_upcalls;
u_int16_t		rpc_udp_port = 111;

/* Moves a request to another list, or to none. */
static void
ru_move(req, list)
	struct ru_req *req;
	struct ru_list *list;
{
	lck_mtx_assert(ru_mtx, LCK_MTX_ASSERT_OWNED);
	if (req->r_on != NULL)
		TAILQ_REMOVE(req->r_on, req, r_link);
	req->r_on = list;
	if (list != NULL)
		TAILQ_INSERT_TAIL(list, req, r_link);
}

static void
ru_loopback(sin, port)
	struct sockaddr_in *sin;
	u_int16_t port;
{
	bzero(sin, sizeof(*sin));
	sin->sin_len = sizeof(*sin);
	sin->sin_family = AF_INET;
	sin->sin_port = htons(port);
	sin->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
}

/* Takes one word off the chain's front. */
static int
ru_word(mp, wordp)
	mbuf_t *mp;
	u_int32_t *wordp;
{
	u_int32_t word;

	if (mbuf_pkthdr_len(*mp) < sizeof(word))
		return EBADRPC;
	if (mbuf_len(*mp) < sizeof(word)) {
		if (mbuf_pullup(mp, sizeof(word)))
			return ENOMEM;
	}
	bcopy(mbuf_data(*mp), &word, sizeof(word));
	mbuf_adj(*mp, sizeof(word));
	*wordp = ntohl(word);
	return 0;
}

static void
ru_reply(m)
	mbuf_t m;
{
	u_int32_t words[6], answer = 0;
	struct ru_req *req;
	int i, error = 0;

	for (i = 0; i < 6 && !error; i++)
		error = ru_word(&m, &words[i]);
	if (!error && (words[1] != 1 || words[2] != 0 || words[5] != 0))
		error = EBADRPC;
	if (!error && mbuf_pkthdr_len(m) >= sizeof(answer))
		error = ru_word(&m, &answer);
	if (m != NULL)
		mbuf_freem(m);
	if (i == 0)
		return;
	lck_mtx_lock(ru_mtx);
	TAILQ_FOREACH(req, &ru_pending, r_link) {
		if (req->r_xid != words[0])
			continue;
		ru_move(req, NULL);
		req->r_done = 1;
		req->r_error = error;
		req->r_answer = answer;
		wakeup(req);
		break;
	}
	lck_mtx_unlock(ru_mtx);
}

static void
ru_upcall(socket_t so, void *cookie, __unused int waitf)
{
	struct sockaddr_storage from;
	struct msghdr msg;
	mbuf_t m;
	size_t len;

	OSIncrementAtomic((SInt32 *)cookie);
	for (;;) {
		bzero(&msg, sizeof(msg));
		msg.msg_name = &from;
		msg.msg_namelen = sizeof(from);
		m = NULL;
		len = 1 << 18;
		if (sock_receivembuf(so, &msg, &m, MSG_DONTWAIT, &len) || m == NULL)
			break;
		ru_reply(m);
	}
}

static int
ru_send(req)
	struct ru_req *req;
{
	u_int32_t call[14];
	mbuf_t m;
	int error, words = 0;

	call[words++] = htonl(req->r_xid);
	call[words++] = htonl(0);		/* call */
	call[words++] = htonl(2);		/* RPC version */
	call[words++] = htonl(RU_PROG_PORTMAP);
	call[words++] = htonl(RU_VERS);
	call[words++] = htonl(req->r_proc);
	call[words++] = 0; call[words++] = 0;	/* no credential */
	call[words++] = 0; call[words++] = 0;	/* no verifier */
	if (req->r_proc == 3) {			/* where is the portmapper itself? */
		call[words++] = htonl(RU_PROG_PORTMAP);
		call[words++] = htonl(RU_VERS);
		call[words++] = htonl(IPPROTO_TCP);
		call[words++] = 0;
	}
	error = mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &m);
	if (error)
		return error;
	error = mbuf_copyback(m, 0, words * sizeof(call[0]), call, MBUF_WAITOK);
	if (error) {
		mbuf_freem(m);
		return error;
	}
	mbuf_pkthdr_setlen(m, words * sizeof(call[0]));
	mbuf_pkthdr_setrcvif(m, NULL);
	return sock_sendmbuf(req->r_so, NULL, m, 0, NULL);
}

/* The sender: everything queued is sent and then waits for its answer. */
static void
ru_sender(__unused void *arg, __unused wait_result_t wr)
{
	struct ru_req *req, copy;
	socket_t so;

	lck_mtx_lock(ru_mtx);
	while (!ru_stopping || !TAILQ_EMPTY(&ru_sendq)) {
		req = TAILQ_FIRST(&ru_sendq);
		if (req == NULL) {
			msleep(&ru_sendq, ru_mtx, PSOCK, "ru_sender", NULL);
			continue;
		}
		ru_move(req, &ru_pending);
		req->r_sends++;
		copy = *req;	/* the request may be gone while we send */
		so = copy.r_so;
		sock_retain(so);
		lck_mtx_unlock(ru_mtx);
		(void)ru_send(&copy);
		sock_release(so);
		lck_mtx_lock(ru_mtx);
	}
	ru_sender_gone = 1;
	wakeup(&ru_sender_gone);
	lck_mtx_unlock(ru_mtx);
	thread_terminate(current_thread());
}

/* Waits for the answer, and queues the request again when none comes. */
static int
ru_wait(req)
	struct ru_req *req;
{
	struct timespec ts;
	int error = 0;

	ts.tv_sec = RU_RETRANS / hz;
	ts.tv_nsec = (RU_RETRANS % hz) * (NSEC_PER_SEC / hz);
	lck_mtx_lock(ru_mtx);
	while (!req->r_done && req->r_sends < 6) {
		error = msleep(req, ru_mtx, PSOCK | PCATCH, "ru_wait", &ts);
		if (error == EINTR)
			break;
		if (error == EWOULDBLOCK && !req->r_done && req->r_sends > 0) {
			ru_move(req, &ru_sendq);
			wakeup(&ru_sendq);
		}
	}
	if (!req->r_done) {
		ru_move(req, NULL);
		req->r_error = error == EINTR ? EINTR : ETIMEDOUT;
	}
	lck_mtx_unlock(ru_mtx);
	return req->r_error;
}

static int
ru_socket(sop)
	socket_t *sop;
{
	struct sockaddr_in sin;
	struct timeval tv;
	int error, on = 1, size = 64 * 1024;

	error = sock_socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP, ru_upcall, &ru_upcalls, sop);
	if (error)
		return error;
	tv.tv_sec = 1;
	tv.tv_usec = 0;
	error = sock_setsockopt(*sop, SOL_SOCKET, SO_NOADDRERR, &on, sizeof(on));
	if (!error)
		error = sock_setsockopt(*sop, SOL_SOCKET, SO_UPCALLCLOSEWAIT, &on, sizeof(on));
	if (!error)
		error = sock_setsockopt(*sop, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (!error)
		error = sock_setsockopt(*sop, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
	ru_loopback(&sin, rpc_udp_port);
	if (!error)
		error = sock_connect(*sop, (struct sockaddr *)&sin, 0);
	if (error) {
		sock_close(*sop);
		*sop = NULL;
	}
	return error;
}

int
rpc_udp_run(void)
{
	struct ru_req *reqs[RU_NREQ];
	thread_t sender;
	socket_t so;
	int i, error;

	ru_grp = lck_grp_alloc_init("rpc_udp", LCK_GRP_ATTR_NULL);
	ru_mtx = lck_mtx_alloc_init(ru_grp, LCK_ATTR_NULL);
	ru_tag = OSMalloc_Tagalloc("rpc_udp", OSMT_DEFAULT);
	TAILQ_INIT(&ru_pending);
	TAILQ_INIT(&ru_sendq);
	ru_stopping = ru_sender_gone = 0;
	error = ru_socket(&so);
	if (error)
		goto out;
	if (kernel_thread_start(ru_sender, NULL, &sender) != KERN_SUCCESS) {
		error = ENOMEM;
		goto closeit;
	}
	thread_deallocate(sender);
	for (i = 0; i < RU_NREQ; i++) {
		reqs[i] = OSMalloc(sizeof(struct ru_req), ru_tag);
		if (reqs[i] == NULL)
			break;
		bzero(reqs[i], sizeof(struct ru_req));
		reqs[i]->r_xid = random();
		reqs[i]->r_proc = (i & 1) ? 3 : 0;
		reqs[i]->r_so = so;
		lck_mtx_lock(ru_mtx);
		ru_move(reqs[i], &ru_sendq);
		wakeup(&ru_sendq);
		lck_mtx_unlock(ru_mtx);
	}
	while (i-- > 0) {
		int e = ru_wait(reqs[i]);
		if (e && !error)
			error = e;
		if (!e && reqs[i]->r_proc == 3)
			printf("portmapper over TCP: port %u\n", reqs[i]->r_answer);
		OSFree(reqs[i], sizeof(struct ru_req), ru_tag);
	}
	lck_mtx_lock(ru_mtx);
	ru_stopping = 1;
	wakeup(&ru_sendq);
	while (!ru_sender_gone)
		msleep(&ru_sender_gone, ru_mtx, PWAIT, "ru_gone", NULL);
	lck_mtx_unlock(ru_mtx);
closeit:
	sock_close(so);
out:
	OSMalloc_Tagfree(ru_tag);
	lck_mtx_free(ru_mtx, ru_grp);
	lck_grp_free(ru_grp);
	return error;
}
