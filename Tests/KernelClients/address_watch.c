/* SPDX-License-Identifier: Apache-2.0
 *
 * Watches the host's addresses as a network driver does: a socket as a handle for interface
 * ioctls, the list of addresses, the interface that leads to a peer, and a kernel event socket that
 * an upcall drains.
 *
 * Entry: address_watch_run.
 */
#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kpi_mbuf.h>
#include <sys/kern_event.h>
#include <kern/locks.h>
#include <net/if.h>
#include <net/if_types.h>
#include <net/kpi_interface.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <netinet/in_var.h>
#include <netinet6/in6_var.h>

#define WATCH_HEADER ((size_t)KEV_MSG_HEADER_SIZE)

struct watcher {
	lck_grp_t	*w_group;
	lck_mtx_t	*w_mutex;
	socket_t	w_events;
	unsigned	w_inet, w_inet6, w_other;
	u_int32_t	w_last_id;
	struct in_addr	w_added;
};

/* Is the interface up, and what are its address and mask? */
static int
watch_query(name, address, mask)
	const char *name;
	struct in_addr *address;
	struct in_addr *mask;
{
	struct ifreq ifr;
	socket_t so;
	int error;

	if ((error = sock_socket(PF_INET, SOCK_DGRAM, 0, NULL, NULL, &so)) != 0)
		return (error);
	bzero(&ifr, sizeof(ifr));
	strlcpy(ifr.ifr_name, name, sizeof(ifr.ifr_name));
	error = sock_ioctl(so, SIOCGIFFLAGS, &ifr);
	if (error == 0 && (ifr.ifr_flags & IFF_UP) == 0)
		error = ENETDOWN;
	if (error == 0)
		error = sock_ioctl(so, SIOCGIFADDR, &ifr);
	if (error == 0)
		*address = ((struct sockaddr_in *)&ifr.ifr_addr)->sin_addr;
	if (error == 0)
		error = sock_ioctl(so, SIOCGIFNETMASK, &ifr);
	if (error == 0)
		*mask = ((struct sockaddr_in *)&ifr.ifr_addr)->sin_addr;
	sock_close(so);
	return (error);
}

/* Does the list of addresses have this one, on this interface? */
static int
watch_listed(const char *name, struct in_addr wanted)
{
	struct sockaddr_storage ss;
	ifaddr_t *list, *at;
	ifnet_t interface;
	int error, listed = 0;

	if ((error = ifnet_find_by_name(name, &interface)) != 0)
		return (error);
	if ((error = ifnet_get_address_list(NULL, &list)) == 0) {
		for (at = list; *at != NULL; at++) {
			if (ifaddr_address_family(*at) != AF_INET || ifaddr_ifnet(*at) != interface)
				continue;
			if (ifaddr_address(*at, (struct sockaddr *)&ss, sizeof(ss)) != 0)
				continue;
			listed |= ((struct sockaddr_in *)&ss)->sin_addr.s_addr == wanted.s_addr;
		}
		ifnet_free_address_list(list);
	}
	ifnet_release(interface);
	return (error != 0 ? error : listed ? 0 : ENOENT);
}

/* The interface that leads to a peer, and how large a datagram may be on it; 0 if there is none. */
static u_int32_t
watch_path(struct in_addr peer, u_int32_t *index)
{
	struct sockaddr_in to;
	ifaddr_t best;
	u_int32_t mtu;

	bzero(&to, sizeof(to));
	to.sin_len = sizeof(to);
	to.sin_family = AF_INET;
	to.sin_addr = peer;
	if ((best = ifaddr_withdstaddr((struct sockaddr *)&to)) == NULL &&
	    (best = ifaddr_withnet((struct sockaddr *)&to)) == NULL)
		return (0);
	mtu = ifnet_mtu(ifaddr_ifnet(best)) - sizeof(struct ip) - sizeof(struct udphdr);
	*index = ifnet_index(ifaddr_ifnet(best));
	ifaddr_release(best);
	return (mtu);
}

/* A neighbour is reached by the interface whose network it is in, a stranger by none. */
static int
watch_paths(const char *name, struct in_addr own, struct in_addr mask)
{
	struct in_addr neighbour = own, stranger = own;
	struct sockaddr_in sin;
	u_int32_t index = 0;
	u_int8_t station[6];
	ifaddr_t owner, best;
	ifnet_t interface;
	int error;

	neighbour.s_addr ^= ~mask.s_addr;
	stranger.s_addr = htonl(0xf0000001); /* 240.0.0.1 can be nobody's */
	bzero(&sin, sizeof(sin));
	sin.sin_len = sizeof(sin);
	sin.sin_family = AF_INET;
	sin.sin_addr = own;
	if ((error = ifnet_find_by_name(name, &interface)) != 0)
		return (error);
	if (watch_path(neighbour, &index) < 1400 || index != ifnet_index(interface) ||
	    watch_path(stranger, &index) != 0)
		error = EHOSTUNREACH;
	if ((owner = ifaddr_withaddr((struct sockaddr *)&sin)) == NULL)
		error = EADDRNOTAVAIL;
	else if (ifaddr_dstaddress(owner, (struct sockaddr *)&sin, sizeof(sin)) != ENOTSUP)
		error = EINVAL;
	sin.sin_addr = stranger;
	/* Asked for one interface, any of its addresses is better than none. */
	if ((best = ifaddr_findbestforaddr((struct sockaddr *)&sin, interface)) == NULL ||
	    ifaddr_ifnet(best) != interface)
		error = ENXIO;
	if (ifnet_type(interface) != IFT_LOOP || ifnet_addrlen(interface) != 0 ||
	    ifnet_hdrlen(interface) != 0 || ifnet_metric(interface) != 0 ||
	    ifnet_lladdr_copy_bytes(interface, station, sizeof(station)) != EMSGSIZE)
		error = ENODEV;
	ifaddr_release(best);
	ifaddr_release(owner);
	ifnet_release(interface);
	return (error);
}

static void
watch_upcall(socket_t so, void *arg, int waitflag)
{
	struct watcher *w = arg;
	struct kern_event_msg *msg;
	struct kev_in_data *data;
	mbuf_t m;
	size_t length;

	(void)waitflag;
	lck_mtx_lock(w->w_mutex);
	for (;;) {
		length = WATCH_HEADER + sizeof(struct kev_in6_data);
		if (sock_receivembuf(so, NULL, &m, MSG_DONTWAIT, &length) != 0)
			break;
		msg = mbuf_data(m);
		if (length < WATCH_HEADER || msg->total_size < length || msg->id <= w->w_last_id) {
			w->w_other += 100;
		} else if (msg->kev_subclass == KEV_INET_SUBCLASS) {
			data = (struct kev_in_data *)msg->event_data;
			w->w_inet++;
			w->w_added = data->ia_addr;
		} else if (msg->kev_subclass == KEV_INET6_SUBCLASS) {
			w->w_inet6++;
		} else {
			w->w_other++;
		}
		w->w_last_id = msg->id;
		mbuf_freem(m);
	}
	wakeup(w);
	lck_mtx_unlock(w->w_mutex);
}

/* What the kernel says when an address came or went. */
static int
watch_announce(u_int32_t class, u_int32_t subclass, u_int32_t code, void *data, u_int32_t length)
{
	struct kev_msg event;

	bzero(&event, sizeof(event));
	event.vendor_code = KEV_VENDOR_APPLE;
	event.kev_class = class;
	event.kev_subclass = subclass;
	event.event_code = code;
	event.dv[0].data_length = length;
	event.dv[0].data_ptr = data;
	return (kface_event_post(&event));
}

static int
watch_events(struct watcher *w)
{
	struct kev_request want = {KEV_VENDOR_APPLE, KEV_NETWORK_CLASS, KEV_ANY_SUBCLASS};
	struct timespec second = {1, 0};
	struct kev_in_data inet;
	struct kev_in6_data inet6;
	int error, on = 1, domain, type, protocol;

	bzero(&inet, sizeof(inet));
	bzero(&inet6, sizeof(inet6));
	inet.ia_addr.s_addr = htonl(INADDR_LOOPBACK);
	error = sock_socket(PF_SYSTEM, SOCK_RAW, SYSPROTO_EVENT, watch_upcall, w, &w->w_events);
	if (error != 0)
		return (error);
	error = sock_setsockopt(w->w_events, SOL_SOCKET, SO_UPCALLCLOSEWAIT, &on, sizeof(on));
	if (error == 0)
		error = sock_ioctl(w->w_events, FIONBIO, &on);
	/* Before a filter is set, nothing comes. */
	if (error == 0)
		error = watch_announce(KEV_NETWORK_CLASS, KEV_INET_SUBCLASS, KEV_INET_NEW_ADDR, &inet,
		    sizeof(inet));
	if (error == 0)
		error = sock_ioctl(w->w_events, SIOCSKEVFILT, &want);
	if (error == 0)
		error = sock_gettype(w->w_events, &domain, &type, &protocol);
	if (error == 0 && (domain != PF_SYSTEM || type != SOCK_RAW || protocol != SYSPROTO_EVENT))
		error = EPROTOTYPE;
	if (error == 0)
		error = watch_announce(KEV_NETWORK_CLASS, KEV_INET_SUBCLASS, KEV_INET_NEW_ADDR, &inet,
		    sizeof(inet));
	if (error == 0)
		error = watch_announce(KEV_SYSTEM_CLASS, 1, 1, NULL, 0);
	if (error == 0)
		error = watch_announce(KEV_NETWORK_CLASS, KEV_INET6_SUBCLASS, KEV_INET6_ADDR_DELETED, &inet6,
		    sizeof(inet6));
	lck_mtx_lock(w->w_mutex);
	while (error == 0 && (w->w_inet == 0 || w->w_inet6 == 0))
		error = msleep(w, w->w_mutex, PSOCK, "watch", &second);
	lck_mtx_unlock(w->w_mutex);
	sock_close(w->w_events);
	if (error == 0 && (w->w_inet != 1 || w->w_inet6 != 1 || w->w_other != 0 ||
	    w->w_added.s_addr != inet.ia_addr.s_addr))
		error = EBADMSG;
	return (error);
}

/* A vendor of our own posts, and a blocking reader gets it. */
static int
watch_vendor(void)
{
	static char text[] = "hello";
	struct timeval second = {1, 0};
	struct kev_request want;
	struct kev_msg event;
	struct kern_event_msg got;
	struct iovec aio = {&got, sizeof(got)};
	struct msghdr msg;
	size_t length;
	socket_t so;
	int error;

	bzero(&event, sizeof(event));
	bzero(&want, sizeof(want));
	bzero(&msg, sizeof(msg));
	if ((error = kev_vendor_code_find("org.example.watch", &event.vendor_code)) != 0)
		return (error);
	if ((error = sock_socket(PF_SYSTEM, SOCK_RAW, SYSPROTO_EVENT, NULL, NULL, &so)) != 0)
		return (error);
	want.vendor_code = event.vendor_code;
	error = sock_ioctl(so, SIOCSKEVFILT, &want);
	if (error == 0)
		error = sock_setsockopt(so, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof(second));
	event.kev_class = 7;
	event.event_code = 42;
	event.dv[0].data_length = sizeof(text);
	event.dv[0].data_ptr = text;
	if (error == 0)
		error = kev_msg_post(&event);
	msg.msg_iov = &aio;
	msg.msg_iovlen = 1;
	if (error == 0)
		error = sock_receive(so, &msg, 0, &length);
	if (error == 0 && (got.vendor_code != event.vendor_code || got.event_code != 42 ||
	    got.total_size != WATCH_HEADER + sizeof(text)))
		error = EBADMSG;
	/* Events go one way, and the kernel's own are the kernel's. */
	event.vendor_code = KEV_VENDOR_APPLE;
	if (error == 0 && (kev_msg_post(&event) != EINVAL || sock_listen(so, 1) != EOPNOTSUPP))
		error = EEXIST;
	sock_close(so);
	return (error);
}

int
address_watch_run(void)
{
	struct watcher w;
	struct in_addr address, mask;
	int error;

	bzero(&w, sizeof(w));
	w.w_group = lck_grp_alloc_init("watch", LCK_GRP_ATTR_NULL);
	w.w_mutex = lck_mtx_alloc_init(w.w_group, LCK_ATTR_NULL);
	error = watch_query("lo", &address, &mask);
	if (error == 0 && ntohl(mask.s_addr) != 0xff000000)
		error = EADDRNOTAVAIL;
	if (error == 0)
		error = watch_listed("lo", address);
	if (error == 0)
		error = watch_paths("lo", address, mask);
	if (error == 0)
		error = watch_events(&w);
	if (error == 0)
		error = watch_vendor();
	lck_mtx_free(w.w_mutex, w.w_group);
	lck_grp_free(w.w_group);
	printf("watch: %d, inet %u, inet6 %u\n", error, w.w_inet, w.w_inet6);
	return (error);
}
