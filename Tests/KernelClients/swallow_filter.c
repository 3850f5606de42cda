/* SPDX-License-Identifier: Apache-2.0
 *
 * A socket filter that swallows every incoming datagram, tags it, and injects it again from a timer.
 * The injected chain comes back through the filter and is known by its tag.
 *
 * Entry: swallow_run.
 */
#include <sys/param.h>
#include <sys/systm.h>
#include <sys/socket.h>
#include <sys/kpi_mbuf.h>
#include <sys/kpi_socketfilter.h>
#include <netinet/in.h>
#include <kern/locks.h>
#include <kern/thread_call.h>
#include <libkern/OSMalloc.h>

#define SW_HANDLE 0x53574c57
#define SW_COUNT 5

struct sw_cookie {
	socket_t	k_so;
	u_int32_t	k_swallowed;
	u_int32_t	k_passed;
};

struct sw_packet {
	STAILQ_ENTRY(sw_packet) p_link;
	socket_t	p_so;
	mbuf_t		p_data;
	mbuf_t		p_control;
	struct sockaddr_storage p_from;
};

static lck_grp_t	*sw_grp;
static lck_mtx_t	*sw_mtx;
static OSMallocTag	sw_tag;
static mbuf_tag_id_t	sw_id;
static STAILQ_HEAD(sw_queue, sw_packet) sw_queue;
static u_int32_t	sw_swallowed, sw_passed, sw_denied, sw_notified;
static int		sw_gone;

static errno_t
sw_attach(void **cookie, socket_t so)
{
	struct sw_cookie *k = OSMalloc(sizeof(*k), sw_tag);

	if (k == NULL)
		return ENOMEM;
	bzero(k, sizeof(*k));
	k->k_so = so;
	*cookie = k;
	return 0;
}

static void
sw_detach(void *cookie, __unused socket_t so)
{
	OSFree(cookie, sizeof(struct sw_cookie), sw_tag);
}

static void
sw_unregistered(__unused sflt_handle handle)
{
	lck_mtx_lock(sw_mtx);
	sw_gone = 1;
	wakeup(&sw_gone);
	lck_mtx_unlock(sw_mtx);
}

static void
sw_notify(__unused void *cookie, __unused socket_t so, __unused sflt_event_t event,
    __unused void *param)
{
	OSIncrementAtomic(&sw_notified);
}

static int
sw_is_ours(mbuf_t m)
{
	size_t len;
	void *p;

	return mbuf_tag_find(m, sw_id, 1, &len, &p) == 0;
}

/* A timer's turn: what was swallowed goes back. */
static void
sw_timer(__unused thread_call_param_t p0, __unused thread_call_param_t p1)
{
	struct sw_packet *p;

	for (;;) {
		lck_mtx_lock(sw_mtx);
		p = STAILQ_FIRST(&sw_queue);
		if (p != NULL)
			STAILQ_REMOVE_HEAD(&sw_queue, p_link);
		lck_mtx_unlock(sw_mtx);
		if (p == NULL)
			return;
		if (sock_inject_data_in(p->p_so, (struct sockaddr *)&p->p_from, p->p_data,
		    p->p_control, 0)) {
			mbuf_freem(p->p_data);
			if (p->p_control)
				mbuf_freem(p->p_control);
		}
		OSFree(p, sizeof(*p), sw_tag);
	}
}

static thread_call_t sw_call;

static errno_t
sw_data_in(void *cookie, socket_t so, const struct sockaddr *from, mbuf_t *data, mbuf_t *control,
    __unused sflt_data_flag_t flags)
{
	struct sw_cookie *k = cookie;
	struct sw_packet *p;
	uint64_t deadline;
	void *tagdata;

	if (data == NULL || *data == NULL)
		return 0;
	if (sw_is_ours(*data)) {
		k->k_passed++;
		OSIncrementAtomic(&sw_passed);
		return 0;
	}
	if (mbuf_tag_allocate(*data, sw_id, 1, sizeof(u_int32_t), MBUF_DONTWAIT, &tagdata))
		return 0;
	p = OSMalloc_noblock(sizeof(*p), sw_tag);
	if (p == NULL)
		return 0;
	bzero(p, sizeof(*p));
	p->p_so = so;
	p->p_data = *data;
	p->p_control = control ? *control : NULL;
	if (from != NULL)
		bcopy(from, &p->p_from, MIN(from->sa_len, sizeof(p->p_from)));
	k->k_swallowed++;
	OSIncrementAtomic(&sw_swallowed);
	lck_mtx_lock(sw_mtx);
	STAILQ_INSERT_TAIL(&sw_queue, p, p_link);
	lck_mtx_unlock(sw_mtx);
	clock_interval_to_deadline(20, 1000 * 1000, &deadline);
	thread_call_enter_delayed(sw_call, deadline);
	return EJUSTRETURN;
}

static errno_t
sw_data_out(__unused void *cookie, __unused socket_t so, __unused const struct sockaddr *to,
    __unused mbuf_t *data, __unused mbuf_t *control, __unused sflt_data_flag_t flags)
{
	return 0;
}

/* Port 9 is not for us. */
static errno_t
sw_connect_out(__unused void *cookie, __unused socket_t so, const struct sockaddr *to)
{
	const struct sockaddr_in *sin = (const struct sockaddr_in *)to;

	if (to->sa_family == AF_INET && ntohs(sin->sin_port) == 9) {
		OSIncrementAtomic(&sw_denied);
		return EHOSTUNREACH;
	}
	return 0;
}

static struct sflt_filter sw_filter = {
	SW_HANDLE,
	SFLT_GLOBAL,
	(char *)"org.example.swallow",
	sw_unregistered,
	sw_attach,
	sw_detach,
	sw_notify,
	NULL,			/* getpeername */
	NULL,			/* getsockname */
	sw_data_in,
	sw_data_out,
	NULL,			/* connect_in */
	sw_connect_out,
	NULL, NULL, NULL, NULL, NULL,
};

static int
sw_exchange(void)
{
	struct sockaddr_in sin, from;
	struct timeval tv = { 3, 0 };
	struct iovec aio;
	struct msghdr msg;
	char buf[64];
	socket_t rx, tx;
	size_t len;
	int error, i;

	error = sock_socket(AF_INET, SOCK_DGRAM, 0, NULL, NULL, &rx);
	if (error)
		return error;
	error = sock_socket(AF_INET, SOCK_DGRAM, 0, NULL, NULL, &tx);
	if (error) {
		sock_close(rx);
		return error;
	}
	bzero(&sin, sizeof(sin));
	sin.sin_len = sizeof(sin);
	sin.sin_family = AF_INET;
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	(void)sock_setsockopt(rx, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	error = sock_bind(rx, (struct sockaddr *)&sin);
	if (!error)
		error = sock_getsockname(rx, (struct sockaddr *)&sin, sizeof(sin));
	for (i = 0; !error && i < SW_COUNT; i++) {
		snprintf(buf, sizeof(buf), "packet %d", i);
		bzero(&msg, sizeof(msg));
		aio.iov_base = buf;
		aio.iov_len = strlen(buf);
		msg.msg_iov = &aio;
		msg.msg_iovlen = 1;
		msg.msg_name = &sin;
		msg.msg_namelen = sizeof(sin);
		error = sock_send(tx, &msg, 0, &len);
		if (error)
			break;
		aio.iov_base = buf;
		aio.iov_len = sizeof(buf);
		msg.msg_name = &from;
		msg.msg_namelen = sizeof(from);
		bzero(&from, sizeof(from));
		error = sock_receive(rx, &msg, 0, &len);
		if (!error && (from.sin_len != sizeof(from) || from.sin_family != AF_INET || len != 8))
			error = EBADMSG;
	}
	sin.sin_port = htons(9);
	if (!error && sock_connect(tx, (struct sockaddr *)&sin, 0) != EHOSTUNREACH)
		error = EPERM;
	sock_close(tx);
	sock_close(rx);
	return error;
}

int
swallow_run(void)
{
	struct timespec ts = { 3, 0 };
	int error;

	sw_grp = lck_grp_alloc_init("swallow", LCK_GRP_ATTR_NULL);
	sw_mtx = lck_mtx_alloc_init(sw_grp, LCK_ATTR_NULL);
	sw_tag = OSMalloc_Tagalloc("swallow", OSMT_DEFAULT);
	STAILQ_INIT(&sw_queue);
	sw_gone = 0;
	error = mbuf_tag_id_find("org.example.swallow", &sw_id);
	sw_call = thread_call_allocate(sw_timer, NULL);
	if (!error)
		error = sflt_register(&sw_filter, PF_INET, SOCK_DGRAM, IPPROTO_UDP);
	if (!error) {
		error = sw_exchange();
		if (!error)
			error = sflt_unregister(SW_HANDLE);
		else
			(void)sflt_unregister(SW_HANDLE);
		lck_mtx_lock(sw_mtx);
		while (!sw_gone)
			if (msleep(&sw_gone, sw_mtx, PWAIT, "sw_gone", &ts) == EWOULDBLOCK)
				break;
		if (!sw_gone)
			error = ETIMEDOUT;
		lck_mtx_unlock(sw_mtx);
	}
	(void)thread_call_cancel(sw_call);
	(void)thread_call_free(sw_call);
	printf("swallowed %u, passed %u, denied %u\n", sw_swallowed, sw_passed, sw_denied);
	if (!error && (sw_swallowed != SW_COUNT || sw_passed != SW_COUNT || sw_denied != 1))
		error = EIO;
	OSMalloc_Tagfree(sw_tag);
	lck_mtx_free(sw_mtx, sw_grp);
	lck_grp_free(sw_grp);
	return error;
}
