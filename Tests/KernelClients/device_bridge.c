/* SPDX-License-Identifier: Apache-2.0
 *
 * A character device in front of a daemon: what a process writes goes over a local stream socket,
 * what the daemon answers is read. The switch is filled by position, with the kernel's own fillers.
 *
 * Entry: bridge_run PATH, which is also the daemon and the process.
 */
#include <sys/types.h>
#include <sys/systm.h>
#include <sys/conf.h>
#include <sys/ioctl.h>
#include <sys/kpi_socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <kern/locks.h>
#include <kern/thread.h>
#include <miscfs/devfs/devfs.h>
#include <kface/harness.h>

#define BRIDGE_NAME "bridge"
#define BRIDGE_BUFSIZE 512
#define BRIDGE_GETSENT _IOR('b', 1, u_int32_t)

static lck_grp_t *bridge_group;
static lck_mtx_t *bridge_mutex;
static socket_t bridge_socket, daemon_listener;
static struct sockaddr_un daemon_address = {sizeof(struct sockaddr_un), AF_LOCAL, ""};
static char bridge_buffer[BRIDGE_BUFSIZE];
static u_int32_t bridge_sent;
static int daemon_done;

d_open_t bridge_open;
d_close_t bridge_close;
d_read_t bridge_read;
d_write_t bridge_write;
d_ioctl_t bridge_ioctl;

static struct cdevsw bridge_switch = {
	bridge_open, bridge_close, bridge_read, bridge_write, bridge_ioctl,
	(d_stop_t *)&nulldev, (d_reset_t *)&nulldev, 0, (select_fcn_t *)&seltrue,
	eno_mmap, eno_strat, eno_getc, eno_putc, D_TTY,
};

int
bridge_open(dev_t dev, int flags, int devtype, struct proc *p)
{
	errno_t error;

	if (bridge_socket)
		return (EBUSY);
	error = sock_socket(PF_LOCAL, SOCK_STREAM, 0, NULL, NULL, &bridge_socket);
	if (!error)
		error = sock_connect(bridge_socket, (const struct sockaddr *)&daemon_address, 0);
	if (error && bridge_socket) {
		sock_close(bridge_socket);
		bridge_socket = NULL;
	}
	return (error);
}

int
bridge_close(dev_t dev, int flags, int devtype, struct proc *p)
{
	sock_shutdown(bridge_socket, SHUT_RDWR);
	sock_close(bridge_socket);
	bridge_socket = NULL;
	return (0);
}

static errno_t
bridge_move(struct uio *uio, int in)
{
	struct iovec iov = {bridge_buffer, min(uio_resid(uio), BRIDGE_BUFSIZE)};
	struct msghdr msg;
	size_t moved = iov.iov_len;
	errno_t error = 0;

	bzero(&msg, sizeof(msg));
	msg.msg_iov = &iov;
	msg.msg_iovlen = 1;
	lck_mtx_lock(bridge_mutex);
	if (in) {
		error = sock_receive(bridge_socket, &msg, 0, &moved);
		if (!error)
			error = uiomove64((addr64_t)(uintptr_t)bridge_buffer, (int)moved, uio);
	} else {
		error = uiomove64((addr64_t)(uintptr_t)bridge_buffer, (int)moved, uio);
		if (!error)
			error = sock_send(bridge_socket, &msg, 0, &moved);
		bridge_sent += moved;
	}
	lck_mtx_unlock(bridge_mutex);
	return (error);
}

int bridge_read(dev_t dev, struct uio *uio, int ioflag) { return (bridge_move(uio, 1)); }
int bridge_write(dev_t dev, struct uio *uio, int ioflag) { return (bridge_move(uio, 0)); }

int
bridge_ioctl(dev_t dev, u_long request, caddr_t data, int flags, struct proc *p)
{
	if (request != BRIDGE_GETSENT)
		return (ENOTTY);
	*(u_int32_t *)data = bridge_sent;
	return (0);
}

/* The daemon: answers every byte with its complement, until the end of the stream. */
static void
daemon_main(void *arg, wait_result_t result)
{
	char bytes[64];
	struct iovec iov;
	struct msghdr msg;
	size_t moved, i;
	socket_t so;

	if (sock_accept(daemon_listener, NULL, 0, 0, NULL, NULL, &so) == 0) {
		for (;;) {
			bzero(&msg, sizeof(msg));
			iov.iov_base = bytes;
			iov.iov_len = sizeof(bytes);
			msg.msg_iov = &iov;
			msg.msg_iovlen = 1;
			if (sock_receive(so, &msg, 0, &moved) || moved == 0)
				break;
			for (i = 0; i < moved; i++)
				bytes[i] = ~bytes[i];
			iov.iov_base = bytes;
			iov.iov_len = moved;
			sock_send(so, &msg, 0, NULL);
		}
		sock_close(so);
	}
	lck_mtx_lock(bridge_mutex);
	daemon_done = 1;
	wakeup(&daemon_done);
	lck_mtx_unlock(bridge_mutex);
	thread_terminate(current_thread());
}

/* The process. */
static int
talk(void)
{
	char out[100], in[100];
	size_t done, got = 0;
	u_int32_t sent = 0;
	int i, error = kface_device_open(BRIDGE_NAME, 3);

	if (error)
		return (error);
	for (i = 0; i < (int)sizeof(out); i++)
		out[i] = (char)i;
	error = kface_device_write(BRIDGE_NAME, out, sizeof(out), &done);
	while (!error && done && got < sizeof(in)) {
		error = kface_device_read(BRIDGE_NAME, in + got, sizeof(in) - got, &done);
		got += done;
	}
	for (i = 0; !error && i < (int)sizeof(in); i++)
		if (in[i] != (char)~out[i])
			error = EIO;
	if (!error && kface_device_open(BRIDGE_NAME, 3) != EBUSY)
		error = EEXIST;
	if (!error)
		error = kface_device_ioctl(BRIDGE_NAME, BRIDGE_GETSENT, &sent);
	if (!error && kface_device_ioctl(BRIDGE_NAME, _IO('b', 2), &sent) != ENOTTY)
		error = ENOTTY;
	kface_device_close(BRIDGE_NAME, 3);
	printf("%lu bytes there and back, %u counted, error %d\n", (unsigned long)got, sent, error);
	return (error ? error : sent != sizeof(out));
}

int
bridge_run(int argc, char **argv)
{
	struct timespec limit = {5, 0};
	thread_t daemon;
	void *node;
	int major, error;

	if (argc < 2)
		return (EINVAL);
	strlcpy(daemon_address.sun_path, argv[1], sizeof(daemon_address.sun_path));
	bridge_group = lck_grp_alloc_init("bridge", LCK_GRP_ATTR_NULL);
	bridge_mutex = lck_mtx_alloc_init(bridge_group, LCK_ATTR_NULL);
	major = cdevsw_add(-1, &bridge_switch);
	node = devfs_make_node(makedev(major, 0), DEVFS_CHAR, UID_ROOT, GID_WHEEL, 0666, BRIDGE_NAME);
	error = kface_device_open(BRIDGE_NAME, 3) == ENOENT ? 0 : EEXIST;
	if (!error)
		error = sock_socket(PF_LOCAL, SOCK_STREAM, 0, NULL, NULL, &daemon_listener);
	if (!error)
		error = sock_bind(daemon_listener, (const struct sockaddr *)&daemon_address);
	if (!error)
		error = sock_listen(daemon_listener, 1);
	if (!error && kernel_thread_start(daemon_main, NULL, &daemon) == KERN_SUCCESS) {
		thread_deallocate(daemon);
		error = talk();
		lck_mtx_lock(bridge_mutex);
		while (!daemon_done)
			if (msleep(&daemon_done, bridge_mutex, PWAIT, "daemon", &limit) == EWOULDBLOCK)
				break;
		lck_mtx_unlock(bridge_mutex);
	}
	sock_close(daemon_listener);
	devfs_remove(node);
	if (cdevsw_remove(major, &bridge_switch) != major || !kface_device_open(BRIDGE_NAME, 3))
		error = EBUSY;
	lck_mtx_free(bridge_mutex, bridge_group);
	lck_grp_free(bridge_group);
	return (error);
}
