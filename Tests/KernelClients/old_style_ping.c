/* SPDX-License-Identifier: Apache-2.0
 *
 * A caller of rpcbind as kernels had it before prototypes: K&R definitions with attributes in front,
 * register, spl levels, a timer by timeout(), tunables of every kind, headers nobody needs.
 *
 * Entry: ping_start. Peer: rpcbind on 127.0.0.1 port 111.
 */
#include <sys/param.h>
#include <sys/systm.h>
#include <sys/proc.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <sys/mbuf.h>
#include <sys/kpi_mbuf.h>
#include <sys/mount.h>
#include <sys/vnode.h>
#include <sys/domain.h>
#include <sys/protosw.h>
#include <sys/socket.h>
#include <sys/socketvar.h>
#include <sys/syslog.h>
#include <sys/tprintf.h>
#include <sys/sysctl.h>
#include <sys/uio.h>
#include <sys/ucred.h>
#include <sys/user.h>
#include <machine/spl.h>
#include <libkern/OSAtomic.h>
#include <libkern/libkern.h>
#include <kern/clock.h>
#include <kern/kalloc.h>
#include <kern/thread.h>
#include <kern/lock.h>

#include <netinet/in.h>
#include <netinet/tcp.h>

#define	PINGMAXTRY	5
#define	PING_TICKINTVL	10
#define PING_TICKS	((hz * PING_TICKINTVL + 500) / 1000)
#define	PINGSIG(s)	((s) & (sigmask(SIGINT)|sigmask(SIGTERM)|sigmask(SIGKILL)|sigmask(SIGHUP)|sigmask(SIGQUIT)))

struct ping_args {
	int	pa_prog;
	int	pa_vers;
	u_short	pa_port;
	struct sockaddr_in pa_sin;
};

struct ping_rep {
	TAILQ_ENTRY(ping_rep) r_chain;
	u_int32_t	r_xid;
	mbuf_t		r_mrep;
	int		r_flags;
	int		r_timer, r_rexmit;
	struct proc	*r_procp;
};
#define R_SENT 0x01
#define R_TIMEDOUT 0x02
#define R_DONE 0x04

TAILQ_HEAD(, ping_rep) ping_reqq;
static lck_grp_t	*ping_grp;
static lck_attr_t	*ping_attr;
static lck_mtx_t	*ping_mutex;
static int		ping_ticks;
static int		ping_timer_on, ping_timer_stop;
static u_int32_t	ping_xid, ping_xid_touched;
struct pingstats { int sent, recv, retries, bad; } pingstats;

static int ping_debug = 0;
SYSCTL_DECL(_net);
SYSCTL_NODE(_net, OID_AUTO, ping, CTLFLAG_RW, 0, "ping");
SYSCTL_INT(_net_ping, OID_AUTO, debug, CTLFLAG_RW, &ping_debug, 0, "");
static int sysctl_ping_stat SYSCTL_HANDLER_ARGS;
SYSCTL_PROC(_net_ping, OID_AUTO, sent, CTLTYPE_INT|CTLFLAG_RW, 0, 0, sysctl_ping_stat, "I", "");
SYSCTL_STRUCT(_net_ping, OID_AUTO, stats, CTLFLAG_RD, &pingstats, pingstats, "");
static char ping_name[32] = "unnamed";
SYSCTL_STRING(_net_ping, OID_AUTO, name, CTLFLAG_RW, ping_name, sizeof(ping_name), "");

static int
sysctl_ping_stat SYSCTL_HANDLER_ARGS
{
#pragma unused(arg1, arg2)
	int value = pingstats.sent, error;

	error = sysctl_handle_int(oidp, &value, 0, req);
	if (error || !req->newptr)
		return (error);
	pingstats.sent = value;
	return (0);
}

int	ping_connect();
void	ping_timer(void *);
static void ping_rcv(socket_t, void *, int);
static u_int32_t ping_newxid __P((void));

static u_int32_t
ping_newxid()
{
	struct timeval now;

	if (!ping_xid_touched) {
		microtime(&now);
		ping_xid = now.tv_sec << 12;
		ping_xid |= random() & 0xfff;
		ping_xid_touched = 1;
	}
	if (++ping_xid == 0)
		ping_xid++;
	return (ping_xid);
}

/*
 * Build the header, by hand, in a chain of mbufs.
 */
static mbuf_t
ping_build(xid, prog, vers, proc, body, bodylen)
	register u_int32_t xid;
	register int prog, vers, proc;
	caddr_t body;
	int bodylen;
{
	mbuf_t m, m2;
	register u_int32_t *tl;
	size_t len;
	int error;

	error = mbuf_gethdr(MBUF_WAITOK, MBUF_TYPE_DATA, &m);
	if (error)
		return (NULL);
	if (mbuf_trailingspace(m) < 10 * sizeof(u_int32_t)) {
		error = mbuf_mclget(MBUF_WAITOK, MBUF_TYPE_DATA, &m);
		if (error) {
			mbuf_freem(m);
			return (NULL);
		}
	}
	tl = (u_int32_t *)mbuf_data(m);
	*tl++ = htonl(xid);
	*tl++ = 0;
	*tl++ = htonl(2);
	*tl++ = htonl(prog);
	*tl++ = htonl(vers);
	*tl++ = htonl(proc);
	*tl++ = 0; *tl++ = 0;
	*tl++ = 0; *tl++ = 0;
	len = (caddr_t)tl - (caddr_t)mbuf_data(m);
	mbuf_setlen(m, len);
	if (bodylen) {
		if ((error = mbuf_get(MBUF_WAITOK, MBUF_TYPE_DATA, &m2))) {
			mbuf_freem(m);
			return (NULL);
		}
		bcopy(body, mbuf_data(m2), bodylen);
		mbuf_setlen(m2, bodylen);
		mbuf_setnext(m, m2);
		len += bodylen;
	}
	mbuf_pkthdr_setlen(m, len);
	mbuf_pkthdr_setrcvif(m, NULL);
	return (m);
}

int
ping_connect(sin, sop)
	struct sockaddr_in *sin;
	socket_t *sop;
{
	register socket_t so;
	int error, on = 1, bufsize = 16 * 1024, i;
	struct timeval timeo;
	u_short tport;
	struct sockaddr_in me;

	if ((error = sock_socket(sin->sin_family, SOCK_DGRAM, IPPROTO_UDP, ping_rcv, NULL, sop))) {
		log(LOG_ERR, "ping: socket %d\n", error);
		return (error);
	}
	so = *sop;
	bzero(&me, sizeof me);
	me.sin_len = sizeof me;
	me.sin_family = AF_INET;
	me.sin_addr.s_addr = INADDR_ANY;
	tport = IPPORT_RESERVED - 1;
	me.sin_port = htons(tport);
	while (((error = sock_bind(so, (struct sockaddr *) &me)) == EADDRINUSE) &&
	       (--tport > IPPORT_RESERVED / 2))
		me.sin_port = htons(tport);
	if (error)
		goto bad;
	error = sock_connect(so, (struct sockaddr *)sin, MSG_DONTWAIT);
	if (error && error != EINPROGRESS)
		goto bad;
	for (i = 0; i < 10; i++) {
		timeo.tv_sec = 2;
		timeo.tv_usec = 0;
		if (sock_isconnected(so))
			break;
		if ((error = sock_connectwait(so, &timeo)) == EINPROGRESS)
			continue;
		if (error) goto bad;
	}
	timeo.tv_sec = 1;
	timeo.tv_usec = 0;
	error  = sock_setsockopt(so, SOL_SOCKET, SO_RCVTIMEO, &timeo, sizeof(timeo));
	error |= sock_setsockopt(so, SOL_SOCKET, SO_SNDTIMEO, &timeo, sizeof(timeo));
	error |= sock_setsockopt(so, SOL_SOCKET, SO_SNDBUF, &bufsize, sizeof(bufsize));
	error |= sock_setsockopt(so, SOL_SOCKET, SO_RCVBUF, &bufsize, sizeof(bufsize));
	if (error)
		log(LOG_INFO, "ping_connect: socket options failed %d\n", error);
	sock_setsockopt(so, SOL_SOCKET, SO_NOADDRERR, &on, sizeof(on));
	sock_setsockopt(so, SOL_SOCKET, SO_UPCALLCLOSEWAIT, &on, sizeof(on));
	sock_nointerrupt(so, 0);
	return (0);
bad:
	sock_close(so);
	*sop = NULL;
	return (error);
}

static void
ping_rcv(so, arg, waitflag)
	socket_t so;
	__unused void *arg;
	int waitflag;
{
	mbuf_t m;
	size_t rcvlen;
	errno_t error;
	struct ping_rep *rep;
	u_int32_t rxid;

	do {
		m = NULL;
		rcvlen = 1000000;
		error = sock_receivembuf(so, NULL, &m, MSG_DONTWAIT, &rcvlen);
		if (!m)
			continue;
		while (m && mbuf_len(m) == 0)
			m = mbuf_free(m);
		if (mbuf_pkthdr_len(m) < 8 || mbuf_copydata(m, 0, sizeof rxid, &rxid)) {
			pingstats.bad++;
			mbuf_freem(m);
			continue;
		}
		rxid = ntohl(rxid);
		lck_mtx_lock(ping_mutex);
		TAILQ_FOREACH(rep, &ping_reqq, r_chain) {
			if (rep->r_mrep == NULL && rep->r_xid == rxid) {
				rep->r_mrep = m;
				rep->r_flags |= R_DONE;
				pingstats.recv++;
				wakeup(rep);
				break;
			}
		}
		lck_mtx_unlock(ping_mutex);
		if (!rep)
			mbuf_freem(m);
	} while (m && !error);
}

void
ping_timer(arg)
	void *arg;
{
	register struct ping_rep *rep;
#ifdef __ppc__
	boolean_t funnel_state;
	funnel_state = thread_funnel_set(network_flock, TRUE);
#endif
	lck_mtx_lock(ping_mutex);
	for (rep = ping_reqq.tqh_first; rep != 0; rep = rep->r_chain.tqe_next) {
		if (rep->r_flags & (R_DONE | R_TIMEDOUT))
			continue;
		if (++rep->r_timer > 300)
			rep->r_flags |= R_TIMEDOUT, wakeup((caddr_t)rep);
	}
	if (ping_timer_stop) {
		ping_timer_on = 0;
		wakeup(&ping_timer_on);
	} else
		timeout(ping_timer, (void *)0, ping_ticks);
	lck_mtx_unlock(ping_mutex);
}

static int
ping_call(so, args, procnum, p, result)
	socket_t so;
	struct ping_args *args;
	int procnum;
	struct proc *p;
	u_int32_t *result;
{
	struct ping_rep *rep;
	u_int32_t body[4], word;
	mbuf_t m, m2;
	size_t sentlen;
	int error, slpflag = PCATCH, try;
	struct timespec ts;

	MALLOC(rep, struct ping_rep *, sizeof (*rep), M_TEMP, M_WAITOK);
	if (rep == NULL)
		return (ENOMEM);
	bzero(rep, sizeof *rep);
	rep->r_xid = ping_newxid();
	rep->r_procp = p;
	body[0] = htonl(args->pa_prog);
	body[1] = htonl(args->pa_vers);
	body[2] = htonl(IPPROTO_UDP);
	body[3] = 0;
	m = ping_build(rep->r_xid, 100000, 2, procnum, (caddr_t)body, procnum ? sizeof body : 0);
	lck_mtx_lock(ping_mutex);
	TAILQ_INSERT_TAIL(&ping_reqq, rep, r_chain);
	lck_mtx_unlock(ping_mutex);
	for (try = 0; try < PINGMAXTRY; try++) {
		error = mbuf_copym(m, 0, MBUF_COPYALL, MBUF_WAITOK, &m2);
		if (error)
			break;
		error = sock_sendmbuf(so, NULL, m2, 0, &sentlen);
		if (error)
			log(LOG_INFO, "ping: send error %d\n", error);
		OSAddAtomic(1, (SInt32 *)&pingstats.sent);
		ts.tv_sec = 1; ts.tv_nsec = 0;
		lck_mtx_lock(ping_mutex);
		error = 0;
		while (!(rep->r_flags & (R_DONE | R_TIMEDOUT)) && error == 0)
			error = msleep(rep, ping_mutex, slpflag | (PZERO - 1), "pingreply", &ts);
		lck_mtx_unlock(ping_mutex);
		if (rep->r_flags & R_DONE) {
			error = 0;
			break;
		}
		if (error == EINTR || error == ERESTART)
			break;
		OSIncrementAtomic((SInt32 *)&pingstats.retries);
	}
	mbuf_freem(m);
	lck_mtx_lock(ping_mutex);
	TAILQ_REMOVE(&ping_reqq, rep, r_chain);
	lck_mtx_unlock(ping_mutex);
	if (!error && rep->r_mrep) {
		m = rep->r_mrep;
		if (mbuf_pkthdr_len(m) >= 24) {
			if (mbuf_len(m) < 24 && (error = mbuf_pullup(&m, 24)))
				goto out;
			word = ((u_int32_t *)mbuf_data(m))[5];
			if (word)
				error = EBADRPC;
			else if (mbuf_pkthdr_len(m) >= 28) {
				mbuf_adj(m, 24);
				mbuf_copydata(m, 0, 4, &word);
				*result = ntohl(word);
			} else
				*result = 0;
		} else
			error = EBADRPC;
		mbuf_freem(m);
	} else if (!error)
		error = ETIMEDOUT;
out:
	FREE(rep, M_TEMP);
	return (error);
}

int
ping_start(argc, argv)
	int argc;
	char **argv;
{
	struct proc *p = current_proc();
	struct ping_args args;
	socket_t so;
	u_int32_t result;
	int error, s;
	lck_grp_attr_t *ga;

	ga = lck_grp_attr_alloc_init();
	lck_grp_attr_setstat(ga);
	ping_grp = lck_grp_alloc_init("ping", ga);
	ping_attr = lck_attr_alloc_init();
	lck_grp_attr_free(ga);
	ping_mutex = lck_mtx_alloc_init(ping_grp, ping_attr);
	TAILQ_INIT(&ping_reqq);
	ping_ticks = PING_TICKS;
	if (ping_ticks < 1)
		ping_ticks = 1;
	ping_timer_on = 1;
	ping_timer(0);
	sysctl_register_oid(&sysctl__net_ping);
	sysctl_register_oid(&sysctl__net_ping_debug);

	bzero((caddr_t)&args, sizeof args);
	args.pa_prog = 100000;
	args.pa_vers = 2;
	args.pa_sin.sin_len = sizeof args.pa_sin;
	args.pa_sin.sin_family = AF_INET;
	args.pa_sin.sin_port = htons(111);
	args.pa_sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s = splnet();
	if ((error = ping_connect(&args.pa_sin, &so)) == 0) {
		error = ping_call(so, &args, 0, p, &result);
		printf("null: %d\n", error);
		if (!error)
			error = ping_call(so, &args, 3, p, &result);
		printf("getport: %d port %lu\n", error, (unsigned long)result);
		sock_shutdown(so, SHUT_RDWR);
		sock_close(so);
	}
	splx(s);
	lck_mtx_lock(ping_mutex);
	ping_timer_stop = 1;
	while (ping_timer_on)
		msleep(&ping_timer_on, ping_mutex, PZERO, "pingtimer", 0);
	lck_mtx_unlock(ping_mutex);
	sysctl_unregister_oid(&sysctl__net_ping_debug);
	sysctl_unregister_oid(&sysctl__net_ping);
	lck_mtx_free(ping_mutex, ping_grp);
	lck_attr_free(ping_attr);
	lck_grp_free(ping_grp);
	printf("sent %d received %d retries %d\n", pingstats.sent, pingstats.recv, pingstats.retries);
	return (error);
}
