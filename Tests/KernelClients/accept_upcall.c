/* SPDX-License-Identifier: Apache-2.0
 *
 * An echo service: the listener's upcall accepts, the children's upcalls mark work, one worker does
 * it. Three clients of the same program talk to it, one of them ending in the middle.
 *
 * Entry: accept_run.
 */
#include <sys/param.h>
#include <sys/systm.h>
#include <sys/socket.h>
#include <sys/kpi_socket.h>
#include <sys/queue.h>
#include <netinet/in.h>
#include <kern/locks.h>
#include <kern/thread.h>
#include <IOKit/IOLib.h>

#define AU_CLIENTS 3
#define AU_BYTES 3000

struct au_child {
	LIST_ENTRY(au_child)	ch_link;
	socket_t		ch_so;
	int			ch_ready;
	u_int32_t		ch_bytes;
};

static lck_grp_t	*au_grp;
static lck_mtx_t	au_mtx;
static LIST_HEAD(, au_child) au_children;
static int		au_stop, au_worker_gone, au_clients_left, au_failures;
static struct sockaddr_in au_addr;

static void
au_data(__unused socket_t so, void *cookie, __unused int waitf)
{
	struct au_child *ch = cookie;

	lck_mtx_lock(&au_mtx);
	ch->ch_ready = 1;
	wakeup(&au_children);
	lck_mtx_unlock(&au_mtx);
}

static void
au_accept(socket_t so, __unused void *cookie, __unused int waitf)
{
	struct sockaddr_storage ss;
	struct au_child *ch;
	socket_t newso;
	int on = 1;

	for (;;) {
		ch = IOMalloc(sizeof(*ch));
		if (ch == NULL)
			return;
		bzero(ch, sizeof(*ch));
		ch->ch_ready = 1;
		bzero(&ss, sizeof(ss));
		if (sock_accept(so, (struct sockaddr *)&ss, sizeof(ss), MSG_DONTWAIT, au_data, ch,
		    &newso)) {
			IOFree(ch, sizeof(*ch));
			return;
		}
		if (ss.ss_family != AF_INET || ss.ss_len != sizeof(struct sockaddr_in))
			au_failures++;
		(void)sock_setsockopt(newso, SOL_SOCKET, SO_UPCALLCLOSEWAIT, &on, sizeof(on));
		lck_mtx_lock(&au_mtx);
		ch->ch_so = newso;
		LIST_INSERT_HEAD(&au_children, ch, ch_link);
		wakeup(&au_children);
		lck_mtx_unlock(&au_mtx);
	}
}

/* Echoes what is there; true when the child is finished. */
static int
au_serve(struct au_child *ch)
{
	char buf[1024];
	struct iovec aio;
	struct msghdr msg;
	size_t got, sent;
	int error;

	for (;;) {
		aio.iov_base = buf;
		aio.iov_len = sizeof(buf);
		bzero(&msg, sizeof(msg));
		msg.msg_iov = &aio;
		msg.msg_iovlen = 1;
		error = sock_receive(ch->ch_so, &msg, MSG_DONTWAIT, &got);
		if (error == EWOULDBLOCK)
			return 0;
		if (error || got == 0)
			return 1;
		ch->ch_bytes += got;
		aio.iov_base = buf;
		aio.iov_len = got;
		if (sock_send(ch->ch_so, &msg, 0, &sent) || sent != got)
			return 1;
	}
}

static void
au_worker(__unused void *arg)
{
	struct au_child *ch, *next;
	socket_t so;
	int done;

	lck_mtx_lock(&au_mtx);
	for (;;) {
		LIST_FOREACH(ch, &au_children, ch_link)
			if (ch->ch_ready)
				break;
		if (ch == NULL) {
			if (au_stop)
				break;
			msleep(&au_children, &au_mtx, PSOCK, "au_worker", NULL);
			continue;
		}
		ch->ch_ready = 0;
		lck_mtx_unlock(&au_mtx);
		done = au_serve(ch);
		lck_mtx_lock(&au_mtx);
		if (done) {
			LIST_REMOVE(ch, ch_link);
			so = ch->ch_so;
			lck_mtx_unlock(&au_mtx);
			sock_close(so);		/* waits for an upcall that still runs */
			IOFree(ch, sizeof(*ch));
			lck_mtx_lock(&au_mtx);
		}
	}
	LIST_FOREACH_SAFE(ch, &au_children, ch_link, next) {
		LIST_REMOVE(ch, ch_link);
		lck_mtx_unlock(&au_mtx);
		sock_close(ch->ch_so);
		IOFree(ch, sizeof(*ch));
		lck_mtx_lock(&au_mtx);
	}
	au_worker_gone = 1;
	wakeup(&au_worker_gone);
	lck_mtx_unlock(&au_mtx);
}

static int
au_talk(int number)
{
	char *out, *in;
	struct iovec aio;
	struct msghdr msg;
	struct timeval tv = { 5, 0 };
	size_t sent, got, done;
	socket_t so;
	int error, i;

	error = sock_socket(AF_INET, SOCK_STREAM, 0, NULL, NULL, &so);
	if (error)
		return error;
	MALLOC(out, char *, AU_BYTES, M_TEMP, M_WAITOK);
	MALLOC(in, char *, AU_BYTES, M_TEMP, M_WAITOK | M_ZERO);
	for (i = 0; i < AU_BYTES; i++)
		out[i] = (char)(i * 7 + number);
	(void)sock_setsockopt(so, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	error = sock_connect(so, (struct sockaddr *)&au_addr, 0);
	if (!error) {
		aio.iov_base = out;
		aio.iov_len = AU_BYTES;
		bzero(&msg, sizeof(msg));
		msg.msg_iov = &aio;
		msg.msg_iovlen = 1;
		error = sock_send(so, &msg, 0, &sent);
	}
	for (done = 0; !error && done < AU_BYTES && number != 2; done += got) {
		aio.iov_base = in + done;
		aio.iov_len = AU_BYTES - done;
		error = sock_receive(so, &msg, MSG_WAITALL, &got);
		if (!error && got == 0)
			error = EPIPE;
	}
	if (!error && number != 2 && bcmp(in, out, AU_BYTES) != 0)
		error = EIO;
	FREE(out, M_TEMP);
	FREE(in, M_TEMP);
	sock_close(so);
	return error;
}

static void
au_client(void *arg, __unused wait_result_t wr)
{
	int error = au_talk((int)(intptr_t)arg);

	lck_mtx_lock(&au_mtx);
	if (error)
		au_failures++;
	au_clients_left--;
	wakeup(&au_clients_left);
	lck_mtx_unlock(&au_mtx);
}

int
accept_run(void)
{
	thread_t thread;
	socket_t so;
	int error, on = 1, i;

	au_grp = lck_grp_alloc_init("accept", LCK_GRP_ATTR_NULL);
	lck_mtx_init(&au_mtx, au_grp, LCK_ATTR_NULL);
	LIST_INIT(&au_children);
	au_stop = au_worker_gone = au_failures = 0;
	au_clients_left = AU_CLIENTS;
	error = sock_socket(AF_INET, SOCK_STREAM, 0, au_accept, NULL, &so);
	if (error)
		return error;
	(void)sock_setsockopt(so, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	(void)sock_setsockopt(so, SOL_SOCKET, SO_UPCALLCLOSEWAIT, &on, sizeof(on));
	bzero(&au_addr, sizeof(au_addr));
	au_addr.sin_len = sizeof(au_addr);
	au_addr.sin_family = AF_INET;
	au_addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	error = sock_bind(so, (struct sockaddr *)&au_addr);
	if (!error)
		error = sock_listen(so, 8);
	if (!error)
		error = sock_getsockname(so, (struct sockaddr *)&au_addr, sizeof(au_addr));
	if (error) {
		sock_close(so);
		return error;
	}
	(void)kernel_thread_start((thread_continue_t)(void *)au_worker, NULL, &thread);
	thread_deallocate(thread);
	for (i = 0; i < AU_CLIENTS; i++) {
		(void)kernel_thread_start(au_client, (void *)(intptr_t)i, &thread);
		thread_deallocate(thread);
	}
	lck_mtx_lock(&au_mtx);
	while (au_clients_left > 0)
		msleep(&au_clients_left, &au_mtx, PWAIT, "au_run", NULL);
	lck_mtx_unlock(&au_mtx);
	sock_close(so);
	lck_mtx_lock(&au_mtx);
	au_stop = 1;
	wakeup(&au_children);
	while (!au_worker_gone)
		msleep(&au_worker_gone, &au_mtx, PWAIT, "au_gone", NULL);
	lck_mtx_unlock(&au_mtx);
	lck_mtx_destroy(&au_mtx, au_grp);
	lck_grp_free(au_grp);
	return au_failures;
}
