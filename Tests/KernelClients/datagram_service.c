/* SPDX-License-Identifier: Apache-2.0
 *
 * A datagram service on every address: it asks where a datagram was sent to, and answers from
 * there. And the options that senders of groups set with a single byte.
 *
 * Entry: datagram_service_run.
 */
#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kpi_socket.h>
#include <netinet/in.h>
#include <netinet6/in6.h>

#define SERVICE_ROOM 64

union service_address {
	struct sockaddr		sa;
	struct sockaddr_in	sin;
	struct sockaddr_in6	sin6;
};

/* A bound socket that reports destinations; a wildcard address is what makes that worth while. */
static int
service_open(family, level, option, so, address)
	int family, level, option;
	socket_t *so;
	union service_address *address;
{
	struct timeval second = {1, 0};
	int error, on = 1;

	if ((error = sock_socket(family, SOCK_DGRAM, 0, NULL, NULL, so)) != 0)
		return (error);
	bzero(address, sizeof(*address));
	address->sa.sa_len = family == PF_INET ? sizeof(address->sin) : sizeof(address->sin6);
	address->sa.sa_family = family;
	error = sock_setsockopt(*so, level, option, &on, sizeof(on));
	if (error == 0)
		error = sock_setsockopt(*so, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof(second));
	if (error == 0)
		error = sock_bind(*so, &address->sa);
	if (error == 0)
		error = sock_getsockname(*so, &address->sa, sizeof(*address));
	if (error != 0)
		sock_close(*so);
	return (error);
}

/* Sends itself a datagram and finds the wanted control message behind it. */
static int
service_ask(socket_t so, union service_address *to, int level, int type, void *out, size_t length)
{
	static char text[] = "where am I";
	char got[SERVICE_ROOM];
	u_int32_t control[SERVICE_ROOM];
	struct iovec aio = {text, sizeof(text)};
	struct cmsghdr *cmsg;
	struct msghdr msg;
	size_t moved;
	int error;

	bzero(&msg, sizeof(msg));
	msg.msg_name = to;
	msg.msg_namelen = to->sa.sa_len;
	msg.msg_iov = &aio;
	msg.msg_iovlen = 1;
	if ((error = sock_send(so, &msg, 0, &moved)) != 0)
		return (error);
	aio.iov_base = got;
	aio.iov_len = sizeof(got);
	msg.msg_name = NULL;
	msg.msg_namelen = 0;
	msg.msg_control = control;
	msg.msg_controllen = sizeof(control);
	if ((error = sock_receive(so, &msg, 0, &moved)) != 0)
		return (error);
	for (cmsg = CMSG_FIRSTHDR(&msg); cmsg != NULL; cmsg = CMSG_NXTHDR(&msg, cmsg)) {
		if (cmsg->cmsg_level != level || cmsg->cmsg_type != type)
			continue;
		if (cmsg->cmsg_len != CMSG_LEN(length))
			return (EMSGSIZE);
		bcopy(CMSG_DATA(cmsg), out, length);
		return (moved == sizeof(text) ? 0 : EMSGSIZE);
	}
	return (ENOENT);
}

static int
service_inet(void)
{
	union service_address address;
	struct in_addr told;
	u_char hops = 3, loop = 0;
	int error, length, value;
	socket_t so;

	error = service_open(PF_INET, IPPROTO_IP, IP_RECVDSTADDR, &so, &address);
	if (error != 0)
		return (error);
	address.sin.sin_addr.s_addr = htonl(0x7f000009);
	error = service_ask(so, &address, IPPROTO_IP, IP_RECVDSTADDR, &told, sizeof(told));
	if (error == 0 && told.s_addr != address.sin.sin_addr.s_addr)
		error = EADDRNOTAVAIL;
	if (error == 0)
		error = sock_setsockopt(so, IPPROTO_IP, IP_MULTICAST_TTL, &hops, sizeof(hops));
	if (error == 0)
		error = sock_setsockopt(so, IPPROTO_IP, IP_MULTICAST_LOOP, &loop, sizeof(loop));
	length = sizeof(value);
	if (error == 0)
		error = sock_getsockopt(so, IPPROTO_IP, IP_MULTICAST_TTL, &value, &length);
	if (error == 0 && value != hops)
		error = EDOM;
	length = sizeof(value);
	if (error == 0)
		error = sock_getsockopt(so, SOL_SOCKET, SO_NWRITE, &value, &length);
	if (error == 0 && value != 0)
		error = EBUSY;
	sock_close(so);
	return (error);
}

static int
service_inet6(void)
{
	union service_address address;
	struct in6_pktinfo told;
	socket_t so;
	int error;

	error = service_open(PF_INET6, IPPROTO_IPV6, IPV6_RECVPKTINFO, &so, &address);
	if (error != 0)
		return (error);
	address.sin6.sin6_addr = in6addr_loopback;
	error = service_ask(so, &address, IPPROTO_IPV6, IPV6_PKTINFO, &told, sizeof(told));
	if (error == 0 && (!IN6_ARE_ADDR_EQUAL(&told.ipi6_addr, &address.sin6.sin6_addr) ||
	    told.ipi6_ifindex == 0))
		error = EADDRNOTAVAIL;
	sock_close(so);
	return (error);
}

int
datagram_service_run(void)
{
	int error = service_inet(), error6 = service_inet6();

	printf("service: %d, %d\n", error, error6);
	return (error != 0 ? error : error6);
}
